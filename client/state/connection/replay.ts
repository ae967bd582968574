// What one document holds beyond the server's, as changes that can be made again under another client id: found field by
// field, made one by one. Others' edits stay: texts are merged at the characters they were typed beside, and only what this
// device had seen is removed. Sending, waiting and storing is not here.

import * as Y from 'yjs';
import { ROOTS } from '../../../shared/board/schema.ts';
import type { Change, Insert, Made, Mark, Place, Range, Scalar } from './set-aside.ts';

// A type's events are of no interest here, whatever they are.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type YType = Y.AbstractType<any>;
type Known = (client: number) => number;

/** @param server the board as the server has it; everything in it counts as known. */
export function changesBeyond(mine: Y.Doc, server: Y.Doc): Change[] {
  const serverHas = knownIn(server);
  const mineHas = knownIn(mine);
  const changes: Change[] = [];
  for (const root of ROOTS) {
    // Reading a root by its kind would settle the kind of one that nobody wrote to yet.
    if (!mine.share.has(root)) continue;
    mapChanges(mine.getMap(root), server.getMap(root), [root], { serverHas, mineHas, changes });
  }
  return changes;
}

type Search = { readonly serverHas: Known; readonly mineHas: Known; readonly changes: Change[] };

/** How far a document knows each client's structs. */
export function knownIn(doc: Y.Doc): Known {
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
  return (client) => vector.get(client) ?? 0;
}

const lastClock = (item: Y.Item): number => item.id.clock + item.length - 1;
const isKnown = (item: Y.Item, has: Known): boolean => lastClock(item) < has(item.id.client);

function mapChanges(mine: Y.Map<unknown>, server: Y.Map<unknown> | undefined, place: Place, search: Search): void {
  for (const [key, item] of mine._map) {
    const there = server?._map.get(key);
    const at: Place = [...place, key];
    if (item.deleted) removedChange(there, at, server, search);
    else if (!isKnown(item, search.serverHas)) setChange(mine.get(key), server?.get(key), at, mine, search);
    else innerChanges(mine.get(key), sameItem(item, there) ? server?.get(key) : undefined, at, search);
  }
}

const sameItem = (one: Y.Item, other: Y.Item | undefined): boolean =>
  other !== undefined && !other.deleted && one.id.client === other.id.client && one.id.clock === other.id.clock;

/** Gone here, and the server still has what was known here: one's own removal. */
function removedChange(there: Y.Item | undefined, place: Place, server: Y.Map<unknown> | undefined, search: Search): void {
  if (!there || there.deleted || !isKnown(there, search.mineHas)) return;
  const before = server?.get(place.at(-1) ?? '');
  search.changes.push({
    what: 'removed',
    place,
    title: titleOf(before),
    before: readable(before),
    after: '',
    seen: { client: there.id.client, clock: there.id.clock },
  });
}

function setChange(value: unknown, before: unknown, place: Place, parent: Y.Map<unknown>, { changes }: Search): void {
  const title = titleOf(value) || titleOf(parent) || ancestorTitle(parent);
  changes.push({ what: 'set', place, title, before: readable(before), after: readable(value), made: madeOf(value) });
}

function innerChanges(value: unknown, there: unknown, place: Place, search: Search): void {
  if (value instanceof Y.Text) textChange(value, there instanceof Y.Text ? there : undefined, place, search);
  else if (value instanceof Y.Map) mapChanges(value, there instanceof Y.Map ? there : undefined, place, search);
}

function textChange(mine: Y.Text, server: Y.Text | undefined, place: Place, { serverHas, changes }: Search): void {
  const inserts: Insert[] = [];
  const deletes: Range[] = [];
  const live = server && liveIn(server);
  let behind: Mark | undefined;
  for (const item of itemsOf(mine)) {
    const { client, clock } = item.id;
    const known = Math.max(0, Math.min(serverHas(client) - clock, item.length));
    if (known > 0) {
      if (item.deleted) deletes.push(...(live?.(client, clock, known) ?? []));
      behind = { client, clock: clock + known - 1 };
    }
    if (known < item.length && !item.deleted && item.content instanceof Y.ContentString) {
      const text = item.content.str.slice(known);
      const last = inserts.at(-1);
      if (last && sameMark(last.behind, behind)) inserts[inserts.length - 1] = { behind, text: last.text + text };
      else inserts.push({ behind, text });
    }
  }
  if (inserts.length === 0 && deletes.length === 0) return;
  const before = server?.toString() ?? '';
  changes.push({ what: 'text', place, title: ancestorTitle(mine), before, after: mine.toString(), inserts, deletes });
}

const sameMark = (one: Mark | undefined, other: Mark | undefined): boolean => one?.client === other?.client && one?.clock === other?.clock;

