// The sync door at /sync/<boardId>: checks who knocks at the upgrade, or asks for a tunnel, and opens a session. Reads no
// messages itself.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isId, type BoardId, type Millis } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import { BEARER_PREFIX, EPOCH_PREFIX, MAX_FRAME, SAVED_SUBPROTOCOL, SUBPROTOCOL, SYNC_PATH } from '../../shared/sync/protocol.ts';
import type { Access } from '../access/access.ts';
import type { Room } from '../board/room.ts';
import type { Rooms } from '../board/rooms.ts';
import type { Deps } from '../deps.ts';
import type { SessionRecord } from '../storage/catalogue.ts';
import type { OpenTunnel } from '../tunnel.ts';
import { Allowances, SYNC_LIMITS, type SyncLimits } from './allowance.ts';
import { Hub } from './hub.ts';
import { SyncSession } from './session.ts';
import { closeWebSocket, tunnelWire, webSocketWire, type Wire } from './wire.ts';

/** Messages a client may send before its board is open. */
const EARLY_MESSAGES = 8;
const CUT_AT_SHUTDOWN = 1_000;
/** A peer that neither answers a ping within this time nor takes what it is sent is gone. */
const PING_EVERY = 30_000;
/** So is one that answers none of so many, whatever it takes: what it is sent may end in the buffers of its machine. */
const UNANSWERED_PINGS = 4;

type Open = {
  readonly session: SyncSession;
  /** As it was when the connection was opened. */
  readonly role: SessionRecord['role'];
  /** Whether its token still holds. */
  readonly stillValid: () => SessionRecord | Refusal;
  readonly ws: WebSocket | undefined;
  /** Pings in a row without an answer, and how much had been sent by the last of them. */
  unanswered: number;
  sent: number;
};

/** What is on the other end, before it is known who. */
type Mouth = { readonly wire: Wire; readonly isOpen: () => boolean; readonly ws?: WebSocket };

export class SyncGateway {
  readonly #deps: Deps;
  readonly #access: Access;
  readonly #rooms: Rooms;
  readonly #limits: SyncLimits;
  readonly #allowances: Allowances;
  readonly #hubs = new Map<BoardId, Hub>();
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MAX_FRAME,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  readonly #open = new Set<Open>();
  /** How often links were replaced. */
  #revocations = 0;
  #closed = false;
  readonly #stopPings: () => void;
  readonly #stopWatching: () => void;

  /** @param limits what one token may send. */
  constructor(deps: Deps, access: Access, rooms: Rooms, limits: SyncLimits = SYNC_LIMITS) {
    this.#deps = deps;
    this.#access = access;
    this.#rooms = rooms;
    this.#limits = limits;
    this.#allowances = new Allowances(limits);
    this.#stopPings = this.#pingAll();
    this.#stopWatching = access.watchRevocations(() => this.#endRevoked());
  }

  get connections(): number {
    return this.#open.size;
  }

