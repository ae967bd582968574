// The root `exports`: where outcomes of this board were sent, what became of each item, and the exports on their way. Written by
// the server alone, before and after each call to a tracker, so that every screen sees it and a restart goes on from it. No
// tokens, no texts.

import * as Y from 'yjs';
import { isId, idPattern, type DestinationId, type ExportId, type Millis, type PersonId, type TaskId } from '../ids.ts';
import { TRACKERS, type Target } from '../report/destination.ts';
import { makeShape, patch, readShape, rootOf } from './board.ts';
import { LIMITS, type Shape, type ValuesOf } from './schema.ts';
import { childOf } from './server-writes.ts';

export const ROW_STATES = [
  /** Chosen, not begun. */
  'planned',
  /** Asked for; whether it exists is not known until an answer is written down. */
  'creating',
  'created',
  'updating',
  'updated',
  /** Nothing new to say. */
  'unchanged',
  /** Edited in the tracker: left alone. */
  'changed',
  /** Removed in the tracker: left alone. */
  'gone',
  /** The tracker said no; `problem` says why. */
  'failed',
  /** No answer came, and the tracker does not show it so far. */
  'unknown',
  /** Taken out of an export before its turn. */
  'dropped',
] as const;
export type RowState = (typeof ROW_STATES)[number];

export const EXPORT_STATES = ['running', 'waiting', 'paused', 'no-token', 'done', 'cancelled', 'stopped'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** Why an export waits: our own pace, the tracker's word, no answer, or to see whether an item appears. */
export const WAITS = ['', 'pace', 'limited', 'unreachable', 'settling'] as const;
export type Wait = (typeof WAITS)[number];

const string = (max: number) => ({ type: 'string', max, fallback: '' }) as const;
const time = { type: 'time', fallback: 0 } as const;
const no = { type: 'boolean', fallback: false } as const;
const yes = { type: 'boolean', fallback: true } as const;
const id = <K extends 'person' | 'destination' | 'export'>(of: K) => ({ type: 'id', of, fallback: '' }) as const;
const choice = <T extends string>(of: readonly T[], fallback: T) => ({ type: 'choice', of, fallback }) as const;

const DESTINATION = {
  tracker: choice(TRACKERS, 'github'),
  base: string(LIMITS.url),
  project: string(200),
  place: string(200),
  account: string(200),
  label: string(60),
  milestone: string(LIMITS.title),
  closes: yes,
  logins: { type: 'map', key: new RegExp(idPattern('person')), most: LIMITS.people, of: string(100) },
  /** The address of the board in what was sent last. */
  origin: string(LIMITS.url),
  at: time,
} as const satisfies Shape;

const ROW = {
  state: choice(ROW_STATES, 'planned'),
  export: id('export'),
  remoteId: string(200),
  name: string(60),
  url: string(LIMITS.url),
  hash: string(64),
  sending: string(64),
  seen: string(64),
  closed: no,
  /** The organizer saw that it was edited or removed there, and wants it sent anyway. */
  insist: no,
  /** What the tracker left out, by name and comma. */
  dropped: string(60),
  problem: string(LIMITS.line),
  at: time,
} as const satisfies Shape;

const EXPORT = {
  destination: id('destination'),
  state: choice(EXPORT_STATES, 'running'),
  by: id('person'),
  startedAt: time,
  endedAt: time,
  wait: choice(WAITS, ''),
  waitUntil: time,
  problem: string(LIMITS.line),
} as const satisfies Shape;

export type Destination = ValuesOf<typeof DESTINATION> & { readonly id: DestinationId };
export type Row = ValuesOf<typeof ROW> & { readonly task: TaskId };
export type Export = ValuesOf<typeof EXPORT> & { readonly id: ExportId };

export type ExportsView = {
  /** Oldest first. */
  readonly destinations: readonly Destination[];
  readonly exports: readonly Export[];
  readonly rows: ReadonlyMap<DestinationId, ReadonlyMap<TaskId, Row>>;
};

const KEYS = { destinations: 'destinations', exports: 'exports', rows: 'rows' } as const;

/** Exports that are not over. */
export const isUnderWay = (state: ExportState): boolean => !OVER.includes(state);
const OVER: readonly ExportState[] = ['done', 'cancelled', 'stopped'];

/** Rows an export still has something to do about. */
export const isOpen = (state: RowState): boolean => OPEN.includes(state);
const OPEN: readonly RowState[] = ['planned', 'creating', 'updating', 'unknown'];

const child = (doc: Y.Doc, key: keyof typeof KEYS): Y.Map<unknown> | undefined => {
  const value = rootOf(doc, 'exports').get(key);
  return value instanceof Y.Map ? (value as Y.Map<unknown>) : undefined;
};

export function readExports(doc: Y.Doc): ExportsView {
  const destinations: Destination[] = [];
  for (const [key, value] of child(doc, KEYS.destinations)?.entries() ?? [])
    if (isId('destination', key)) destinations.push({ ...readShape(DESTINATION, value), id: key });
  const exports: Export[] = [];
  for (const [key, value] of child(doc, KEYS.exports)?.entries() ?? [])
    if (isId('export', key)) exports.push({ ...readShape(EXPORT, value), id: key });
  return {
    destinations: destinations.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
    exports: exports.sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1)),
    rows: new Map(destinations.map((destination) => [destination.id, readRows(doc, destination.id)])),
  };
}

