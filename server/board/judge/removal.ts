// What an update takes away: every live part of the document it deletes or replaces, each held against the policy; and how
// much of it was others' work, for the brake. Whether that is too much is brake.ts.

import * as Y from 'yjs';
import type { Root } from '../../../shared/board/schema.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { groundOf, type AnyType } from './ground.ts';
import { malformed } from './problem.ts';
import type { Policy } from './policy.ts';
import type { Arrival, Arrivals, Home } from './resolve.ts';
import type { Deletes, Range } from './scan.ts';
import type { Shapes } from './schema.ts';
import type { Removal } from './verdict.ts';

export type Weighing = {
  readonly doc: Y.Doc;
  readonly person: PersonId;
  readonly owners: ReadonlyMap<number, PersonId>;
  readonly arrivals: Arrivals;
  readonly policy: Policy;
  readonly shapes: Shapes;
};

/** Roots whose children are entries of their own. */
const ENTRIES: ReadonlySet<Root> = new Set(['challenges', 'tasks', 'talk']);

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

export class Taking {
  readonly #weighing: Weighing;
  readonly foreseen = new Map<AnyType | string, Set<string | null>>();
  /** Characters that go, by item of the document. */
  readonly #characters = new Map<Y.Item, number>();
  readonly #entries = new Set<Y.Item>();
  #touched = false;
  #erases = false;

  constructor(weighing: Weighing) {
    this.#weighing = weighing;
  }

  /** Whether the document loses anything. */
  get anything(): boolean {
    return this.#touched;
  }

  /** Whether a key of a map is left empty that held something. */
  get erases(): boolean {
    return this.#erases;
  }

  // -- by being replaced ------------------------------------------------------------------------------------------------------

  /** What stands under the key an arrival is set to, if anything, gives way. */
  replace({ key, struct }: Arrival, home: Home): void {
    this.foresee(home, key ?? null);
    if (key === undefined || !(home instanceof Y.AbstractType)) return;
    const item = (home as AnyType)._map.get(key);
    if (!item || item.deleted || struct.content === 'gone') return;
    if (struct.content === 'deleted') this.#erases = true;
    this.#take(item, item.id.clock, item.id.clock + item.length);
  }

  foresee(home: Home, key: string | null): void {
    const place = placeOf(home);
    if (place === undefined) return;
    const keys = this.foreseen.get(place);
    if (keys) keys.add(key);
    else this.foreseen.set(place, new Set([key]));
  }

