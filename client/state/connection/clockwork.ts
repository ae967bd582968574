// Time and chance as the connection uses them, so that tests can turn the hands, and how long to wait before trying again.

export type Clockwork = {
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Runs something later; the returned function calls it off. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
  /** From 0 up to, but not, 1. */
  readonly random: () => number;
};

export const deviceClockwork: Clockwork = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

const SHORTEST = 200;
const LONGEST = 15_000;
const FIRST_SPAN = 1_000;

/**
 * How long to wait before the next try: anywhere between 0.2 s and a span that doubles with every failure, up to 15 s. All of
 * it is chance, so that those who lost a server together do not come back together.
 */
export function retryDelay(failures: number, random: number): number {
  const span = Math.min(LONGEST, FIRST_SPAN * 2 ** Math.min(failures, 10));
  return SHORTEST + random * (span - SHORTEST);
}

/** Asks for a part of the program until it comes: a venue's network may be away just now. */
export async function fetched<T>(fetch: () => Promise<T>, givenUp: () => boolean): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await fetch();
    } catch (error) {
      if (givenUp()) throw error;
      await new Promise<void>((resolve) => deviceClockwork.after(retryDelay(failures, deviceClockwork.random()), resolve));
    }
  }
}
