// Cuts the operations the exporter uses out of GitHub's OpenAPI description, with only what a request needs: its parameters and
// its body. Nothing of the product runs it.
//   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
//   npx tsx test/data/github-openapi/excerpt.ts package/generated/api.github.com.deref.json > test/data/github-openapi/excerpt.json

import { readFileSync } from 'node:fs';

const OPERATIONS = [
  'users/get-authenticated',
  'repos/get',
  'issues/list-milestones',
  'issues/check-user-can-be-assigned',
  'issues/list-for-repo',
  'issues/get',
  'issues/create',
  'issues/update',
];

type Parameter = { name: string; in: string; required?: boolean; schema: unknown };
type Operation = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content?: { 'application/json'?: { schema: unknown } } };
  responses: object;
};
type Description = { info: { title: string; version: string }; paths: { [path: string]: { [method: string]: Operation } } };

const description = JSON.parse(readFileSync(process.argv[2] ?? 'api.github.com.deref.json', 'utf8')) as Description;
const operations: { [id: string]: unknown } = {};
for (const [path, methods] of Object.entries(description.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    if (!OPERATIONS.includes(operation.operationId)) continue;
    operations[operation.operationId] = {
      method,
      path,
      parameters: (operation.parameters ?? []).map(({ name, in: place, required = false, schema }) => ({ name, in: place, required, schema })),
      body: operation.requestBody?.content?.['application/json']?.schema ?? null,
      responses: Object.keys(operation.responses),
    };
  }
}
const { title, version } = description.info;
process.stdout.write(`${JSON.stringify({ source: '@octokit/openapi', title, version, operations }, null, 2)}\n`);
