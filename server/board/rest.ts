// When a board gives up its document and rests as bytes: nobody used it for a while, and all of it is stored as one snapshot.
// What a resting board can do is resting.ts; what wakes it is room.ts.

import type { Millis } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';
import type { BoardDocument } from './document.ts';
import type { Warden } from './warden.ts';

/** A board nobody used for so long needs no document. */
const REST_AFTER = 10_000;
/**
 * Where people are, and somebody wrote a while ago, somebody will write again: waking a board costs more than keeping it awake
 * (7 ms of work for 500 tasks, and as much again to collect the garbage, against 3 MB of memory).
 */
const REST_AFTER_EDIT = 60_000;
/** What keeps a board from its rest for now is gone soon. */
const REST_AGAIN_AFTER = 1_000;

export type Tired = {
  readonly document: BoardDocument;
  readonly warden: Warden | undefined;
  readonly hasListeners: () => boolean;
  readonly closed: () => boolean;
  /** It can be written to, all of it is on disk, and nothing is being written. */
  readonly isStill: () => boolean;
  /** Stores all of it as one snapshot. @returns whether the log holds nothing else */
  readonly compact: (snapshot: Uint8Array) => Promise<boolean>;
  /** From now on the bytes are all there is. */
  readonly layDown: (snapshot: Uint8Array) => void;
};

export class Rest {
  readonly #clock: Clock;
  readonly #board: Tired;
  #disarm: (() => void) | undefined;

  constructor(clock: Clock, board: Tired) {
    this.#clock = clock;
    this.#board = board;
  }

  later(): void {
    if (this.#board.closed()) return;
    this.stop();
    const at = Math.max(this.#unusedAt, this.#clock.now() + REST_AGAIN_AFTER);
    this.#disarm = this.#clock.alarm(at as Millis, () => void this.now());
  }

  stop(): void {
    this.#disarm?.();
  }

  /** Only what is stored as one snapshot may rest: then bytes are all there is to it. */
  async now(): Promise<void> {
    const { document, warden } = this.#board;
    const { version } = document;
    if (!this.#may(version)) return this.later();
    const snapshot = document.encode();
    const alone = await this.#board.compact(snapshot);
    if (!alone || !this.#may(version)) return this.later();
    await warden?.rests();
    if (this.#board.closed()) return;
    if (!this.#may(version)) {
      warden?.woke();
      return this.later();
    }
    this.#board.layDown(snapshot);
  }

  /** When nobody will have used the board for long enough, as of now. */
  get #unusedAt(): number {
    const { document, hasListeners } = this.#board;
    const edited = hasListeners() ? document.editedAt + REST_AFTER_EDIT : -Infinity;
    return Math.max(document.usedAt + REST_AFTER, edited);
  }

  /** @param version the board as it was when this was first asked */
  #may(version: number): boolean {
    const { document, closed, isStill } = this.#board;
    return document.live !== undefined && !closed() && this.#clock.now() >= this.#unusedAt && version === document.version && isStill();
  }
}
