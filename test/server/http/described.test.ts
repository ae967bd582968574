// The description of the API held against the API: it is sound by itself, and no reply, whatever is asked, is other than it says.

import fc from 'fast-check';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { operationsIn, problemsWith, promisedFor, sendable, type JsonSchema, type Operation } from '../../support/described-api.ts';
import { request } from '../../support/request.ts';
import { startServer, type TestEvent, type TestServer } from '../../support/server.ts';

let server: TestServer;
let event: TestEvent;
let description: Record<string, unknown>;
let operations: Operation[];
let tokens: string[];
let person: string;

beforeAll(async () => {
  server = await startServer();
  const { organizer } = server;
  event = await organizer.createSample();
  const [fay, ana, wall] = [
    await organizer.join(event.links.facilitator, 'Fay'),
    await organizer.join(event, 'Ana'),
    await organizer.openWall(event),
  ];
  person = ana.person;
  const made = await request(server.origin, 'POST /api/tokens', {
    token: organizer.token,
    body: { name: 'All', scopes: ['read', 'write', 'export'] },
  });
  tokens = [organizer.token, organizer.token, fay.token, ana.token, wall.token, (made.body as { token: string }).token, 'x'.repeat(22), ''];
  description = (await request(server.origin, 'GET /api/docs/json')).body as Record<string, unknown>;
  operations = operationsIn(description);
});
afterAll(() => server.stop());

/** Every schema in it, with where it stands. */
function* schemasIn(value: unknown, path = ''): Generator<[string, JsonSchema]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'schema') yield [`${path}/${key}`, child as JsonSchema];
    else yield* schemasIn(child, `${path}/${key}`);
  }
}

