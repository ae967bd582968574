// What time alone brings about on one board: the alarm for the next seat or sprint whose time is up, and what is written when
// it rings. An alarm outlives a rest. What falls due, and when, is shared/live/referee.ts.

import type { Write } from '../../shared/board/server-writes.ts';
import type { Millis } from '../../shared/ids.ts';
import { due, nextDue } from '../../shared/live/referee.ts';
import type { RefereeView } from '../../shared/live/referee-view.ts';
import type { Clock } from '../clock.ts';

/** A board opened from its snapshot alone is looked at soon after: something may have fallen due while nobody had it open. */
const LOOK_AFTER = 500;

export type Timed = {
  /** Of the document; `undefined` while the board rests. */
  readonly referee: () => RefereeView | undefined;
  /** It can not be written to, for now or any more. */
  readonly isShut: () => boolean;
  readonly closed: () => boolean;
  /** Makes the document, which rings. */
  readonly wake: () => void;
  readonly write: (writes: readonly Write[]) => void;
};

export class FallingDue {
  readonly #clock: Clock;
  readonly #board: Timed;
  #disarm: (() => void) | undefined;
  #stale = false;

  constructor(clock: Clock, board: Timed) {
    this.#clock = clock;
    this.#board = board;
  }

  /** Calls `look` soon, unless something else is armed before. */
  lookSoon(look: () => void): void {
    this.#disarm = this.#clock.alarm((this.#clock.now() + LOOK_AFTER) as Millis, () => {
      this.#disarm = undefined;
      look();
    });
  }

  /** People changed something: a task opened again may have seats whose time is up. An alarm that is set looks after them. */
  changed(): void {
    if (!this.#disarm) this.#stale = true;
  }

  /** What people changed is durable. */
  committed(): void {
    if (this.#stale) this.arm();
  }

  arm(): void {
    this.#stale = false;
    this.stop();
    const referee = this.#board.referee();
    if (this.#board.closed() || !referee) return;
    const next = nextDue(referee);
    if (next !== undefined) this.#disarm = this.#clock.alarm(next, () => this.ring());
  }

  /** Writes what is due by now, or waits for what comes next. */
  ring(): void {
    if (this.#board.isShut()) return;
    this.#disarm = undefined;
    const referee = this.#board.referee();
    if (!referee) return this.#board.wake();
    const writes = due(referee, this.#clock.now());
    if (writes.length > 0) this.#board.write(writes);
    else this.arm();
  }

  stop(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }
}
