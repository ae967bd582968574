// The live channel of one board: commands with their answers, the server's time, and a side road for sync messages where a
// network lets no other through. What a command brought about is seen in the document, not here.

import type { Socket } from 'socket.io-client';
import type { BoardId, Millis } from '../../shared/ids.ts';
import type { Answer, Command } from '../../shared/live/commands.ts';
import { LIVE_PATH, type ClientToServer, type LiveAuth, type ServerToClient } from '../../shared/live/events.ts';
import { REFUSALS, refuse, type Refusal, type RefusalCode } from '../../shared/refusal.ts';
import type { Clock } from './clock.svelte.ts';
import { deviceClockwork, fetched } from './connection/clockwork.ts';
import type { Road, RoadEvents, SideRoad } from './connection/connector.ts';
import type { openTunnel } from './connection/tunnel-road.ts';
import { commandKey } from './device.ts';

/** One try, and how many there are: the key makes repeats harmless. */
const ANSWER_WITHIN = 5_000;
const TRIES = 4;

const WEB_SOCKET_FIRST = ['websocket', 'polling'] as const;
/** Polling works wherever pages do; a WebSocket takes over where it can. */
const POLLING_FIRST = ['polling', 'websocket'] as const;

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

export class Live {
  /** Fetched after the board itself: people can read before they can claim. */
  readonly #socket: Promise<LiveSocket>;
  readonly #clock: Clock;
  readonly #resample: () => void;
  #open: LiveSocket | undefined;
  #openTunnel: typeof openTunnel | undefined;
  #pollingFirst = false;
  #connected = $state(false);
  #ended = $state<Refusal | undefined>();
  #closed = false;
  /** Called whenever the channel is connected. */
  onready: () => void = () => undefined;

  constructor(board: BoardId, token: string, clock: Clock) {
    this.#clock = clock;
    this.#socket = this.#connect({ token, board });
    this.#resample = () => {
      if (document.visibilityState === 'visible') this.measureClock();
    };
    document.addEventListener('visibilitychange', this.#resample);
  }

  async #connect(auth: LiveAuth): Promise<LiveSocket> {
    const [{ io }, { openTunnel }] = await fetched(
      () => Promise.all([import('socket.io-client'), import('./connection/tunnel-road.ts')]),
      () => this.#closed,
    );
    this.#openTunnel = openTunnel;
    const socket: LiveSocket = io({
      path: LIVE_PATH,
      auth,
      transports: [...(this.#pollingFirst ? POLLING_FIRST : WEB_SOCKET_FIRST)],
      tryAllTransports: true,
      randomizationFactor: 1,
      reconnectionDelay: 500,
      reconnectionDelayMax: 15_000,
      autoConnect: !this.#closed,
    });
    socket.on('connect', () => {
      this.#connected = true;
      this.measureClock();
      this.onready();
    });
    socket.on('disconnect', () => (this.#connected = false));
    socket.on('connect_error', (error: Error & { data?: Refusal }) => {
      if (error.data) this.#ended = error.data;
    });
    socket.on('ended', (code) => (this.#ended = refuse(code in REFUSALS ? (code as RefusalCode) : 'code-revoked')));
    this.#open = socket;
    return socket;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Why the server let this session go, if it did. */
  get ended(): Refusal | undefined {
    return this.#ended;
  }

  measureClock(): void {
    void this.#clock.measure(async () => (await (await this.#socket).timeout(ANSWER_WITHIN).emitWithAck('clock')) as Millis);
  }

  /** Gives a command and waits for the answer, over short drops of the connection too. */
  async give(command: Command): Promise<Answer> {
    const call = { ...command, key: commandKey() };
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        const socket = await inTime(this.#socket);
        return (await socket.timeout(ANSWER_WITHIN).emitWithAck('command', call)) as Answer;
      } catch {
        // No answer in time: the same key asks again.
      }
    }
    return { ok: false, refusal: refuse('unreachable') };
  }

  /** Sync messages by this channel. */
  sideRoad(offered: () => readonly string[]): SideRoad {
    const isReady = () => this.#open?.connected === true;
    return {
      get ready() {
        return isReady();
      },
      prefer: () => this.#preferPolling(),
      open: (events) => this.#openTunnel?.(this.#open, offered(), events) ?? nowhere(events),
    };
  }

  /** Where WebSockets make trouble, one that hangs must not be waited for. */
  #preferPolling(): void {
    this.#pollingFirst = true;
    const socket = this.#open;
    if (!socket || this.#closed || this.#ended) return;
    socket.io.opts.transports = [...POLLING_FIRST];
    if (!socket.connected) socket.disconnect().connect();
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#resample);
    this.#closed = true;
    // A chunk that never arrived left nothing to close.
    this.#open?.close();
  }
}

/** A road that is not there. */
function nowhere({ closed }: RoadEvents): Road {
  queueMicrotask(() => closed(undefined));
  return { send: () => undefined, close: () => undefined };
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = deviceClockwork.after(ANSWER_WITHIN, () => reject(new Error('not in time')));
    promise.then(resolve, reject).finally(cancel);
  });
}