export function readRows(doc: Y.Doc, destination: DestinationId): Map<TaskId, Row> {
  const rows = new Map<TaskId, Row>();
  const map = child(doc, KEYS.rows)?.get(destination);
  if (!(map instanceof Y.Map)) return rows;
  for (const [task, value] of map.entries()) if (isId('task', task)) rows.set(task, { ...readShape(ROW, value), task });
  return rows;
}

export function readRow(doc: Y.Doc, destination: DestinationId, task: TaskId): Row | undefined {
  const map = child(doc, KEYS.rows)?.get(destination);
  const value = map instanceof Y.Map ? map.get(task) : undefined;
  return value instanceof Y.Map ? { ...readShape(ROW, value), task } : undefined;
}

// -- writing, by the server alone -----------------------------------------------------------------------------------------

export function writeDestination(doc: Y.Doc, id: DestinationId, given: Target & { readonly origin: string; readonly at: Millis }): void {
  const all = childOf(rootOf(doc, 'exports'), KEYS.destinations);
  const known = all.get(id);
  // Logins are few and said anew as a whole; when it was first used stays.
  const at = known instanceof Y.Map ? readShape(DESTINATION, known).at : given.at;
  all.set(id, makeShape(DESTINATION, { ...given, at }));
}

export function writeExport(doc: Y.Doc, id: ExportId, given: Partial<Omit<Export, 'id'>>): void {
  const all = childOf(rootOf(doc, 'exports'), KEYS.exports);
  const known = all.get(id);
  if (known instanceof Y.Map) patch(known, EXPORT, given);
  else all.set(id, makeShape(EXPORT, given));
}

export function writeRow(doc: Y.Doc, destination: DestinationId, task: TaskId, given: Partial<Omit<Row, 'task'>>): void {
  const rows = childOf(childOf(rootOf(doc, 'exports'), KEYS.rows), destination);
  const known = rows.get(task);
  if (known instanceof Y.Map) patch(known, ROW, given);
  else rows.set(task, makeShape(ROW, given));
}

/** Names of a person in trackers, as somebody gave them to be assigned. */
export const trackerNamesOf = (doc: Y.Doc, person: PersonId): { readonly tracker: string; readonly name: string }[] =>
  readExports(doc).destinations.flatMap(({ tracker, logins }) => (logins[person] === undefined ? [] : [{ tracker, name: logins[person] }]));

export function forgetTrackerNames(doc: Y.Doc, person: PersonId): void {
  for (const destination of child(doc, KEYS.destinations)?.values() ?? []) {
    const logins = destination instanceof Y.Map ? (destination.get('logins') as unknown) : undefined;
    if (logins instanceof Y.Map) logins.delete(person);
  }
}
