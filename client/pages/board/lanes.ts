// How a board stands on a large screen: its lanes by the chosen arrangement, tasks together with their steps, and how many
// columns of cards each lane gets. No drawing; what is shown at all is selection.ts's.

import type { Challenge, Task } from '../../../shared/board/schema.ts';
import { taskState, tasksOf, TASK_STATES, type TaskState } from '../../../shared/board/task.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import type { ChallengeId, PersonId } from '../../../shared/ids.ts';
import type { Arrangement } from './selection.ts';

/** A task and the steps it was split into, which stand and move together. */
export type Block = { readonly task: Task; readonly steps: readonly Task[] };

/** A challenge's tasks in order, steps below their task; a step whose task is not among them stands alone. */
export function blocksOf(tasks: readonly Task[]): Block[] {
  const heads = new Set<string>(tasks.filter(({ parent }) => parent === '').map(({ id }) => id));
  const blocks: { task: Task; steps: Task[] }[] = [];
  const byTask = new Map<string, { steps: Task[] }>();
  for (const task of tasks) {
    if (heads.has(task.parent)) continue;
    const block = { task, steps: [] };
    blocks.push(block);
    byTask.set(task.id, block);
  }
  for (const task of tasks) byTask.get(task.parent)?.steps.push(task);
  return blocks;
}

export type Lane =
  | { readonly kind: 'challenge'; readonly id: ChallengeId; readonly challenge: Challenge; readonly tasks: readonly Task[] }
  | { readonly kind: 'state'; readonly id: TaskState; readonly tasks: readonly Task[] }
  | { readonly kind: 'mine'; readonly id: 'sitting' | 'finished'; readonly tasks: readonly Task[] };

type Group = (challenge: ChallengeId) => readonly Task[];

/**
 * The lanes to draw.
 * @param hits the tasks a narrowed board shows, or undefined when it shows all
 * @param group a challenge's tasks, which keep their identity from view to view
 */
export function lanesOf(view: BoardView, arrangement: Arrangement, me: PersonId | '', group: Group, hits?: ReadonlySet<Task>): Lane[] {
  const shown = (tasks: readonly Task[]) => (hits ? tasks.filter((task) => hits.has(task)) : tasks);
  switch (arrangement) {
    case 'challenges': {
      const lanes = view.challenges.map((challenge): Lane => ({
        kind: 'challenge',
        id: challenge.id,
        challenge,
        tasks: shown(group(challenge.id)),
      }));
      return hits ? lanes.filter(({ tasks }) => tasks.length > 0) : lanes;
    }
    case 'states': {
      const stateOf = (task: Task) => taskState(task, view.claims.get(task.id)?.length ?? 0);
      return TASK_STATES.map((id): Lane => ({ kind: 'state', id, tasks: shown(view.tasks).filter((task) => stateOf(task) === id) }));
    }
    case 'mine': {
      const held = tasksOf(shown(view.tasks), view.claims, me);
      const isMine = (task: Task) => me !== '' && (task.outcome.credit[me] === true || task.outcome.by === me);
      const finished = shown(view.tasks).filter((task) => taskState(task, 0) === 'done' && (isMine(task) || held.includes(task)));
      return [
        { kind: 'mine', id: 'sitting', tasks: held.filter((task) => !finished.includes(task)) },
        { kind: 'mine', id: 'finished', tasks: finished },
      ];
    }
  }
}

/** Columns of cards for each lane: one at least, and what is left over goes where most cards would share one. */
export function spansOf(counts: readonly number[], columns: number): number[] {
  const spans = counts.map(() => 1);
  const load = (at: number) => (counts[at] ?? 0) / (spans[at] ?? 1);
  for (let left = columns - counts.length; left > 0; left--) {
    const most = spans.reduce((best, _, at) => (load(at) > load(best) ? at : best), 0);
    // Nobody gains by a column without cards.
    if (load(most) <= 1) break;
    spans[most] = (spans[most] ?? 1) + 1;
  }
  return spans;
}
