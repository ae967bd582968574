// Typed reads and writes over a board's Y.Doc. Checks shapes, never permissions: who may write what is policy.ts and,
// on the server, the judge. Writers are plain functions; wrap several in `doc.transact`.

import * as Y from 'yjs';
import type { AskId, ChallengeId, LinkId, Millis, PersonId, TalkId, TaskId, TemplateId } from '../ids.ts';
import { isId, type IdKind, type IdOf } from '../ids.ts';
import {
  ASK,
  CHALLENGE,
  CLAIM,
  CLOCK_BEFORE,
  HOLD,
  LIVE_KEYS,
  LIVE_LISTS,
  META,
  OUTCOME,
  PERSON,
  REPLICAS,
  SPOTLIGHT,
  SPRINT,
  TALK,
  TASK,
  TEMPLATE,
  VOTES,
  type Ask,
  type Challenge,
  type Claim,
  type ClockBefore,
  type Field,
  type Hold,
  type LiveList,
  type LogEntry,
  type Meta,
  type Outcome,
  type Person,
  type Replicas,
  type Root,
  type Shape,
  type Spotlight,
  type Sprint,
  type Talk,
  type Template,
  type Task,
  type ValueOf,
  type ValuesOf,
  type Votes,
} from './schema.ts';

type YMap = Y.Map<unknown>;

export const rootOf = (doc: Y.Doc, root: Root): YMap => doc.getMap(root);

// -- reading: a missing or ill-typed value reads as its default -----------------------------------------------------

function readField(field: Field, value: unknown): unknown {
  switch (field.type) {
    case 'string':
      return typeof value === 'string' ? value.slice(0, field.max) : field.fallback;
    case 'id':
      return isId(field.of, value) ? value : field.fallback;
    case 'number':
      return typeof value === 'number' && value >= field.min && value <= field.max ? value : field.fallback;
    case 'time':
      return typeof value === 'number' && Number.isFinite(value) ? value : field.fallback;
    case 'boolean':
      return typeof value === 'boolean' ? value : field.fallback;
    case 'choice':
      return typeof value === 'string' && field.of.includes(value) ? value : field.fallback;
    case 'text':
      return value instanceof Y.Text ? value.toString() : '';
    case 'map':
      return readMap(field.key, field.of as Field, value);
    case 'shape':
      return readShape(field.fields as Shape, value);
  }
}

function readMap(key: RegExp, of: Field, value: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  if (!(value instanceof Y.Map)) return result;
  for (const [name, entry] of value.entries()) if (key.test(name)) result[name] = readField(of, entry);
  return result;
}

/** Reads a map of a fixed shape; `undefined` or a foreign type reads as all defaults. */
export function readShape<S extends Shape>(shape: S, value: unknown): ValuesOf<S> {
  const map = value instanceof Y.Map ? (value as YMap) : undefined;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(shape)) result[key] = readField(shape[key] as Field, map?.get(key));
  return result as ValuesOf<S>;
}

function readEntry<K extends IdKind, S extends Shape>(
  kind: K,
  shape: S,
  root: YMap,
  id: string,
): (ValuesOf<S> & { id: string }) | undefined {
  const value = root.get(id);
  if (!(value instanceof Y.Map) || !isId(kind, id)) return undefined;
  return { ...readShape(shape, value), id };
}

export const readMeta = (doc: Y.Doc): Meta => readShape(META, rootOf(doc, 'meta'));
export const readChallenge = (doc: Y.Doc, id: string) =>
  readEntry('challenge', CHALLENGE, rootOf(doc, 'challenges'), id) as Challenge | undefined;
export const readTask = (doc: Y.Doc, id: string) => readEntry('task', TASK, rootOf(doc, 'tasks'), id) as Task | undefined;
export const readTalk = (doc: Y.Doc, id: string) => readEntry('talk', TALK, rootOf(doc, 'talk'), id) as Talk | undefined;

export const readVotes = (doc: Y.Doc): Votes => readShape(VOTES, rootOf(doc, 'votes'));

export const readPerson = (doc: Y.Doc, id: string) => readEntry('person', PERSON, rootOf(doc, 'people'), id) as Person | undefined;

const liveChild = (doc: Y.Doc, key: Exclude<keyof typeof LIVE_KEYS, 'log' | 'schema'>): YMap | undefined => {
  const child = rootOf(doc, 'live').get(key);
  return child instanceof Y.Map ? child : undefined;
};

