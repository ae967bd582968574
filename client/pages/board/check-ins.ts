// Whether somebody is asked now how it goes, and about what. Plain values only.

import type { CheckIn, Task } from '../../../shared/board/schema.ts';
import { isFinished } from '../../../shared/board/task.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import type { Millis, PersonId } from '../../../shared/ids.ts';
import { checkInRound, hasAnswered } from '../../../shared/live/check-in.ts';
import { sprintState } from '../../../shared/live/sprint.ts';

/** The task somebody is asked about; undefined when the sprint asks nothing now, they hold no seat, or have answered. */
export function askedAbout(
  { sprint, claims, tasks }: Pick<BoardView, 'sprint' | 'claims' | 'tasks'>,
  checkIns: readonly CheckIn[],
  me: PersonId | '',
  now: Millis,
): Task | undefined {
  if (me === '' || sprintState(sprint, now) !== 'running' || checkInRound(sprint, now) === 0) return undefined;
  const latest = checkIns.find(({ id }) => id === me);
  if (hasAnswered(latest, sprint, now)) return undefined;
  return tasks.find((task) => !isFinished(task) && claims.get(task.id)?.some(({ person }) => person === me));
}
