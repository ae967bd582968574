// Where people write: one's own place in a text as the others hear it, and theirs as places in it now. Places are relative to
// what is written, so that edits on the way do not move them. How a cursor looks is the editor's.

import * as Y from 'yjs';
import { MAX_CURSOR } from '../../shared/sync/protocol.ts';
import type { PersonId } from '../../shared/ids.ts';
import type { PresenceState } from './presence.svelte.ts';

export type Cursor = { readonly client: number; readonly person: PersonId; readonly anchor: number; readonly head: number };

const toText = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const toBytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

const place = (text: Y.Text, index: number): string =>
  toText(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index, -1)));

/** Tells the others where one writes. */
export function tellCursor(presence: PresenceState, field: string, text: Y.Text, anchor: number, head: number): void {
  const cursor = `${place(text, anchor)} ${place(text, head)}`;
  if (cursor.length <= MAX_CURSOR) presence.pointAt(field, cursor);
}

/** Where the others write in a text now. What can not be read, as words from another time, is nowhere. */
export function cursorsIn(presence: PresenceState, field: string, text: Y.Text): Cursor[] {
  const cursors: Cursor[] = [];
  for (const [client, said] of presence.others()) {
    if (said.text !== field) continue;
    const [anchor, head] = String(said.cursor)
      .split(' ')
      .map((part) => indexIn(text, part));
    if (anchor !== undefined && head !== undefined) cursors.push({ client, person: said.person as PersonId, anchor, head });
  }
  return cursors;
}

function indexIn(text: Y.Text, place: string): number | undefined {
  if (!text.doc) return undefined;
  try {
    const at = Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(toBytes(place)), text.doc);
    return at?.type === text ? at.index : undefined;
  } catch {
    // Not a place at all; a cursor is never worth a fault.
    return undefined;
  }
}
