// The API by its own description: its operations, what to send them, and whether a reply is what was promised.

import fc from 'fast-check';
import Schema from 'typebox/schema';

export type JsonSchema = { readonly [key: string]: unknown };
type Body = {
  readonly content?: { readonly [type: string]: { readonly schema?: JsonSchema; readonly example?: unknown; readonly examples?: object } };
};
export type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly body: JsonSchema | undefined;
  /** Of the body. */
  readonly examples: readonly unknown[];
  readonly responses: { readonly [status: string]: Body };
};
type Described = Omit<Operation, 'method' | 'path' | 'body' | 'parameters'> & { parameters?: Operation['parameters']; requestBody?: Body };

export function operationsIn(description: unknown): Operation[] {
  const { paths } = description as { paths: { [path: string]: { [method: string]: Described } } };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => ({
      ...{ method: method.toUpperCase(), path, parameters, responses },
      body: requestBody?.content?.['application/json']?.schema,
      examples: examplesIn(requestBody?.content?.['application/json']),
    })),
  );
}

function examplesIn(content: NonNullable<Body['content']>[string] | undefined): unknown[] {
  const several = Object.values((content?.examples ?? {}) as Record<string, { value: unknown }>).map(({ value }) => value);
  return content?.example === undefined ? several : [content.example, ...several];
}

const checks = new WeakMap<object, (value: unknown) => string[]>();

/** What a value has against a schema, if anything. */
export function problemsWith(schema: JsonSchema, value: unknown): string[] {
  let check = checks.get(schema);
  if (!check) {
    const compiled = Schema.Compile(schema as never);
    check = (given) =>
      compiled.Check(given as never) ? [] : compiled.Errors(given as never)[1].map((one) => `${one.instancePath} ${one.message}`);
    checks.set(schema, check);
  }
  return check(value);
}

/** The promise for this status: its own, or that of its hundred. */
export function promisedFor({ responses }: Operation, status: number): JsonSchema | undefined {
  const found = responses[String(status)] ?? responses[`${Math.floor(status / 100)}XX`];
  return found?.content?.['application/json']?.schema;
}

const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, '', 0, -1, 1e308, true, [], {}, '__proto__', '\u0000', '\ud800', '../..', "'; --", '🦄'.repeat(50)),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Mostly what the schema asks for, now and then something else. */
export function sendable(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: fitting(schema) }, { weight: 1, arbitrary: ODD });
}

function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, enum: choices, pattern, anyOf, properties, items } = schema;
  if (Array.isArray(choices)) return fc.constantFrom(...(choices as unknown[]));
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(anyOf)) return fc.oneof(...(anyOf as JsonSchema[]).map(sendable));
  if (type === 'string')
    return typeof pattern === 'string'
      ? fc.oneof(fc.stringMatching(new RegExp(pattern)), fc.string())
      : fc.string({ unit: 'binary', maxLength: 60 });
  if (type === 'integer' || type === 'number') return fc.oneof(fc.integer(), fc.double(), fc.integer({ min: 0, max: 2_000_000_000_000 }));
  if (type === 'boolean') return fc.boolean();
  if (type === 'array') return fc.array(items ? sendable(items as JsonSchema) : ODD, { maxLength: 4 });
  if (type === 'object' || properties) {
    const fields = Object.entries((properties ?? {}) as Record<string, JsonSchema>).map(([key, field]) => [key, sendable(field)] as const);
    const required = (schema['required'] ?? []) as string[];
    return fc.record(Object.fromEntries(fields), { requiredKeys: required.filter((key) => properties && key in (properties as object)) });
  }
  return ODD;
}
