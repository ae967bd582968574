// The server's clock and its alarms, as things to hand in: tests drive a clock of their own.

import { millis, type Millis } from '../shared/ids.ts';

export interface Clock {
  now(): Millis;
  /** Runs `ring` once at or soon after the moment; the returned function calls it off. */
  alarm(at: Millis, ring: () => void): () => void;
}

/** Timers longer than this overflow in Node; a longer wait is taken in steps. */
const LONGEST_TIMER = 2_000_000_000;

export const systemClock: Clock = {
  now: () => millis(Date.now()),
  alarm(at, ring) {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const left = at - Date.now();
      timer = setTimeout(left > LONGEST_TIMER ? wait : ring, Math.max(0, Math.min(left, LONGEST_TIMER)));
      timer.unref();
    };
    wait();
    return () => clearTimeout(timer);
  },
};
