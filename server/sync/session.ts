// One connection to one board, whatever carries it: reads its frames, asks the room, answers when things are durable.
// Knows no sockets: a Wire is anything that takes bytes.

import * as Y from 'yjs';
import { mayEdit } from '../../shared/access/policy.ts';
import { assertNever } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import { MAX_PRESENCE } from '../../shared/sync/protocol.ts';
import { CATCH_UP_LIMITS, LIVE_LIMITS, scanUpdate, type ScanLimits } from '../board/judge/scan.ts';
import type { SessionRecord } from '../storage/catalogue.ts';
import { missingFrame, readFrame, readPresence, savedFrame, stateVectorFrame, type ClientFrame } from './frames.ts';
import type { Hub, HubPeer } from './hub.ts';

export interface Wire {
  send(bytes: Uint8Array): void;
  close(refusal: Refusal): void;
  /** Bytes handed over and not yet sent. */
  waiting(): number;
}

/** A slow peer first loses presence, then the connection. */
const DROP_PRESENCE_ABOVE = 256 * 1024;
const CUT_ABOVE = 2 * 1024 * 1024;
/** A state vector has some 6 bytes a client that ever wrote. */
const MAX_STATE_VECTOR = 256 * 1024;

export class SyncSession implements HubPeer {
  readonly #hub: Hub;
  readonly #wire: Wire;
  readonly #session: SessionRecord;
  readonly #tellsSaved: boolean;
  readonly #writes: boolean;
  #presenceClient: number | undefined;
  #received = 0;
  #ended = false;

  constructor(hub: Hub, wire: Wire, session: SessionRecord, tellsSaved: boolean) {
    this.#hub = hub;
    this.#wire = wire;
    this.#session = session;
    this.#tellsSaved = tellsSaved;
    // Whoever writes has an identity, so that what they write has an author.
    this.#writes = mayEdit(session.role) && session.person !== '';
    hub.add(this);
    this.send(stateVectorFrame(Y.encodeStateVector(hub.room.doc)));
    const presence = this.#writes ? hub.presence() : undefined;
    if (presence) this.send(presence);
  }

  get person(): string {
    return this.#session.person;
  }

  receive(bytes: Uint8Array): void {
    if (this.#ended) return;
    const frame = readFrame(bytes);
    if (isRefusal(frame)) return this.end(frame);
    const refusal = this.#take(frame);
    if (refusal) this.end(refusal);
  }

  #take(frame: ClientFrame): Refusal | undefined {
    switch (frame.kind) {
      case 'state-vector':
        return this.#answerMissing(frame.stateVector);
      case 'missing':
        return this.#writes ? this.#takeUpdate(frame.update, CATCH_UP_LIMITS) : this.#viewerMissing(frame.update);
      case 'update':
        return this.#writes ? this.#takeUpdate(frame.update, LIVE_LIMITS) : refuse('read-only');
      case 'presence':
        return this.#takePresence(frame.bytes);
      case 'presence-wanted':
        return this.#answerPresence();
      case 'unknown':
        return undefined;
      default:
        return assertNever(frame);
    }
  }

  #takeUpdate(update: Uint8Array, limits: ScanLimits): Refusal | undefined {
    const refusal = this.#hub.room.receive(update, limits);
    if (refusal) return refusal;
    const count = ++this.#received;
    if (this.#tellsSaved) {
      void this.#hub.room.committed().then((failure) => {
        if (!failure) this.send(savedFrame(count));
      });
    }
    return undefined;
  }

  /** A viewer's client answers the handshake like any other; it may have nothing new to say. */
  #viewerMissing(update: Uint8Array): Refusal | undefined {
    const scan = scanUpdate(update, CATCH_UP_LIMITS);
    if (isRefusal(scan)) return scan;
    return scan.structs > 0 ? refuse('read-only') : undefined;
  }

  /** What the client lacks, once all of it is on disk. */
  #answerMissing(stateVector: Uint8Array): Refusal | undefined {
    if (stateVector.byteLength > MAX_STATE_VECTOR) return refuse('too-large', { limit: MAX_STATE_VECTOR / 1024, unit: 'kB' });
    let missing: Uint8Array;
    try {
      missing = Y.encodeStateAsUpdate(this.#hub.room.doc, stateVector);
    } catch {
      return refuse('malformed', { problem: 'the state vector does not read' });
    }
    void this.#hub.room.committed().then((failure) => (failure ? this.end(failure) : this.send(missingFrame(missing))));
    return undefined;
  }

  // -- presence ---------------------------------------------------------------------------------------------------------

  /** One's own entry only, small and flat; anything else is dropped without a word, presence is not worth a connection. */
  #takePresence(bytes: Uint8Array): undefined {
    if (!this.#writes || bytes.byteLength > MAX_PRESENCE + 32) return undefined;
    const entry = readPresence(bytes);
    if (!entry) return undefined;
    if (this.#presenceClient !== undefined && entry.client !== this.#presenceClient) return undefined;
    if (entry.state === 'null') {
      this.#hub.forget(entry.client, this);
      return undefined;
    }
    if (!isOwnFlatState(entry.state, this.#session.person)) return undefined;
    if (this.#hub.tell(entry, this)) this.#presenceClient = entry.client;
    return undefined;
  }

  #answerPresence(): undefined {
    const presence = this.#writes ? this.#hub.presence() : undefined;
    if (presence) this.sendPresence(presence);
    return undefined;
  }

  // -- as a peer of the hub -----------------------------------------------------------------------------------------------

  send(frame: Uint8Array): void {
    if (this.#ended) return;
    if (this.#wire.waiting() > CUT_ABOVE) return this.end(refuse('too-many-requests', { seconds: 5 }));
    this.#wire.send(frame);
  }

  sendPresence(frame: Uint8Array): void {
    if (!this.#ended && this.#wire.waiting() < DROP_PRESENCE_ABOVE) this.#wire.send(frame);
  }

  end(refusal: Refusal): void {
    if (this.#ended) return;
    this.closed();
    this.#wire.close(refusal);
  }

  /** The connection is gone, from whichever side. */
  closed(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#hub.remove(this);
    if (this.#presenceClient !== undefined) this.#hub.forget(this.#presenceClient, this);
  }
}

/** A JSON object of plain values; whoever it names must be the person behind the session. */
function isOwnFlatState(json: string, person: string): boolean {
  try {
    const state: unknown = JSON.parse(json);
    if (typeof state !== 'object' || state === null || Array.isArray(state)) return false;
    const values = Object.values(state);
    const flat = values.length <= 16 && values.every((value) => value === null || typeof value !== 'object');
    return flat && (!('person' in state) || state.person === person);
  } catch {
    return false;
  }
}
