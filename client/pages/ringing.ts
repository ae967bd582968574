// When the sprint's bell rings: at what one sees happen. Whether it is heard is state/bell's.

import type { ClockState } from '../components/clock.ts';
import type { Signal } from '../state/bell.svelte.ts';

/** A moment of the clock: which sprint, and what its face says. */
export type Moment = { readonly sprint: string; readonly state: ClockState };

/**
 * What the step from one moment to the next is worth. Nothing for a page that opens late, for a sprint that is a new one, and for more time
 * or a pause; a sprint ended early is over all the same.
 */
export function signalOf(before: Moment | undefined, now: Moment): Signal | undefined {
  if (!before || before.sprint !== now.sprint || before.state === now.state) return undefined;
  if (now.state === 'over' && before.state !== 'idle') return 'end';
  return now.state === 'warning' && before.state === 'running' ? 'warning' : undefined;
}

/** Follows moments and rings; the first one it is told only begins. */
export function ringing(ring: (signal: Signal) => void): (now: Moment) => void {
  let before: Moment | undefined;
  return (now) => {
    const signal = signalOf(before, now);
    before = now;
    if (signal) ring(signal);
  };
}
