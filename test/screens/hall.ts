// A server with events of three sizes on it, for looking at: 3, 40 and 200 people with tasks, seats, outcomes and a sprint under
// way. Everything goes in by the ways people use. No browser in here.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { SAMPLE_CHALLENGES, SAMPLE_PEOPLE } from '../../server/sample/global-sprint-2017.ts';
import type { BoardId, ChallengeId, PersonId, TaskId } from '../../shared/ids.ts';
import { BEARER_PREFIX, SUBPROTOCOL, SYNC_PATH } from '../../shared/sync/protocol.ts';
import { freePort, ServerUnderLoad } from '../bench/adapters/process.ts';
import { Api, type EventAt, type Links, type Session } from '../replay/api.ts';
import { Caller } from '../replay/caller.ts';
import { mint, Person } from '../replay/person.ts';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
const LINK = /\/organizer#([\w-]+)/;
const AT_ONCE = 20;
/** So many of an event are seen to be there; each costs a copy of the board. */
const PRESENT = 30;

/** How many people, challenges and tasks, and how many of the people sit somewhere. */
const SIZES = {
  3: { scale: 'micro', challenges: 1, tasks: 4, seated: 2, finished: 1 },
  40: { scale: 'hackfest', challenges: 8, tasks: 50, seated: 26, finished: 14 },
  200: { scale: 'hackfest', challenges: 20, tasks: 240, seated: 130, finished: 90 },
} as const;
export type Crowd = keyof typeof SIZES;

export type Furnished = {
  readonly board: BoardId;
  readonly links: Links & { readonly code: string };
  /** One somebody works on, with words in it. */
  readonly task: TaskId;
};

export class Hall {
  readonly origin: string;
  readonly organizer: string;
  readonly #server: ServerUnderLoad;
  readonly #folder: string;
  readonly #api: Api;
  readonly #guests: { close(): void }[] = [];

  private constructor(port: number, folder: string, server: ServerUnderLoad) {
    this.origin = `http://127.0.0.1:${port}`;
    this.organizer = LINK.exec(server.said)?.[1] ?? '';
    this.#server = server;
    this.#folder = folder;
    this.#api = new Api(this.origin);
  }

  static async open(): Promise<Hall> {
    const folder = mkdtempSync(join(tmpdir(), 'hackfest-screens-'));
    const port = await freePort();
    const env = { NODE_ENV: 'production', HACKFEST_HOST: '127.0.0.1', HACKFEST_PORT: String(port), HACKFEST_DATA: join(folder, 'data') };
    const given = { folder, port, pinning: [] };
    const server = await ServerUnderLoad.start({ runtime: process.execPath, args: [MAIN], env }, given, LINK);
    return new Hall(port, folder, server);
  }

  /** Makes an event and lets so many people in. The one who runs it stays, so that somebody is seen to be there. */
  async furnish(crowd: Crowd): Promise<Furnished> {
    const size = SIZES[crowd];
    const { token } = await this.#api.post<Session>('/api/sessions', { secret: this.organizer });
    const startsAt = Date.now() - 7_200_000;
    const given = {
      scale: size.scale,
      place: 'Central Library',
      callUrl: 'https://meet.example.org/open',
      zone: 'Europe/Berlin',
      startsAt,
    };
    const title = crowd === 3 ? 'Fix the bus map' : `Open Data Hackfest ${crowd}`;
    const made = await this.#api.post<{ event: EventAt; links: Furnished['links'] }>(
      '/api/events',
      { ...given, title, endsAt: startsAt + 28_800_000 },
      token,
    );
    const { board } = made.event;
    const maren = await Person.join(this.#api, board, made.links.facilitator, 'Maren');
    this.#guests.push(maren);
    const tasks = await this.#pitch(maren, size.challenges, size.tasks);
    const guests = await this.#joined(made.links.join, crowd - 1);
    await this.#sit(board, guests.slice(0, size.seated), tasks);
    for (const guest of guests.slice(0, PRESENT)) this.#stay(board, guest);
    const done = tasks.slice(-size.finished);
    done.forEach((task, at) =>
      maren.record(task, {
        summary: SUMMARIES[at % SUMMARIES.length] ?? '',
        url: 'https://example.org/change/42',
        title: 'The change',
        credit: [guests[at % guests.length]?.person as PersonId, guests[(at * 7 + 1) % guests.length]?.person as PersonId],
      }),
    );
    await maren.give({ name: 'start-sprint', body: { minutes: 25, goal: 'Everybody finds a task and a neighbour' } });
    return { board, links: made.links, task: tasks[0] as TaskId };
  }

