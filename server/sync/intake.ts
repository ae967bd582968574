// How fast one connection is read: whoever sends more than their allowance is read more slowly. What is read is session.ts.

import type { Allowance } from './allowance.ts';
import type { Timers } from './timers.ts';
import type { Wire } from './wire.ts';

/** Messages that wait while their sender is read slowly; whoever sends more of them does not mean well. */
const UNREAD = { messages: 1_024, bytes: 2 * 1024 * 1024 } as const;

export class Intake {
  readonly #wire: Wire;
  readonly #allowance: Allowance;
  readonly #timers: Timers;
  readonly #read: (bytes: Uint8Array) => void;
  #paused = false;
  #unread: Uint8Array[] = [];
  #unreadBytes = 0;

  /** @param read reads one message; it tells `counts` what it was. */
  constructor(wire: Wire, allowance: Allowance, timers: Timers, read: (bytes: Uint8Array) => void) {
    this.#wire = wire;
    this.#allowance = allowance;
    this.#timers = timers;
    this.#read = read;
  }

  /** Reads a message now or later; false when too many wait already. */
  take(bytes: Uint8Array): boolean {
    if (!this.#paused) {
      this.#read(bytes);
      return true;
    }
    // Roads that can not be stopped bring more, and so does what was on its way.
    this.#unread.push(bytes);
    this.#unreadBytes += bytes.byteLength;
    return this.#unread.length <= UNREAD.messages && this.#unreadBytes <= UNREAD.bytes;
  }

  /** One message of so many bytes was read. */
  counts(bytes: number): void {
    const wait = this.#allowance.message(bytes, this.#timers.now);
    if (wait === 0 || this.#paused) return;
    this.#paused = true;
    this.#wire.pause();
    this.#timers.after(wait, () => this.#readOn());
  }

  #readOn(): void {
    this.#paused = false;
    const unread = this.#unread;
    this.#unread = [];
    this.#unreadBytes = 0;
    for (const bytes of unread) this.take(bytes);
    if (!this.#paused) this.#wire.resume();
  }
}
