// What a board holds of one person: gathered to be handed to them, and taken off the board when they wish. What they made
// for others stays: it is the event's work. Sessions and stored copies are the server's; who may ask is decided elsewhere.

import * as Y from 'yjs';
import { isId, type PersonId, type TaskId } from '../ids.ts';
import { readAsks, readClaimedTasks, readClaims, readLog, readPerson, readShape, rootOf } from './board.ts';
import { forgetTrackerNames, trackerNamesOf } from './exports.ts';
import { applyWrites } from './server-writes.ts';
import { LIVE_KEYS, TALK, type Claim, type Person } from './schema.ts';
import { wholeView } from './view.ts';

type YMap = Y.Map<unknown>;

const entriesOf = (map: unknown): (readonly [string, YMap])[] =>
  map instanceof Y.Map ? [...(map as YMap).entries()].filter((entry): entry is [string, YMap] => entry[1] instanceof Y.Map) : [];

/** What they said, with the ids. */
function talkOf(doc: Y.Doc, person: PersonId): { readonly id: string; readonly on: string; readonly text: string; readonly at: number }[] {
  return entriesOf(rootOf(doc, 'talk'))
    .map(([id, entry]) => ({ id, ...readShape(TALK, entry) }))
    .filter(({ author }) => author === person)
    .map(({ id, on, text, at }) => ({ id, on, text, at }));
}

/** Everything on the board that is tied to one person, as plain data; undefined when they are not on it. */
export function ownData(doc: Y.Doc, id: PersonId) {
  const profile = readPerson(doc, id);
  if (!profile) return undefined;
  const view = wholeView(doc);
  const { tasks, challenges } = view;
  const credited = tasks.filter(({ outcome }) => outcome.by === id || outcome.credit[id]);
  return {
    profile,
    seats: [...view.claims.values()].flat().filter(({ person }) => person === id),
    challengesPitched: challenges.filter(({ author }) => author === id),
    tasksAdded: tasks.filter(({ author }) => author === id),
    outcomes: credited.map(({ id: task, title, outcome }) => ({ task, title, ...outcome })),
    said: talkOf(doc, id),
    questionsToPair: readAsks(doc).filter(({ from, to }) => from === id || to === id),
    history: readLog(doc).filter(({ by, to }) => by === id || to === id),
    present: presentOf(doc, id),
    trackerNames: trackerNamesOf(doc, id),
  };
}

/** Raised hands, check-ins and the like: entries of `live` under the person's id, or that name them. */
function presentOf(doc: Y.Doc, id: PersonId): { readonly [key: string]: unknown } {
  const found: Record<string, unknown> = {};
  for (const [name, entry] of ownEntries(doc, id)) found[name.join('/')] = entry.toJSON();
  return found;
}

const ELSEWHERE: readonly string[] = [LIVE_KEYS.claims, LIVE_KEYS.asks, LIVE_KEYS.sprint, LIVE_KEYS.holds];

function ownEntries(doc: Y.Doc, id: PersonId): (readonly [path: readonly [string, string], entry: YMap])[] {
  return entriesOf(rootOf(doc, 'live'))
    .filter(([name]) => !ELSEWHERE.includes(name))
    .flatMap(([name, children]) =>
      entriesOf(children)
        .filter(([key, entry]) => key === id || entry.get('person') === id)
        .map(([key, entry]) => [[name, key], entry] as const),
    );
}

// -- leaving for good ---------------------------------------------------------------------------------------------------

/** Color and glyph nobody is given by chance. */
const NOBODYS_LOOK = { color: 11, glyph: '●' } as const;

/**
 * Takes a person off the board: their name and all they said of themselves, their talk, questions, hands and seats.
 * Tasks, texts and outcomes stay, credited to nobody by name.
 * @param name what the others read in its place
 */
export function erasePerson(doc: Y.Doc, id: PersonId, name: string): void {
  const person = readPerson(doc, id);
  if (!person) return;
  doc.transact(() => {
    leaveSeats(doc, id);
    for (const ask of readAsks(doc)) if (ask.from === id || ask.to === id) applyWrites(doc, [{ write: 'drop-ask', ask: ask.id }]);
    for (const [[root, key]] of ownEntries(doc, id)) (rootOf(doc, 'live').get(root) as YMap).delete(key);
    eraseWords(doc, id);
    forgetTrackerNames(doc, id);
    const nobody: Person = {
      ...person,
      ...NOBODYS_LOOK,
      name,
      role: 'participant',
      site: '',
      skills: {},
      newcomer: false,
      openToPair: false,
      attribution: false,
    };
    applyWrites(doc, [{ write: 'person', person: nobody }]);
  });
}

function leaveSeats(doc: Y.Doc, id: PersonId): void {
  for (const task of readClaimedTasks(doc)) {
    const claims = readClaims(doc, task);
    const own = claims.find(({ person }) => person === id);
    if (own) leaveSeat(doc, task, own, claims);
  }
}

function leaveSeat(doc: Y.Doc, task: TaskId, own: Claim, claims: readonly Claim[]): void {
  applyWrites(doc, [{ write: 'unseat', task, person: own.person }]);
  const [heir] = claims.filter(({ person }) => person !== own.person).sort((a, b) => a.since - b.since);
  if (own.driving && heir) applyWrites(doc, [{ write: 'drive', task, person: heir.person }]);
}

function eraseWords(doc: Y.Doc, id: PersonId): void {
  const talk = rootOf(doc, 'talk');
  for (const entry of talkOf(doc, id)) talk.delete(entry.id);
}

/** The same for a board as it once was, kept to be brought back: nothing is added to it, things are only taken away. */
export function erasePersonFromPast(doc: Y.Doc, id: PersonId): void {
  if (!isId('person', id)) return;
  doc.transact(() => {
    eraseWords(doc, id);
    forgetTrackerNames(doc, id);
    rootOf(doc, 'people').delete(id);
    for (const [[root, key]] of ownEntries(doc, id)) (rootOf(doc, 'live').get(root) as YMap).delete(key);
  });
}
