// This product's server as people run it: the built program, its real storage, a token for every client.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Api, type EventAt, type Links, type Session } from '../../replay/api.ts';
import { BEARER_PREFIX, SUBPROTOCOL, SYNC_PATH } from '../../../shared/sync/protocol.ts';
import type { Adapter, Door, Given } from './adapter.ts';
import { ServerUnderLoad, type Program } from './process.ts';

type Made = { readonly event: EventAt; readonly links: Links };

/** What it prints when it is up: the organizer's link, whose secret stands behind the #. */
const LINK = /\/organizer#([\w-]+)/;
/** Events made and people joining at the same time. */
const EVENTS_AT_ONCE = 20;
const JOINS_AT_ONCE = 50;

/** Runs `work` on all, a few at a time, and keeps the order. */
async function few<T, R>(all: readonly T[], atOnce: number, work: (one: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < all.length) {
      const index = next++;
      results[index] = await work(all[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
  return results;
}

async function makeEvent(api: Api, organizer: string, index: number): Promise<Made> {
  const startsAt = Date.now();
  const given = { title: `Bench ${index}`, scale: 'annual', place: '', callUrl: '', startsAt, endsAt: startsAt + 86_400_000, zone: 'UTC' };
  return api.post<Made>('/api/events', given, organizer);
}

async function open(api: Api, { event, links }: Made, index: number): Promise<Door> {
  const { token, person } = await api.post<Session>('/api/join', { secret: links.join, name: `Person ${index}`, place: 'remote' });
  return {
    wire: 'y-websocket',
    url: api.origin.replace(/^http/, 'ws') + SYNC_PATH + event.board,
    room: event.board,
    protocols: [SUBPROTOCOL, BEARER_PREFIX + token],
    origin: api.origin,
    person,
    token,
  };
}

async function rooms(api: Api, organizer: string, count: number, people: number): Promise<Door[][]> {
  const made = await few(Array.from({ length: count }), EVENTS_AT_ONCE, (_, index) => makeEvent(api, organizer, index));
  const seats = made.flatMap((event) => Array.from({ length: people }, () => event));
  const doors = await few(seats, JOINS_AT_ONCE, (event, index) => open(api, event, index));
  return made.map((_, room) => doors.slice(room * people, (room + 1) * people));
}

/** The built server of a project folder, or its sources where it is not built. */
function program(project: string, { port, folder }: Given): Program {
  const built = join(project, 'dist/server/main.js');
  const args = existsSync(built) ? [built] : ['--import', 'tsx', join(project, 'server/main.ts')];
  const env = { NODE_ENV: 'production', HACKFEST_HOST: '127.0.0.1', HACKFEST_PORT: String(port), HACKFEST_DATA: join(folder, 'data') };
  return { runtime: process.execPath, args, env };
}

/** @param project the folder of the project to measure. */
export const board = (project: string): Adapter => ({
  id: 'ours',
  name: 'Hackfest Board',
  installed: true,
  stores: true,
  storesIn: 0,
  // A board nobody uses is let go after a minute.
  letsGoIn: 20_000,
  async start(given) {
    const server = await ServerUnderLoad.start(program(project, given), given, LINK);
    const api = new Api(`http://127.0.0.1:${given.port}`);
    const secret = LINK.exec(server.said)?.[1] ?? '';
    return {
      pid: server.pid,
      async rooms(count, people) {
        const { token } = await api.post<Session>('/api/sessions', { secret });
        return rooms(api, token, count, people);
      },
      stop: () => server.stop(),
      kill: () => server.kill(),
    };
  },
});
