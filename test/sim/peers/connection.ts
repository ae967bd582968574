// One connection between a peer and the server without a socket: a queue in each direction, whose order is kept, and which
// moves on only when the history says so. What is said on it belongs to the two ends.

import { isRefusal, type Refusal } from '../../../shared/refusal.ts';
import { isEmptyUpdate } from '../../../server/board/reception.ts';
import type { Parcel } from '../../../server/sync/parcels.ts';
import { readMessage } from '../../../server/sync/messages.ts';
import type { Wire } from '../../../server/sync/wire.ts';

export type Ending = { readonly ended: Refusal | 'cut' };
type Heard = Uint8Array | Ending;

/** The server's end, once it let the peer in. */
type Door = { readonly receive: (message: Uint8Array) => void; readonly closed: () => void };

export class Connection implements Wire {
  /** On the way to the peer. */
  readonly down: Heard[] = [];
  /** On the way to the server. */
  readonly up: Uint8Array[] = [];
  /** Changes that reached the server, as it counts them. */
  readonly sent: Uint8Array[] = [];
  #door: Door | undefined;
  #isOpen = true;
  #isOver = false;
  readonly #told: (message: Uint8Array) => void;

  /** @param told hears whatever the server says, in the moment it does. */
  constructor(told: (message: Uint8Array) => void) {
    this.#told = told;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isIdle(): boolean {
    return this.down.length === 0 && this.up.length === 0;
  }

  get isLetIn(): boolean {
    return this.#door !== undefined;
  }

  letIn(door: Door): void {
    this.#door = door;
    if (this.#isOver) door.closed();
  }

  /** The next message reaches the server. */
  carryUp(twice: boolean): void {
    if (!this.#door) return;
    const message = this.up.shift();
    if (!message) return;
    this.#deliver(this.#door, message);
    if (twice) this.#deliver(this.#door, message);
  }

  #deliver(door: Door, message: Uint8Array): void {
    const said = readMessage(message);
    if (!isRefusal(said) && (said.kind === 'update' || said.kind === 'missing') && !isEmptyUpdate(said.update)) this.sent.push(said.update);
    door.receive(message);
  }

  send({ frames }: Parcel): void {
    if (!this.#isOpen) return;
    for (const { message } of frames) {
      this.#told(message);
      this.down.push(message);
    }
  }

  waiting(): number {
    return 0;
  }

  close(refusal: Refusal): void {
    this.#end({ ended: refusal });
  }

  cut(): void {
    this.#end({ ended: 'cut' });
  }

  #end(ending: Ending): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.down.push(ending);
  }

  /** Queues stand for what was on its way: a server that stops reading still gets it. */
  pause(): void {}
  resume(): void {}

  /** Nothing gets through any more; the server may not know yet. */
  lose(): void {
    this.#isOpen = false;
    this.down.length = 0;
    this.up.length = 0;
  }

  /** The server notices that the peer is gone. */
  over(): void {
    this.lose();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#door?.closed();
  }
}
