// A client without a document: shakes hands as one that has an empty board, or a given one, and tells of what it hears.

import type { Door } from '../adapters/adapter.ts';
import { micros } from './clock.ts';
import { Connection } from './connection.ts';
import type { Message } from './raw-socket.ts';
import { HAVE_NOTHING, NOTHING_NEW, presenceOf, type Said } from './wires.ts';

const PATIENCE = 60_000;

export type Ears = {
  heard(said: Said, message: Message): void;
  read?(bytes: Buffer, length: number): void;
  /** The state vector to come with; none is an empty board. */
  readonly have?: Uint8Array;
  /** What to answer the server when it asks; none is nothing new. */
  missing?(asked: () => Uint8Array): Uint8Array;
};

export class LightClient {
  readonly person: string;
  /** Resolves with the moment it had the server's answer. */
  readonly synced: Promise<number>;
  readonly #connection: Connection;
  #clock = 0;

  constructor(door: Door, { heard, read, have = HAVE_NOTHING, missing = () => NOTHING_NEW }: Ears) {
    this.person = door.person;
    const { promise, resolve, reject } = withResolvers<number>();
    const timer = setTimeout(() => reject(new Error(`no answer in ${door.room}`)), PATIENCE);
    this.synced = promise;
    // Whoever waits for it sees a failure; afterwards a closed connection is none.
    promise.catch(() => undefined).finally(() => clearTimeout(timer));
    this.#connection = new Connection(door, {
      // Only who answers reads what was asked, and a question is short.
      whole: false,
      have: () => have,
      missing,
      heard: (said, message) => {
        if (said === 'missing') resolve(micros());
        heard(said, message);
      },
      lost: (why) => reject(new Error(`a light client lost its connection: ${why}`)),
      ...(read ? { read } : {}),
    });
  }

  get closed(): boolean {
    return this.#connection.closed;
  }

  update(update: Uint8Array): void {
    this.#connection.wire.update(update);
  }

  presence(client: number, state: object): void {
    this.#connection.wire.presence(presenceOf(client, ++this.#clock, state));
  }

  close(): void {
    this.#connection.close();
  }
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
