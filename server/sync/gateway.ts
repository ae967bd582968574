// The sync socket at /sync/<boardId>: checks who knocks at the upgrade, then hands bytes to a session. Carries nothing else.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isId, type BoardId, type Millis } from '../../shared/ids.ts';
import { closeCode, isRefusal, refuse, sentence, type Refusal } from '../../shared/refusal.ts';
import { BEARER_PREFIX, MAX_FRAME, SAVED_SUBPROTOCOL, SUBPROTOCOL, SYNC_PATH } from '../../shared/sync/protocol.ts';
import type { Access } from '../access/access.ts';
import type { Rooms } from '../board/rooms.ts';
import type { Deps } from '../deps.ts';
import type { SessionRecord } from '../storage/catalogue.ts';
import { Hub } from './hub.ts';
import { SyncSession } from './session.ts';

/** Frames a client may send before its board is open. */
const EARLY_FRAMES = 8;
/** A peer that does not answer the close is cut after this long; sooner where the process waits for it. */
const CUT_AFTER = 5_000;
const CUT_AT_SHUTDOWN = 1_000;
/** A peer that does not answer a ping within this time is gone. */
const PING_EVERY = 30_000;

export class SyncGateway {
  readonly #deps: Deps;
  readonly #access: Access;
  readonly #rooms: Rooms;
  readonly #hubs = new Map<BoardId, Hub>();
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MAX_FRAME,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  readonly #silent = new WeakSet<WebSocket>();
  /** Open sessions, each with the question whether its token still holds. */
  readonly #sessions = new Map<SyncSession, () => SessionRecord | Refusal>();
  readonly #stopPings: () => void;
  readonly #stopWatching: () => void;

  constructor(deps: Deps, access: Access, rooms: Rooms) {
    this.#deps = deps;
    this.#access = access;
    this.#rooms = rooms;
    this.#stopPings = this.#pingAll();
    this.#stopWatching = access.watchRevocations(() => this.#endRevoked());
  }

  get connections(): number {
    return this.#server.clients.size;
  }

  /** Answers an upgrade on a sync path. Refusals travel as close codes, which browsers can read, not as HTTP status. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => ws.terminate());
      void this.#welcome(ws, request).catch((error: unknown) => {
        this.#deps.logger.error({ err: error }, 'a board could not be opened');
        close(ws, refuse('not-saved'));
      });
    });
  }

  async #welcome(ws: WebSocket, request: IncomingMessage): Promise<void> {
    const offered = offeredProtocols(request);
    // Ids need no percent signs, so an escaped one is none of ours.
    const board = (request.url ?? '').split('?')[0]?.slice(SYNC_PATH.length) ?? '';
    const session = this.#sessionFor(board, offered);
    if (isRefusal(session)) return close(ws, session);
    const early: Uint8Array[] = [];
    const keep = (data: Buffer) => {
      if (early.length < EARLY_FRAMES) early.push(new Uint8Array(data));
      else close(ws, refuse('too-many-requests', { seconds: 5 }));
    };
    ws.on('message', keep);
    const hub = await this.#hub(board as BoardId);
    const release = this.#rooms.use(hub.room);
    ws.off('message', keep);
    // The link may have been replaced while the board was opened.
    const stillValid = () => this.#sessionFor(board, offered);
    const current = stillValid();
    const refusal = hub.room.failure ?? (isRefusal(current) ? current : undefined);
    if (refusal || ws.readyState !== ws.OPEN) {
      release();
      this.#dropEmpty(hub);
      return refusal ? close(ws, refusal) : undefined;
    }
    this.#sessions.set(this.#connect(ws, hub, session, offered.includes(SAVED_SUBPROTOCOL), early, release), stillValid);
  }

  #endRevoked(): void {
    for (const [session, stillValid] of this.#sessions) {
      const current = stillValid();
      if (isRefusal(current)) session.end(current);
    }
  }

  #connect(
    ws: WebSocket,
    hub: Hub,
    record: SessionRecord,
    tellsSaved: boolean,
    early: readonly Uint8Array[],
    release: () => void,
  ): SyncSession {
    const wire = {
      send: (bytes: Uint8Array) => ws.send(bytes),
      close: (refusal: Refusal) => close(ws, refusal),
      waiting: () => ws.bufferedAmount,
    };
    const session = new SyncSession(hub, wire, record, tellsSaved);
    ws.on('message', (data: Buffer, isBinary) =>
      isBinary ? session.receive(data) : session.end(refuse('malformed', { problem: 'text instead of bytes' })),
    );
    ws.on('pong', () => this.#silent.delete(ws));
    ws.on('close', () => {
      this.#sessions.delete(session);
      session.closed();
      release();
      this.#dropEmpty(hub);
    });
    for (const frame of early) session.receive(frame);
    return session;
  }

  #sessionFor(board: string, offered: readonly string[]): SessionRecord | Refusal {
    if (!isId('board', board)) return refuse('unknown-board');
    const bearer = offered.find((protocol) => protocol.startsWith(BEARER_PREFIX));
    return bearer ? this.#access.sessionOn(bearer.slice(BEARER_PREFIX.length), board) : refuse('not-signed-in');
  }

  async #hub(board: BoardId): Promise<Hub> {
    const room = await this.#rooms.open(board);
    const known = this.#hubs.get(board);
    if (known && known.room === room) return known;
    known?.close();
    const hub = new Hub(room, this.#deps.clock);
    this.#hubs.set(board, hub);
    return hub;
  }

  #dropEmpty(hub: Hub): void {
    if (hub.size > 0) return;
    hub.close();
    if (this.#hubs.get(hub.room.id) === hub) this.#hubs.delete(hub.room.id);
  }

  #pingAll(): () => void {
    let stop = () => {};
    const next = () => {
      stop = this.#deps.clock.alarm((this.#deps.clock.now() + PING_EVERY) as Millis, () => {
        for (const ws of this.#server.clients) {
          if (this.#silent.has(ws)) ws.terminate();
          else {
            this.#silent.add(ws);
            ws.ping();
          }
        }
        next();
      });
    };
    next();
    return () => stop();
  }

  /** Asks all clients to come back (1012), then ends. */
  close(): void {
    this.#stopPings();
    this.#stopWatching();
    for (const ws of this.#server.clients) close(ws, refuse('shutting-down'), CUT_AT_SHUTDOWN);
    for (const hub of this.#hubs.values()) hub.close();
    this.#server.close();
  }
}

function offeredProtocols(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
}

/** A close reason has at most 123 bytes (RFC 6455 5.5.1), so it carries the code; screens have the sentence. */
function close(ws: WebSocket, refusal: Refusal, cutAfter = CUT_AFTER): void {
  ws.close(closeCode(refusal.refused), refusal.refused === 'malformed' ? sentence(refusal).slice(0, 120) : refusal.refused);
  setTimeout(() => ws.terminate(), cutAfter).unref();
}
