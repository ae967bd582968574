// Gives the memory of documents that went back to the system. When a board rests or is let go is board/room.ts and
// board/rooms.ts.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Millis } from '../shared/ids.ts';
import type { Clock } from './clock.ts';

/** How long no more documents may go before memory is looked at. */
const AFTER = 1_500;
/** The first collection frees the pages that the second gives back. */
const AGAIN_AFTER = 500;
/** Fewer documents are not worth it. */
const GONE = 4;
/** With more documents alive than this nothing is done: a collection stops the process while it visits all that lives. */
const ALIVE = 8;

/**
 * V8 frees memory when it needs more, and a process in which nothing happens needs none: after an event hundreds of MB of
 * documents nobody uses would stay. Its collector can be asked for only through this flag; there is no other interface.
 */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/**
 * @param alive how many documents are there.
 * @returns to be called for each document that goes.
 */
export function tidying(clock: Clock, alive: () => number, given?: () => void): () => void {
  let collect = given;
  let gone = 0;
  let callOff: (() => void) | undefined;
  const later = (wait: number, go: () => void) => (callOff = clock.alarm((clock.now() + wait) as Millis, go));
  const once = () => {
    if (alive() > ALIVE) return;
    collect ??= collector();
    collect();
  };
  return () => {
    gone++;
    callOff?.();
    later(AFTER, () => {
      if (gone < GONE || alive() > ALIVE) return;
      gone = 0;
      once();
      later(AGAIN_AFTER, once);
    });
  };
}