  #isForeseen(home: Home, key: string): boolean {
    const place = placeOf(home);
    return place !== undefined && this.foreseen.get(place)?.has(key) === true;
  }

  // -- by being deleted -------------------------------------------------------------------------------------------------------

  /** @returns false when something is deleted that has not come. */
  delete(deletes: readonly Deletes[]): boolean {
    for (const { client, ranges } of deletes) {
      const last = ranges.at(-1);
      if (last && last.to > this.#weighing.arrivals.known(client)) return false;
      this.#deleteOf(client, ranges);
    }
    return true;
  }

  #deleteOf(client: number, ranges: readonly Range[]): void {
    const { doc, arrivals } = this.#weighing;
    const structs = (doc.store.clients.get(client) ?? []) as (Y.Item | Y.GC)[];
    const known = Y.getState(doc.store, client);
    let index = 0;
    for (const { from, to } of ranges) {
      if (from < known) {
        // Ranges are in order: what lies before one lies before all that follow.
        index = Math.max(index, Y.findIndexSS(structs, from));
        for (; index < structs.length; index++) {
          const struct = structs[index] as Y.Item | Y.GC;
          if (struct.id.clock >= to) break;
          if (!struct.deleted)
            this.#deleteItem(struct as Y.Item, Math.max(from, struct.id.clock), Math.min(to, struct.id.clock + struct.length));
          if (struct.id.clock + struct.length > to) break;
        }
      }
      if (to > known) this.#deleteArrived(arrivals.of(client), from, to);
    }
  }

  #deleteItem(item: Y.Item, from: number, to: number): void {
    const parent = item.parent as AnyType;
    const ground = groundOf(parent);
    if (!ground) return malformed('a part that boards do not have');
    const key = item.parentSub ?? undefined;
    this.#weighing.policy.checkTouch(ground.root, ground.entry ?? key, undefined);
    if (item.content instanceof Y.ContentString) {
      checkWhole(item.content.str, from - item.id.clock, to - item.id.clock);
      this.#weighing.shapes.shrink(parent, to - from);
    }
    if (key !== undefined && !this.#isForeseen(parent, key)) this.#erases = true;
    this.foresee(parent, item.parentSub);
    this.#take(item, from, to);
  }

  /** What is inserted and deleted at once does not lengthen a text. */
  #deleteArrived(all: readonly Arrival[], from: number, to: number): void {
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { id, length } = (all[middle] as Arrival).struct;
      if (id.clock + length <= from) low = middle + 1;
      else high = middle;
    }
    for (let index = low; index < all.length; index++) {
      const { struct, home, key } = all[index] as Arrival;
      const { id, length, content, text } = struct;
      if (id.clock >= to) return;
      // A value that came and went at once leaves the key as empty as if it had only gone.
      if (key !== undefined && home !== undefined) this.#erases = true;
      if (content !== 'string' || home === undefined) continue;
      const start = Math.max(from - id.clock, 0);
      const end = Math.min(to - id.clock, length);
      checkWhole(text, start, end);
      this.#weighing.shapes.shrink(home, end - start);
    }
  }

  // -- how much -----------------------------------------------------------------------------------------------------------------

  /** A live part of the document goes, and with it all that is in it. */
  #take(item: Y.Item, from: number, to: number): void {
    this.#touched = true;
    const { content } = item;
    if (content instanceof Y.ContentString) {
      this.#characters.set(item, Math.min(item.length, (this.#characters.get(item) ?? 0) + to - from));
    } else if (content instanceof Y.ContentType) {
      if ((item.parent as AnyType)._item === null) this.#entries.add(item);
      this.#takeInside(content.type);
    }
  }

  #takeInside(outer: AnyType): void {
    const types = [outer];
    for (let type = types.pop(); type; type = types.pop()) {
      for (let item = type._start; item; item = item.right as Y.Item | null) {
        if (!item.deleted && item.content instanceof Y.ContentString) this.#characters.set(item, item.length);
      }
      for (const { deleted, content } of type._map.values()) if (!deleted && content instanceof Y.ContentType) types.push(content.type);
    }
  }

  /** What of it was others'. */
  weigh(): Removal {
    let entries = 0;
    let characters = 0;
    for (const item of this.#entries) if (this.#isOthersEntry(item)) entries++;
    for (const [item, count] of this.#characters) if (this.#isOthers(item)) characters += count;
    return { entries, characters };
  }

  #isOthersEntry(item: Y.Item): boolean {
    const root = groundOf(item.parent as AnyType)?.root;
    return root !== undefined && ENTRIES.has(root) && this.#weighing.policy.entryOwner(root, item) !== this.#weighing.person;
  }

  /** What the server wrote in an entry is as much the entry's maker's as if they had written it: it brought it back for them. */
  #isOthers(item: Y.Item): boolean {
    const { owners, person, policy } = this.#weighing;
    const owner = owners.get(item.id.client);
    if (owner !== undefined) return owner !== person;
    const ground = groundOf(item.parent as AnyType);
    return !ground || policy.ownerUnder(ground.root, ground.entry) !== person;
  }
}

/** Where something lands, as Yjs tells of it afterwards; what is new with the update does not count as changed. */
function placeOf(home: Home): AnyType | string | undefined {
  if (!(home instanceof Y.AbstractType)) return typeof home === 'string' ? home : undefined;
  return home._item === null ? Y.findRootTypeKey(home) : home;
}

/** Nobody deletes half of a character that takes two units. */
function checkWhole(text: string, start: number, end: number): void {
  if ((start > 0 && isHigh(text.charCodeAt(start - 1))) || (end < text.length && isHigh(text.charCodeAt(end - 1)))) {
    malformed('half a character');
  }
}
