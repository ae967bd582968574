// Somebody on a board, through the public protocol and nothing else: the y-websocket client as it is published, and
// Socket.io for commands. Node needs an Origin header to be added; that is all that differs from a page.

import { io, type Socket } from 'socket.io-client';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { rootOf } from '../../shared/board/board.ts';
import { ROOTS } from '../../shared/board/schema.ts';
import { viewBoard, watchBoard, type BoardView } from '../../shared/board/view.ts';
import { LIVE_PATH, type ClientToServer, type ServerToClient } from '../../shared/live/events.ts';
import type { Answer, Command, CommandName } from '../../shared/live/commands.ts';
import type { BoardId, PersonId } from '../../shared/ids.ts';
import { BEARER_PREFIX, SUBPROTOCOL, SYNC_PATH } from '../../shared/sync/protocol.ts';
import { until, type Source } from './until.ts';

export type PeerPlace = { readonly board: BoardId; readonly token: string; readonly person: PersonId };
export type BodyOf<C extends CommandName> = Extract<Command, { name: C }>['body'];

/** A WebSocket that says which page it belongs to, as browsers do. */
export function webSocketFrom(origin: string): typeof globalThis.WebSocket {
  class FromPage extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { origin });
    }
  }
  return FromPage as unknown as typeof globalThis.WebSocket;
}

let keys = 0;
/** A key no other command of this test run has. */
export const nextKey = (): string => `key-${String((keys += 1)).padStart(8, '0')}`;

export class Peer {
  readonly doc = new Y.Doc();
  readonly provider: WebsocketProvider;
  readonly place: PeerPlace;
  /** Why the server ended this connection for good, if it did. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** Close codes of all connections that ended, last one last. */
  readonly endings: number[] = [];
  readonly #live: Socket<ServerToClient, ClientToServer> | undefined;
  readonly #listeners = new Set<() => void>();
  #view: BoardView;

  /** @param live whether commands can be given too. */
  constructor(origin: string, place: PeerPlace, { live = true } = {}) {
    this.place = place;
    this.#view = viewBoard(this.doc);
    watchBoard(this.doc, (dirty) => (this.#view = viewBoard(this.doc, this.#view, dirty)));
    this.provider = new WebsocketProvider(origin.replace('http', 'ws') + SYNC_PATH, place.board, this.doc, {
      protocols: [SUBPROTOCOL, BEARER_PREFIX + place.token],
      WebSocketPolyfill: webSocketFrom(origin),
      disableBc: true,
      maxBackoffTime: 200,
    });
    this.#live = live ? this.#connect(origin) : undefined;
    this.doc.on('update', this.#tell);
    this.provider.awareness.on('change', this.#tell);
    this.provider.on('status', this.#tell);
    this.provider.on('sync', this.#tell);
    this.provider.on('connection-close', (event) => {
      if (event) this.endings.push(event.code);
      this.#tell();
    });
    this.provider.on('closed', (event) => {
      this.closed = event;
      this.#tell();
    });
  }

  /** Opens a peer for one test and waits until it has the board. */
  static async open(origin: string, place: PeerPlace, options: { readonly live?: boolean } = {}): Promise<Peer> {
    const peer = new Peer(origin, place, options);
    onTestFinished(() => peer.close());
    await peer.synced();
    return peer;
  }

  #connect(origin: string): Socket<ServerToClient, ClientToServer> {
    const { token, board } = this.place;
    const live: Socket<ServerToClient, ClientToServer> = io(origin, {
      path: LIVE_PATH,
      auth: { token, board },
      transports: ['websocket'],
      extraHeaders: { origin },
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      forceNew: true,
    });
    live.on('connect', this.#tell);
    live.on('disconnect', this.#tell);
    live.on('ended', this.#tell);
    return live;
  }

  #tell = (): void => {
    for (const listener of [...this.#listeners]) listener();
  };

  get view(): BoardView {
    return this.#view;
  }

  get live(): Socket<ServerToClient, ClientToServer> {
    if (!this.#live) throw new Error('this peer gives no commands');
    return this.#live;
  }

  get changes(): Source {
    return (changed) => {
      this.#listeners.add(changed);
      return () => this.#listeners.delete(changed);
    };
  }

  until(condition: () => boolean, what: string | (() => string), patience?: number): Promise<void> {
    return until(condition, what, [this.changes], patience);
  }

  synced(): Promise<void> {
    return this.until(
      () => this.provider.synced && (this.#live === undefined || this.#live.connected),
      () => `the peer has the board (it was closed with ${this.endings.join(', ') || 'nothing'})`,
    );
  }

  /** Gives a command and waits for the answer. */
  command<C extends CommandName>(name: C, body: BodyOf<C>, key = nextKey()): Promise<Answer> {
    return this.live.timeout(10_000).emitWithAck('command', { name, body, key } as never);
  }

  close(): void {
    this.provider.destroy();
    this.provider.awareness.destroy();
    this.#live?.disconnect();
    this.doc.destroy();
  }
}

/** Waits until all peers show the same board, and it meets the condition. */
export function agreed(peers: readonly Peer[], condition: (view: BoardView) => boolean, what: string): Promise<void> {
  const same = () => {
    const [first, ...others] = peers.map(({ doc }) => boardText(doc));
    return others.every((other) => other === first);
  };
  return until(
    () => peers.every(({ view }) => condition(view)) && same(),
    what,
    peers.map(({ changes }) => changes),
  );
}

/** A board as one text, the same for boards that are the same: maps of a document remember the order of arrival, so keys are sorted. */
export function boardText(doc: Y.Doc): string {
  return JSON.stringify(ROOTS.map((root) => sorted(rootOf(doc, root).toJSON())));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}
