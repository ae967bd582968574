// The sprint as a clock face shows it. How a clock face looks is a component's business.

import type { Sprint } from '../../shared/board/schema.ts';
import { MINUTE, type Millis } from '../../shared/ids.ts';
import { remaining, sprintState } from '../../shared/live/sprint.ts';
import { clockState, type ClockState } from '../components/clock.ts';

/** Milliseconds left and in all, and what the face is to say. */
export type SprintFace = { readonly remaining: number; readonly total: number; readonly state: ClockState };

export function sprintFace(sprint: Sprint, now: Millis): SprintFace {
  const left = remaining(sprint, now);
  return { remaining: left, total: sprint.length, state: faceState(sprint, left, now) };
}

function faceState(sprint: Sprint, left: number, now: Millis): ClockState {
  const state = sprintState(sprint, now);
  if (state === 'none') return 'idle';
  return state === 'running' ? clockState(left, sprint.length) : state;
}

/** A sprint that is over stays on screens for this long, so that nobody misses it. */
export const OVER_STAYS = 5 * MINUTE;

/** The face as a board shows it: what is over for long is nothing any more. */
export function currentFace(sprint: Sprint, now: Millis): SprintFace {
  const face = sprintFace(sprint, now);
  const isPast = face.state === 'over' && now - endOf(sprint) >= OVER_STAYS;
  return isPast ? { remaining: 0, total: 0, state: 'idle' } : face;
}

/** When a sprint that is over came to its end. */
export const endOf = (sprint: Sprint): Millis => (sprint.endedAt === 0 ? sprint.endsAt : sprint.endedAt);