function* itemsOf(text: YType): Generator<Y.Item> {
  for (let item = text._start; item !== null; item = item.right) yield item;
}

/** Those parts of a range of characters that still stand in a text. */
function liveIn(text: Y.Text): (client: number, clock: number, length: number) => Range[] {
  const items = [...itemsOf(text)].filter((item) => !item.deleted);
  return (client, clock, length) =>
    items
      .filter((item) => item.id.client === client && item.id.clock < clock + length && item.id.clock + item.length > clock)
      .map((item) => {
        const from = Math.max(clock, item.id.clock);
        return { client, clock: from, length: Math.min(clock + length, item.id.clock + item.length) - from };
      });
}

// -- in words -----------------------------------------------------------------------------------------------------------

function titleOf(value: unknown): string {
  const title = value instanceof Y.Map ? value.get('title') : undefined;
  return typeof title === 'string' ? title : '';
}

function ancestorTitle(type: YType): string {
  let at: YType | null = type;
  while (at) {
    const title = titleOf(at);
    if (title !== '') return title;
    at = (at._item?.parent ?? null) as YType | null;
  }
  return '';
}

function readable(value: unknown): string {
  if (value === undefined) return '';
  if (value instanceof Y.AbstractType) return value instanceof Y.Text ? value.toString() : JSON.stringify(value.toJSON());
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// -- making it again ----------------------------------------------------------------------------------------------------

function madeOf(value: unknown): Made {
  if (value instanceof Y.Text) return { text: value.toString() };
  if (value instanceof Y.Map) return { map: Object.fromEntries([...value.entries()].map(([key, inner]) => [key, madeOf(inner)])) };
  return value instanceof Y.AbstractType ? JSON.stringify(value.toJSON()) : ((value ?? null) as Scalar);
}

function make(made: Made): unknown {
  if (made === null || typeof made !== 'object') return made;
  if ('text' in made) return new Y.Text(made.text);
  const map = new Y.Map<unknown>();
  for (const [key, inner] of Object.entries(made.map)) map.set(key, make(inner));
  return map;
}

/**
 * Makes a change again; call it within a transaction. False when there is no place for it any more, or nothing is left to do, as when
 * somebody else removed the task meanwhile.
 */
export function makeAgain(doc: Y.Doc, change: Change): boolean {
  const [root, ...keys] = change.place;
  const key = keys.pop();
  if (key === undefined) return false;
  let map: unknown = doc.getMap(root);
  for (const step of keys) map = map instanceof Y.Map ? map.get(step) : undefined;
  if (!(map instanceof Y.Map)) return false;
  switch (change.what) {
    case 'set':
      map.set(key, make(change.made));
      return true;
    case 'removed': {
      const item = map._map.get(key);
      if (!item || item.deleted || item.id.client !== change.seen.client || item.id.clock !== change.seen.clock) return false;
      map.delete(key);
      return true;
    }
    case 'text': {
      const text: unknown = map.get(key);
      return text instanceof Y.Text && mergeText(text, change.inserts, change.deletes);
    }
  }
}

function mergeText(text: Y.Text, inserts: readonly Insert[], deletes: readonly Range[]): boolean {
  // From the back, so that what stands before keeps its index.
  const places = inserts.map((insert) => ({ text: insert.text, at: indexBehind(text, insert.behind) })).reverse();
  if (places.some(({ at }) => at === undefined)) return false;
  const live = liveIn(text);
  const gone = deletes
    .flatMap(({ client, clock, length }) => live(client, clock, length))
    .map((range) => ({ ...range, at: indexOf(text, range) }));
  const steps = [
    ...gone.map(({ at, length }) => ({ at, run: () => text.delete(at, length) })),
    ...places.map(({ at = 0, text: inserted }) => ({ at, run: () => text.insert(at, inserted) })),
  ];
  // Of a deletion and an insertion at one index, the deletion comes first: its characters stand behind.
  steps.sort((a, b) => b.at - a.at);
  for (const step of steps) step.run();
  return steps.length > 0;
}

/** Index right behind a character, standing or deleted; undefined where the text never held it. */
function indexBehind(text: Y.Text, mark: Mark | undefined): number | undefined {
  if (!mark) return 0;
  let index = 0;
  for (const item of itemsOf(text)) {
    const holds = item.id.client === mark.client && item.id.clock <= mark.clock && mark.clock < item.id.clock + item.length;
    if (holds) return item.deleted ? index : index + mark.clock - item.id.clock + 1;
    if (!item.deleted) index += item.length;
  }
  return undefined;
}

const indexOf = (text: Y.Text, mark: Mark): number => (indexBehind(text, mark) ?? 1) - 1;
