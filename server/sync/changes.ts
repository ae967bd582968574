// What one client changes: its offline work first, then its edits, each to the room in order; and how many of them are on
// disk. Whether a change may be is the judge's, behind the room.

import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Author } from '../board/judge/judge.ts';
import { CATCH_UP_LIMITS, LIVE_LIMITS, scanUpdate, type ScanLimits } from '../board/judge/scan.ts';
import { isEmptyUpdate, type Offer, type Taken } from '../board/reception.ts';
import type { Room } from '../board/room.ts';

/** What a client may say before it said what it did offline. */
const HELD = { messages: 64, bytes: 1024 * 1024 } as const;

const GAP = refuse('change-refused', { problem: 'it builds on changes that never came' });

export class Changes {
  readonly #room: Room;
  readonly #author: Author;
  /** The epoch the client's replica was made in, if it said so. */
  readonly #epoch: number | undefined;
  readonly #offer: (change: Offer) => void;
  readonly #settled: (refusal: Refusal | undefined) => void;
  /** Its step 2 came: from now on nothing may be missing. */
  #caughtUp = false;
  #held: Uint8Array[] = [];
  /** Changes that were taken; they are taken in the order they came. */
  #taken = 0;
  /** Counts of changes that wait for a batch to be on disk, oldest first. */
  #unsaved: { readonly number: number; count: number }[] = [];

  /**
   * @param offer hands a change over, to be taken together with those of others.
   * @param settled told what became of one that was offered.
   */
  constructor(
    room: Room,
    author: Author,
    epoch: number | undefined,
    offer: (change: Offer) => void,
    settled: (refusal: Refusal | undefined) => void,
  ) {
    this.#room = room;
    this.#author = author;
    this.#epoch = epoch;
    this.#offer = offer;
    this.#settled = settled;
  }

  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  /** What it did offline; only the first is that, later ones are ordinary changes. */
  takeMissing(update: Uint8Array): Refusal | undefined {
    if (this.#caughtUp) return isEmptyUpdate(update) ? undefined : this.takeUpdate(update);
    this.#caughtUp = true;
    if (!isEmptyUpdate(update)) {
      const refusal = this.#give(update, CATCH_UP_LIMITS);
      if (refusal) return this.#ofOtherEpoch(refusal);
    }
    const held = this.#held;
    this.#held = [];
    for (const early of held) {
      const refusal = this.#give(early, LIVE_LIMITS);
      if (refusal) return this.#ofOtherEpoch(refusal);
    }
    return undefined;
  }

  takeUpdate(update: Uint8Array): Refusal | undefined {
    if (this.#caughtUp) {
      this.#offer({ update, author: this.#author, limits: LIVE_LIMITS, taken: (answer) => this.#answered(answer) });
      return undefined;
    }
    // What follows a held change is held too, so that a count never runs ahead of it.
    if (this.#held.length > 0) return this.#hold(update);
    const taken = this.#room.receive(update, this.#author, LIVE_LIMITS);
    if (taken === 'gap') return this.#hold(update);
    if (taken === undefined) this.#noteTaken();
    return taken;
  }

  #answered(answer: Taken): void {
    if (answer === undefined) this.#noteTaken();
    this.#settled(answer === 'gap' ? GAP : answer);
  }

  /** A change that builds on what is still to come with the handshake. */
  #hold(update: Uint8Array): Refusal | undefined {
    const bytes = this.#held.reduce((all, held) => all + held.byteLength, update.byteLength);
    if (this.#held.length >= HELD.messages || bytes > HELD.bytes) return refuse('too-many-requests', { seconds: 5 });
    this.#held.push(update);
    return undefined;
  }

  #give(update: Uint8Array, limits: ScanLimits): Refusal | undefined {
    const taken = this.#room.receive(update, this.#author, limits);
    if (taken === undefined) this.#noteTaken();
    return taken === 'gap' ? GAP : taken;
  }

  /** Of a replica that was made before the board was put back: what is refused is no fault of its owner. The board says so. */
  #ofOtherEpoch(refusal: Refusal): Refusal {
    const isOther = this.#epoch !== undefined && this.#epoch !== this.#room.epoch;
    if (!isOther || refusal.refused !== 'change-refused') return refusal;
    this.#room.turnedAway(this.#author.person);
    return refuse('replica-ahead');
  }

  // -- what is saved --------------------------------------------------------------------------------------------------------

  #noteTaken(): void {
    const { barrier } = this.#room;
    const count = ++this.#taken;
    const last = this.#unsaved.at(-1);
    if (last?.number === barrier) last.count = count;
    else this.#unsaved.push({ number: barrier, count });
  }

  /** How many are on disk, if that is news. */
  newlySaved(): number | undefined {
    let saved: number | undefined;
    for (let [first] = this.#unsaved; first && first.number <= this.#room.durable; [first] = this.#unsaved) {
      saved = first.count;
      this.#unsaved.shift();
    }
    return saved;
  }
}

/** A viewer's client answers the handshake like any other; it may have nothing new to say. */
export function viewerMissing(update: Uint8Array): Refusal | undefined {
  if (isEmptyUpdate(update)) return undefined;
  const scan = scanUpdate(update, CATCH_UP_LIMITS);
  if (isRefusal(scan)) return scan;
  return scan.structs > 0 ? refuse('read-only') : undefined;
}
