// The real app on a port of its own, with stores in memory unless others are handed in. What a peer on the wire does is
// peer.ts; a server as a process of its own, to be killed, is process.ts.

import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { organizerSecret } from '../../server/access/secrets.ts';
import { buildApp, type App, type AppOptions } from '../../server/app.ts';
import { systemClock } from '../../server/clock.ts';
import type { Deps } from '../../server/deps.ts';
import { memoryCatalogue, memoryLog } from '../../server/storage/memory.ts';
import type { BoardId, EventId, PersonId } from '../../shared/ids.ts';
import type { Role } from '../../shared/board/schema.ts';
import { request, type Reply } from './request.ts';
import { seededMint } from './seed.ts';

export type ServerOptions = Partial<Omit<Deps, 'randomBytes'>> &
  Partial<Pick<AppOptions, 'clientFolder' | 'lanAddresses'>> & { readonly config?: Partial<AppOptions['config']> };

export type Links = { readonly code: string; readonly join: string; readonly facilitator: string; readonly wall: string };
export type TestEvent = { readonly id: EventId; readonly board: BoardId; readonly title: string; readonly links: Links };
export type Joined = {
  readonly token: string;
  readonly role: Role;
  readonly person: PersonId;
  readonly board: BoardId;
  readonly name: string;
};

export const ORDINARY_EVENT = {
  title: 'Open data day',
  scale: 'hackfest',
  place: 'Library',
  callUrl: '',
  startsAt: 1_500_000_000_000,
  endsAt: 1_500_030_000_000,
  zone: 'Europe/Madrid',
} as const;

/** What an organizer and those who join do, against any server of ours. */
export class Organizer {
  readonly origin: string;
  readonly secret: string;
  token = '';

  constructor(origin: string, secret: string) {
    this.origin = origin;
    this.secret = secret;
  }

  async signIn(): Promise<this> {
    const reply = await request(this.origin, 'POST /api/sessions', { body: { secret: this.secret } });
    this.token = expectOk(reply).token as string;
    return this;
  }

  async createEvent(given: object = {}): Promise<TestEvent> {
    return eventOf(await request(this.origin, 'POST /api/events', { token: this.token, body: { ...ORDINARY_EVENT, ...given } }));
  }

  async createSample(): Promise<TestEvent> {
    return eventOf(await request(this.origin, 'POST /api/events/sample', { token: this.token }));
  }

  /** @param secret a link's secret or the typed code; with an event, its join link. */
  async join(secret: string | TestEvent, name: string, given: object = {}): Promise<Joined> {
    const reply = await request(this.origin, 'POST /api/join', {
      body: { secret: typeof secret === 'string' ? secret : secret.links.join, name, ...given },
    });
    const { token, role, person, event } = expectOk(reply) as { token: string; role: Role; person: PersonId; event: { board: BoardId } };
    return { token, role, person, board: event.board, name };
  }

  async openWall(event: TestEvent): Promise<Joined> {
    const reply = await request(this.origin, 'POST /api/sessions', { body: { secret: event.links.wall } });
    return { token: expectOk(reply).token as string, role: 'viewer', person: '' as PersonId, board: event.board, name: '' };
  }
}

function expectOk(reply: Reply): Record<string, unknown> {
  if (reply.status >= 300) throw new Error(`the server answered ${reply.status}: ${reply.text}`);
  return reply.body as Record<string, unknown>;
}

function eventOf(reply: Reply): TestEvent {
  const { event, links } = expectOk(reply) as { event: Omit<TestEvent, 'links'>; links: Links };
  return { ...event, links };
}

export type TestServer = {
  readonly origin: string;
  readonly app: App;
  readonly deps: Deps;
  readonly organizer: Organizer;
  stop(): Promise<void>;
};

export async function startServer({ config, clientFolder, lanAddresses, ...given }: ServerOptions = {}): Promise<TestServer> {
  const deps: Deps = {
    clock: systemClock,
    mint: seededMint(1),
    randomBytes,
    log: memoryLog(),
    catalogue: memoryCatalogue(),
    instanceKey: createHash('sha256').update('an instance of the tests').digest('hex'),
    logger: pino({ level: 'silent' }),
    fetch: () => Promise.reject(new Error('no network in tests')),
    ...given,
  };
  const app = await buildApp(deps, {
    config: { publicUrl: '', origins: [], trustProxy: false, port: 0, dataFolder: tmpdir(), ...config },
    version: '0.0.0',
    clientFolder,
    lanAddresses: lanAddresses ?? (() => []),
  });
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.http.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const organizer = await new Organizer(origin, organizerSecret(deps.instanceKey)).signIn();
  let stopped: Promise<void> | undefined;
  return { origin, app, deps, organizer, stop: () => (stopped ??= app.close()) };
}

/** A server for one test. */
export async function serve(options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer(options);
  onTestFinished(() => server.stop());
  return server;
}
