// The tasks of a board by what they belong to, worked out once for each view; groups that did not change keep their identity,
// so that screens leave them alone. What is shown of them is the pages' choice.

import type { Challenge, Task } from '../../shared/board/schema.ts';
import { isFinished } from '../../shared/board/task.ts';
import type { BoardView } from '../../shared/board/view.ts';
import type { ChallengeId, TaskId } from '../../shared/ids.ts';

export type Progress = { readonly done: number; readonly total: number };
export type Groups = {
  readonly challenges: ReadonlyMap<ChallengeId | '', Challenge>;
  readonly tasks: ReadonlyMap<TaskId | '', Task>;
  readonly byChallenge: ReadonlyMap<ChallengeId | '', readonly Task[]>;
  /** Of tasks that were split into steps. */
  readonly progress: ReadonlyMap<TaskId | '', Progress>;
  /** What it was worked out from. */
  readonly of: Pick<BoardView, 'tasks' | 'challenges'>;
};

export function groupTasks({ tasks, challenges }: BoardView, previous?: Groups): Groups {
  if (previous?.of.tasks === tasks && previous.of.challenges === challenges) return previous;
  const byChallenge = new Map<ChallengeId | '', Task[]>();
  const progress = new Map<TaskId | '', { done: number; total: number }>();
  for (const task of tasks) {
    const group = byChallenge.get(task.challenge);
    if (group) group.push(task);
    else byChallenge.set(task.challenge, [task]);
    if (task.parent === '') continue;
    const steps = progress.get(task.parent) ?? { done: 0, total: 0 };
    steps.total++;
    if (isFinished(task)) steps.done++;
    progress.set(task.parent, steps);
  }
  return {
    challenges: previous?.of.challenges === challenges ? previous.challenges : new Map(challenges.map((one) => [one.id, one])),
    tasks: new Map(tasks.map((task) => [task.id, task])),
    byChallenge: kept(byChallenge, previous?.byChallenge, sameTasks),
    progress: kept(progress, previous?.progress, (a, b) => a.done === b.done && a.total === b.total),
    of: { tasks, challenges },
  };
}

const sameTasks = (a: readonly Task[], b: readonly Task[]): boolean => a.length === b.length && a.every((task, at) => task === b[at]);

function kept<K, V>(next: ReadonlyMap<K, V>, previous: ReadonlyMap<K, V> | undefined, same: (a: V, b: V) => boolean): ReadonlyMap<K, V> {
  if (!previous) return next;
  const result = new Map<K, V>();
  for (const [key, value] of next) {
    const old = previous.get(key);
    result.set(key, old !== undefined && same(value, old) ? old : value);
  }
  return result;
}
