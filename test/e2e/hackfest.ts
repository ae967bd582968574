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
  #child: ChildProcess | undefined;

  constructor(port: number, folder: string) {
    this.port = port;
    this.folder = folder;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    const env = { ...process.env, HACKFEST_DATA: this.folder, HACKFEST_PORT: String(this.port) };
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
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
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // A killed server makes the browser report failed connections; that is the story, not a complaint.
      if (message.type() === 'error' && !/ERR_|WebSocket connection|Failed to load resource/.test(message.text())) this.complaints.push(message.text());
    });
    return page;
  }

  /** Joins by code or link secret with a name, and is on the board. */
  async join(page: Page, secret: string, name: string, { remote = false } = {}): Promise<void> {
    await page.goto(`/join#${secret}`);
    await page.getByRole('textbox').first().fill(name);
    if (remote) await page.getByText('Remote', { exact: true }).click();
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
