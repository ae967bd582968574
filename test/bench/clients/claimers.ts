// The claimers: a process of people on the live channel who all want one seat.

import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { Door } from '../adapters/adapter.ts';
import type { BoardId, TaskId } from '../../../shared/ids.ts';
import type { Command } from '../../../shared/live/commands.ts';
import { LIVE_PATH, type ClientToServer, type LiveAuth, type ServerToClient } from '../../../shared/live/events.ts';
import { delays, type Delays } from '../numbers.ts';
import { answering } from './answering.ts';
import { micros } from './clock.ts';

const PATIENCE = 20_000;
type Live = Socket<ServerToClient, ClientToServer>;
const sockets: Live[] = [];

function come({ origin, room, token }: Door): Promise<void> {
  const auth = { token, board: room as BoardId } satisfies LiveAuth;
  const socket: Live = io(origin, { path: LIVE_PATH, auth, transports: ['websocket'], forceNew: true, extraHeaders: { origin } });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}

const give = (socket: Live, command: Command) =>
  socket.timeout(PATIENCE).emitWithAck('command', { ...command, key: randomBytes(12).toString('hex') });

const parts = {
  async come({ doors }: { doors: Door[] }): Promise<void> {
    await Promise.all(doors.map(come));
  },

  /** All at once. */
  async claim({ task }: { task: TaskId }): Promise<Delays & { winners: number }> {
    const begun = micros();
    const took: number[] = [];
    const claims = sockets.map(async (socket) => {
      const { ok } = await give(socket, { name: 'claim', body: { task } });
      took.push(micros() - begun);
      return ok;
    });
    const won = await Promise.all(claims);
    return { ...delays(took), winners: won.filter(Boolean).length };
  },

  /** The winner gives the seat back, so that it can be claimed again. */
  async release({ task }: { task: TaskId }): Promise<void> {
    await Promise.all(sockets.map((socket) => give(socket, { name: 'release', body: { task } })));
  },

  leave(): void {
    for (const socket of sockets.splice(0)) socket.disconnect();
  },
};

export type Claimers = typeof parts;
answering(parts);
