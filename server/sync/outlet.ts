// What goes out on one connection, and what becomes of a slow one: it loses presence first, then the connection, and never
// holds anybody else up.

import type { Parcel } from './parcels.ts';
import type { Timers } from './timers.ts';
import type { Wire } from './wire.ts';

const DROP_PRESENCE_ABOVE = 256 * 1024;
const CUT_ABOVE = 2 * 1024 * 1024;
/** For so long the board itself does not count: a slow peer must be able to get a large one. */
const TIME_TO_JOIN = 120_000;

export class Outlet {
  readonly #wire: Wire;
  readonly #timers: Timers;
  /** Bytes ever handed over. */
  #given = 0;
  /** Where among them the board ended that it was given last. */
  #boardEnds = { at: 0, until: 0 };

  constructor(wire: Wire, timers: Timers) {
    this.#wire = wire;
    this.#timers = timers;
  }

  /** Hands it over; false when the peer is too far behind to get anything more. */
  send(parcel: Parcel): boolean {
    const waiting = this.#wire.waiting();
    if (waiting > CUT_ABOVE && this.#behind(waiting) > CUT_ABOVE) return false;
    this.#hand(parcel);
    return true;
  }

  /** The whole board, as large as it is. */
  sendBoard(parcel: Parcel): boolean {
    this.#boardEnds = { at: this.#given + parcel.size, until: this.#timers.now + TIME_TO_JOIN };
    return this.send(parcel);
  }

  /** Unless the peer is slow. */
  sendPresence(parcel: Parcel): void {
    if (this.#wire.waiting() < DROP_PRESENCE_ABOVE) this.#hand(parcel);
  }

  #hand(parcel: Parcel): void {
    this.#given += parcel.size;
    this.#wire.send(parcel);
  }

  /** What waits behind the board it was given. */
  #behind(waiting: number): number {
    const { at, until } = this.#boardEnds;
    return this.#timers.now > until ? waiting : waiting - Math.max(0, at - Math.max(0, this.sent));
  }

  /** Bytes that left so far: a peer that is slow but not gone makes progress. */
  get sent(): number {
    return this.#given - this.#wire.waiting();
  }
}
