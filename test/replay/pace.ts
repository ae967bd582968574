// Starts steps at their time, faster than life by a factor, and never runs far ahead of what is finished. What a step
// does is the caller's.

import { setTimeout as wait } from 'node:timers/promises';

export type Pace = {
  /** How many times faster than life; Infinity waits for nothing but the steps themselves. */
  readonly speed: number;
  /** Steps that may be under way at once. */
  readonly most: number;
  /** Milliseconds after which it gives up. */
  readonly within: number;
};

/**
 * Steps are started in their order. A step may wait for earlier ones and for nothing else, or it would wait for ever.
 * @param start must not reject
 * @returns how far behind their time steps were started at worst, in milliseconds
 */
export async function inPace<S extends { readonly at: number }>(
  steps: readonly S[],
  pace: Pace,
  start: (step: S) => Promise<void>,
): Promise<number> {
  const underWay = new Set<Promise<void>>();
  const begun = performance.now();
  const first = steps[0]?.at ?? 0;
  let behind = 0;
  for (const step of steps) {
    while (underWay.size >= pace.most) await Promise.race(underWay);
    const early = (step.at - first) / pace.speed - (performance.now() - begun);
    if (early > 1) await wait(early);
    else if (Number.isFinite(pace.speed)) behind = Math.max(behind, -early);
    if (performance.now() - begun > pace.within) throw new Error(`gave up after ${Math.round(pace.within / 1_000)} s`);
    const going: Promise<void> = start(step).finally(() => underWay.delete(going));
    underWay.add(going);
  }
  await Promise.all(underWay);
  return behind;
}
