// The document of one board, or the bytes it rests as; and changes on trial: what the judge foresaw of them is held against
// what Yjs makes of them. When a board wakes and rests, what is stored and who is told is not decided here.

import * as Y from 'yjs';
import { prepareBoard } from '../../shared/board/server-writes.ts';
import { migrate } from '../../shared/board/migrate.ts';
import type { Clock } from '../clock.ts';
import type { Judge, Passed } from './judge/judge.ts';
import { SERVER, STORE, type Origin } from './origin.ts';
import { RestingBoard } from './resting.ts';

export interface DocumentListener {
  /** There is a document now, and nothing was done to it yet. */
  made(doc: Y.Doc): void;
  /** What was done to it, other than on trial. */
  changed(update: Uint8Array): void;
}

/** What of a verdict is held against what really happened. */
type Trial = { readonly foreseen: Passed; readonly updates: Uint8Array[]; problem: string | undefined };

/** Measuring the size takes as long as encoding the board. */
const MEASURE_EVERY = 5_000;

export class BoardDocument {
  readonly #clock: Clock;
  readonly #listener: DocumentListener;
  readonly #judge: Judge;
  #doc: Y.Doc | undefined;
  #resting: RestingBoard | undefined;
  /** Kept over rests, so that the document does not gain a client with each. */
  #clientId: number | undefined;
  #stateVector: Uint8Array | undefined;
  #version = 0;
  #usedAt: number;
  #editedAt = -Infinity;
  /** The size of the board when last measured, and what was added since. */
  #measured = { at: -Infinity, bytes: 0 };
  /** What Yjs says of the update that is being applied; it counts only when all went as the judge foresaw. */
  #trial: Trial | undefined;

  constructor(clock: Clock, judge: Judge, listener: DocumentListener) {
    this.#clock = clock;
    this.#judge = judge;
    this.#listener = listener;
    this.#usedAt = clock.now();
  }

  /** The live document, if there is one. */
  get live(): Y.Doc | undefined {
    return this.#doc;
  }

  /** The id the server writes under, once there was a document. */
  get clientId(): number | undefined {
    return this.#clientId;
  }

  /** When somebody last wanted the document. */
  get usedAt(): number {
    return this.#usedAt;
  }

  get editedAt(): number {
    return this.#editedAt;
  }

  /** Changes with every change of the board. */
  get version(): number {
    return this.#version;
  }

  use(): void {
    this.#usedAt = this.#clock.now();
  }

  /** As if nobody had wanted it for long. */
  leave(): void {
    this.#usedAt = -Infinity;
  }

  // -- awake and at rest --------------------------------------------------------------------------------------------------

  /** @throws what `migrate` throws */
  make(stored: readonly Uint8Array[]): Y.Doc {
    const doc = new Y.Doc();
    doc.transact(() => {
      for (const update of stored) Y.applyUpdate(doc, update, STORE);
    }, STORE);
    if (this.#clientId !== undefined) doc.clientID = this.#clientId;
    this.#clientId = doc.clientID;
    this.#doc = doc;
    this.#resting = undefined;
    this.#listener.made(doc);
    doc.on('update', (update: Uint8Array) => this.#note(update));
    doc.on('afterTransaction', (transaction: Y.Transaction) => this.#compare(transaction));
    doc.transact(() => {
      prepareBoard(doc);
      migrate(doc);
    }, SERVER);
    return doc;
  }

  /** Makes a document of the bytes it rests as. */
  wake(): Y.Doc {
    return this.make([(this.#resting as RestingBoard).snapshot]);
  }

  /** From now on the bytes are all there is. @returns whether time alone may bring anything about */
  rest(snapshot: Uint8Array): boolean {
    this.#resting = new RestingBoard(snapshot);
    this.#doc?.destroy();
    this.#doc = undefined;
    return this.#resting.mayFallDue;
  }

  // -- what it holds ------------------------------------------------------------------------------------------------------

  get stateVector(): Uint8Array {
    this.#stateVector ??= this.#doc ? Y.encodeStateVector(this.#doc) : (this.#resting as RestingBoard).stateVector;
    return this.#stateVector;
  }

  encode(): Uint8Array {
    return this.#doc ? Y.encodeStateAsUpdate(this.#doc) : (this.#resting as RestingBoard).snapshot;
  }

  missing(stateVector: Uint8Array): Uint8Array {
    return this.#doc ? Y.encodeStateAsUpdate(this.#doc, stateVector) : (this.#resting as RestingBoard).missing(stateVector);
  }

  /** Whether this Yjs client wrote any of it. */
  knows(client: number): boolean {
    return this.#doc ? this.#doc.store.clients.has(client) : this.#resting?.knows(client) === true;
  }

  /** About how many bytes a snapshot of it has. */
  get bytes(): number {
    const now = this.#clock.now();
    if (now - this.#measured.at >= MEASURE_EVERY) this.#measured = { at: now, bytes: this.encode().byteLength };
    return this.#measured.bytes;
  }

  // -- changes ------------------------------------------------------------------------------------------------------------

  #note(update: Uint8Array): void {
    this.#version++;
    this.#editedAt = this.#clock.now();
    this.#measured.bytes += update.byteLength;
    this.#stateVector = undefined;
    if (this.#trial) this.#trial.updates.push(update);
    else this.#listener.changed(update);
  }

  #compare(transaction: Y.Transaction): void {
    if (this.#trial) this.#trial.problem ??= this.#judge.crossCheck(this.#trial.foreseen, transaction);
  }

  /**
   * Makes a change the judge let pass, and gives what Yjs made of it: that is stored and told, never the bytes that came.
   * @throws when it goes otherwise than foreseen: then nobody may see this document any more.
   */
  apply(doc: Y.Doc, foreseen: Passed, origin: Origin, change: () => void): readonly Uint8Array[] {
    const trial: Trial = { foreseen, updates: [], problem: undefined };
    this.#trial = trial;
    try {
      Y.transact(doc, change, origin, false);
    } finally {
      this.#trial = undefined;
    }
    if (trial.problem !== undefined) throw new Error(`the judge foresaw something else: ${trial.problem}`);
    return trial.updates;
  }
}
