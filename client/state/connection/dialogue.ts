// What is said on a road to the server, whichever road it is: y-websocket's messages and our own two. It knows a document
// and a way to send bytes; opening roads, and when to take which, is connector.ts.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { applyAwarenessUpdate, encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { MESSAGE, SYNC_STEP } from '../../../shared/sync/protocol.ts';
import type { Clockwork } from './clockwork.ts';
import type { Talk } from './connector.ts';
import type { Unsaved } from './unsaved.ts';

/** Origin of what came from the server: it needs neither sending nor saving again. */
export const REMOTE = 'remote';
/** Origin of what this browser had kept. */
export const KEPT = 'kept';

/** A document with what belongs to it: one replica of the board, as one client id writes it. */
export type Line = {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly unsaved: Unsaved;
  /** Whoever only looks tells the server nothing. */
  readonly writes: boolean;
};

export type Heard = {
  /** The server's state has arrived. */
  readonly synced: () => void;
  readonly epoch: (epoch: number) => void;
};

/** An update that says nothing. */
const NOTHING = new Uint8Array([0, 0]);
/** At most one message in this time; what comes in between travels together. */
const PACE = 50;

export class Dialogue implements Talk {
  readonly #line: Line;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #heard: Heard;
  readonly #clockwork: Clockwork;
  /** For each change sent on this road, the number of the newest own change it holds. */
  readonly #sent: number[] = [];
  #answered = false;
  #synced = false;
  /** Own changes up to this number turned out to be with the server already. */
  #known = 0;
  /** Number of the newest own change that this road carries. */
  #carried = 0;
  #sentAt = -PACE;
  #cancelFlush: (() => void) | undefined;

  constructor(line: Line, send: (bytes: Uint8Array) => void, heard: Heard, clockwork: Clockwork) {
    this.#line = line;
    this.#send = send;
    this.#heard = heard;
    this.#clockwork = clockwork;
  }

  start(): void {
    const { doc, awareness, unsaved } = this.#line;
    unsaved.markSent(0);
    doc.on('update', this.#edited);
    awareness.on('update', this.#present);
    this.#askMissing();
    if (awareness.getLocalState() !== null) this.#tellPresence();
  }

  stop(): void {
    this.#cancelFlush?.();
    this.#line.doc.off('update', this.#edited);
    this.#line.awareness.off('update', this.#present);
  }

  /** Says something that has to be answered. */
  probe(): void {
    this.#askMissing();
  }

  /** Throws on what is no message. */
  receive(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes);
    switch (decoding.readVarUint(decoder)) {
      case MESSAGE.sync:
        return this.#readSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
      case MESSAGE.awareness:
        return applyAwarenessUpdate(this.#line.awareness, decoding.readVarUint8Array(decoder), REMOTE);
      case MESSAGE.saved:
        return this.#confirm(decoding.readVarUint(decoder));
      case MESSAGE.epoch:
        return this.#heard.epoch(decoding.readVarUint(decoder));
    }
  }

  #readSync(step: number, bytes: Uint8Array): void {
    if (step === SYNC_STEP.stateVector) return this.#answerMissing(bytes);
    Y.applyUpdate(this.#line.doc, bytes, REMOTE);
    if (step !== SYNC_STEP.missing || this.#synced) return;
    this.#synced = true;
    this.#line.unsaved.confirm(this.#known);
    this.#heard.synced();
  }

  #askMissing(): void {
    this.#sendSync(SYNC_STEP.stateVector, Y.encodeStateVector(this.#line.doc));
  }

  /** Sends what the server lacks. With nothing of one's own, not even the list of old deletions travels. */
  #answerMissing(stateVector: Uint8Array): void {
    const { doc, unsaved, writes } = this.#line;
    this.#answered = true;
    const apart = unsaved.oneByOne && unsaved.after(0).every((change) => change.update);
    const missing = writes && !apart ? Y.encodeStateAsUpdate(doc, stateVector) : NOTHING;
    const isKnown = missing.byteLength <= NOTHING.byteLength;
    const holdsAny = !isKnown && (!unsaved.empty || clientsIn(missing) > 0);
    this.#sendSync(SYNC_STEP.missing, holdsAny ? missing : NOTHING);
    if (apart) this.#flush();
    else if (holdsAny) this.#carry(unsaved.last);
    else if (writes) this.#knownAlready(unsaved.last);
  }

  /** The word that these are on disk was lost with an earlier connection. What the server tells of the board is on disk too. */
  #knownAlready(last: number): void {
    this.#carried = last;
    this.#known = last;
    if (this.#synced) this.#line.unsaved.confirm(last);
  }

  /** One more change is on this road, holding everything up to a number. */
  #carry(last: number): void {
    this.#carried = last;
    this.#sent.push(last);
    this.#line.unsaved.markSent(last);
  }

  #confirm(count: number): void {
    const last = this.#sent[Math.min(count, this.#sent.length) - 1];
    if (last === undefined) return;
    this.#line.unsaved.confirm(last);
    if (this.#line.unsaved.oneByOne) this.#flush();
  }

  readonly #edited = (_update: Uint8Array, origin: unknown): void => {
    // Before the server has asked there is nothing to send: the answer will hold it.
    if (!this.#answered || !this.#line.writes || origin === REMOTE || origin === KEPT) return;
    const wait = this.#sentAt + PACE - this.#clockwork.now();
    if (wait <= 0) this.#flush();
    else this.#cancelFlush ??= this.#clockwork.after(wait, () => this.#flush());
  };

  #flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    const { unsaved } = this.#line;
    const isBusy = unsaved.oneByOne && (unsaved.oldest ?? Infinity) <= this.#carried;
    const waiting = unsaved.after(this.#carried);
    const going = isBusy ? [] : unsaved.oneByOne ? waiting.slice(0, 1) : waiting;
    const updates = going.flatMap(({ update }) => (update ? [update] : []));
    const [first, ...more] = updates;
    if (!first) return;
    this.#sentAt = this.#clockwork.now();
    this.#carry(going.at(-1)?.number ?? this.#carried);
    this.#sendSync(SYNC_STEP.update, more.length === 0 ? first : Y.mergeUpdates(updates));
  }

  /** Everybody else's presence is theirs to tell. */
  readonly #present = ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }): void => {
    const mine = this.#line.doc.clientID;
    if (added.includes(mine) || updated.includes(mine) || removed.includes(mine)) this.#tellPresence();
  };

  #tellPresence(): void {
    const { awareness, doc } = this.#line;
    this.#sendMessage(MESSAGE.awareness, (encoder) =>
      encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [doc.clientID])),
    );
  }

  #sendSync(step: number, bytes: Uint8Array): void {
    this.#sendMessage(MESSAGE.sync, (encoder) => {
      encoding.writeVarUint(encoder, step);
      encoding.writeVarUint8Array(encoder, bytes);
    });
  }

  #sendMessage(type: number, write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, type);
    write(encoder);
    this.#send(encoding.toUint8Array(encoder));
  }
}

/** An update begins with the number of clients it has structs of. */
const clientsIn = (update: Uint8Array): number => decoding.readVarUint(decoding.createDecoder(update));
