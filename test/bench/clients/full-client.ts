// A client with a document: asks for the board and applies everything it hears, as a page does. What has arrived together
// is applied together, so that a fast server is not held back by the one that takes the time.

import * as Y from 'yjs';
import type { Door } from '../adapters/adapter.ts';
import { until } from '../../support/until.ts';
import { micros } from './clock.ts';
import { Connection } from './connection.ts';
import type { Message } from './raw-socket.ts';
import { NOTHING_NEW, type Said } from './wires.ts';

const PATIENCE = 60_000;

export class FullClient {
  readonly doc = new Y.Doc();
  readonly begun = micros();
  /** When the server first answered, whatever was in it; 0 is not yet. */
  answeredAt = 0;
  readonly #connection: Connection;
  readonly #watchers = new Set<() => void>();
  #arrived: Uint8Array[] = [];
  #lost = '';

  constructor(door: Door) {
    this.#connection = new Connection(door, {
      whole: true,
      have: () => Y.encodeStateVector(this.doc),
      missing: () => NOTHING_NEW,
      heard: (said, message) => this.#hear(said, message),
      lost: (why) => {
        this.#lost = why;
        this.#changed();
      },
    });
  }

  #hear(said: Said, message: Message): void {
    if (said === 'presence') return;
    if (said === 'missing') this.answeredAt ||= micros();
    if (this.#arrived.length === 0) setImmediate(() => this.#apply());
    this.#arrived.push(this.#connection.wire.payload(message));
  }

  #apply(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    this.doc.transact(() => arrived.forEach((update) => Y.applyUpdate(this.doc, update, this)), this);
    this.#changed();
  }

  #changed(): void {
    for (const changed of [...this.#watchers]) changed();
  }

  /** Waits until the document is as asked; fails when the connection is gone. */
  async sees(what: string, shows: (doc: Y.Doc) => boolean): Promise<this> {
    const source = (changed: () => void) => {
      this.#watchers.add(changed);
      return () => this.#watchers.delete(changed);
    };
    const met = () => {
      if (this.#lost) throw new Error(`a full client lost its connection: ${this.#lost}`);
      return shows(this.doc);
    };
    await until(met, what, [source], PATIENCE);
    return this;
  }

  synced(): Promise<this> {
    return this.sees('a full client has its answer', () => this.answeredAt > 0);
  }

  close(): void {
    this.#connection.close();
    this.doc.destroy();
  }
}
