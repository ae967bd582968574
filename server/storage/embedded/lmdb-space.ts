// Takes the space on disk that a transaction may need before LMDB writes it. When a write of its own fails, LMDB 3.5 puts
// the reason into a buffer that is too short for it and so damages the memory of the process: it must not come to that.

import { open, type FileHandle } from 'node:fs/promises';
import type { RootDatabase } from 'lmdb';

export type Planned = { readonly key: readonly (string | number)[]; readonly value: Uint8Array | undefined };

/** Zeros behind the last page are nothing to LMDB; it writes over them when it grows. */
const ZEROS = new Uint8Array(1_048_576);
/** Taken beyond what is needed, so that most transactions need not ask. */
const AHEAD = 2_097_152;
/** For the list of free pages. */
const PAGES_EACH_TIME = 8;
/** The way down the tree to another place in it, copied and split. */
const PAGES_ELSEWHERE = 8;
const PAGES_BESIDE = 1;
const KEY_BYTES = 64;

type Stats = { readonly pageSize: number; readonly lastPageNumber: number };

export class LmdbSpace {
  readonly #environment: Pick<RootDatabase, 'getStats'>;
  readonly #file: string;
  readonly #pageSize: number;
  /** How much of what was taken is surely left. */
  #left = 0;

  constructor(environment: Pick<RootDatabase, 'getStats'>, file: string) {
    this.#environment = environment;
    this.#file = file;
    this.#pageSize = (environment.getStats() as Stats).pageSize;
  }

  /** Rejects when there is no room for these writes; nothing has been written then. */
  async take(writes: readonly Planned[]): Promise<void> {
    const need = bytesFor(writes, this.#pageSize);
    if (need > this.#left) this.#left = await extend(this.#file, this.#used(), need + AHEAD);
    this.#left -= need;
  }

  #used(): number {
    return ((this.#environment.getStats() as Stats).lastPageNumber + 1) * this.#pageSize;
  }
}

/** Never less than LMDB takes, and mostly far more. */
function bytesFor(writes: readonly Planned[], pageSize: number): number {
  let bytes = PAGES_EACH_TIME * pageSize;
  let before: string | number | undefined;
  for (const { key, value } of writes) {
    bytes += (key[0] === before && key[0] !== 'owner' ? PAGES_BESIDE : PAGES_ELSEWHERE) * pageSize;
    bytes += 2 * (KEY_BYTES + (value?.length ?? 0)) + pageSize;
    before = key[0];
  }
  return bytes;
}

/** @returns how much there is behind `used`. */
async function extend(file: string, used: number, wanted: number): Promise<number> {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    if (size - used < wanted) await fill(handle, size, used + wanted);
    return Math.max(size, used + wanted) - used;
  } finally {
    await handle.close();
  }
}

/** Written, not only made longer: a hole takes no space. */
async function fill(handle: FileHandle, from: number, to: number): Promise<void> {
  for (let at = from; at < to;) {
    const { bytesWritten } = await handle.write(ZEROS, 0, Math.min(ZEROS.length, to - at), at);
    at += bytesWritten;
  }
}
