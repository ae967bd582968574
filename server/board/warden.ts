// What a room asks of whoever looks after it: the brake, and who keeps moments; and who looks on. Types
// only; the real ones are order.ts and webhooks/herald.ts.

import type * as Y from 'yjs';
import type { PersonId } from '../../shared/ids.ts';
import type { Refusal } from '../../shared/refusal.ts';
import type { Author, Removal } from './judge/judge.ts';

/** Somebody who looks after one room; one is made for each. */
export interface Warden {
  /** The room's document is there, until `rests` was called. */
  woke(): void;
  /** The document is about to go. Resolves when it may; what is written to the room meanwhile keeps it. */
  rests(): Promise<void>;
  /**
   * Asked when the judge let an update pass, before it is applied: a refusal keeps it out. It may `write` to the room, such
   * as a hold.
   */
  weigh(removal: Removal, author: Author): Refusal | undefined;
  /** A device of this person holds more than the board, and was turned away. */
  turnedAway(person: PersonId): void;
}

/** Somebody who looks on at one room and does nothing to it. */
export interface Onlooker {
  /** The document is there, until `rested`. */
  woke(doc: Y.Doc): void;
  rested(): void;
  /** What was on the board before is on disk now. */
  committed(): void;
}
