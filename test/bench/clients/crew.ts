// Client processes as seen from the one that directs them: started on their core, asked by message, ended. The other end
// of the conversation is answering.ts.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { meter, type Used } from '../machine.ts';
import type { Asked, Answered } from './answering.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What a client process can be asked for. */
export type Parts = { readonly [name: string]: (given: never) => unknown };

type Waiting = { readonly resolve: (answer: never) => void; readonly reject: (error: Error) => void };

export class Crew<P extends Parts> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  readonly #end = () => this.#child.kill('SIGKILL');

  /** @param program the file in this folder that answers. */
  constructor(program: string, pinning: readonly string[]) {
    const own = ['--import', 'tsx', fileURLToPath(new URL(program, import.meta.url))];
    const [command = process.execPath, ...args] = [...pinning, process.execPath, ...own];
    this.#child = spawn(command, args, { cwd: ROOT, serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    process.once('exit', this.#end);
    this.#child.on('message', ({ id, answer, error }: Answered) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(answer as never);
      else waiting?.reject(new Error(error));
    });
    this.#child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${program} ended`));
    });
  }

  ask<K extends keyof P & string>(name: K, ...[given]: Parameters<P[K]>): Promise<Awaited<ReturnType<P[K]>>> {
    return new Promise((resolve, reject) => {
      const id = ++this.#asked;
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, name, given } satisfies Asked);
    });
  }

  meter(): () => Used {
    return meter(this.#child.pid ?? 0);
  }

  async end(): Promise<void> {
    process.off('exit', this.#end);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}