/** Those who hold a seat on a task, by seat. */
export function readClaims(doc: Y.Doc, task: TaskId): Claim[] {
  const seats = liveChild(doc, 'claims')?.get(task);
  if (!(seats instanceof Y.Map)) return [];
  const claims: Claim[] = [];
  for (const [person, value] of seats.entries()) {
    if (isId('person', person)) claims.push({ ...readShape(CLAIM, value), task, person });
  }
  return claims.sort((a, b) => a.seat - b.seat);
}

/** Ids of all tasks on which anybody holds a seat. */
export function readClaimedTasks(doc: Y.Doc): TaskId[] {
  const claims = liveChild(doc, 'claims');
  return claims ? [...claims.keys()].filter((key) => isId('task', key)) : [];
}

export const readSprint = (doc: Y.Doc): Sprint => readShape(SPRINT, liveChild(doc, 'sprint'));

export function readAsk(doc: Y.Doc, id: AskId): Ask | undefined {
  const asks = liveChild(doc, 'asks');
  return asks && (readEntry('ask', ASK, asks, id) as Ask | undefined);
}

export function readAsks(doc: Y.Doc): Ask[] {
  const asks = liveChild(doc, 'asks');
  if (!asks) return [];
  return [...asks.keys()].map((id) => readEntry('ask', ASK, asks, id) as Ask | undefined).filter((ask) => ask !== undefined);
}

/** Whose changes wait for a facilitator, oldest first. */
export function readHolds(doc: Y.Doc): Hold[] {
  const holds: Hold[] = [];
  for (const [person, value] of liveChild(doc, 'holds')?.entries() ?? []) {
    if (isId('person', person)) holds.push({ ...readShape(HOLD, value), person });
  }
  return holds.sort((a, b) => a.at - b.at);
}

export const isOnHold = (doc: Y.Doc, person: PersonId): boolean => liveChild(doc, 'holds')?.has(person) === true;

export const readReplicas = (doc: Y.Doc): Replicas => readShape(REPLICAS, liveChild(doc, 'replicas'));

/** Whether devices that hold more than the board are let in now. */
export const acceptsReplicas = (doc: Y.Doc, now: Millis): boolean => readReplicas(doc).acceptedUntil > now;

export const readClockBefore = (doc: Y.Doc): ClockBefore => readShape(CLOCK_BEFORE, liveChild(doc, 'clockBefore'));
export const readSpotlight = (doc: Y.Doc): Spotlight => readShape(SPOTLIGHT, liveChild(doc, 'spotlight'));

/** An entry of one of the lists of `live`: its fields and the id it stands under. */
export type LiveEntry<L extends LiveList> = ValuesOf<(typeof LIVE_LISTS)[L]['shape']> & {
  readonly id: IdOf<(typeof LIVE_LISTS)[L]['id']>;
};

export function readLiveEntry<L extends LiveList>(doc: Y.Doc, list: L, id: string): LiveEntry<L> | undefined {
  const entries = liveChild(doc, list);
  const { id: kind, shape } = LIVE_LISTS[list];
  return entries && (readEntry(kind, shape, entries, id) as LiveEntry<L> | undefined);
}

export function readLiveList<L extends LiveList>(doc: Y.Doc, list: L): LiveEntry<L>[] {
  const keys = [...(liveChild(doc, list)?.keys() ?? [])];
  return keys.map((id) => readLiveEntry(doc, list, id)).filter((entry) => entry !== undefined);
}

/** Whether somebody was sent away or still waits to be let in. */
export function standingOf(doc: Y.Doc, person: PersonId): 'removed' | 'waiting' | undefined {
  const known = rootOf(doc, 'people').get(person);
  if (!(known instanceof Y.Map)) return undefined;
  return known.get('removed') === true ? 'removed' : known.get('waiting') === true ? 'waiting' : undefined;
}

/** Whether only facilitators may change the board now. */
export const isLocked = (doc: Y.Doc): boolean => rootOf(doc, 'meta').get('locked') === true;

export function readLog(doc: Y.Doc): LogEntry[] {
  const log = rootOf(doc, 'live').get(LIVE_KEYS.log);
  return log instanceof Y.Array ? (log.toArray() as LogEntry[]) : [];
}

// -- writing --------------------------------------------------------------------------------------------------------

export type Given<S extends Shape> = { readonly [K in keyof S]?: ValueOf<S[K]> | undefined };

