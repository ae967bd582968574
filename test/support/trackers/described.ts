// Holds requests against an excerpt of a vendor's OpenAPI description: path, query and body. What is not described is wrong.

import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';

type Schema = { readonly [keyword: string]: unknown };
type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: Schema }[];
  readonly body: Schema | null;
};

export type Described = (method: string, path: string, query: URLSearchParams, body: unknown) => string | undefined;

/** @param file an excerpt beside this project's other data */
export function describedBy(file: URL): Described {
  const { operations } = JSON.parse(readFileSync(file, 'utf8')) as { operations: { [id: string]: Operation } };
  const known = Object.entries(operations).map(([id, operation]) => ({
    ...operation,
    id,
    form: new RegExp(`^${operation.path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    check: operation.body && Compile(operation.body as never),
  }));
  return (method, path, query, body) => {
    const operation = known.find((one) => one.method === method.toLowerCase() && one.form.test(path));
    if (!operation) return `${method} ${path} is not described`;
    const unknown = [...query.keys()].find((name) => !operation.parameters.some((one) => one.in === 'query' && one.name === name));
    if (unknown !== undefined) return `${operation.id} takes no ${unknown}`;
    for (const { name, schema } of operation.parameters.filter((one) => one.in === 'query')) {
      const value = query.get(name);
      const choices = schema['enum'] as string[] | undefined;
      if (value !== null && choices && !choices.includes(value)) return `${operation.id}: ${name} may not be ${value}`;
      if (value !== null && schema['type'] === 'integer' && !/^\d+$/.test(value)) return `${operation.id}: ${name} is a number`;
    }
    if (!operation.check) return body === undefined ? undefined : `${operation.id} takes no body`;
    const allowed = Object.keys((operation.body?.['properties'] as object | undefined) ?? {});
    const stranger = Object.keys((body ?? {}) as object).find((name) => !allowed.includes(name));
    if (stranger !== undefined) return `${operation.id} knows no ${stranger}`;
    return operation.check.Check(body) ? undefined : `${operation.id}: ${JSON.stringify(operation.check.Errors(body))}`;
  };
}
