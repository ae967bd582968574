// A board at rest: its snapshot as bytes, without a document. It serves newcomers, viewers and those who come back; whoever
// wants to change it wakes the room first.

import * as Y from 'yjs';
import type { CLAIM, SPRINT } from '../../shared/board/schema.ts';

/** Keys without which nothing can ever fall due: the end of a seat's lease, and of a sprint. */
const DUE_KEYS = ['leaseEndsAt', 'endsAt'] as const satisfies readonly (keyof typeof CLAIM | keyof typeof SPRINT)[];

export class RestingBoard {
  /** The whole board, as it is stored. */
  readonly snapshot: Uint8Array;
  #stateVector: Uint8Array | undefined;
  #clients: ReadonlyMap<number, number> | undefined;

  constructor(snapshot: Uint8Array) {
    this.snapshot = snapshot;
  }

  get stateVector(): Uint8Array {
    this.#stateVector ??= Y.encodeStateVectorFromUpdate(this.snapshot);
    return this.#stateVector;
  }

  /** Whether time alone may bring anything about. A key that has a value stands in the bytes as it is spelled. */
  get mayFallDue(): boolean {
    const bytes = Buffer.from(this.snapshot.buffer, this.snapshot.byteOffset, this.snapshot.byteLength);
    return DUE_KEYS.some((key) => bytes.includes(key));
  }

  /** What somebody lacks who has this much. */
  missing(stateVector: Uint8Array): Uint8Array {
    return Y.diffUpdate(this.snapshot, stateVector);
  }

  /** Whether this Yjs client wrote any of it. */
  knows(client: number): boolean {
    this.#clients ??= Y.decodeStateVector(this.stateVector);
    return this.#clients.has(client);
  }
}
