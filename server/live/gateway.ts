// The Socket.io side: commands in, answers out, the server's time, and a tunnel for sync messages. It decodes, asks the
// room and answers; deciding is the referee's, and the screen changes because the document changed.

import { Server, type Socket } from 'socket.io';
import type { Server as HttpServer } from 'node:http';
import { Compile, type Validator } from 'typebox/compile';
import type { BoardId, PersonId } from '../../shared/ids.ts';
import { COMMAND_KEY, COMMANDS, type Answer, type CommandCall, type CommandName } from '../../shared/live/commands.ts';
import { LIVE_PATH, type ClientToServer, type ServerToClient } from '../../shared/live/events.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import { BEARER_PREFIX } from '../../shared/sync/protocol.ts';
import type { Access } from '../access/access.ts';
import { readName } from '../access/names.ts';
import type { Room } from '../board/room.ts';
import type { Rooms } from '../board/rooms.ts';
import type { Deps } from '../deps.ts';
import type { Events } from '../events/events.ts';
import type { OriginCheck } from '../origin.ts';
import type { OpenTunnel, Tunnel, TunnelMouth } from '../tunnel.ts';
import { Budgets } from './budgets.ts';
import { carryTunnels } from './tunnel-end.ts';

type SocketData = { board: BoardId; person: PersonId; token: string };
type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

/** Whether anybody is let in now, and whose pages may ask. */
export type Door = { readonly open: () => boolean; readonly allowed: OriginCheck };

const validators = new Map<string, Validator>(Object.entries(COMMANDS).map(([name, schema]) => [name, Compile(schema)]));

/** After these, somebody's sessions may be worth more or less than before. */
const FOLLOWED: ReadonlySet<CommandName> = new Set<CommandName>(['remove-person', 'let-back', 'admit', 'set-role']);

export class LiveGateway {
  readonly #deps: Deps;
  readonly #access: Access;
  readonly #rooms: Rooms;
  readonly #events: Events;
  readonly #openTunnel: OpenTunnel;
  readonly #io: Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
  readonly #budgets = new Budgets();
  readonly #stopWatching: () => void;

