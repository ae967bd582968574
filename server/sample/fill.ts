// Writes the sample event onto a prepared board: people, challenges, tasks, seats, outcomes, and a sprint that has been
// run. Everything is placed in time around `now`. The content is in global-sprint-2017.ts; creating the event is not here.

import { generateNKeysBetween } from 'fractional-indexing';
import type * as Y from 'yjs';
import { addChallenge, addTask, editMeta, recordOutcome } from '../../shared/board/board.ts';
import { applyWrites, type Write } from '../../shared/board/server-writes.ts';
import { GLYPHS, PERSON_COLORS, TAPES, type LogEntry, type Person } from '../../shared/board/schema.ts';
import { MINUTE, millis, type ChallengeId, type Millis, type Mint, type PersonId, type TaskId } from '../../shared/ids.ts';
import {
  SAMPLE_BRIEF,
  SAMPLE_CHALLENGES,
  SAMPLE_PEOPLE,
  SAMPLE_PLACE,
  SAMPLE_TITLE,
  SAMPLE_ZONE,
  type SampleChallenge,
  type SamplePerson,
  type SampleTask,
} from './global-sprint-2017.ts';

/** What the catalogue is to say of the sample event: it began two hours ago and goes on for the afternoon. */
export function sampleEvent(now: Millis) {
  const startsAt = millis(now - (now % (15 * MINUTE)) - 120 * MINUTE);
  const endsAt = millis(startsAt + 8 * 60 * MINUTE);
  return { title: SAMPLE_TITLE, scale: 'hackfest', place: SAMPLE_PLACE, callUrl: '', startsAt, endsAt, zone: SAMPLE_ZONE } as const;
}

type Filling = {
  readonly doc: Y.Doc;
  readonly mint: Mint;
  readonly ago: (minutes: number) => Millis;
  readonly log: LogEntry[];
  readonly people: ReadonlyMap<string, PersonId>;
};

/** @param doc a board that `prepareBoard` has seen. */
export function fillSample(doc: Y.Doc, mint: Mint, now: Millis): void {
  const ago = (minutes: number) => millis(now - minutes * MINUTE);
  const people = new Map(SAMPLE_PEOPLE.map((person) => [person.handle, mint('person')]));
  const filling: Filling = { doc, mint, ago, log: [], people };
  doc.transact(() => {
    editMeta(doc, { title: SAMPLE_TITLE, brief: SAMPLE_BRIEF, leaseMinutes: 180 });
    applyWrites(
      doc,
      SAMPLE_PEOPLE.map((person, index) => seatHolder(filling, person, index)),
    );
    const orders = generateNKeysBetween(null, null, SAMPLE_CHALLENGES.length);
    SAMPLE_CHALLENGES.forEach((challenge, index) => fillChallenge(filling, challenge, index, orders[index] ?? ''));
    runSprint(filling);
    filling.log.sort((a, b) => a.at - b.at);
    applyWrites(
      doc,
      filling.log.map((entry): Write => ({ write: 'log', entry })),
    );
  });
}

const idOf = ({ people }: Filling, handle: string): PersonId => {
  const id = people.get(handle);
  if (!id) throw new Error(`the sample has nobody called ${handle}`);
  return id;
};

const chosen = (skills: readonly string[] = []): Record<string, boolean> => Object.fromEntries(skills.map((skill) => [skill, true]));

function seatHolder(filling: Filling, given: SamplePerson, index: number): Write {
  const person: Person = {
    id: idOf(filling, given.handle),
    name: given.name,
    // Steps that share no factor with the counts, so that neighbours differ and every color and glyph is used.
    color: (index * 5) % PERSON_COLORS,
    glyph: GLYPHS[(index * 3) % GLYPHS.length] ?? GLYPHS[0],
    role: given.role ?? 'participant',
    place: given.place ?? 'room',
    site: given.site ?? '',
    skills: chosen(given.skills),
    newcomer: given.newcomer ?? false,
    openToPair: given.openToPair ?? false,
    attribution: given.attribution ?? true,
    joinedAt: filling.ago(given.joined),
    removed: false,
    hidden: false,
    waiting: false,
  };
  return { write: 'person', person };
}

