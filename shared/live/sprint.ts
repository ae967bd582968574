// Arithmetic of the sprint's clock and of the offset between a device's clock and the server's. No clocks are read here.

import type { Sprint } from '../board/schema.ts';
import { MINUTE, millis, type Millis } from '../ids.ts';

export type SprintState = 'none' | 'running' | 'paused' | 'over';

/** A sprint past its end is over, whether or not the server has written that down yet. */
export function sprintState(sprint: Sprint, now: Millis): SprintState {
  if (sprint.id === '') return 'none';
  if (sprint.endedAt !== 0) return 'over';
  if (sprint.pausedAt !== 0) return 'paused';
  return now >= sprint.endsAt ? 'over' : 'running';
}

/** Milliseconds left on the clock, never below 0; while paused it stands still. */
export function remaining(sprint: Sprint, now: Millis): number {
  const state = sprintState(sprint, now);
  if (state === 'none' || state === 'over') return 0;
  return Math.max(0, sprint.endsAt - (state === 'paused' ? sprint.pausedAt : now));
}

/** How much of the sprint is left, 1 to 0: the ring. */
export function remainingShare(sprint: Sprint, now: Millis): number {
  return sprint.length > 0 ? Math.min(1, remaining(sprint, now) / sprint.length) : 0;
}

export const pauseSprint = (sprint: Sprint, now: Millis): Sprint => ({ ...sprint, pausedAt: now });

/** The end moves by as long as the pause was, so nothing is lost of the sprint. */
export function resumeSprint(sprint: Sprint, now: Millis): Sprint {
  return { ...sprint, endsAt: millis(sprint.endsAt + (now - sprint.pausedAt)), pausedAt: millis(0) };
}

export function extendSprint(sprint: Sprint, minutes: number): Sprint {
  const added = minutes * MINUTE;
  return { ...sprint, endsAt: millis(sprint.endsAt + added), length: sprint.length + added };
}

/** One question for the server's time: when it was sent and answered by the device's clock, and what the server said. */
export type ClockSample = { readonly sentAt: number; readonly answeredAt: number; readonly serverTime: number };

/**
 * Server time minus device time in milliseconds, from the sample with the shortest round trip: its error is at most half
 * of that round trip. No samples: 0.
 */
export function clockOffset(samples: readonly ClockSample[]): number {
  let best: ClockSample | undefined;
  for (const sample of samples) {
    if (!best || sample.answeredAt - sample.sentAt < best.answeredAt - best.sentAt) best = sample;
  }
  return best ? best.serverTime - (best.sentAt + best.answeredAt) / 2 : 0;
}
