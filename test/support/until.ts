// Waiting for something to become so, without sleeping: the condition is asked again whenever a source says that
// something happened. Nothing is polled.

/** Calls back on every change, until the returned function is called. */
export type Source = (changed: () => void) => () => void;

const PATIENCE = 10_000;

/** @param what the sentence to fail with. */
export function until(
  condition: () => boolean,
  what: string | (() => string),
  sources: readonly Source[],
  patience = PATIENCE,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      settle();
    };
    const timer = setTimeout(() => {
      const words = typeof what === 'string' ? what : what();
      finish(() => reject(new Error(`after ${patience} ms it is still not so that ${words}`)));
    }, patience);
    const ask = () => {
      try {
        if (condition()) finish(resolve);
      } catch (error) {
        finish(() => reject(error as Error));
      }
    };
    for (const source of sources) stops.push(source(ask));
    ask();
  });
}

/** Turns of the event loop: enough for everything that is already on its way within this process. */
export async function settle(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