/** Challenges were pitched one after the other, some 80 minutes ago, once everybody who pitched one was there. */
const PITCHED = 80;

function fillChallenge(filling: Filling, given: SampleChallenge, index: number, order: string): void {
  const id = filling.mint('challenge');
  const author = idOf(filling, given.by);
  const { title, brief, track } = given;
  const at = filling.ago(PITCHED - index);
  addChallenge(filling.doc, id, {
    title,
    brief,
    track,
    order,
    tape: index % TAPES,
    source: `https://github.com/${given.repo}`,
    author,
    at,
  });
  const orders = generateNKeysBetween(null, null, given.tasks.length);
  given.tasks.forEach((task, place) => fillTask(filling, id, task, { order: orders[place] ?? '', author, at }));
}

function fillTask(
  filling: Filling,
  challenge: ChallengeId,
  given: SampleTask,
  place: { order: string; author: PersonId; at: Millis },
): void {
  const id = filling.mint('task');
  const { title, brief, kind, phase, first, size, seats } = given;
  addTask(filling.doc, id, { ...place, challenge, title, brief, kind, phase, first, size, seats, skills: chosen(given.skills) });
  if (given.held) hold(filling, id, given.held);
  if (given.outcome) finish(filling, id, given.outcome);
}

function hold(filling: Filling, task: TaskId, { by, since, left }: NonNullable<SampleTask['held']>): void {
  by.forEach((handle, seat) => {
    const person = idOf(filling, handle);
    // A partner sits down some minutes after the first.
    const at = filling.ago(since - seat * 3);
    const claim = { task, person, seat, since: at, leaseEndsAt: filling.ago(-left), driving: seat === 0 };
    applyWrites(filling.doc, [{ write: 'seat', claim }]);
    logSeat(filling, task, by.slice(0, seat), handle, at);
  });
}

function finish(filling: Filling, task: TaskId, given: NonNullable<SampleTask['outcome']>): void {
  const { kind, summary, next = '', demo = false } = given;
  const credit = given.credit.map((handle) => idOf(filling, handle));
  const [by] = credit;
  if (!by) throw new Error('an outcome of the sample credits nobody');
  given.credit.forEach((handle, seat) => logSeat(filling, task, given.credit.slice(0, seat), handle, filling.ago(given.claimed - seat)));
  recordOutcome(filling.doc, task, { kind, summary, next, demo, evidence: [], credit, by, at: filling.ago(given.at) });
  credit.forEach((person) => filling.log.push({ kind: 'released', at: filling.ago(given.at), by: person, task }));
}

function logSeat(filling: Filling, task: TaskId, there: readonly string[], handle: string, at: Millis): void {
  const by = idOf(filling, handle);
  for (const other of there) filling.log.push({ kind: 'paired', at, by, to: idOf(filling, other), task });
  filling.log.push({ kind: 'claimed', at, by, task });
}

/** One sprint of 25 minutes, five minutes longer on request, which ended 42 minutes ago. */
function runSprint(filling: Filling): void {
  const { doc, mint, ago, log } = filling;
  const by = idOf(filling, 'maren');
  const id = mint('sprint');
  const [startedAt, endsAt] = [ago(72), ago(42)];
  const sprint = {
    id,
    goal: 'Everybody finds a task and a neighbour',
    startedAt,
    endsAt,
    length: endsAt - startedAt,
    pausedAt: millis(0),
    endedAt: endsAt,
    stage: 'work' as const,
    item: '' as const,
    warnAt: 5,
    warnAgainAt: 1,
    by,
  };
  applyWrites(doc, [{ write: 'sprint', sprint }]);
  log.push({ kind: 'sprint-started', at: startedAt, by, minutes: 25, sprint: id });
  log.push({ kind: 'sprint-extended', at: ago(49), by, minutes: 5, sprint: id });
  log.push({ kind: 'sprint-ended', at: endsAt, by: '', sprint: id });
}
