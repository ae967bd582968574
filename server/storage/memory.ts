// The storage promises in memory, for tests and rehearsals: nothing survives the process. Also the hook that makes any
// update log fail on demand, so that rooms can meet a full disk without one.

import type { BoardId, Millis, PersonId } from '../../shared/ids.ts';
import { emptyCatalogue, type Catalogue, type CatalogueData } from './catalogue.ts';
import type { Ballots, Owners, StoredBoard, UpdateLog } from './update-log.ts';

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
    append: (board, updates, owners, ballots) => pass('append', () => log.append(board, updates, owners, ballots)),
    read: (board) => pass('read', () => log.read(board)),
    pending: (board) => pass('pending', () => log.pending(board)),
    compact: (board, snapshot, through) => pass('compact', () => log.compact(board, snapshot, through)),
    boards: () => pass('boards', () => log.boards()),
    keepMoment: (board, at, snapshot) => pass('keepMoment', () => log.keepMoment(board, at, snapshot)),
    moments: (board) => pass('moments', () => log.moments(board)),
    moment: (board, at) => pass('moment', () => log.moment(board, at)),
    dropMoments: (board, at) => pass('dropMoments', () => log.dropMoments(board, at)),
    probe: () => pass('probe', () => log.probe()),
    close: () => log.close(),
  };
}

/** @param options.epoch which it is since the store was last put back. */
export function memoryLog(options: { readonly failing?: Failing; readonly epoch?: number } = {}): UpdateLog {
  const log = new MemoryLog(options.epoch ?? 1);
  return options.failing === undefined ? log : withFaults(log, options.failing);
}

class MemoryLog implements UpdateLog {
  readonly #boards = new Map<BoardId, { snapshot: Uint8Array | undefined; updates: Uint8Array[] }>();
  readonly #owners = new Map<BoardId, Map<number, PersonId>>();
  readonly #ballots = new Map<BoardId, Ballots>();
  readonly #moments = new Map<BoardId, Map<Millis, Uint8Array>>();
  readonly #epoch: number;
  #closed = false;

  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  async append(board: BoardId, updates: readonly Uint8Array[], owners: Owners = new Map(), ballots: Ballots = new Map()): Promise<void> {
    this.#mustBeOpen();
    const kept = new Map([...(this.#ballots.get(board) ?? []), ...structuredClone(ballots)]);
    this.#ballots.set(board, new Map([...kept].filter(([, dots]) => Object.keys(dots).length > 0)));
    if (owners.size > 0) this.#owners.set(board, new Map([...(this.#owners.get(board) ?? []), ...owners]));
    if (updates.length > 0) this.#board(board).updates.push(...updates.map((update) => new Uint8Array(update)));
  }

  async read(board: BoardId): Promise<StoredBoard> {
    this.#mustBeOpen();
    const stored = this.#boards.get(board);
    return {
      snapshot: stored?.snapshot?.slice(),
      updates: stored?.updates.map((update) => update.slice()) ?? [],
      owners: new Map(this.#owners.get(board)),
      ballots: new Map(this.#ballots.get(board)),
      epoch: this.#epoch,
    };
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

  async keepMoment(board: BoardId, at: Millis, snapshot: Uint8Array): Promise<void> {
    this.#mustBeOpen();
    const moments = this.#moments.get(board) ?? new Map<Millis, Uint8Array>();
    this.#moments.set(board, moments.set(at, new Uint8Array(snapshot)));
  }

  async moments(board: BoardId): Promise<readonly Millis[]> {
    this.#mustBeOpen();
    return [...(this.#moments.get(board)?.keys() ?? [])].sort((one, other) => one - other);
  }

  async moment(board: BoardId, at: Millis): Promise<Uint8Array | undefined> {
    this.#mustBeOpen();
    return this.#moments.get(board)?.get(at)?.slice();
  }

  async dropMoments(board: BoardId, at: readonly Millis[]): Promise<void> {
    this.#mustBeOpen();
    for (const moment of at) this.#moments.get(board)?.delete(moment);
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
