// What the wall puts before everything else for a while: what was announced, who waits for help, the card in the spotlight,
// the demo that is on. Plain values only.

import { freeSeats } from '../../../shared/board/task.ts';
import type { Demo, Outcome, Person, Task } from '../../../shared/board/schema.ts';
import type { LiveLists } from '../../../shared/board/live-lists.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import type { AnnouncementId, DemoId, HandId, Millis, TaskId } from '../../../shared/ids.ts';

export type Notice = { readonly id: AnnouncementId; readonly text: string; readonly level: 'info' | 'important' | 'urgent' };
/** Where somebody waits for help, '' when they did not say; and who is on the way. Whose hand it is stays off the wall. */
export type HandStand = { readonly id: HandId; readonly place: string; readonly comes: string };
export type CardStand = {
  readonly id: TaskId;
  readonly title: string;
  readonly challenge: string;
  readonly tape: number;
  readonly brief: string;
  readonly outcome: Outcome;
  /** Those who did it; before an outcome, those who sit there. */
  readonly people: readonly Person[];
  readonly seatsFree: number;
};
export type DemoStand = {
  readonly id: DemoId;
  readonly card: CardStand;
  /** Milliseconds left of the slot, below 0 when it is over. */
  readonly left: number;
  readonly length: number;
};

/** A board with what the server lists beside it. */
export type WholeBoard = BoardView & LiveLists;

const WEIGHT = { urgent: 0, important: 1, info: 2 } as const;

/** What is announced to the room now: the weightiest first, then the newest. Words for those who are remote stay off the wall. */
export function noticesNow(view: WholeBoard, now: Millis, most: number): readonly Notice[] {
  return view.announcements
    .filter(({ to, until }) => to !== 'remote' && (until === 0 || until > now))
    .sort((a, b) => WEIGHT[a.level] - WEIGHT[b.level] || b.at - a.at)
    .slice(0, most)
    .map(({ id, text, level }) => ({ id, text, level }));
}

/** Open calls for help, oldest first. */
export function handStands(view: WholeBoard): readonly HandStand[] {
  return view.hands
    .filter(({ resolvedAt }) => resolvedAt === 0)
    .map(({ id, place, mentor }) => ({ id, place, comes: (mentor && view.people.get(mentor)?.name) || '' }));
}

/** The card the facilitator shows to the room. */
export const spotlit = (view: WholeBoard): CardStand | undefined => cardStand(view, view.spotlight.task);

/** The demo that is on, and those after it. Nothing while no demo has begun. */
export function demosNow(view: WholeBoard, now: Millis, mostNext: number): { now: DemoStand; next: readonly CardStand[] } | undefined {
  const on = view.demos.find(({ startedAt, endedAt }) => startedAt !== 0 && endedAt === 0);
  const stand = on && demoStand(view, on, now);
  if (!stand) return undefined;
  const next = view.demos
    .filter((demo) => demo.startedAt === 0 && demo.endedAt === 0 && !demo.skipped)
    .map(({ task }) => cardStand(view, task))
    .filter((card) => card !== undefined);
  return { now: stand, next: next.slice(0, mostNext) };
}

function demoStand(view: WholeBoard, demo: Demo, now: Millis): DemoStand | undefined {
  const card = cardStand(view, demo.task);
  if (!card) return undefined;
  const length = demo.seconds * 1_000;
  return { id: demo.id, card, left: demo.startedAt + length - now, length };
}

function cardStand(view: WholeBoard, id: TaskId | ''): CardStand | undefined {
  const task: Task | undefined = id === '' ? undefined : view.tasks.find((one) => one.id === id);
  if (!task) return undefined;
  const claims = view.claims.get(task.id) ?? [];
  const credited = Object.keys(task.outcome.credit).filter((id) => task.outcome.credit[id]);
  const known = (ids: readonly string[]) => ids.map((id) => view.people.get(id as Person['id'])).filter((person) => person !== undefined);
  const people =
    task.outcome.kind === '' ? known(claims.map(({ person }) => person)) : known(credited).filter((person) => person.attribution);
  const challenge = view.challenges.find((one) => one.id === task.challenge);
  return {
    id: task.id,
    title: task.title,
    challenge: challenge?.title ?? '',
    tape: challenge?.tape ?? 0,
    brief: task.brief,
    outcome: task.outcome,
    people,
    seatsFree: freeSeats(task, claims),
  };
}
