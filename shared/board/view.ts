// A board as plain, immutable data for screens, reports and the API. After a change only what was touched is read again;
// everything else keeps its identity, so that screens re-render little. Reads only.

import * as Y from 'yjs';
import { isId, type PersonId, type TaskId } from '../ids.ts';
import {
  readAsks,
  readChallenge,
  readClaimedTasks,
  readClaims,
  readHolds,
  readLog,
  readMeta,
  readPerson,
  readReplicas,
  readSprint,
  readTalk,
  readTask,
  readVotes,
  rootOf,
} from './board.ts';
import {
  LIVE_KEYS,
  ROOTS,
  type Ask,
  type Challenge,
  type Claim,
  type Hold,
  type LogEntry,
  type Meta,
  type Outcome,
  type Person,
  type Replicas,
  type Sprint,
  type Talk,
  type Task,
  type Votes,
} from './schema.ts';

export type BoardView = {
  readonly meta: Meta;
  /** By order, then id. */
  readonly challenges: readonly Challenge[];
  /** By order, then id; all challenges together. */
  readonly tasks: readonly Task[];
  readonly people: ReadonlyMap<PersonId, Person>;
  /** What was said, oldest first; on cards and on the board. */
  readonly talk: readonly Talk[];
  readonly votes: Votes;
  /** Holders by seat; a task nobody holds has no entry. */
  readonly claims: ReadonlyMap<TaskId, readonly Claim[]>;
  readonly asks: readonly Ask[];
  readonly sprint: Sprint;
  readonly log: readonly LogEntry[];
  /** Whose changes wait for a facilitator, oldest first. */
  readonly holds: readonly Hold[];
  readonly replicas: Replicas;
};

const byOrder = <T extends { readonly order: string; readonly id: string }>(a: T, b: T): number =>
  a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** What changed since the last view: root name -> ids of entries (for `live`, its child names; claims as 'claims/<task>'). */
export type Dirty = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads a whole board, or refreshes `previous` where `dirty` says so. What people made whose work a facilitator hid is not there
 * for anybody; it is in the document, and back when it is shown again.
 */
export function viewBoard(doc: Y.Doc, previous?: BoardView, dirty?: Dirty): BoardView {
  const whole = previous && dirty ? refreshed(doc, wholes.get(previous) ?? previous, dirty) : wholeView(doc);
  const shown = withoutHidden(whole);
  if (shown !== whole) wholes.set(shown, whole);
  return shown;
}

/** What came of something, with nothing said. */
const nothingOf = (outcome: Outcome): Outcome => ({ ...outcome, kind: '', summary: '', next: '', evidence: {}, credit: {} });

/** What a view would be with nothing hidden, where something is. */
const wholes = new WeakMap<BoardView, BoardView>();

function withoutHidden(view: BoardView): BoardView {
  const hidden = new Set<string>();
  for (const person of view.people.values()) if (person.hidden) hidden.add(person.id);
  if (hidden.size === 0) return view;
  const tasks = view.tasks
    .filter((task) => !hidden.has(task.author))
    .map((task) => (hidden.has(task.outcome.by) ? { ...task, outcome: nothingOf(task.outcome) } : task));
  // A challenge that others work on stays.
  const used = new Set<string>(tasks.map((task) => task.challenge));
  const challenges = view.challenges.filter((challenge) => !hidden.has(challenge.author) || used.has(challenge.id));
  return { ...view, challenges, tasks, talk: view.talk.filter((entry) => !hidden.has(entry.author)) };
}

function refreshed(doc: Y.Doc, previous: BoardView, dirty: Dirty): BoardView {
  const touched = (root: string) => dirty.get(root);
  const live = touched('live');
  return {
    meta: touched('meta') ? readMeta(doc) : previous.meta,
    challenges: refreshList(previous.challenges, touched('challenges'), (id) => readChallenge(doc, id)),
    tasks: refreshList(previous.tasks, touched('tasks'), (id) => readTask(doc, id)),
    people: refreshPeople(previous.people, touched('people'), doc),
    talk: touched('talk') ? readAllTalk(doc) : previous.talk,
    votes: touched('votes') ? readVotes(doc) : previous.votes,
    claims: refreshClaims(previous.claims, live, doc),
    asks: live?.has(LIVE_KEYS.asks) ? readAsks(doc) : previous.asks,
    sprint: live?.has(LIVE_KEYS.sprint) ? readSprint(doc) : previous.sprint,
    log: live?.has(LIVE_KEYS.log) ? readLog(doc) : previous.log,
    holds: live?.has(LIVE_KEYS.holds) ? readHolds(doc) : previous.holds,
    replicas: live?.has(LIVE_KEYS.replicas) ? readReplicas(doc) : previous.replicas,
  };
}

