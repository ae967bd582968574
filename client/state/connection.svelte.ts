// The sync connection of one board and its one honest status. A change counts as saved only when the server said that it
// is on disk.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { BoardId } from '../../shared/ids.ts';
import { REFUSALS, type RefusalCode } from '../../shared/refusal.ts';
import { BEARER_PREFIX, MESSAGE, SAVED_SUBPROTOCOL, SUBPROTOCOL, SYNC_PATH } from '../../shared/sync/protocol.ts';

export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'offline'; readonly waiting: number }
  /** The server can not store; it tries again by itself. */
  | { readonly kind: 'not-saved'; readonly waiting: number }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

const NOT_STORED = 1013;

export class Connection {
  readonly awareness: Awareness;
  readonly #provider: WebsocketProvider;
  readonly #doc: Y.Doc;
  readonly #retry: () => void;
  #connected = $state(false);
  #synced = $state(false);
  #everSynced = $state(false);
  /** Local changes since the last word that all is on disk. */
  #unsaved = $state(0);
  #storeFails = $state(false);
  #refused = $state<RefusalCode | undefined>();
  #sent = 0;
  #stopSending: () => void;

  constructor(doc: Y.Doc, board: BoardId, token: string) {
    this.#doc = doc;
    this.awareness = new Awareness(doc);
    this.awareness.setLocalState(null);
    const origin = location.origin.replace(/^http/, 'ws');
    this.#provider = new WebsocketProvider(origin + SYNC_PATH.slice(0, -1), board, doc, {
      protocols: [SUBPROTOCOL, SAVED_SUBPROTOCOL, BEARER_PREFIX + token],
      awareness: this.awareness,
      disableBc: true,
      maxBackoffTime: 15_000,
      connect: false,
      // The provider's own type is narrower than what it reads: handlers are found by message number.
    });
    this.#watchProvider();
    this.#stopSending = this.#countChanges();
    this.#tellOnlyMyself();
    this.#retry = () => this.#provider.connect();
    addEventListener('online', this.#retry);
    addEventListener('pageshow', this.#retry);
    document.addEventListener('visibilitychange', this.#retry);
    this.#provider.connect();
  }

  get status(): ConnectionStatus {
    if (this.#refused) return { kind: 'refused', code: this.#refused };
    if (this.#storeFails) return { kind: 'not-saved', waiting: this.#unsaved };
    if (!this.#connected) return this.#everSynced ? { kind: 'offline', waiting: this.#unsaved } : { kind: 'connecting' };
    if (!this.#synced) return this.#everSynced ? { kind: 'saving' } : { kind: 'connecting' };
    return this.#unsaved > 0 ? { kind: 'saving' } : { kind: 'saved' };
  }

  /** Whether the board was received at least once. */
  get loaded(): boolean {
    return this.#everSynced;
  }

  get online(): boolean {
    return this.#connected && this.#synced;
  }

  close(): void {
    removeEventListener('online', this.#retry);
    removeEventListener('pageshow', this.#retry);
    document.removeEventListener('visibilitychange', this.#retry);
    this.#stopSending();
    this.#provider.destroy();
    this.awareness.destroy();
  }

  #watchProvider(): void {
    const provider = this.#provider;
    provider.on('status', ({ status }) => {
      this.#connected = status === 'connected';
      if (this.#connected) this.#sent = 0;
    });
    provider.on('sync', (synced) => {
      this.#synced = synced;
      if (!synced) return;
      this.#everSynced = true;
      this.#storeFails = false;
      this.#refused = undefined;
    });
    provider.on('connection-close', (event) => {
      this.#synced = false;
      if (event?.code === NOT_STORED) this.#storeFails = true;
    });
    provider.on('closed', ({ reason }) => {
      this.#refused = reason in REFUSALS ? (reason as RefusalCode) : 'malformed';
    });
    provider.messageHandlers[MESSAGE.saved] = (_encoder: encoding.Encoder, decoder: decoding.Decoder) => {
      if (decoding.readVarUint(decoder) >= this.#sent) this.#unsaved = 0;
    };
  }

  /** The server counts the changes it takes on a connection: the answer to its handshake, then every update. */
  #countChanges(): () => void {
    const count = (_update: Uint8Array, origin: unknown) => {
      if (origin === this.#provider) return;
      this.#unsaved++;
      if (this.#provider.wsconnected) this.#sent++;
    };
    this.#doc.on('update', count);
    const provider = this.#provider;
    const answer = provider.messageHandlers[MESSAGE.sync];
    provider.messageHandlers[MESSAGE.sync] = (encoder, decoder, ...rest) => {
      const before = encoding.length(encoder);
      answer?.(encoder, decoder, ...rest);
      // The handler wrote the message type and, for a handshake, what the server misses: that is a change sent.
      if (encoding.length(encoder) > before + 1) this.#sent++;
    };
    return () => this.#doc.off('update', count);
  }

  /** y-websocket echoes everybody's presence back to the server; one's own is enough. */
  #tellOnlyMyself(): void {
    const provider = this.#provider;
    this.awareness.off('update', provider._awarenessUpdateHandler);
    this.awareness.on('update', ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }) => {
      const mine = this.#doc.clientID;
      if (![...added, ...updated, ...removed].includes(mine) || provider.ws?.readyState !== WebSocket.OPEN) return;
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, MESSAGE.awareness);
      encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(this.awareness, [mine]));
      provider.ws.send(encoding.toUint8Array(encoder));
    });
  }
}
