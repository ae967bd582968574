// A hackfest in a real browser: the built server as a process of its own, and people with a browser context each.
// What they do is in the specs.

import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { customAlphabet } from 'nanoid';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { addChallenge, addTask, editMeta, editTask } from '../../shared/board/board.ts';
import { viewBoard } from '../../shared/board/view.ts';
import { ID_ALPHABET, ID_BODY_LENGTH, minting, type BoardId, type Mint, type TaskId } from '../../shared/ids.ts';
import { BEARER_PREFIX, SUBPROTOCOL, SYNC_PATH } from '../../shared/sync/protocol.ts';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
export const LAPTOP = { viewport: { width: 1366, height: 768 } } as const;
export const WALL = { viewport: { width: 1920, height: 1080 } } as const;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

export class ServerProcess {
  readonly port: number;
  readonly folder: string;
  organizerLink = '';
  readonly #main: string;
  #child: ChildProcess | undefined;

  constructor(port: number, folder: string, main = MAIN) {
    this.port = port;
    this.folder = folder;
    this.#main = main;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    // Trackers of the stories stand on this machine.
    const env = { ...process.env, HACKFEST_INTRANET: '127.0.0.1', HACKFEST_DATA: this.folder, HACKFEST_PORT: String(this.port) };
    const child = spawn(process.execPath, [this.#main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const link = /http:\S+\/organizer#\S+/.exec(said);
        if (!link) return;
        this.organizerLink = link[0];
        resolve();
      });
      child.once('exit', () => reject(new Error(`the server ended at once: ${said}`)));
    });
  }

  /** SIGKILL: no chance to say good-bye. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

type Fixtures = { server: ServerProcess; people: People };

/** Opens a browser context for each person and closes them all at the end. */
export class People {
  readonly #browser: Browser;
  readonly #server: ServerProcess;
  readonly #contexts: BrowserContext[] = [];
  /** Whatever a page complained about; a story must end with none. */
  readonly complaints: string[] = [];

  constructor(browser: Browser, server: ServerProcess) {
    this.#browser = browser;
    this.#server = server;
  }

  async page(device: Parameters<Browser['newContext']>[0], origin = this.#server.origin): Promise<Page> {
    const context = await this.#browser.newContext({ ...device, baseURL: origin, reducedMotion: 'reduce' });
    this.#contexts.push(context);
    return this.#listen(await context.newPage());
  }

  /** One more page of whoever has this one, on the same device. */
  async another(page: Page): Promise<Page> {
    return this.#listen(await page.context().newPage());
  }

  #listen(page: Page): Page {
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // A killed server makes the browser report failed connections; that is the story, not a complaint.
      if (message.type() === 'error' && !/ERR_|WebSocket connection|Failed to load resource/.test(message.text()))
        this.complaints.push(message.text());
    });
    return page;
  }

  /** Joins by code or link secret with a name, and is on the board. */
  async join(page: Page, secret: string, name: string, { remote = false } = {}): Promise<void> {
    await page.goto(`/join#${secret}`);
    await page.getByRole('textbox').first().fill(name);
    if (remote) await page.getByRole('radio', { name: 'Remote' }).check();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/board/**');
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}

export const test = base.extend<Fixtures>({
  // Playwright asks for an object pattern here even when nothing is taken.
  // eslint-disable-next-line no-empty-pattern
  server: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'hackfest-e2e-'));
    const server = new ServerProcess(await freePort(), folder);
    await server.start();
    await use(server);
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  },
  people: async ({ browser, server }, use) => {
    const people = new People(browser, server);
    await use(people);
    await people.close();
  },
});

export { expect };

type Links = { readonly code: string; readonly join: string; readonly facilitator: string; readonly wall: string };
type Seen = {
  readonly people: readonly { readonly id: string; readonly color: number; readonly glyph: string }[];
  readonly tasks: readonly { readonly id: TaskId }[];
};

/** An event made over the API, with one challenge and one task: for stories that begin later. */
export async function organize(server: ServerProcess): Promise<Organized> {
  const secret = server.organizerLink.split('#')[1] ?? '';
  const { token } = await ask<{ token: string }>(server, 'POST', '/api/sessions', undefined, { secret });
  const now = Date.now();
  const body = {
    title: 'Open data day',
    scale: 'hackfest',
    place: 'Library',
    callUrl: '',
    startsAt: now,
    endsAt: now + 10_800_000,
    zone: 'Europe/Madrid',
  };
  const { event, links } = await ask<{ event: { id: string; board: string }; links: Links }>(server, 'POST', '/api/events', token, body);
  return new Organized(server, token, event.id, event.board as BoardId, links).prepare();
}

async function ask<T>(server: ServerProcess, method: string, path: string, token?: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token) headers['authorization'] = `Bearer ${token}`;
  const response = await fetch(server.origin + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export class Organized {
  readonly task = 'Write the welcome page';
  readonly id: string;
  readonly boardId: BoardId;
  readonly links: Links;
  readonly #server: ServerProcess;
  readonly #token: string;

  constructor(server: ServerProcess, token: string, id: string, boardId: BoardId, links: Links) {
    this.#server = server;
    this.#token = token;
    this.id = id;
    this.boardId = boardId;
    this.links = links;
  }

  /** Puts the challenge and the task on the board as a facilitator's client does. */
  async prepare(): Promise<this> {
    await this.#edit((doc, mint) => {
      const challenge = mint('challenge');
      addChallenge(doc, challenge, { title: 'Open data', order: 'a0' });
      addTask(doc, mint('task'), { title: this.task, challenge, order: 'a0' });
    });
    return this;
  }

  /** Gives the one task another title. */
  async rename(title: string): Promise<void> {
    await this.#edit((doc) => {
      for (const task of viewBoard(doc).tasks) editTask(doc, task.id, { title });
    });
  }

  /** Seats run out five minutes after they are taken or kept. */
  async shortLeases(): Promise<void> {
    await this.#edit((doc) => editMeta(doc, { leaseMinutes: 5 }));
  }

  async #edit(change: (doc: Y.Doc, mint: Mint) => void): Promise<void> {
    const { token } = await this.join('Robin', this.links.facilitator);
    const doc = new Y.Doc();
    const origin = this.#server.origin;
    class FromPage extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, { origin });
      }
    }
    const provider = new WebsocketProvider(origin.replace('http', 'ws') + SYNC_PATH, this.boardId, doc, {
      protocols: [SUBPROTOCOL, BEARER_PREFIX + token],
      WebSocketPolyfill: FromPage as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
    // One's own edit comes back when it is on disk.
    const stored = new Promise<void>((resolve) => provider.ws?.addEventListener('message', () => resolve(), { once: true }));
    doc.transact(() => change(doc, minting(customAlphabet(ID_ALPHABET, ID_BODY_LENGTH))));
    await stored;
    provider.destroy();
  }

  join(name: string, secret = this.links.join): Promise<{ token: string; person: string }> {
    return ask(this.#server, 'POST', '/api/join', undefined, { secret, name });
  }

  board(token: string): Promise<Seen> {
    return ask(this.#server, 'GET', `/api/boards/${this.boardId}`, token);
  }

  /** The first task of the board. */
  async taskId(token: string): Promise<TaskId> {
    const [task] = (await this.board(token)).tasks;
    if (!task) throw new Error('the board has no task');
    return task.id;
  }

  async rotate(link: 'join' | 'facilitator' | 'wall'): Promise<void> {
    await ask(this.#server, 'POST', `/api/events/${this.id}/links/${link}/rotate`, this.#token, {});
  }
}