  constructor(server: HttpServer, deps: Deps, access: Access, events: Events, rooms: Rooms, door: Door, openTunnel: OpenTunnel) {
    this.#deps = deps;
    this.#access = access;
    this.#rooms = rooms;
    this.#events = events;
    this.#openTunnel = openTunnel;
    this.#io = new Server(server, {
      path: LIVE_PATH,
      serveClient: false,
      // Foreign upgrades belong to the sync gateway; engine.io would end them after a second.
      destroyUpgrade: false,
      // Anybody may send this much before showing a token, so it stays small; a tunnel's messages come in pieces.
      maxHttpBufferSize: 64 * 1024,
      perMessageDeflate: false,
      httpCompression: false,
      // Polling sends no Origin for the page's own address, so only a foreign one is refused there.
      allowRequest: (request, done) =>
        done(
          null,
          door.open() && (door.allowed(request) || (request.headers.origin === undefined && request.headers.upgrade === undefined)),
        ),
    });
    this.#io.use((socket, next) => this.#admit(socket, next));
    this.#io.on('connection', (socket) => void this.#welcome(socket));
    this.#stopWatching = access.watchRevocations(() => this.#endRevoked());
  }

  #endRevoked(): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      const session = this.#access.session(socket.data.token);
      if (!isRefusal(session)) continue;
      socket.emit('ended', session.refused);
      socket.disconnect(true);
    }
  }

  get connections(): number {
    return this.#io.engine.clientsCount;
  }

  #admit(socket: LiveSocket, next: (error?: Error) => void): void {
    const { token, board } = socket.handshake.auth as { token?: unknown; board?: unknown };
    const session = typeof token === 'string' ? this.#access.session(token) : refuse('not-signed-in');
    if (isRefusal(session)) return next(refusalError(session));
    const boardId = session.board === '' ? board : session.board;
    if (typeof boardId !== 'string' || !this.#access.eventOfBoard(boardId as BoardId)) return next(refusalError(refuse('unknown-board')));
    socket.data = { board: boardId as BoardId, person: session.person as PersonId, token: token as string };
    next();
  }

  #welcome(socket: LiveSocket): void {
    socket.on('clock', (ack) => {
      if (typeof ack === 'function') ack(this.#deps.clock.now());
    });
    socket.on('command', (call, ack) => {
      if (typeof ack !== 'function') return;
      this.#command(socket, call).then(ack, (error: unknown) => {
        this.#deps.logger.error({ err: error }, 'a command failed');
        ack({ ok: false, refusal: refuse('not-saved') });
      });
    });
    carryTunnels(socket, (offered, mouth) => this.#tunnel(socket, offered, mouth));
  }

  /** Opening costs as a command does. The token is the one this connection has shown, whatever else is offered. */
  async #tunnel({ data }: LiveSocket, offered: readonly string[], mouth: TunnelMouth): Promise<Tunnel | Refusal> {
    const seconds = this.#spend(data);
    if (seconds > 0) return refuse('too-many-requests', { seconds });
    const others = offered.filter((protocol) => !protocol.startsWith(BEARER_PREFIX));
    try {
      return await this.#openTunnel(data.board, [...others, BEARER_PREFIX + data.token], mouth);
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'a tunnel could not be opened');
      return refuse('not-saved');
    }
  }

  async #command(socket: LiveSocket, given: unknown): Promise<Answer> {
    const { token, board, person } = socket.data;
    const session = this.#access.session(token);
    if (isRefusal(session)) {
      socket.emit('ended', session.refused);
      return { ok: false, refusal: session };
    }
    if (person === ('' as PersonId)) return { ok: false, refusal: refuse('read-only') };
    const seconds = this.#spend(socket.data);
    if (seconds > 0) return { ok: false, refusal: refuse('too-many-requests', { seconds }) };
    const call = readCall(given);
    if (isRefusal(call)) return { ok: false, refusal: call };
    const room = await this.#rooms.open(board);
    const release = this.#rooms.use(room);
    try {
      const answer = await room.command(person, call);
      if (answer.ok && FOLLOWED.has(call.name)) await this.#follow(room, call);
      return answer;
    } finally {
      release();
    }
  }

  /** Sessions follow what was decided about a person. Where that can not be kept, the board itself goes on refusing them. */
  async #follow(room: Room, { body }: CommandCall): Promise<void> {
    const failure = 'person' in body ? await this.#events.follow(room, { session: { person: body.person } }) : undefined;
    if (failure) this.#deps.logger.error({ refusal: failure.refused }, 'sessions could not follow what a facilitator decided');
  }

  #spend({ person, token }: SocketData): number {
    return this.#budgets.spend(person || token, this.#deps.clock.now());
  }

  /** Ends the HTTP server too: Socket.io owns its connections. */
  async close(): Promise<void> {
    this.#stopWatching();
    await this.#io.close();
  }
}

/** A connection error carries the refusal as data; the client reads `error.data`. */
function refusalError(refusal: Refusal): Error {
  return Object.assign(new Error(refusal.refused), { data: refusal });
}

function readCall(given: unknown): CommandCall | Refusal {
  if (typeof given !== 'object' || given === null) return refuse('malformed', { problem: 'a command is an object' });
  const { name, key, body } = given as { name?: unknown; key?: unknown; body?: unknown };
  const validator = typeof name === 'string' ? validators.get(name) : undefined;
  if (!validator) return refuse('malformed', { problem: `there is no command "${String(name).slice(0, 40)}"` });
  if (typeof key !== 'string' || !COMMAND_KEY.test(key))
    return refuse('bad-field', { field: 'key', problem: 'use 8 to 40 letters, digits, - or _' });
  if (!validator.Check(body)) {
    const [problem] = validator.Errors(body);
    const field = problem?.instancePath.slice(1) || 'body';
    return refuse('bad-field', { field, problem: problem?.message ?? 'not as expected' });
  }
  return readNames({ name: name as CommandName, key, body } as CommandCall);
}

/** A name is read here as it is at joining: by the same rules, whichever way it comes. */
function readNames(call: CommandCall): CommandCall | Refusal {
  if (call.name !== 'edit-profile' || call.body.name === undefined) return call;
  const name = readName(call.body.name);
  return isRefusal(name) ? name : { ...call, body: { ...call.body, name } };
}