/** Makes the whole map of a shape at once, children included, so that concurrent edits never create a child twice. */
export function makeShape<S extends Shape>(shape: S, given: Given<S>): YMap {
  const map = new Y.Map<unknown>();
  for (const key of Object.keys(shape)) {
    const field = shape[key] as Field;
    const value = given[key];
    if (field.type === 'text') map.set(key, new Y.Text(typeof value === 'string' ? value : ''));
    else if (field.type === 'shape') map.set(key, makeShape(field.fields as Shape, (value ?? {}) as Given<Shape>));
    else if (field.type === 'map') map.set(key, makeMap(field.of as Field, (value ?? {}) as Record<string, unknown>));
    else if (value !== undefined && value !== field.fallback) map.set(key, value);
  }
  return map;
}

export function makeMap(of: Field, given: Record<string, unknown>): YMap {
  const map = new Y.Map<unknown>();
  for (const [key, value] of Object.entries(given)) {
    map.set(key, of.type === 'shape' ? makeShape(of.fields as Shape, value as Given<Shape>) : value);
  }
  return map;
}

/** Sets the scalars given; leaves what is equal alone, so that a retry writes nothing. */
export function patch<S extends Shape>(map: YMap, shape: S, given: Given<S>): void {
  for (const [key, value] of Object.entries(given)) {
    const field = shape[key];
    if (!field || value === undefined || field.type === 'text' || field.type === 'map' || field.type === 'shape') continue;
    if (readField(field, map.get(key)) !== value) map.set(key, value);
  }
}

export const entryOf = (doc: Y.Doc, root: Root, id: string): YMap | undefined => {
  const value = rootOf(doc, root).get(id);
  return value instanceof Y.Map ? value : undefined;
};

type ChallengeScalars = Omit<Given<typeof CHALLENGE>, 'brief'>;
type TaskScalars = Omit<Given<typeof TASK>, 'brief' | 'notes' | 'links' | 'skills' | 'outcome'>;

export function addChallenge(doc: Y.Doc, id: ChallengeId, given: Given<typeof CHALLENGE>): void {
  rootOf(doc, 'challenges').set(id, makeShape(CHALLENGE, given));
}

export function addTask(doc: Y.Doc, id: TaskId, given: Given<typeof TASK>): void {
  rootOf(doc, 'tasks').set(id, makeShape(TASK, given));
}

/** Says something; afterwards only its author may take it back. */
export function addTalk(doc: Y.Doc, id: TalkId, given: Given<typeof TALK>): void {
  rootOf(doc, 'talk').set(id, makeShape(TALK, given));
}

/** Says one's own words differently. */
export function editTalk(doc: Y.Doc, id: TalkId, text: string): void {
  const map = entryOf(doc, 'talk', id);
  if (map) patch(map, TALK, { text });
}

export function removeTalk(doc: Y.Doc, id: TalkId): void {
  rootOf(doc, 'talk').delete(id);
}

/** Adds a link to a task, or changes it. */
export function setLink(doc: Y.Doc, id: TaskId, link: LinkId, given: { readonly url: string; readonly title: string }): void {
  const links = entryOf(doc, 'tasks', id)?.get('links');
  if (links instanceof Y.Map) links.set(link, makeShape(TASK.links.of.fields, given));
}

export function removeLink(doc: Y.Doc, id: TaskId, link: LinkId): void {
  const links = entryOf(doc, 'tasks', id)?.get('links');
  if (links instanceof Y.Map) links.delete(link);
}

export function editMeta(doc: Y.Doc, given: Given<typeof META>): void {
  patch(rootOf(doc, 'meta'), META, given);
}

/** Puts these in the place of all templates of the board; none means the usual ones. */
export function setTemplates(doc: Y.Doc, templates: ReadonlyMap<TemplateId, Template>): void {
  const made = new Y.Map([...templates].map(([id, template]): [string, YMap] => [id, makeShape(TEMPLATE, template)]));
  rootOf(doc, 'meta').set('templates', made);
}

export function editTemplate(doc: Y.Doc, id: string, given: Given<typeof TEMPLATE>): void {
  const templates = rootOf(doc, 'meta').get('templates');
  const template = templates instanceof Y.Map ? templates.get(id) : undefined;
  if (template instanceof Y.Map) patch(template as YMap, TEMPLATE, given);
}

export function editChallenge(doc: Y.Doc, id: ChallengeId, given: ChallengeScalars): void {
  const map = entryOf(doc, 'challenges', id);
  if (map) patch(map, CHALLENGE, given);
}

export function editTask(doc: Y.Doc, id: TaskId, given: TaskScalars): void {
  const map = entryOf(doc, 'tasks', id);
  if (map) patch(map, TASK, given);
}

/** Removes a challenge and its tasks. */
export function removeChallenge(doc: Y.Doc, id: ChallengeId): void {
  doc.transact(() => {
    const tasks = rootOf(doc, 'tasks');
    for (const [taskId, task] of tasks.entries()) if (task instanceof Y.Map && task.get('challenge') === id) tasks.delete(taskId);
    rootOf(doc, 'challenges').delete(id);
  });
}

