// The two clients of the bench: a full one, the published y-websocket provider with a document, and a light one that
// counts frames. Any server that speaks y-websocket can be given to them.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness } from 'y-protocols/awareness';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { until } from '../support/until.ts';
import { MESSAGE, SYNC_STEP } from '../../shared/sync/protocol.ts';
import type { Door } from './adapters/adapter.ts';

const PATIENCE = 60_000;

export class FullClient {
  readonly doc = new Y.Doc();
  readonly #provider: WebsocketProvider;

  constructor({ address, room, protocols, origin }: Door) {
    const awareness = new Awareness(this.doc);
    awareness.setLocalState(null);
    class FromPage extends WebSocket {
      constructor(url: string, offered?: string | string[]) {
        super(url, offered, { origin });
      }
    }
    const WebSocketPolyfill = FromPage as unknown as typeof globalThis.WebSocket;
    this.#provider = new WebsocketProvider(address, room, this.doc, {
      protocols: [...protocols],
      WebSocketPolyfill,
      awareness,
      disableBc: true,
    });
  }

  async loaded(): Promise<this> {
    const provider = this.#provider;
    const source = (changed: () => void) => {
      provider.on('sync', changed);
      return () => provider.off('sync', changed);
    };
    await until(() => provider.synced, 'a full client has the board', [source], PATIENCE);
    return this;
  }

  async sees(what: string, shows: (doc: Y.Doc) => boolean): Promise<void> {
    const source = (changed: () => void) => {
      this.doc.on('update', changed);
      return () => this.doc.off('update', changed);
    };
    await until(() => shows(this.doc), what, [source], PATIENCE);
  }

  close(): void {
    this.#provider.destroy();
    this.doc.destroy();
  }
}

const frame = (step: number, bytes: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE.sync);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
};
const EMPTY = new Y.Doc();
const HAVE_NOTHING = frame(SYNC_STEP.stateVector, Y.encodeStateVector(EMPTY));
const NOTHING_TO_ADD = frame(SYNC_STEP.missing, Y.encodeStateAsUpdate(EMPTY));

/** Shakes hands as a client with an empty document, then counts. */
export class LightClient {
  frames = 0;
  /** Resolves with the moment it had the whole board. */
  readonly synced: Promise<number>;
  readonly #socket: WebSocket;

  constructor({ address, room, protocols, origin }: Door) {
    const socket = new WebSocket(`${address}/${room}`, [...protocols], { origin });
    this.#socket = socket;
    this.synced = new Promise((resolve, reject) => {
      socket.on('open', () => socket.send(HAVE_NOTHING));
      socket.on('error', reject);
      socket.on('close', (code) => reject(new Error(`a light client was closed with ${code}`)));
      socket.on('message', (data: Buffer) => {
        this.frames++;
        const decoder = decoding.createDecoder(data);
        if (decoding.readVarUint(decoder) !== MESSAGE.sync) return;
        const step = decoding.readVarUint(decoder);
        if (step === SYNC_STEP.stateVector) socket.send(NOTHING_TO_ADD);
        else if (step === SYNC_STEP.missing) resolve(performance.now());
      });
    });
    // Closing it at the end is no failure; a failure before that is seen by whoever waits for `synced`.
    this.synced.catch(() => undefined);
  }

  close(): void {
    this.#socket.terminate();
  }
}
