// One copy of a board, kept in step by the published y-websocket client. It waits to see things; it knows nobody and
// gives no commands.

import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { BoardId } from '../../shared/ids.ts';
import { until, type Source } from '../support/until.ts';
import { BEARER_PREFIX, SUBPROTOCOL, SYNC_PATH } from '../../shared/sync/protocol.ts';

/** How long anybody waits to see something that is bound to come. */
const PATIENCE = 120_000;

/** A browser names the page it came from; outside a browser somebody has to. */
class FromOurPage extends WebSocket {
  constructor(address: string, protocols?: string | string[]) {
    super(address, protocols, { origin: new URL(address.replace(/^ws/, 'http')).origin });
  }
}

export class Replica {
  readonly name: string;
  readonly doc = new Y.Doc();
  readonly #provider: WebsocketProvider;
  #drops = 0;
  #refused = '';
  #closed = false;

  /** @param origin such as http://127.0.0.1:3000 */
  constructor(name: string, origin: string, board: BoardId, token: string) {
    this.name = name;
    const awareness = new Awareness(this.doc);
    // Left to itself each client repeats what every other says of its presence; this product's own client does not either.
    awareness.setLocalState(null);
    this.#provider = new WebsocketProvider(origin.replace(/^http/, 'ws') + SYNC_PATH.slice(0, -1), board, this.doc, {
      protocols: [SUBPROTOCOL, BEARER_PREFIX + token],
      WebSocketPolyfill: FromOurPage as unknown as typeof globalThis.WebSocket,
      awareness,
      disableBc: true,
    });
    this.#provider.on('closed', ({ code, reason }) => (this.#refused = `${code} ${reason}`));
    this.#provider.on('connection-close', () => {
      if (!this.#closed) this.#drops++;
    });
  }

  /** Connections that ended before anybody wanted them to. */
  get drops(): number {
    return this.#drops;
  }

  /** Why the server sent this replica away for good; '' when it did not. */
  get refused(): string {
    return this.#refused;
  }

  async loaded(): Promise<void> {
    const synced: Source = (changed) => {
      this.#provider.on('sync', changed);
      return () => this.#provider.off('sync', changed);
    };
    await until(
      () => this.#provider.synced,
      () => `${this.name} has the board${this.#why()}`,
      [synced],
      PATIENCE,
    );
  }

  /** Resolves as soon as the document shows it. */
  async sees(what: string, shows: (doc: Y.Doc) => boolean): Promise<void> {
    if (shows(this.doc)) return;
    const updated: Source = (changed) => {
      this.doc.on('update', changed);
      return () => this.doc.off('update', changed);
    };
    await until(
      () => shows(this.doc),
      () => `${this.name} sees ${what}${this.#why()}`,
      [updated],
      PATIENCE,
    );
  }

  #why = (): string => (this.#refused ? `; it was sent away with ${this.#refused}` : '');

  /** Whether everything `other` wrote so far has come here. */
  hasAllOf(other: Replica): boolean {
    const writer = other.doc.clientID;
    return Y.getState(this.doc.store, writer) >= Y.getState(other.doc.store, writer);
  }

  close(): void {
    this.#closed = true;
    this.#provider.destroy();
    this.doc.destroy();
  }
}
