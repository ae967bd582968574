// What the server writes into a board: the referee's decisions, one by one, and the roots they need. Decides nothing; what
// people write themselves is board.ts.

import * as Y from 'yjs';
import type { AgendaId, AskId, Millis, PersonId, TaskId } from '../ids.ts';
import { editMeta, editTask, makeMap, makeShape, patch, rootOf, type Given, type LiveEntry } from './board.ts';
import {
  AGENDA_ITEM,
  ASK,
  CLAIM,
  CLOCK_BEFORE,
  HOLD,
  LIVE_KEYS,
  LIVE_LISTS,
  PERSON,
  REPLICAS,
  SCHEMA_VERSION,
  SPOTLIGHT,
  SPRINT,
  VOTES,
  type Ask,
  type Claim,
  type ClockBefore,
  type Hold,
  type LiveList,
  type LogEntry,
  type META,
  type Person,
  type Replicas,
  type Shape,
  type Spotlight,
  type Sprint,
  type Votes,
} from './schema.ts';

type YMap = Y.Map<unknown>;

const AGENDA = 'agenda' satisfies keyof typeof META;

/** One thing the referee decided, to be written into the document by the server. */
export type Write =
  | { readonly write: 'seat'; readonly claim: Claim }
  | { readonly write: 'unseat'; readonly task: TaskId; readonly person: PersonId }
  | { readonly write: 'lease'; readonly task: TaskId; readonly person: PersonId; readonly leaseEndsAt: Millis }
  | { readonly write: 'drive'; readonly task: TaskId; readonly person: PersonId }
  | { readonly write: 'seats'; readonly task: TaskId; readonly seats: number }
  | { readonly write: 'ask'; readonly ask: Ask }
  | { readonly write: 'drop-ask'; readonly ask: AskId }
  | { readonly write: 'person'; readonly person: Person }
  | { readonly write: 'sprint'; readonly sprint: Sprint }
  /** Minutes and places on the clock as they were before a change, or nothing to undo. */
  | { readonly write: 'clock-before'; readonly before: ClockBefore | undefined }
  | { readonly write: 'spotlight'; readonly spotlight: Spotlight }
  | { readonly write: 'agenda-started'; readonly item: AgendaId; readonly at: Millis }
  | { readonly write: 'locked'; readonly locked: boolean }
  | ListWrite
  | { readonly write: 'drop'; readonly list: LiveList; readonly id: string }
  | { readonly write: 'hold'; readonly hold: Hold }
  | { readonly write: 'lift-hold'; readonly person: PersonId }
  | { readonly write: 'replicas'; readonly replicas: Partial<Replicas> }
  | { readonly write: 'votes'; readonly votes: Partial<Votes> }
  | { readonly write: 'log'; readonly entry: LogEntry };

/** Puts an entry of one of the lists of `live`, or changes what differs. */
export type ListWrite = { [L in LiveList]: { readonly write: 'put'; readonly list: L; readonly entry: LiveEntry<L> } }[LiveList];

/** Prepares a new board's server-written roots; safe to call again. */
export function prepareBoard(doc: Y.Doc): void {
  doc.transact(() => {
    const live = rootOf(doc, 'live');
    if (!(live.get(LIVE_KEYS.claims) instanceof Y.Map)) live.set(LIVE_KEYS.claims, new Y.Map());
    if (!(live.get(LIVE_KEYS.asks) instanceof Y.Map)) live.set(LIVE_KEYS.asks, new Y.Map());
    if (!(live.get(LIVE_KEYS.sprint) instanceof Y.Map)) live.set(LIVE_KEYS.sprint, new Y.Map());
    if (!(live.get(LIVE_KEYS.log) instanceof Y.Array)) live.set(LIVE_KEYS.log, new Y.Array());
    if (live.get(LIVE_KEYS.schema) === undefined) live.set(LIVE_KEYS.schema, SCHEMA_VERSION);
    const meta = rootOf(doc, 'meta');
    // Made here, once, so that two facilitators at their first items do not make it twice.
    if (!(meta.get(AGENDA) instanceof Y.Map)) meta.set(AGENDA, new Y.Map());
  });
}

/** Carries the referee's decision out. Call it on a prepared board, inside one transaction. */
export function applyWrites(doc: Y.Doc, writes: readonly Write[]): void {
  for (const write of writes) applyWrite(doc, write);
}

