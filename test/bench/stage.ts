// Where one run of a load plays: a server in a folder of its own and the client processes, all gone when it is over.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter, Door, Running } from './adapters/adapter.ts';
import { freePort } from './adapters/process.ts';
import type { Claimers } from './clients/claimers.ts';
import type { Crowd } from './clients/crowd.ts';
import { Crew, type Parts } from './clients/crew.ts';
import type { Editors } from './clients/editors.ts';
import type { Storm } from './clients/storm.ts';
import { meter, residentMemory, type Pinning, type Used } from './machine.ts';

/** Shorter and smaller runs, to see whether it works. */
export type Size = { readonly quick: boolean; readonly ms: number };

export class Stage {
  readonly adapter: Adapter;
  readonly size: Size;
  readonly pinning: Pinning;
  readonly #base = mkdtempSync(join(tmpdir(), 'hackfest-bench-'));
  readonly #crews: { end(): Promise<void> }[] = [];
  #folder: string;
  #port = 0;
  #running: Running | undefined;

  readonly #sweep = () => rmSync(this.#base, { recursive: true, force: true });

  constructor(adapter: Adapter, size: Size, pinning: Pinning) {
    this.adapter = adapter;
    this.size = size;
    this.pinning = pinning;
    this.#folder = mkdtempSync(join(this.#base, 'server-'));
    process.once('exit', this.#sweep);
  }

  get server(): Running {
    if (!this.#running) throw new Error('the server is not started');
    return this.#running;
  }

  /** Starts the server; again after it ended, on the same folder and port. */
  async start(): Promise<void> {
    this.#port ||= await freePort();
    this.#running = await this.adapter.start({ folder: this.#folder, port: this.#port, pinning: this.pinning.server });
  }

  /** From now on the server uses a copy of what it has stored so far; it must not run. */
  useCopyOf(original: string): void {
    this.#folder = mkdtempSync(join(this.#base, 'copy-'));
    cpSync(original, this.#folder, { recursive: true });
  }

  get folder(): string {
    return this.#folder;
  }

  /** One room with so many doors. */
  async room(people: number): Promise<Door[]> {
    const [doors = []] = await this.server.rooms(1, people);
    return doors;
  }

  #crew<P extends Parts>(program: string, pinning: readonly string[]): Crew<P> {
    const crew = new Crew<P>(program, pinning);
    this.#crews.push(crew);
    return crew;
  }

  /** They take the time, so they go before the crowd on the core they share. */
  editors = (): Crew<Editors> => this.#crew('./editors.ts', [...this.pinning.first, ...this.pinning.clients]);
  crowd = (): Crew<Crowd> => this.#crew('./crowd.ts', this.pinning.clients);
  storm = (): Crew<Storm> => this.#crew('./storm.ts', this.pinning.clients);
  claimers = (): Crew<Claimers> => this.#crew('./claimers.ts', this.pinning.clients);

  meter = (): (() => Used) => meter(this.server.pid);

  /** Resident memory of the server, in kB. */
  memory = (): number => residentMemory(this.server.pid);

  async end(): Promise<void> {
    await Promise.all(this.#crews.map((crew) => crew.end()));
    await this.#running?.kill();
    process.off('exit', this.#sweep);
    this.#sweep();
  }
}

/** Waits; time is what these loads are about. */
export const pause = (ms: number): Promise<void> => wait(ms);