describe('the description of the API by itself', () => {
  const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

  it('[AP70] has what OpenAPI 3.1 asks for, and nothing under names it does not know', () => {
    const known = (value: object, allowed: string[], where: string) =>
      expect(
        Object.keys(value).filter((key) => !allowed.includes(key) && !key.startsWith('x-')),
        where,
      ).toEqual([]);
    const all = description as {
      info: object;
      paths: { [path: string]: { [method: string]: Record<string, object> } };
      components: Record<string, object>;
    };
    known(all, ['openapi', 'info', 'servers', 'paths', 'components', 'security', 'tags', 'webhooks', 'externalDocs'], 'root');
    known(all.info, ['title', 'version', 'description', 'license', 'summary', 'contact', 'termsOfService'], 'info');
    expect(all.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const schemes = Object.keys((all.components['securitySchemes'] ?? {}) as object);
    for (const [path, methods] of Object.entries(all.paths)) {
      expect(path).toMatch(/^\//);
      for (const [method, operation] of Object.entries(methods)) {
        const where = `${method} ${path}`;
        expect(METHODS, where).toContain(method);
        known(
          operation,
          ['tags', 'summary', 'description', 'operationId', 'parameters', 'requestBody', 'responses', 'security', 'deprecated'],
          where,
        );
        for (const [status, response] of Object.entries(operation['responses'] ?? {})) {
          expect(status, where).toMatch(/^([1-5]\d\d|[1-5]XX|default)$/);
          expect(typeof (response as { description?: unknown }).description, `${where} ${status}`).toBe('string');
        }
        for (const way of (operation['security'] ?? []) as object[])
          for (const name of Object.keys(way)) expect(schemes, where).toContain(name);
      }
    }
  });

  it('[AP71] every schema compiles, no reply of JSON is left open, and every example is what its schema asks for', () => {
    for (const [where, schema] of schemasIn(description)) {
      expect(() => problemsWith(schema, null), where).not.toThrow();
    }
    for (const { body, examples, method, path } of operations)
      for (const example of examples) expect(problemsWith(body as JsonSchema, example), `${method} ${path}`).toEqual([]);
    const open = operations.flatMap((operation) =>
      Object.entries(operation.responses)
        .filter(
          ([status, { content }]) =>
            status.startsWith('2') && Object.values(content ?? {}).some(({ schema }) => schema && Object.keys(schema).length === 0),
        )
        .map(() => `${operation.method} ${operation.path}`),
    );
    expect(open).toEqual([]);
  });

  it('[AP72] every body that is sent has an example', () => {
    const isSent = ({ body }: Operation) => Object.keys((body?.['properties'] ?? {}) as object).length > 0;
    const without = operations.filter((operation) => isSent(operation) && operation.examples.length === 0);
    expect(without.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});

describe('replies', () => {
  const fill = (path: string, names: (name: string) => string) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names(name));

  /** @param own ids of what is there, or whatever the schema lets through. */
  function asking(operation: Operation) {
    const there: Record<string, string> = {
      board: event.board,
      event: event.id,
      person,
      link: 'wall',
      format: 'json',
      at: '1',
      secret: 'x'.repeat(22),
    };
    const parameters = operation.parameters.filter((one) => one.in === 'path');
    const values = fc.record(
      Object.fromEntries(
        parameters.map(({ name, schema }) => [
          name,
          fc.oneof({ weight: 6, arbitrary: fc.constant(there[name] ?? 'x'.repeat(12)) }, { weight: 2, arbitrary: sendable(schema) }),
        ]),
      ),
    );
    return fc.record({
      values,
      token: fc.constantFrom(...tokens),
      body: operation.body ? sendable(operation.body) : fc.constant(undefined),
    });
  }

  /** Whoever ends their session or leaves can ask no more. */
  const LAST_WORDS = /\/(session\/end|me\/erase|end-others|rotate|joining)$/;

  it(
    '[AP73] whatever is asked, by whomever: never a failure of the server, and always what the description says',
    { timeout: 60_000 },
    async () => {
      const random = { seed: 2017, numRuns: 30, interruptAfterTimeLimit: 14_000 };
      let asked = 0;
      // A busy machine may rightly say that it is not well.
      for (const operation of operations.filter(({ path }) => !/z$/.test(path))) {
        const some = asking(operation);
        await fc.assert(
          fc.asyncProperty(some, async ({ values, token, body }) => {
            const url = fill(operation.path, (name) =>
              encodeURIComponent(
                String(values[name])
                  .replaceAll(/\p{Surrogate}/gu, '')
                  .slice(0, 90),
              ),
            );
            const by = LAST_WORDS.test(operation.path) && token !== '' ? 'x'.repeat(22) : token;
            const reply = await server.app.http.inject({
              method: operation.method as 'GET',
              url,
              headers: {
                ...(by === '' ? {} : { authorization: `Bearer ${by}` }),
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
              },
              ...(body === undefined ? {} : { payload: JSON.stringify(body) ?? 'null' }),
            });
            asked++;
            const what = `${operation.method} ${url} ${JSON.stringify(body)?.slice(0, 300)} -> ${reply.statusCode} ${reply.body.slice(0, 300)}`;
            expect(reply.statusCode, what).toBeLessThan(500);
            const promised = promisedFor(operation, reply.statusCode);
            if (
              String(reply.headers['content-type']).startsWith('application/json') &&
              !/report|atom|ics|me\/data/.test(operation.path + '')
            ) {
              expect(promised, what).toBeDefined();
              expect(problemsWith(promised as JsonSchema, reply.json()), what).toEqual([]);
            }
          }),
          random,
        );
      }
      expect(asked).toBeGreaterThan(300);
    },
  );

  it('[AP74] the board is all of it in its reply: every field the document has, and nothing is dropped on the way', async () => {
    const operation = operations.find(({ path }) => path === '/api/boards/{board}');
    const { body } = await request(server.origin, `GET /api/boards/${event.board}`, { token: server.organizer.token });
    expect(problemsWith(promisedFor(operation as Operation, 200) as JsonSchema, body)).toEqual([]);
    const board = body as { people: object[]; tasks: { outcome: object }[]; log: { kind: string }[]; claims: object[] };
    expect(board.people[0]).toMatchObject({ removed: false, hidden: false, waiting: false });
    expect(board.tasks[0]?.outcome).toMatchObject({ kind: expect.any(String), credit: expect.any(Object), evidence: expect.any(Object) });
    expect(board.claims[0]).toMatchObject({ task: expect.any(String), person: expect.any(String), seat: expect.any(Number) });
    expect(Object.keys(board)).toEqual(
      expect.arrayContaining(['hands', 'checkins', 'announcements', 'parked', 'demos', 'mobs', 'spotlight']),
    );
  });
});
