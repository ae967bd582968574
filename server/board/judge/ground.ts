// Where a map or a text stands in the document: its root, the entry it belongs to, and what the schema expects of it. Reads
// the document and the schema; whether somebody may write there is policy.ts.

import * as Y from 'yjs';
import { DOCUMENT, LIVE_KEYS, ROOTS, type Field, type Root } from '../../../shared/board/schema.ts';

/** A list of lines that only the server writes; it has no field, as nobody edits it. */
export type Log = { readonly type: 'log' };
export type Place = Field | Log;
const LOG: Log = { type: 'log' };

export type Kind = 'map' | 'text' | 'list';

export type Ground = {
  readonly root: Root;
  /** Key of the root's child it belongs to; `undefined` is the root itself. */
  readonly entry: string | undefined;
  readonly kind: Kind;
  /** What the schema expects here; `undefined`: nothing. */
  readonly place: Place | undefined;
};

export type AnyType = Y.AbstractType<unknown>;

const rootGround = (root: Root): Ground => ({ root, entry: undefined, kind: 'map', place: DOCUMENT[root] });
const ROOT_GROUNDS = new Map<string, Ground>(ROOTS.map((root) => [root, rootGround(root)]));

/** `undefined` for a root this board does not have. */
export const groundOfRoot = (name: string): Ground | undefined => ROOT_GROUNDS.get(name);

/** What the schema expects under a key. Keys come from outside: `__proto__` is none. */
export function placeUnder(ground: Ground, key: string | undefined): Place | undefined {
  const { place } = ground;
  if (place === undefined || key === undefined) return place?.type === 'log' ? place : undefined;
  if (place.type === 'map') return place.key.test(key) ? (place.of as Field) : undefined;
  if (place.type !== 'shape') return undefined;
  const fields = place.fields as { readonly [key: string]: Field };
  if (Object.hasOwn(fields, key)) return fields[key];
  return ground.root === 'live' && ground.entry === undefined && key === LIVE_KEYS.log ? LOG : undefined;
}

export const groundUnder = (ground: Ground, key: string | undefined, kind: Kind): Ground => ({
  root: ground.root,
  entry: ground.entry ?? key,
  kind,
  place: placeUnder(ground, key),
});

/** A type never moves, so its ground is looked up once. */
const grounds = new WeakMap<AnyType, Ground>();

const kindOf = (type: AnyType): Kind => (type instanceof Y.Text ? 'text' : type instanceof Y.Array ? 'list' : 'map');

/** `undefined` for what stands under a root this board does not have. */
export function groundOf(type: AnyType): Ground | undefined {
  const known = grounds.get(type);
  if (known) return known;
  const item = type._item;
  let ground: Ground | undefined;
  if (item === null) ground = groundOfRoot(Y.findRootTypeKey(type));
  else {
    const parent = groundOf(item.parent as AnyType);
    ground = parent && groundUnder(parent, item.parentSub ?? undefined, kindOf(type));
  }
  if (ground) grounds.set(type, ground);
  return ground;
}
