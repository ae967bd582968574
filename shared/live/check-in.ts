// When people are asked how it goes. Counted in work done, so that a pause asks nobody twice. No clocks are read here.

import type { CheckIn, Sprint } from '../board/schema.ts';
import { MINUTE, type Millis } from '../ids.ts';
import { remaining } from './sprint.ts';

/** Too short to be interrupted. */
const SHORTEST = 10 * MINUTE;
/** Whoever works long is asked this often; in a shorter sprint everybody is asked once, halfway. */
const EVERY = 30 * MINUTE;

/** Which question of this sprint is open now: 0 while none was asked. */
export function checkInRound(sprint: Sprint, now: Millis): number {
  if (sprint.id === '' || sprint.length < SHORTEST || sprint.stage === 'break') return 0;
  const worked = sprint.length - remaining(sprint, now);
  const every = Math.min(EVERY, sprint.length / 2);
  // The end itself is the share-out's to ask about.
  const most = Math.ceil(sprint.length / every) - 1;
  return Math.min(Math.floor(worked / every), most);
}

/** Whether somebody's latest word answers the question that is open now. */
export const hasAnswered = (checkIn: CheckIn | undefined, sprint: Sprint, now: Millis): boolean =>
  checkIn !== undefined && checkIn.sprint === sprint.id && checkIn.round >= checkInRound(sprint, now);
