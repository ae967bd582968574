// What brings a peer up to the board as it is on disk: the snapshot or a diff, made once for all who need the same, and the
// batches committed since. Nothing undurable leaves here. When to ask and to whom it goes is session.ts.

import type { Room } from '../board/room.ts';
import { EMPTY_UPDATE, missingFrame, updateFrame } from './messages.ts';
import { Parcel, type Frame } from './parcels.ts';

/** One copy, and what it needs to be shown: batch `durableFrom` on disk, and all batches from `tailFrom` on after it. */
export type Copy = { readonly frame: Frame; readonly durableFrom: number; readonly tailFrom: number; parcel: Parcel | undefined };

/** How long a tail may grow before the next who asks gets a new copy. */
const LONG_TAIL = { batches: 64, bytes: 64 * 1024 } as const;
/** Diffs kept for those who come back with the same state vector. */
const DIFFS = { count: 64, bytes: 4 * 1024 * 1024 } as const;
const NEWCOMER = '';

/** After this the client knows that it has everything. */
const DONE = missingFrame(EMPTY_UPDATE);

export class Copies {
  readonly #room: Room;
  /** By state vector, oldest first. */
  readonly #known = new Map<string, Copy>();
  #diffBytes = 0;
  #tail: { readonly number: number; readonly frames: readonly Frame[] }[] = [];
  #tailBytes = 0;
  #askedAt = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  /** The copy for somebody with this state vector. @throws when the board can not be read */
  copyFor(stateVector: Uint8Array): Copy {
    this.#askedAt++;
    const key = stateVector[0] === 0 ? NEWCOMER : Buffer.from(stateVector).toString('latin1');
    const known = this.#known.get(key);
    if (known) return known;
    const { barrier, durable } = this.#room;
    const bytes = key === NEWCOMER ? this.#room.encode() : this.#room.missing(stateVector);
    // What is still being gathered goes on after this copy was made, so its batch is told once more.
    const tailFrom = barrier > durable ? barrier : durable + 1;
    const copy: Copy = { frame: updateFrame(bytes), durableFrom: barrier, tailFrom, parcel: undefined };
    this.#known.set(key, copy);
    if (key !== NEWCOMER) this.#makeRoom(bytes.byteLength);
    return copy;
  }

  #makeRoom(bytes: number): void {
    this.#diffBytes += bytes;
    for (const [key, copy] of this.#known) {
      if (this.#known.size <= DIFFS.count && this.#diffBytes <= DIFFS.bytes) return;
      if (key === NEWCOMER) continue;
      this.#known.delete(key);
      this.#diffBytes -= copy.frame.size;
    }
  }

  isDurable(copy: Copy): boolean {
    return copy.durableFrom <= this.#room.durable;
  }

  /** All of it in one: the copy, what came after it, and the word that this is all. */
  parcel(copy: Copy): Parcel {
    if (copy.parcel) return copy.parcel;
    const later = this.#tail.filter(({ number }) => number >= copy.tailFrom).flatMap(({ frames }) => frames);
    copy.parcel = new Parcel([copy.frame, ...later, DONE]);
    return copy.parcel;
  }

  /** A batch is on disk; it belongs to what copies made before lack. */
  add(number: number, frames: readonly Frame[]): void {
    for (const copy of this.#known.values()) copy.parcel = undefined;
    this.#tail.push({ number, frames });
    for (const { size } of frames) this.#tailBytes += size;
  }

  /** Forgets copies whose tail has grown long. Call it when all who waited for a batch have got theirs. */
  trim(): void {
    if (this.#known.size === 0 || this.#tail.length > LONG_TAIL.batches || this.#tailBytes > LONG_TAIL.bytes) this.forget();
  }

  /** Forgets what nobody asked for since the last time. */
  forgetUnused(): void {
    if (this.#askedAt === 0) this.forget();
    this.#askedAt = 0;
  }

  forget(): void {
    this.#known.clear();
    this.#diffBytes = 0;
    this.#tail = [];
    this.#tailBytes = 0;
  }
}
