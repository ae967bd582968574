// One command before the referee: what is known, what a decision is, and the few things all subjects share. No rules.

import { LIVE, type Claim, type LiveList, type LogEntry, type Person } from '../../board/schema.ts';
import type { Write } from '../../board/server-writes.ts';
import type { AskId, HandId, Millis, Mint, PersonId, TaskId } from '../../ids.ts';
import { refuse, type Refusal } from '../../refusal.ts';
import type { RefereeView, SeatedTask } from '../referee-view.ts';
import type { VoteDecision } from './vote.ts';

export type Decision = VoteDecision & { readonly seat?: number; readonly ask?: AskId; readonly hand?: HandId };

export type Case = {
  readonly view: RefereeView;
  readonly by: Person;
  readonly now: Millis;
  readonly key: string;
  readonly mint: Mint;
};

export const NOTHING_TO_DO: Decision = { writes: [] };

export const log = (at: Case, entry: Omit<LogEntry, 'at' | 'by' | 'key'>): Write => ({
  write: 'log',
  entry: { ...entry, at: at.now, by: at.by.id, key: at.key },
});

export const ownClaim = (at: Case, task: TaskId): Claim | undefined => at.view.claims(task).find((claim) => claim.person === at.by.id);

/** Room for one more entry in a list of `live`, or why there is none. `what` says what it is full of. */
export function roomFor(at: Case, list: LiveList, what: string): Refusal | undefined {
  const { most } = LIVE[list];
  return at.view.entries(list).length < most ? undefined : refuse('board-full', { limit: most, what });
}

/** Every seat this person holds. */
export const claimsOf = (view: RefereeView, person: PersonId): Claim[] =>
  view.claimedTasks().flatMap((task) => view.claims(task).filter((claim) => claim.person === person));

/** Seats on tasks that are not finished. A removed task keeps its seats: undo brings both back. */
export const openClaims = (view: RefereeView): Claim[] =>
  view
    .claimedTasks()
    .filter((task) => view.task(task)?.finished === false)
    .flatMap((task) => view.claims(task));

/** Somebody who is on the board: not sent away, and not still waiting. */
export function presentPerson(at: Case, id: PersonId): Person | Refusal {
  const person = at.view.person(id);
  return person && !person.removed && !person.waiting ? person : refuse('no-such-person');
}

export function openTask(at: Case, id: TaskId): SeatedTask | Refusal {
  const task = at.view.task(id);
  if (!task) return refuse('no-such-task');
  return task.finished ? refuse('task-finished') : task;
}
