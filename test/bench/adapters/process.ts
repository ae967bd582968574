// A server under measurement as a process: started, waited for, ended. What it says goes to a file in its folder.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Given } from './adapter.ts';

const PATIENCE = 30_000;
const ASK_AGAIN = 10;
/** One that does not end when it is asked is ended. */
const END_WITHIN = 15_000;

export type Program = { readonly runtime: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export class ServerUnderLoad {
  readonly #child: ChildProcess;
  readonly #log: string;
  readonly #end = () => this.#child.kill('SIGKILL');

  private constructor(program: Program, { folder, pinning }: Given) {
    this.#log = join(folder, 'said.log');
    const [command = program.runtime, ...args] = [...pinning, program.runtime, ...program.args];
    const output = openSync(this.#log, 'a');
    this.#child = spawn(command, args, { env: { ...process.env, ...program.env }, stdio: ['ignore', output, output] });
    closeSync(output);
    process.once('exit', this.#end);
  }

  /** @param says what it has to say before it is ready. */
  static async start(program: Program, given: Given, says = /^/): Promise<ServerUnderLoad> {
    const server = new ServerUnderLoad(program, given);
    const until = performance.now() + PATIENCE;
    while (!(await answers(given.port)) || !says.test(server.said)) {
      if (server.#over || performance.now() > until) throw new Error(`a server did not start; it said:\n${server.said}`);
      await wait(ASK_AGAIN);
    }
    return server;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get said(): string {
    return readFileSync(this.#log, 'utf8').slice(-10_000);
  }

  get #over(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async stop(): Promise<void> {
    const timer = setTimeout(this.#end, END_WITHIN);
    await this.#finish('SIGTERM');
    clearTimeout(timer);
  }

  kill(): Promise<void> {
    return this.#finish('SIGKILL');
  }

  async #finish(signal: NodeJS.Signals): Promise<void> {
    process.off('exit', this.#end);
    if (this.#over) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}