export function removeTask(doc: Y.Doc, id: TaskId): void {
  doc.transact(() => {
    const tasks = rootOf(doc, 'tasks');
    for (const [taskId, task] of tasks.entries()) if (task instanceof Y.Map && task.get('parent') === id) tasks.delete(taskId);
    tasks.delete(id);
  });
}

/** The live text behind a field that several people may edit at once. */
export function challengeBrief(doc: Y.Doc, id: ChallengeId): Y.Text | undefined {
  const text = entryOf(doc, 'challenges', id)?.get('brief');
  return text instanceof Y.Text ? text : undefined;
}

export function taskText(doc: Y.Doc, id: TaskId, field: 'brief' | 'notes'): Y.Text | undefined {
  const text = entryOf(doc, 'tasks', id)?.get(field);
  return text instanceof Y.Text ? text : undefined;
}

export function outcomeSummary(doc: Y.Doc, id: TaskId): Y.Text | undefined {
  const outcome = entryOf(doc, 'tasks', id)?.get('outcome');
  const text = outcome instanceof Y.Map ? outcome.get('summary') : undefined;
  return text instanceof Y.Text ? text : undefined;
}

/** Replaces what differs between the text and `value`, keeping the rest, so that others' edits nearby survive. */
export function replaceText(text: Y.Text, value: string): void {
  const old = text.toString();
  if (old === value) return;
  let start = 0;
  while (start < old.length && start < value.length && old[start] === value[start]) start++;
  let end = 0;
  while (end < old.length - start && end < value.length - start && old[old.length - 1 - end] === value[value.length - 1 - end]) end++;
  // Never cut a surrogate pair in half: widen the replaced range to whole characters.
  if (start > 0 && isHighSurrogate(old.charCodeAt(start - 1))) start--;
  if (end > 0 && isLowSurrogate(old.charCodeAt(old.length - end))) end--;
  const write = () => {
    if (old.length - start - end > 0) text.delete(start, old.length - start - end);
    if (value.length - start - end > 0) text.insert(start, value.slice(start, value.length - end));
  };
  if (text.doc) text.doc.transact(write);
  else write();
}
const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

export type OutcomeGiven = {
  readonly kind: Outcome['kind'];
  readonly summary: string;
  readonly next: string;
  readonly demo?: boolean;
  readonly evidence: readonly { readonly id: LinkId; readonly url: string; readonly title: string }[];
  readonly credit: readonly PersonId[];
  readonly by: PersonId;
  readonly at: Millis;
};

/** Records what came of a task; what stood there before is replaced. `kind` '' clears it. */
export function recordOutcome(doc: Y.Doc, id: TaskId, given: OutcomeGiven): void {
  const outcome = entryOf(doc, 'tasks', id)?.get('outcome');
  if (!(outcome instanceof Y.Map)) return;
  doc.transact(() => {
    const { kind, next, demo, by, at } = given;
    patch(outcome, OUTCOME, { kind, next, demo, by, at });
    const summary = outcome.get('summary');
    if (summary instanceof Y.Text) replaceText(summary, given.summary);
    const evidence = outcome.get('evidence');
    if (evidence instanceof Y.Map) {
      const kept = new Set<string>(given.evidence.map((link) => link.id));
      for (const key of [...evidence.keys()]) if (!kept.has(key)) evidence.delete(key);
      for (const link of given.evidence) {
        const old = readShape(OUTCOME.evidence.of.fields, evidence.get(link.id));
        if (old.url !== link.url || old.title !== link.title) evidence.set(link.id, makeShape(OUTCOME.evidence.of.fields, link));
      }
    }
    const credit = outcome.get('credit');
    if (credit instanceof Y.Map) {
      for (const key of [...credit.keys()]) if (!given.credit.includes(key as PersonId)) credit.delete(key);
      for (const person of given.credit) if (credit.get(person) !== true) credit.set(person, true);
    }
  });
}

export function setSkills(doc: Y.Doc, id: TaskId, skills: readonly string[]): void {
  const map = entryOf(doc, 'tasks', id)?.get('skills');
  if (map instanceof Y.Map) doc.transact(() => replaceSkills(map, skills));
}

function replaceSkills(map: YMap, skills: readonly string[]): void {
  for (const key of [...map.keys()]) if (!skills.includes(key)) map.delete(key);
  for (const skill of skills) if (TASK.skills.key.test(skill) && map.get(skill) !== true) map.set(skill, true);
}
