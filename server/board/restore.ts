// Brings a board, or one person's part in it, back to an earlier moment, as new edits to the document as it is now. Pure but
// for those edits: where moments come from, who may do this and the log entry about it are not here.

import * as Y from 'yjs';
import { MAY_WRITE } from '../../shared/access/policy.ts';
import { readClaimedTasks, readClaims, replaceText, rootOf } from '../../shared/board/board.ts';
import { ROOTS } from '../../shared/board/schema.ts';
import type { Millis, PersonId, TaskId } from '../../shared/ids.ts';
import type { Owners } from '../storage/update-log.ts';
import { pathOf, type Toucher, type Traces } from './traces.ts';

type YMap = Y.Map<unknown>;

/** What people write. Seats, the sprint, people and exports are as they are: they have one answer, and it is the present one. */
export const RESTORED = ROOTS.filter((root) => MAY_WRITE[root].length > 0);

/** A value of another document, to be put into this one. */
function copy(value: unknown): unknown {
  if (value instanceof Y.Text) return new Y.Text(value.toString());
  if (!(value instanceof Y.Map)) return value;
  const map: YMap = new Y.Map();
  for (const [key, child] of value.entries()) map.set(key, copy(child));
  return map;
}

/** Makes a value under a key like an earlier one; what is alike already is left alone, so that edits nearby merge. */
function setLike(now: YMap, key: string, then: unknown): void {
  const present = now.get(key);
  if (present instanceof Y.Map && then instanceof Y.Map) makeLike(present, then);
  else if (present instanceof Y.Text && then instanceof Y.Text) replaceText(present, then.toString());
  else if (present !== then) now.set(key, copy(then));
}

function makeLike(now: YMap, then: YMap): void {
  for (const key of [...now.keys()]) if (!then.has(key)) now.delete(key);
  for (const [key, value] of then.entries()) setLike(now, key, value);
}

/** Makes everything people wrote as it was. Entries keep their ids, so links to them and seats on them hold. */
export function restoreBoard(now: Y.Doc, then: Y.Doc): void {
  for (const root of RESTORED) makeLike(rootOf(now, root), rootOf(then, root));
}

export type Moment = { readonly at: Millis; readonly doc: Y.Doc };

/** What is known of who did what. */
export type Known = { readonly owners: Owners; readonly traces: Traces };

/**
 * Takes back what one person did since the oldest of the moments, where nobody changed it since: what they removed comes
 * back, what they changed goes back, what they made goes away unless others worked on it.
 * @param moments newest first: what somebody removed comes back as it stood in the last moment before.
 */
export function restorePerson(now: Y.Doc, moments: readonly Moment[], person: PersonId, known: Known): void {
  for (const moment of moments) new Undoing(now, moment, person, known).run();
}

/** One person's work since one moment, on its way back. */
class Undoing {
  readonly #now: Y.Doc;
  readonly #then: Moment;
  readonly #person: PersonId;
  readonly #known: Known;
  readonly #clocks: ReadonlyMap<number, number>;
  #leanedOn: ReadonlySet<string> | undefined;

  constructor(now: Y.Doc, then: Moment, person: PersonId, known: Known) {
    this.#now = now;
    this.#then = then;
    this.#person = person;
    this.#known = known;
    this.#clocks = Y.decodeStateVector(Y.encodeStateVector(then.doc));
  }

  run(): void {
    for (const root of RESTORED) this.#map(rootOf(this.#now, root), rootOf(this.#then.doc, root), root);
  }

  #owner = (item: Y.Item): Toucher => this.#known.owners.get(item.id.client) ?? '';
  /** Two edits of one client may stand in one item, so its end decides. */
  #isNew = (item: Y.Item): boolean => item.id.clock + item.length > (this.#clocks.get(item.id.client) ?? 0);

  #map(now: YMap, then: YMap, path: string): void {
    for (const key of new Set([...now._map.keys(), ...then.keys()])) this.#key(now, key, then.get(key), pathOf(path, key));
  }

  #key(now: YMap, key: string, then: unknown, path: string): void {
    const item = now._map.get(key);
    if (!item || item.deleted) {
      if (then !== undefined && this.#known.traces.lastSince(path, this.#then.at) === this.#person) now.set(key, copy(then));
      return;
    }
    const value = now.get(key);
    if (!this.#isNew(item)) {
      if (value instanceof Y.Map && then instanceof Y.Map) this.#map(value as YMap, then as YMap, path);
      else if (value instanceof Y.Text && then instanceof Y.Text) this.#text(value, then, path);
    } else if (this.#owner(item) === this.#person) this.#ownWork(now, key, value, then);
  }

  /** What stands under the key was put there by the person. */
  #ownWork(now: YMap, key: string, value: unknown, then: unknown): void {
    if (then === undefined) {
      if (!this.#hasOthersWork(value) && !this.#isLeanedOn(key)) now.delete(key);
    } else if (!this.#hasOthersWork(value)) setLike(now, key, then);
  }

  #text(now: Y.Text, then: Y.Text, path: string): void {
    const touchers = new Set(this.#known.traces.since(path, this.#then.at));
    for (const item of liveItems(now)) if (this.#isNew(item)) touchers.add(this.#owner(item));
    if (touchers.size === 1 && touchers.has(this.#person)) replaceText(now, then.toString());
  }

  #hasOthersWork(value: unknown): boolean {
    if (!(value instanceof Y.AbstractType)) return false;
    return liveItems(value as Holder).some((item) => this.#owner(item) !== this.#person || this.#hasOthersWork(contentOf(item)));
  }

  /** Whether others have put something of theirs under, on or beside this entry: tasks, words, themselves. */
  #isLeanedOn(id: string): boolean {
    this.#leanedOn ??= this.#whatOthersLeanOn();
    return this.#leanedOn.has(id);
  }

  #whatOthersLeanOn(): Set<string> {
    const ids = new Set<string>();
    for (const [root, fields] of LEANING) {
      for (const item of liveItems(rootOf(this.#now, root))) {
        const entry = contentOf(item);
        if (this.#owner(item) === this.#person || !(entry instanceof Y.Map)) continue;
        for (const field of fields) ids.add(String(entry.get(field) ?? ''));
      }
    }
    for (const task of readClaimedTasks(this.#now)) if (this.#othersSitOn(task)) ids.add(task);
    return ids;
  }

  #othersSitOn = (task: TaskId): boolean => readClaims(this.#now, task).some(({ person }) => person !== this.#person);
}

/** Fields by which one entry stands on another. */
const LEANING = [
  ['tasks', ['challenge', 'parent']],
  ['talk', ['on']],
] as const;

/** Any type of a document, as far as its items are concerned. */
type Holder = { readonly _map: ReadonlyMap<string, Y.Item>; readonly _start: Y.Item | null };

function liveItems(type: Holder): Y.Item[] {
  const items = [...type._map.values()];
  for (let item = type._start; item; item = item.right) items.push(item);
  return items.filter((item) => !item.deleted);
}

const contentOf = (item: Y.Item): unknown => (item.content instanceof Y.ContentType ? item.content.type : undefined);
