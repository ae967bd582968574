// Whether the process is alive and whether it should get traffic, for /livez and /readyz.

import { statfs } from 'node:fs/promises';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { UpdateLog } from './storage/update-log.ts';

/** Longest time the event loop may hang, and for how long that is remembered at least, in milliseconds. */
const LONGEST_LAG = 1_000;
const REMEMBERED = 10_000;
const LEAST_FREE_DISK = 0.1;
const MOST_MEMORY = 0.9;
/** How long storing a trial may take before traffic goes elsewhere. */
const PATIENCE = 3_000;

/** How late the event loop was at worst, in nanoseconds, since it was last reset. */
export type LoopLag = Pick<IntervalHistogram, 'max' | 'enable' | 'disable' | 'reset'>;
const measuredLag = (): LoopLag => monitorEventLoopDelay({ resolution: 20 });

export class Health {
  readonly #log: UpdateLog;
  readonly #dataFolder: string;
  readonly #patience: number;
  readonly #lag: LoopLag;
  readonly #turns: NodeJS.Timeout;
  /** The worst of the time before this one. */
  #lagBefore = 0;
  #trial: Promise<string> | undefined;
  #draining = false;

  constructor(log: UpdateLog, dataFolder: string, { patience = PATIENCE, remembered = REMEMBERED, lag = measuredLag() } = {}) {
    this.#log = log;
    this.#dataFolder = dataFolder;
    this.#patience = patience;
    this.#lag = lag;
    this.#lag.enable();
    this.#turns = setInterval(() => this.#turn(), remembered).unref();
  }

  #turn(): void {
    this.#lagBefore = this.#lag.max;
    this.#lag.reset();
  }

  /** From now on the process is on its way out. */
  drain(): void {
    this.#draining = true;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** What is wrong with the process itself; '' when nothing is. However many ask, all hear the same. */
  alive(): string {
    const lag = Math.max(this.#lag.max, this.#lagBefore) / 1e6;
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
    this.#trial ??= this.#try().finally(() => (this.#trial = undefined));
    return this.#inTime(this.#trial);
  }

  /** One at a time, however many ask: each is a write. Says what kind of failure it was and nothing of where. */
  #try(): Promise<string> {
    return this.#log.probe().then(
      () => '',
      (error: NodeJS.ErrnoException) => `changes can not be stored${error.code ? ` (${error.code})` : ''}`,
    );
  }

  async #inTime(trial: Promise<string>): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('the disk does not answer in time'), this.#patience);
    });
    return Promise.race([trial, late]).finally(() => clearTimeout(timer));
  }

  async #freeDisk(): Promise<number> {
    const { bavail, blocks } = await statfs(this.#dataFolder);
    return blocks > 0 ? bavail / blocks : 1;
  }

  close(): void {
    clearInterval(this.#turns);
    this.#lag.disable();
  }
}
