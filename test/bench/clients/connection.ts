// One connection to one room: the handshake every client goes through. What a client makes of the rest is its own business.

import type { Door } from '../adapters/adapter.ts';
import { RawSocket, type Message } from './raw-socket.ts';
import { wireFor, type Said, type Wire } from './wires.ts';

export type Party = {
  /** Whether it reads messages to their end. */
  readonly whole: boolean;
  /** The state vector to ask with. */
  have(): Uint8Array;
  /** What the server lacks; `asked` gives its state vector. */
  missing(asked: () => Uint8Array): Uint8Array;
  heard(said: Said, message: Message): void;
  lost(why: string): void;
  read?(bytes: Buffer, length: number): void;
};

export class Connection {
  readonly wire: Wire;
  readonly #socket: RawSocket;
  readonly #party: Party;
  #answered = false;

  constructor(door: Door, party: Party) {
    this.#party = party;
    const hooks = {
      opened: () => this.#ready(this.wire.opened()),
      message: (message: Message) => this.#hear(message),
      closed: (why: string) => party.lost(why),
      ...(party.read ? { read: party.read } : {}),
    };
    this.#socket = new RawSocket(door, hooks, party.whole);
    this.wire = wireFor(door, (opcode, bytes) => this.#socket.send(opcode, bytes));
  }

  get closed(): boolean {
    return this.#socket.closed;
  }

  close(): void {
    this.#socket.close();
  }

  #ready(said: Said): void {
    if (said === 'ready') this.wire.have(this.#party.have());
  }

  #hear(message: Message): void {
    const said = this.wire.read(message);
    if (said === 'ready') return this.#ready(said);
    if (said === 'state-wanted') return this.#answer(message);
    if (said === 'missing') this.#answered = true;
    if (said !== 'nothing') this.#party.heard(said, message);
  }

  #answer(message: Message): void {
    this.wire.missing(this.#party.missing(() => this.wire.payload(message)));
    if (this.wire.asksAgain && !this.#answered) this.#ready('ready');
  }
}
