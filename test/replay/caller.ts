// One person's live channel: commands with their answers, never faster than the server allows. What a command brought
// about is seen in the replica, not here.

import { io, type Socket } from 'socket.io-client';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { BoardId } from '../../shared/ids.ts';
import type { Answer, Command } from '../../shared/live/commands.ts';
import { LIVE_PATH, type ClientToServer, type LiveAuth, type ServerToClient } from '../../shared/live/events.ts';
import { refuse } from '../../shared/refusal.ts';

/** A little less than the server grants, so that two clocks need not agree. */
const BURST = 18;
const PER_SECOND = 1.8;
/** One try, and how many there are: the key makes repeats harmless. */
const ANSWER_WITHIN = 20_000;
const TRIES = 4;

export class Caller {
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  #allowance = BURST;
  #countedAt = performance.now();

  constructor(origin: string, board: BoardId, token: string) {
    this.#socket = io(origin, {
      path: LIVE_PATH,
      auth: { token, board } satisfies LiveAuth,
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { origin },
    });
  }

  /** Gives a command and waits for the answer, over drops of the connection too. */
  async give(command: Command): Promise<Answer> {
    const call = { ...command, key: randomBytes(12).toString('hex') };
    for (let tries = 0; tries < TRIES; tries++) {
      await this.#turn();
      const answer = await this.#try(call);
      const seconds = answer?.ok === false && answer.refusal.refused === 'too-many-requests' ? Number(answer.refusal.detail['seconds']) : 0;
      if (answer && seconds === 0) return answer;
      await wait(seconds * 1_000);
    }
    return { ok: false, refusal: refuse('unreachable') };
  }

  close(): void {
    this.#socket.disconnect();
  }

  /** No answer in time gives undefined: the same key asks again. */
  async #try(call: Command & { key: string }): Promise<Answer | undefined> {
    return this.#socket
      .timeout(ANSWER_WITHIN)
      .emitWithAck('command', call)
      .catch(() => undefined);
  }

  async #turn(): Promise<void> {
    for (;;) {
      const now = performance.now();
      this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#countedAt) / 1_000) * PER_SECOND);
      this.#countedAt = now;
      if (this.#allowance >= 1) break;
      await wait(((1 - this.#allowance) / PER_SECOND) * 1_000);
    }
    this.#allowance -= 1;
  }
}
