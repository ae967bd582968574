// Whether everything alive in a document is what the schema says, told by the document alone and without the judge's own
// code. Where something is wrong, it says where.

import * as Y from 'yjs';
import { DOCUMENT, ROOTS, type Field, type Shape } from '../../shared/board/schema.ts';
import { isId } from '../../shared/ids.ts';

/** People apart may fill one list or text together. */
const MERGED = 2;

export function schemaFault(doc: Y.Doc): string | undefined {
  for (const name of doc.share.keys()) if (!ROOTS.includes(name as (typeof ROOTS)[number])) return `root ${name}`;
  for (const root of ROOTS) {
    const fault = faultIn(DOCUMENT[root], doc.getMap(root), root);
    if (fault) return fault;
  }
  return undefined;
}

function faultIn(field: Field, value: unknown, path: string): string | undefined {
  switch (field.type) {
    case 'map':
      return faultInMap(value, path, (key) => (field.key.test(key) ? (field.of as Field) : undefined), field.most * MERGED);
    case 'shape':
      return faultInMap(value, path, (key) => new Map(Object.entries(field.fields as Shape)).get(key), Infinity);
    case 'text':
      return faultInText(value, field.max * MERGED, path);
    case 'string':
      return typeof value === 'string' && value.length <= field.max ? undefined : `${path}: ${String(value)}`;
    case 'id':
      return value === '' || isId(field.of, value) ? undefined : `${path}: ${String(value)}`;
    case 'number':
      return Number.isInteger(value) && Number(value) >= field.min && Number(value) <= field.max ? undefined : `${path}: ${String(value)}`;
    case 'time':
      return Number.isFinite(value) && Number(value) >= 0 ? undefined : `${path}: ${String(value)}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${path}: ${String(value)}`;
    case 'choice':
      return field.of.includes(value as string) ? undefined : `${path}: ${String(value)}`;
  }
}

function faultInMap(value: unknown, path: string, fieldOf: (key: string) => Field | undefined, most: number): string | undefined {
  if (!(value instanceof Y.Map)) return `${path} is no map`;
  if (value._start !== null) return `${path} has a list in it`;
  let count = 0;
  for (const [key, item] of value._map as Map<string, Y.Item>) {
    if (item.deleted) continue;
    if (++count > most) return `${path} has more than ${most} entries`;
    if (path === 'live' && key === 'log') continue;
    const field = fieldOf(key);
    if (!field) return `${path} has “${key}”`;
    const content = item.content.getContent();
    if (content.length !== 1) return `${path}.${key} has ${content.length} values`;
    const fault = faultIn(field, content[0], `${path}.${key}`);
    if (fault) return fault;
  }
  return undefined;
}

function faultInText(value: unknown, most: number, path: string): string | undefined {
  if (!(value instanceof Y.Text)) return `${path} is no text`;
  if (value._map.size > 0) return `${path} has values in it`;
  if (value.length > most) return `${path} has ${value.length} characters`;
  for (let item = value._start; item; item = item.right) {
    if (!item.deleted && !(item.content instanceof Y.ContentString)) return `${path} holds something else than characters`;
  }
  if (/\p{Surrogate}/u.test(value.toString())) return `${path} holds half a character`;
  return undefined;
}
