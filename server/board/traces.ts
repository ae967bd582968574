// Who touched what without leaving a name in the document. Whoever sets or types something is the owner of its Yjs item;
// a deletion says nothing of its author, so it is noted here as it happens. No judging, and nothing of this is sent to anybody.

import * as Y from 'yjs';
import { MINUTE, type Millis, type PersonId } from '../../shared/ids.ts';

/** '' is the server. */
export type Toucher = PersonId | '';

/** Longer than anybody undoes one person's work. */
const FORGET_AFTER = 48 * 60 * MINUTE;

type Stored = readonly (readonly [path: string, touches: readonly (readonly [Toucher, Millis])[]])[];

export const pathOf = (parent: string, key: string): string => `${parent}/${key}`;

/** Any type of a document, as far as its place is concerned. */
type Placed = { readonly _item: Y.Item | null };

/** Where a type stands, such as 'tasks/<id>/notes'; undefined when it is not on the board any more. */
function placeOf(doc: Y.Doc, type: Placed): string | undefined {
  const item = type._item;
  if (!item) return [...doc.share].find(([, root]) => root === type)?.[0];
  if (item.deleted || item.parentSub === null) return undefined;
  const parent = placeOf(doc, item.parent as Placed);
  return parent === undefined ? undefined : pathOf(parent, item.parentSub);
}

/** By path: a text that was changed, or a key that was taken away; and by whom, when last. */
export class Traces {
  readonly #touches = new Map<string, Map<Toucher, Millis>>();

  /** Notes what a transaction did, right after it. */
  note(transaction: Y.Transaction, by: Toucher, now: Millis): void {
    for (const [type, keys] of transaction.changed) {
      const place = placeOf(transaction.doc, type);
      if (place === undefined) continue;
      for (const key of keys) {
        if (key === null) this.#touch(place, by, now);
        else if (type._map.get(key)?.deleted) this.#touch(pathOf(place, key), by, now);
      }
    }
  }

  #touch(path: string, by: Toucher, at: Millis): void {
    const touches = this.#touches.get(path) ?? new Map<Toucher, Millis>();
    this.#touches.set(path, touches);
    if ((touches.get(by) ?? 0) <= at) touches.set(by, at);
  }

  /** Who touched this since then. */
  since(path: string, since: Millis): Toucher[] {
    return [...(this.#touches.get(path) ?? [])].filter(([, at]) => at >= since).map(([by]) => by);
  }

  /** Who touched this last, if that was since then. */
  lastSince(path: string, since: Millis): Toucher | undefined {
    let last: readonly [Toucher, Millis] | undefined;
    for (const touch of this.#touches.get(path) ?? []) if (!last || touch[1] >= last[1]) last = touch;
    return last && last[1] >= since ? last[0] : undefined;
  }

  /** Everything noted that is young enough to matter, as text. */
  write(now: Millis): string {
    const stored: Stored = [...this.#touches]
      .map(([path, touches]) => [path, [...touches].filter(([, at]) => now - at < FORGET_AFTER)] as const)
      .filter(([, touches]) => touches.length > 0);
    return JSON.stringify(stored);
  }

  /** Adds what was written before; of two touches of one person the later counts. */
  read(text: string): void {
    for (const [path, touches] of JSON.parse(text) as Stored) for (const [by, at] of touches) this.#touch(path, by, at);
  }
}
