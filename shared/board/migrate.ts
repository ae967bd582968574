// Brings a stored board up to the present schema, one function per version step. The server runs it when it loads a board.

import type * as Y from 'yjs';
import { rootOf } from './board.ts';
import { LIVE_KEYS, SCHEMA_VERSION } from './schema.ts';

/** `STEPS[n]` turns version n into n + 1. Version 1 is the first, so there is none yet. */
const STEPS: { readonly [from: number]: (doc: Y.Doc) => void } = {};

/** A board of a newer version than this program knows can not be read. */
export class SchemaError extends Error {
  override name = 'SchemaError';
}

/** Call it inside a transaction, on a prepared board. @throws SchemaError */
export function migrate(doc: Y.Doc): void {
  const live = rootOf(doc, 'live');
  let version = Number(live.get(LIVE_KEYS.schema));
  if (version > SCHEMA_VERSION) {
    throw new SchemaError(
      `This board was written by a newer version (schema ${version}, this is ${SCHEMA_VERSION}). Update Hackfest Board.`,
    );
  }
  for (; version < SCHEMA_VERSION; version++) {
    STEPS[version]?.(doc);
    live.set(LIVE_KEYS.schema, version + 1);
  }
}
