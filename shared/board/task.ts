// Questions about a task that many screens ask: is it finished, what state is it in, how many are in which state.

import type { PersonId, TaskId } from '../ids.ts';
import type { Claim, Task } from './schema.ts';

export const TASK_STATES = ['free', 'claimed', 'done'] as const;
export type TaskState = (typeof TASK_STATES)[number];
type Claims = ReadonlyMap<TaskId, readonly Claim[]>;
type WithOutcome = { readonly outcome: { readonly kind: Task['outcome']['kind'] } };

/** Done and learned finish a task; partial and blocked leave it open for others. */
export const isFinished = (task: WithOutcome): boolean => task.outcome.kind === 'done' || task.outcome.kind === 'learned';

/** @param holders how many hold a seat on it. */
export function taskState(task: WithOutcome, holders: number): TaskState {
  if (isFinished(task)) return 'done';
  return holders > 0 ? 'claimed' : 'free';
}

export function countStates(
  claims: Claims,
  tasks: readonly (WithOutcome & { readonly id: TaskId })[],
): { readonly [S in TaskState]: number } {
  const counts = { free: 0, claimed: 0, done: 0 };
  for (const task of tasks) counts[taskState(task, claims.get(task.id)?.length ?? 0)]++;
  return counts;
}

export const freeSeats = (task: Pick<Task, 'seats'>, claims: readonly Claim[]): number => Math.max(0, task.seats - claims.length);

/** Tasks on which a person holds a seat. */
export const tasksOf = (tasks: readonly Task[], claims: Claims, person: PersonId | ''): Task[] =>
  tasks.filter((task) => claims.get(task.id)?.some((claim) => claim.person === person));