function applyWrite(doc: Y.Doc, write: Write): void {
  const live = rootOf(doc, 'live');
  const claims = live.get(LIVE_KEYS.claims) as Y.Map<YMap>;
  switch (write.write) {
    case 'seat': {
      const { task, person } = write.claim;
      let seats = claims.get(task);
      if (!seats) claims.set(task, (seats = new Y.Map()));
      seats.set(person, makeShape(CLAIM, write.claim));
      return;
    }
    case 'unseat': {
      const seats = claims.get(write.task);
      seats?.delete(write.person);
      if (seats?.size === 0) claims.delete(write.task);
      return;
    }
    case 'lease': {
      const claim = claims.get(write.task)?.get(write.person);
      if (claim instanceof Y.Map) patch(claim, CLAIM, { leaseEndsAt: write.leaseEndsAt });
      return;
    }
    case 'drive': {
      for (const [person, claim] of claims.get(write.task)?.entries() ?? []) {
        if (claim instanceof Y.Map) patch(claim, CLAIM, { driving: person === write.person });
      }
      return;
    }
    case 'seats':
      return editTask(doc, write.task, { seats: write.seats });
    case 'ask':
      (live.get(LIVE_KEYS.asks) as YMap).set(write.ask.id, makeShape(ASK, write.ask));
      return;
    case 'drop-ask':
      (live.get(LIVE_KEYS.asks) as YMap).delete(write.ask);
      return;
    case 'person':
      return writePerson(doc, write.person);
    case 'sprint':
      return patch(live.get(LIVE_KEYS.sprint) as YMap, SPRINT, write.sprint);
    case 'clock-before':
      if (write.before) live.set(LIVE_KEYS.clockBefore, makeShape(CLOCK_BEFORE, write.before));
      else if (live.has(LIVE_KEYS.clockBefore)) live.delete(LIVE_KEYS.clockBefore);
      return;
    case 'spotlight':
      return patch(childOf(live, LIVE_KEYS.spotlight), SPOTLIGHT, write.spotlight);
    case 'agenda-started': {
      const item = (rootOf(doc, 'meta').get(AGENDA) as YMap | undefined)?.get(write.item);
      if (item instanceof Y.Map) patch(item, AGENDA_ITEM, { startedAt: write.at });
      return;
    }
    case 'locked':
      return editMeta(doc, { locked: write.locked });
    case 'put':
      return putEntry(childOf(live, write.list), LIVE_LISTS[write.list].shape, write.entry);
    case 'drop':
      childOf(live, write.list).delete(write.id);
      return;
    case 'hold':
      childOf(live, LIVE_KEYS.holds).set(write.hold.person, makeShape(HOLD, write.hold));
      return;
    case 'lift-hold':
      childOf(live, LIVE_KEYS.holds).delete(write.person);
      return;
    case 'replicas':
      return patch(childOf(live, LIVE_KEYS.replicas), REPLICAS, write.replicas);
    case 'votes':
      return writeVotes(rootOf(doc, 'votes'), write.votes);
    case 'log':
      (live.get(LIVE_KEYS.log) as Y.Array<LogEntry>).push([write.entry]);
      return;
  }
}

function writeVotes(root: YMap, votes: Partial<Votes>): void {
  patch(root, VOTES, votes);
  if (votes.dots) root.set('dots', makeMap(VOTES.dots.of, votes.dots));
}

/** Made when first needed: only the server writes here, so it is never made twice. */
function childOf(live: YMap, key: string): YMap {
  const known = live.get(key);
  if (known instanceof Y.Map) return known as YMap;
  const made: YMap = new Y.Map();
  live.set(key, made);
  return made;
}

function writePerson(doc: Y.Doc, person: Person): void {
  putEntry(rootOf(doc, 'people'), PERSON, person);
}

/** What is there already is changed where it differs, so that a retry writes nothing. */
function putEntry<S extends Shape>(entries: YMap, shape: S, entry: Given<S> & { readonly id: string }): void {
  const map = entries.get(entry.id);
  if (!(map instanceof Y.Map)) {
    entries.set(entry.id, makeShape(shape, entry));
    return;
  }
  patch(map, shape, entry);
  for (const [key, field] of Object.entries(shape)) {
    if (field.type === 'map' && entry[key] !== undefined) likeRecord(map as YMap, key, entry[key] as Record<string, unknown>);
  }
}

/** Makes a map of plain values what is given. */
function likeRecord(parent: YMap, key: string, given: Record<string, unknown>): void {
  const known = parent.get(key);
  const map: YMap = known instanceof Y.Map ? known : new Y.Map();
  if (map !== known) parent.set(key, map);
  for (const name of [...map.keys()]) if (!Object.hasOwn(given, name)) map.delete(name);
  for (const [name, value] of Object.entries(given)) if (map.get(name) !== value) map.set(name, value);
}
