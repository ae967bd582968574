// When the next write to a tracker may be made: a gap after the last one, and so many within each window. It only says when;
// it neither waits nor writes.

import type { Pace } from '../trackers/tracker.ts';

export class Pacer {
  readonly #pace: Pace;
  readonly #longest: number;
  #writes: number[];

  /** @param before moments of earlier writes, as far as they are known */
  constructor(pace: Pace, before: readonly number[] = []) {
    this.#pace = pace;
    this.#longest = Math.max(pace.gap, ...pace.windows.map(({ within }) => within));
    this.#writes = [...before].sort((a, b) => a - b);
  }

  /** The first moment, now or later, at which one more write keeps to the pace. */
  free(now: number): number {
    this.#writes = this.#writes.filter((at) => at > now - this.#longest);
    const last = this.#writes.at(-1);
    const moments = this.#pace.windows.map(({ most, within }) => (this.#writes.at(-most) ?? -Infinity) + within);
    return Math.max(now, last === undefined ? now : last + this.#pace.gap, ...moments);
  }

  wrote(now: number): void {
    this.#writes.push(now);
  }

  /** The gap counts from the answer on: a request that took its time arrived later than it was sent. */
  answered(now: number): void {
    if (this.#writes.length > 0) this.#writes[this.#writes.length - 1] = now;
  }
}