  async #pitch(by: Person, challenges: number, tasks: number): Promise<TaskId[]> {
    let after: string | null = null;
    const pitched: ChallengeId[] = [];
    for (let at = 0; at < challenges; at++) {
      const { title, track } = SAMPLE_CHALLENGES[at % SAMPLE_CHALLENGES.length] ?? { title: '', track: '' };
      const again = Math.floor(at / SAMPLE_CHALLENGES.length);
      const { id, order } = by.pitch({ title: again ? `${title} ${again + 1}` : title, track, source: '', tape: at % 8, after });
      pitched.push(id);
      after = order;
    }
    const made: TaskId[] = [];
    for (let at = 0; at < tasks; at++) {
      const of = SAMPLE_CHALLENGES[(at % challenges) % SAMPLE_CHALLENGES.length];
      const place = Math.floor(at / challenges);
      const title = of?.tasks[place % (of.tasks.length || 1)]?.title ?? `Task ${at}`;
      const id = mint('task');
      await by.addTask(id, pitched[at % challenges] as ChallengeId, title);
      made.push(id);
    }
    return made;
  }

  async #joined(secret: string, count: number): Promise<Session[]> {
    const places = ['room', 'room', 'remote', 'site'] as const;
    const sessions: Session[] = [];
    for (let from = 0; from < count; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) => {
        const { name } = SAMPLE_PEOPLE[(from + n + 1) % SAMPLE_PEOPLE.length] ?? { name: 'Ana' };
        return this.#api.post<Session>('/api/join', { secret, name, place: places[(from + n) % places.length], newcomer: n % 5 === 0 });
      });
      sessions.push(...(await Promise.all(some)));
    }
    return sessions;
  }

  /** In pairs, from the first task on. */
  async #sit(board: BoardId, guests: readonly Session[], tasks: readonly TaskId[]): Promise<void> {
    for (let from = 0; from < guests.length; from += AT_ONCE) {
      await Promise.all(
        guests.slice(from, from + AT_ONCE).map(async ({ token }, n) => {
          const live = new Caller(this.origin, board, token);
          await live.give({ name: 'claim', body: { task: tasks[Math.floor((from + n) / 2)] as TaskId } });
          live.close();
        }),
      );
    }
  }

  /** Somebody whose page is open. */
  #stay(board: BoardId, { token, person }: Session): void {
    const origin = this.origin;
    class FromOurPage extends WebSocket {
      constructor(address: string, protocols?: string | string[]) {
        super(address, protocols, { origin });
      }
    }
    const provider = new WebsocketProvider(origin.replace(/^http/, 'ws') + SYNC_PATH.slice(0, -1), board, new Y.Doc(), {
      protocols: [SUBPROTOCOL, BEARER_PREFIX + token],
      WebSocketPolyfill: FromOurPage as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    provider.awareness.setLocalState({ person, card: '' });
    this.#guests.push({ close: () => provider.destroy() });
  }

  async close(): Promise<void> {
    for (const guest of this.#guests) guest.close();
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const SUMMARIES = [
  'The map loads in half the time, and stops are found by name.',
  'Twelve photos say what they show; three need somebody who was there.',
  'We learned how changesets are read, and wrote it down for the next group.',
];
