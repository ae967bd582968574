// The live channel of one board: commands with their answers, and the server's time. What a command brought about is seen
// in the document, not here.

import type { Socket } from 'socket.io-client';
import type { BoardId, Millis } from '../../shared/ids.ts';
import type { Answer, Command } from '../../shared/live/commands.ts';
import { LIVE_PATH, type ClientToServer, type LiveAuth, type ServerToClient } from '../../shared/live/events.ts';
import { refuse, type Refusal } from '../../shared/refusal.ts';
import type { Clock } from './clock.svelte.ts';
import { commandKey } from './device.ts';

/** One try, and how many there are: the key makes repeats harmless. */
const ANSWER_WITHIN = 5_000;
const TRIES = 4;

type LiveSocket = Socket<ServerToClient, ClientToServer>;

export class Live {
  /** Fetched after the board itself: people can read before they can claim. */
  readonly #socket: Promise<LiveSocket>;
  readonly #clock: Clock;
  readonly #resample: () => void;
  #connected = $state(false);
  #ended = $state<Refusal | undefined>();
  #closed = false;

  constructor(board: BoardId, token: string, clock: Clock) {
    this.#clock = clock;
    this.#socket = this.#connect({ token, board });
    this.#socket.catch(() => (this.#ended = refuse('unreachable')));
    this.#resample = () => {
      if (document.visibilityState === 'visible') this.measureClock();
    };
    document.addEventListener('visibilitychange', this.#resample);
  }

  async #connect(auth: LiveAuth): Promise<LiveSocket> {
    const { io } = await import('socket.io-client');
    const socket: LiveSocket = io({
      path: LIVE_PATH,
      auth,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      randomizationFactor: 1,
      reconnectionDelay: 500,
      reconnectionDelayMax: 15_000,
      autoConnect: !this.#closed,
    });
    socket.on('connect', () => {
      this.#connected = true;
      this.measureClock();
    });
    socket.on('disconnect', () => (this.#connected = false));
    socket.on('connect_error', (error: Error & { data?: Refusal }) => {
      if (error.data) this.#ended = error.data;
    });
    socket.on('ended', () => (this.#ended = refuse('code-revoked')));
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
        return (await (await this.#socket).timeout(ANSWER_WITHIN).emitWithAck('command', call)) as Answer;
      } catch {
        // No answer in time: the same key asks again.
      }
    }
    return { ok: false, refusal: refuse('unreachable') };
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#resample);
    this.#closed = true;
    // A chunk that never arrived left nothing to close.
    this.#socket.then(
      (socket) => socket.close(),
      () => undefined,
    );
  }
}
