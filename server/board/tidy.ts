// Gives the memory of boards that were let go back to the system. Nothing else in here: what a board is and when it goes is
// rooms.ts.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Millis } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';

/** How long nothing more may be let go before memory is looked at. */
const AFTER = 1_500;
/** Fewer boards are not worth it. */
const RELEASED = 4;
/** With more boards open than this nothing is done: a collection stops the process for as long as it takes to visit what lives. */
const OPEN = 8;

/**
 * V8 frees memory when it needs more, and a process in which nothing happens needs none: after an event hundreds of MB of
 * documents nobody uses would stay. Its collector can be asked for only through this flag; there is no other interface.
 */
function collection(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** @param open how many boards are open. */
export function tidying(clock: Clock, open: () => number, collect?: () => void): () => void {
  let go = collect;
  let released = 0;
  let callOff: (() => void) | undefined;
  return () => {
    released++;
    callOff?.();
    callOff = clock.alarm((clock.now() + AFTER) as Millis, () => {
      if (released < RELEASED || open() > OPEN) return;
      released = 0;
      go ??= collection();
      go();
    });
  };
}
