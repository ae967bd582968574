// Whether the process is alive and whether it should get traffic, for /livez and /readyz.

import { statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { UpdateLog } from './storage/update-log.ts';

/** Longest time the event loop may hang, in milliseconds. */
const LONGEST_LAG = 1_000;
const LEAST_FREE_DISK = 0.1;
const MOST_MEMORY = 0.9;

export class Health {
  readonly #log: UpdateLog;
  readonly #dataFolder: string;
  readonly #lag = monitorEventLoopDelay({ resolution: 20 });
  #draining = false;

  constructor(log: UpdateLog, dataFolder: string) {
    this.#log = log;
    this.#dataFolder = dataFolder;
    this.#lag.enable();
  }

  /** From now on the process is on its way out. */
  drain(): void {
    this.#draining = true;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** What is wrong with the process itself; '' when nothing is. */
  alive(): string {
    const lag = this.#lag.max / 1e6;
    this.#lag.reset();
    return lag < LONGEST_LAG ? '' : `the process hung for ${Math.round(lag)} ms`;
  }

  /** Why no traffic should come; '' when it may. */
  async ready(): Promise<string> {
    if (this.#draining) return 'shutting down';
    const heap = getHeapStatistics();
    if (heap.used_heap_size > heap.heap_size_limit * MOST_MEMORY) return 'memory is nearly used up';
    const disk = await this.#freeDisk().catch(() => undefined);
    if (disk === undefined) return 'the data folder can not be read';
    if (disk < LEAST_FREE_DISK) return `only ${Math.floor(disk * 100)} % of the disk is free`;
    return this.#log.probe().then(
      () => '',
      (error: unknown) => `changes can not be stored: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  async #freeDisk(): Promise<number> {
    const { bavail, blocks } = await statfs(this.#dataFolder);
    return blocks > 0 ? bavail / blocks : 1;
  }

  close(): void {
    this.#lag.disable();
  }
}