  /** Answers an upgrade on a sync path. Refusals travel as close codes, which browsers can read, not as HTTP status. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // The answer to the upgrade and the first word after it leave in one write: many come at once.
    socket.cork();
    setImmediate(() => socket.uncork());
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => ws.terminate());
      this.#welcome(ws, socket, request).catch((error: unknown) => {
        this.#deps.logger.error({ err: error }, 'a board could not be opened');
        closeWebSocket(ws, refuse('not-saved'));
      });
    });
  }

  async #welcome(ws: WebSocket, socket: Duplex, request: IncomingMessage): Promise<void> {
    const early: Uint8Array[] = [];
    const keep = (data: Buffer) => {
      if (early.length < EARLY_MESSAGES) early.push(data);
      else closeWebSocket(ws, refuse('too-many-requests', { seconds: 5 }));
    };
    ws.on('message', keep);
    // Ids need no percent signs, so an escaped one is none of ours.
    const board = (request.url ?? '').split('?')[0]?.slice(SYNC_PATH.length) ?? '';
    const wire = webSocketWire(ws, socket);
    const opened = await this.#enter(board, offeredProtocols(request), { wire, ws, isOpen: () => ws.readyState === ws.OPEN });
    ws.off('message', keep);
    if (isRefusal(opened)) return wire.close(opened);
    const { open, end } = opened;
    ws.on('message', (data: Buffer, isBinary) =>
      isBinary ? this.#take(open.session, data) : open.session.end(refuse('malformed', { problem: 'text instead of bytes' })),
    );
    ws.on('pong', () => (open.unanswered = 0));
    ws.on('close', end);
    for (const message of early) this.#take(open.session, message);
  }

  /** A fault of ours ends the connection it happened on, and nothing else. */
  #take(session: SyncSession, message: Uint8Array): void {
    try {
      session.receive(message);
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'a sync message could not be taken; its connection is ended');
      session.end(refuse('internal'));
    }
  }

  /** Opens a session on another road than the sync socket. */
  readonly tunnel: OpenTunnel = async (board, offered, mouth) => {
    let open = true;
    const opened = await this.#enter(board, offered, { wire: tunnelWire(mouth), isOpen: () => open }).catch((error: unknown) => {
      this.#deps.logger.error({ err: error }, 'a board could not be opened');
      return refuse('not-saved');
    });
    if (isRefusal(opened)) return opened;
    return {
      receive: (bytes) => this.#take(opened.open.session, bytes),
      closed: () => {
        open = false;
        opened.end();
      },
    };
  };

  async #enter(board: string, offered: readonly string[], mouth: Mouth): Promise<{ open: Open; end: () => void } | Refusal> {
    const stillValid = () => this.#sessionFor(board, offered);
    const first = stillValid();
    if (isRefusal(first)) return first;
    const revocations = this.#revocations;
    const room = await this.#rooms.open(board as BoardId);
    // While the board was opened the server may have begun to close, and the link may have been replaced.
    if (this.#closed) return refuse('shutting-down');
    const record = revocations === this.#revocations ? first : stillValid();
    if (isRefusal(record)) return record;
    if (room.failure) return room.failure;
    if (!mouth.isOpen()) return refuse('unreachable');
    const hub = this.#hub(room);
    const leave = this.#rooms.use(room);
    const { clock } = this.#deps;
    const { allowance, release } = this.#allowances.take(record.hash, () => clock.now());
    const caller = { record, isOurs: offered.includes(SAVED_SUBPROTOCOL), epoch: offeredEpoch(offered) };
    const session = new SyncSession(hub, mouth.wire, caller, { clock, allowance, limits: this.#limits });
    const open: Open = { session, role: record.role, stillValid, ws: mouth.ws, unanswered: 0, sent: 0 };
    this.#open.add(open);
    const end = () => {
      if (!this.#open.delete(open)) return;
      session.closed();
      release();
      leave();
      this.#dropEmpty(hub);
    };
    return { open, end };
  }

  #endRevoked(): void {
    this.#revocations++;
    for (const { session, role, stillValid } of this.#open) {
      const current = stillValid();
      if (isRefusal(current)) session.end(current);
      // With another role they come back at once, as who they are now.
      else if (current.role !== role) session.end(refuse('shutting-down'));
    }
  }

  #sessionFor(board: string, offered: readonly string[]): SessionRecord | Refusal {
    if (!isId('board', board)) return refuse('unknown-board');
    const bearer = offered.find((protocol) => protocol.startsWith(BEARER_PREFIX));
    return bearer ? this.#access.sessionOn(bearer.slice(BEARER_PREFIX.length), board) : refuse('not-signed-in');
  }

  #hub(room: Room): Hub {
    const known = this.#hubs.get(room.id);
    if (known?.room === room) return known;
    known?.close();
    const hub = new Hub(room, this.#deps.clock);
    this.#hubs.set(room.id, hub);
    return hub;
  }

  #dropEmpty(hub: Hub): void {
    if (hub.size > 0) return;
    hub.close();
    if (this.#hubs.get(hub.room.id) === hub) this.#hubs.delete(hub.room.id);
  }

  #pingAll(): () => void {
    const { clock } = this.#deps;
    let stop = () => {};
    const next = () => {
      stop = clock.alarm((clock.now() + PING_EVERY) as Millis, () => {
        for (const open of this.#open) ping(open);
        this.#allowances.forgetBefore(clock.now() - PING_EVERY);
        next();
      });
    };
    next();
    return () => stop();
  }

  /** Asks all clients to come back (1012), then ends. */
  close(): void {
    this.#closed = true;
    this.#stopPings();
    this.#stopWatching();
    for (const { session } of this.#open) session.end(refuse('shutting-down'));
    for (const ws of this.#server.clients) closeWebSocket(ws, refuse('shutting-down'), CUT_AT_SHUTDOWN);
    for (const hub of this.#hubs.values()) hub.close();
    this.#server.close();
  }
}

/** A ping waits behind what was sent before: who still takes that is slow, not gone. */
function ping(open: Open): void {
  const { ws, session } = open;
  if (!ws) return;
  const isStuck = open.unanswered > 0 && session.sent <= open.sent;
  if (isStuck || open.unanswered >= UNANSWERED_PINGS) return ws.terminate();
  open.unanswered++;
  open.sent = session.sent;
  ws.ping();
}

function offeredProtocols(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
}

function offeredEpoch(offered: readonly string[]): number | undefined {
  const epoch = Number(offered.find((protocol) => protocol.startsWith(EPOCH_PREFIX))?.slice(EPOCH_PREFIX.length));
  return Number.isSafeInteger(epoch) ? epoch : undefined;
}
