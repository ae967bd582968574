// The server as a process of its own, from its sources, on a data folder of its own: to be killed, stopped and started
// again. How people reach it is server.ts and peer.ts.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { Organizer } from './server.ts';
import { until } from './until.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hackfest-process-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export type Ended = { readonly code: number | null; readonly signal: string | null; readonly said: string; readonly complained: string };
export type Environment = Readonly<Record<string, string>>;

class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  said = '';
  complained = '';
  #over = false;
  readonly #listeners = new Set<() => void>();

  constructor(environment: Environment, args: readonly string[]) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
      env: { PATH, HOME, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void this.child.kill('SIGKILL'));
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#tell(() => (this.said += text)));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#tell(() => (this.complained += text)));
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      this.#tell(() => (this.#over = true));
      return { code: code as number | null, signal: signal as string | null, said: this.said, complained: this.complained };
    });
  }

  #tell(change: () => void): void {
    change();
    for (const listener of [...this.#listeners]) listener();
  }

  async says(what: RegExp): Promise<RegExpExecArray> {
    const changes = (changed: () => void) => {
      this.#listeners.add(changed);
      return () => this.#listeners.delete(changed);
    };
    await until(
      () => this.#over || what.test(this.said),
      () => `the server says ${String(what)}; it said:\n${this.said}\n${this.complained}`,
      [changes],
      30_000,
    );
    const match = what.exec(this.said);
    if (!match) throw new Error(`the server ended before it said ${String(what)}:\n${this.said}\n${this.complained}`);
    return match;
  }
}

/** Starts the program and waits until it has ended by itself. */
export function runToEnd(environment: Environment, ...args: string[]): Promise<Ended> {
  return new Running(environment, args).ended;
}

export class ServerProcess {
  readonly folder: string;
  readonly #environment: Environment;
  #running: Running;
  port = 0;
  #secret = '';

  private constructor(folder: string, environment: Environment) {
    this.folder = folder;
    this.#environment = environment;
    this.#running = this.#spawn();
  }

  static async start(environment: Environment = {}, folder = temporaryFolder()): Promise<ServerProcess> {
    const server = new ServerProcess(folder, environment);
    await server.#welcomed();
    return server;
  }

  #spawn(): Running {
    return new Running(
      { HACKFEST_HOST: '127.0.0.1', HACKFEST_PORT: String(this.port), HACKFEST_DATA: this.folder, ...this.#environment },
      [],
    );
  }

  async #welcomed(): Promise<void> {
    const [, port] = await this.#running.says(/http:\/\/localhost:(\d+)\n/);
    const [, secret] = await this.#running.says(/\/organizer#([A-Za-z0-9_-]+)\n/);
    this.port = Number(port);
    this.#secret = secret as string;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get complaints(): string {
    return this.#running.complained;
  }

  organizer(): Promise<Organizer> {
    return new Organizer(this.origin, this.#secret).signIn();
  }

  /** Ends it without a word of warning. */
  kill(): Promise<Ended> {
    this.#running.child.kill('SIGKILL');
    return this.#running.ended;
  }

  /** Asks it to end. */
  stop(): Promise<Ended> {
    this.#running.child.kill('SIGTERM');
    return this.#running.ended;
  }

  /** Starts it again on the same folder and port. */
  async again(): Promise<void> {
    this.#running = this.#spawn();
    await this.#welcomed();
  }
}