/** All there is, what is hidden included. */
export function wholeView(doc: Y.Doc): BoardView {
  const people = new Map<PersonId, Person>();
  for (const id of rootOf(doc, 'people').keys()) {
    const person = readPerson(doc, id);
    if (person) people.set(person.id, person);
  }
  return {
    meta: readMeta(doc),
    challenges: readAll(doc, 'challenges', (id) => readChallenge(doc, id)),
    tasks: readAll(doc, 'tasks', (id) => readTask(doc, id)),
    people,
    talk: readAllTalk(doc),
    votes: readVotes(doc),
    claims: new Map(readClaimedTasks(doc).map((task) => [task, readClaims(doc, task)])),
    asks: readAsks(doc),
    sprint: readSprint(doc),
    log: readLog(doc),
    holds: readHolds(doc),
    replicas: readReplicas(doc),
  };
}

const readAllTalk = (doc: Y.Doc): Talk[] =>
  [...rootOf(doc, 'talk').keys()]
    .map((id) => readTalk(doc, id))
    .filter((entry) => entry !== undefined)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

function readAll<T extends { readonly order: string; readonly id: string }>(
  doc: Y.Doc,
  root: 'challenges' | 'tasks',
  read: (id: string) => T | undefined,
): T[] {
  return [...rootOf(doc, root).keys()]
    .map(read)
    .filter((entry) => entry !== undefined)
    .sort(byOrder);
}

function refreshList<T extends { readonly order: string; readonly id: string }>(
  list: readonly T[],
  ids: ReadonlySet<string> | undefined,
  read: (id: string) => T | undefined,
): readonly T[] {
  if (!ids) return list;
  const kept = list.filter((entry) => !ids.has(entry.id));
  const fresh = [...ids].map(read).filter((entry) => entry !== undefined);
  return [...kept, ...fresh].sort(byOrder);
}

function refreshPeople(people: BoardView['people'], ids: ReadonlySet<string> | undefined, doc: Y.Doc): BoardView['people'] {
  if (!ids) return people;
  const next = new Map(people);
  for (const id of ids) {
    const person = readPerson(doc, id);
    if (person) next.set(person.id, person);
    else next.delete(id as PersonId);
  }
  return next;
}

function refreshClaims(claims: BoardView['claims'], live: ReadonlySet<string> | undefined, doc: Y.Doc): BoardView['claims'] {
  if (!live) return claims;
  if (live.has(LIVE_KEYS.claims)) return new Map(readClaimedTasks(doc).map((task) => [task, readClaims(doc, task)]));
  const touched = [...live].filter((name) => name.startsWith(CLAIM_PATH)).map((name) => name.slice(CLAIM_PATH.length));
  if (touched.length === 0) return claims;
  const next = new Map(claims);
  for (const task of touched) {
    if (!isId('task', task)) continue;
    const holders = readClaims(doc, task);
    if (holders.length > 0) next.set(task, holders);
    else next.delete(task);
  }
  return next;
}
const CLAIM_PATH = `${LIVE_KEYS.claims}/`;

/** Calls back after every transaction that changed the board, with what it touched. Returns the way to stop. */
export function watchBoard(doc: Y.Doc, changed: (dirty: Dirty) => void): () => void {
  let dirty = new Map<string, Set<string>>();
  const mark = (root: string, id: string) => {
    const ids = dirty.get(root);
    if (ids) ids.add(id);
    else dirty.set(root, new Set([id]));
  };
  const watched = ROOTS.map((root) => {
    const observer = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
      for (const event of events) for (const id of touchedBy(root, event)) mark(root, id);
    };
    const type = rootOf(doc, root);
    type.observeDeep(observer);
    return () => type.unobserveDeep(observer);
  });
  const flush = () => {
    if (dirty.size === 0) return;
    const now = dirty;
    dirty = new Map();
    changed(now);
  };
  doc.on('afterTransaction', flush);
  return () => {
    watched.forEach((stop) => stop());
    doc.off('afterTransaction', flush);
  };
}

function touchedBy(root: string, event: Y.YEvent<Y.AbstractType<unknown>>): string[] {
  const [first, second] = event.path;
  const keys = () => [...event.changes.keys.keys()];
  if (root === 'live' && first === LIVE_KEYS.claims) {
    return second === undefined ? keys().map((key) => CLAIM_PATH + key) : [`${CLAIM_PATH}${second}`];
  }
  return first === undefined ? keys() : [String(first)];
}
