// The storage promises in memory, for tests and rehearsals: nothing survives the process. Also the hook that makes any
// update log fail on demand, so that rooms can meet a full disk without one.

import type { BoardId } from '../../shared/ids.ts';
import { emptyCatalogue, type Catalogue, type CatalogueData } from './catalogue.ts';
import type { StoredBoard, UpdateLog } from './update-log.ts';

export type LogCall = keyof UpdateLog;

/**
 * Asked before every call; an Error makes the call reject and change nothing. A promise holds the call up until it
 * settles: so a test decides when something becomes durable.
 */
export type Failing = (call: LogCall) => Error | undefined | Promise<Error | undefined>;

/** The same log, with every call but `close` at the mercy of `failing`. */
export function withFaults(log: UpdateLog, failing: Failing): UpdateLog {
  async function pass<T>(call: LogCall, go: () => Promise<T>): Promise<T> {
    const answer = failing(call);
    const error = answer instanceof Promise ? await answer : answer;
    if (error !== undefined) throw error;
    return go();
  }
  return {
    append: (board, updates) => pass('append', () => log.append(board, updates)),
    read: (board) => pass('read', () => log.read(board)),
    pending: (board) => pass('pending', () => log.pending(board)),
    compact: (board, snapshot, through) => pass('compact', () => log.compact(board, snapshot, through)),
    boards: () => pass('boards', () => log.boards()),
    probe: () => pass('probe', () => log.probe()),
    close: () => log.close(),
  };
}

export function memoryLog(options: { readonly failing?: Failing } = {}): UpdateLog {
  const log = new MemoryLog();
  return options.failing === undefined ? log : withFaults(log, options.failing);
}

class MemoryLog implements UpdateLog {
  readonly #boards = new Map<BoardId, { snapshot: Uint8Array | undefined; updates: Uint8Array[] }>();
  #closed = false;

  async append(board: BoardId, updates: readonly Uint8Array[]): Promise<void> {
    this.#mustBeOpen();
    if (updates.length > 0) this.#board(board).updates.push(...updates.map((update) => new Uint8Array(update)));
  }

  async read(board: BoardId): Promise<StoredBoard> {
    this.#mustBeOpen();
    const stored = this.#boards.get(board);
    return { snapshot: stored?.snapshot?.slice(), updates: stored?.updates.map((update) => update.slice()) ?? [] };
  }

  async pending(board: BoardId): Promise<number> {
    this.#mustBeOpen();
    return this.#boards.get(board)?.updates.length ?? 0;
  }

  async compact(board: BoardId, snapshot: Uint8Array, through: number): Promise<void> {
    this.#mustBeOpen();
    const count = this.#boards.get(board)?.updates.length ?? 0;
    if (!Number.isSafeInteger(through) || through < 0 || through > count) {
      throw new RangeError(`cannot compact through ${through} of ${count} updates`);
    }
    const stored = this.#board(board);
    stored.snapshot = new Uint8Array(snapshot);
    stored.updates.splice(0, through);
  }

  async boards(): Promise<readonly BoardId[]> {
    this.#mustBeOpen();
    return [...this.#boards.keys()].sort();
  }

  async probe(): Promise<void> {
    this.#mustBeOpen();
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #board(board: BoardId): { snapshot: Uint8Array | undefined; updates: Uint8Array[] } {
    const stored = this.#boards.get(board) ?? { snapshot: undefined, updates: [] };
    this.#boards.set(board, stored);
    return stored;
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Error('The update log is closed.');
  }
}

/** @param failing asked on every change; an Error makes it reject, and the state stays as it was. */
export function memoryCatalogue(
  data: CatalogueData = emptyCatalogue(),
  options: { readonly failing?: () => Error | undefined } = {},
): Catalogue {
  let state = structuredClone(data);
  let closed = false;
  return {
    get data() {
      return state;
    },
    async change(mutate) {
      if (closed) throw new Error('The catalogue is closed.');
      const next = structuredClone(state);
      mutate(next);
      const error = options.failing?.();
      if (error !== undefined) throw error;
      state = next;
    },
    async close() {
      closed = true;
    },
  };
}
