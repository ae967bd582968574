// What happened on a board since somebody last looked, in few words' worth: what was finished, what is new, what became of
// their own seats. Plain values; how it is told is Meanwhile.svelte's.

import type { Task } from '../../../shared/board/schema.ts';
import { isFinished } from '../../../shared/board/task.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import type { Millis, PersonId, TaskId } from '../../../shared/ids.ts';

export type Meanwhile = {
  readonly finished: readonly Task[];
  readonly fresh: readonly Task[];
  /** Seats of their own that ran out and were not taken again. */
  readonly lost: readonly Task[];
  /** How many people came. */
  readonly came: number;
  /** The last thing that happened to the clock. */
  readonly sprint: 'started' | 'ended' | undefined;
};

/** Undefined when nothing happened that is worth a word. */
export function meanwhile(view: BoardView, since: Millis, me: PersonId | ''): Meanwhile | undefined {
  const entries = view.log.filter(({ at }) => at > since);
  const mine = (task: TaskId) => view.claims.get(task)?.some(({ person }) => person === me) === true;
  const lapsed = new Set(entries.filter(({ kind, to }) => kind === 'lapsed' && to === me).map(({ task }) => task));
  const clock = entries.findLast(({ kind }) => kind === 'sprint-started' || kind === 'sprint-ended');
  const found: Meanwhile = {
    finished: view.tasks.filter((task) => isFinished(task) && task.outcome.at > since && task.outcome.by !== me),
    fresh: view.tasks.filter((task) => task.at > since && task.author !== me && !isFinished(task)),
    lost: view.tasks.filter(({ id }) => lapsed.has(id) && !mine(id)),
    came: [...view.people.values()].filter(({ id, joinedAt }) => joinedAt > since && id !== me).length,
    sprint: clock && (clock.kind === 'sprint-started' ? 'started' : 'ended'),
  };
  const { finished, fresh, lost, sprint } = found;
  return finished.length + fresh.length + lost.length > 0 || sprint ? found : undefined;
}
