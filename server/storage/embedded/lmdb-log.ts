// The update log on LMDB: one environment for all boards of the process. Calls gather while a transaction is on its
// way and share the next one; there is at most one at a time, so order of calls is order of updates.
// No Yjs here (updates are bytes), and no decision about when to compact.

import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Dots } from '../../../shared/board/schema.ts';
import { millis, type BoardId, type Millis, type PersonId } from '../../../shared/ids.ts';
import type { Ballots, Owners, StoredBoard, UpdateLog } from '../update-log.ts';
import { mustBeSound, openEnvironment, type Environment } from './lmdb-folder.ts';
import { salvage } from './lmdb-salvage.ts';
import { LmdbSpace } from './lmdb-space.ts';
import {
  END,
  EPOCH,
  PROBE,
  epochValue,
  SNAPSHOT,
  ballotKey,
  momentKey,
  ownerKey,
  packMoment,
  storedBoards,
  storedEpoch,
  unpackMoment,
  type Key,
} from './log-layout.ts';

/** More calls than this wait for the transaction after: a commit must stay short. */
const MOST_CALLS = 2_000;
/** Time between two transactions while several boards write, in ms: a transaction costs about as much as judging ten edits. */
const PACE = 6;

/** The updates of a board: `first` up to, not including, `next`. */
type Span = { readonly first: number; readonly next: number };
type Spans = Map<BoardId, Span>;
type Write = { readonly key: Key; readonly value: Uint8Array | undefined };
/** What a call wants written, given where each board's updates stand; it moves the spans along. */
type Plan = (spans: Spans) => Write[];
type Call = { readonly plan: Plan; readonly boards: readonly BoardId[]; resolve(): void; reject(error: unknown): void };

/**
 * A damaged log is opened with all of it that can still be read.
 * @param onError is told once of every failed transaction and of anything that has no caller; calls reject by themselves.
 * @param onMended is told of damage that was found on opening, and what became of it, in words for the organizer.
 */
export async function openLmdbLog(
  folder: string,
  onError: (error: unknown) => void,
  onMended: (found: string) => void = () => undefined,
): Promise<UpdateLog> {
  const found = await attempt(folder, salvage);
  if (found !== undefined) onMended(found);
  return new LmdbLog(folder, await openLogEnvironment(folder), onError);
}

/** The log for reading only, as it is now, while another process may write to it. A damaged one is refused. */
export async function readLmdbLog(folder: string): Promise<UpdateLog> {
  const environment = await attempt(folder, () => openEnvironment(folder, { readOnly: true }));
  const log = new LmdbLog(folder, environment, () => undefined);
  // From here on LMDB leaves alone whatever this or a later state is made of: it stays legible, and is one moment.
  environment.useReadTransaction();
  await attempt(folder, async () => mustBeSound(join(folder, 'data.mdb'))).catch(async (error: unknown) => {
    await log.close();
    throw error;
  });
  return log;
}

/** Marks a store that was put back to an older state. Nobody else has it open. */
export async function setEpoch(folder: string, epoch: number): Promise<void> {
  const environment = await openLogEnvironment(folder);
  try {
    const write = { key: EPOCH, value: epochValue(epoch) };
    await spaceOf(folder, environment).take([write]);
    await transact(environment, [write]);
  } finally {
    await environment.close();
  }
}

const spaceOf = (folder: string, environment: Environment): LmdbSpace => new LmdbSpace(environment, join(folder, 'data.mdb'));

const openLogEnvironment = (folder: string): Promise<Environment> => attempt(folder, openEnvironment);

async function attempt<T>(folder: string, visit: (folder: string) => Promise<T>): Promise<T> {
  try {
    return await visit(folder);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The update log in ${folder} cannot be opened: ${problem}. Free disk space, check permissions, or restore a backup of that folder.`,
      {
        cause: error,
      },
    );
  }
}

class LmdbLog implements UpdateLog {
  readonly #folder: string;
  readonly #onError: (error: unknown) => void;
  #environment: Environment | undefined;
  #space: LmdbSpace;
  #opening: Promise<Environment> | undefined;
  #waiting: Call[] = [];
  #draining: Promise<void> | undefined;
  /** When the last transaction began, and whether it was one of a crowd. */
  #begun = -Infinity;
  #crowded = false;
  /** Moments are squeezed one after the other, so that calls about them are carried out in their order. */
  #squeezing: Promise<void> = Promise.resolve();
  #closed = false;
  #closing: Promise<void> | undefined;
  /** Committed positions; forgotten after a failure, when only the disk knows. */
  #spans: Spans = new Map();

  constructor(folder: string, environment: Environment, onError: (error: unknown) => void) {
    this.#folder = folder;
    this.#environment = environment;
    this.#space = spaceOf(folder, environment);
    this.#onError = onError;
  }

  async append(board: BoardId, updates: readonly Uint8Array[], owners?: Owners, ballots?: Ballots): Promise<void> {
    this.#mustBeOpen();
    // Copied at once: LMDB reads the bytes later, from another thread.
    const values = updates.map((update) => Buffer.from(update));
    const bound = [...(owners ?? [])].map(([client, person]): Write => ({ key: ownerKey(board, client), value: Buffer.from(person) }));
    const cast = [...(ballots ?? [])].map(([person, dots]): Write => ({ key: ballotKey(board, person), value: ballotValue(dots) }));
    return this.#write([board], (spans) => [...planAppend(spans, board, values), ...bound, ...cast]);
  }

  async compact(board: BoardId, snapshot: Uint8Array, through: number): Promise<void> {
    this.#mustBeOpen();
    const value = Buffer.from(snapshot);
    return this.#write([board], (spans) => planCompaction(spans, board, value, through));
  }

  async keepMoment(board: BoardId, at: Millis, snapshot: Uint8Array): Promise<void> {
    this.#mustBeOpen();
    const bytes = Buffer.from(snapshot);
    await this.#writeInTurn(async () => [{ key: momentKey(board, at), value: await packMoment(bytes) }]);
  }

  async dropMoments(board: BoardId, at: readonly Millis[]): Promise<void> {
    this.#mustBeOpen();
    await this.#writeInTurn(async () => at.map((moment) => ({ key: momentKey(board, moment), value: undefined })));
  }

  async moments(board: BoardId): Promise<readonly Millis[]> {
    const environment = await this.#ready();
    const keys = environment.getKeys({ start: momentKey(board, 0), end: momentKey(board, END) });
    return [...keys].map((key) => millis(key[2] as number));
  }

  async moment(board: BoardId, at: Millis): Promise<Uint8Array | undefined> {
    const environment = await this.#ready();
    const value = environment.get(momentKey(board, at));
    return value === undefined ? undefined : unpackMoment(value);
  }

  async probe(): Promise<void> {
    this.#mustBeOpen();
    return this.#write([], () => [{ key: PROBE, value: Buffer.of(1) }]);
  }

  async read(board: BoardId): Promise<StoredBoard> {
    const environment = await this.#ready();
    let snapshot: Uint8Array | undefined;
    const updates: Uint8Array[] = [];
    let expected: number | undefined;
    for (const { key, value } of environment.getRange({ start: [board, SNAPSHOT], end: [board, END] })) {
      const sequence = key[1] as number;
      // LMDB lends its buffer only until the next entry: copy.
      const bytes = new Uint8Array(value);
      if (sequence === SNAPSHOT) {
        snapshot = bytes;
        continue;
      }
      if (expected !== undefined && sequence !== expected) throw this.#damaged(board, expected);
      expected = sequence + 1;
      updates.push(bytes);
    }
    const [owners, ballots] = [storedOwners(environment, board), storedBallots(environment, board)];
    return { snapshot, updates, owners, ballots, epoch: storedEpoch(environment) };
  }

  async pending(board: BoardId): Promise<number> {
    const environment = await this.#ready();
    const { first, next } = this.#spans.get(board) ?? storedSpan(environment, board);
    return next - first;
  }

  async boards(): Promise<readonly BoardId[]> {
    const environment = await this.#ready();
    return storedBoards(environment);
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#closing ??= this.#letGo();
    return this.#closing;
  }

  async #letGo(): Promise<void> {
    await this.#squeezing;
    await this.#draining;
    await this.#opening?.catch(() => undefined);
    const environment = this.#environment;
    this.#environment = undefined;
    await environment?.close();
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Error('The update log is closed.');
  }

  /** What takes time to prepare is queued in the order of the calls. */
  #writeInTurn(prepare: () => Promise<Write[]>): Promise<void> {
    const prepared = this.#squeezing.then(prepare);
    const written = prepared.then((writes) => this.#write([], () => writes));
    this.#squeezing = prepared.then(
      () => undefined,
      () => undefined,
    );
    return written;
  }

  #write(boards: readonly BoardId[], plan: Plan): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ plan, boards, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // Let the other calls of this turn join the first transaction.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#pace();
      const calls = this.#waiting.splice(0, MOST_CALLS);
      await this.#commit(calls);
      this.#crowded = calls.length > 1 || this.#waiting.length > 0;
    }
    this.#draining = undefined;
  }

  /** Whoever writes alone, one call after the other, never waits. */
  async #pace(): Promise<void> {
    const wait = this.#crowded ? this.#begun + PACE - performance.now() : 0;
    if (wait > 0) await setTimeout(wait);
    this.#begun = performance.now();
  }

  async #commit(calls: readonly Call[]): Promise<void> {
    let planned: Planned;
    let begun = true;
    try {
      const environment = await this.#open();
      planned = planAll(calls, (board) => this.#spans.get(board) ?? storedSpan(environment, board));
      begun = false;
      await this.#space.take(planned.writes);
      begun = true;
      await transact(environment, planned.writes);
    } catch (error) {
      const failure = this.#unwritable(error);
      if (begun) this.#startAgain();
      for (const call of calls) call.reject(failure);
      this.#tell(failure);
      return;
    }
    for (const [board, span] of planned.spans) this.#spans.set(board, span);
    for (const call of planned.calls) call.resolve();
  }

  async #ready(): Promise<Environment> {
    this.#mustBeOpen();
    return this.#open();
  }

  async #open(): Promise<Environment> {
    if (this.#environment !== undefined) return this.#environment;
    this.#opening ??= this.#reopen(undefined);
    return this.#opening;
  }

  /**
   * After a failed transaction only the disk knows what is stored, and LMDB itself may have given the environment up
   * (it does so when its meta page cannot be written). A fresh one recovers from both without a restart.
   */
  #startAgain(): void {
    this.#spans.clear();
    const old = this.#environment;
    this.#environment = undefined;
    if (old === undefined) return;
    this.#opening = this.#reopen(old);
    // Whoever needs it next tries again and gets the error; nobody may be waiting now.
    this.#opening.catch(() => undefined);
  }

  async #reopen(old: Environment | undefined): Promise<Environment> {
    try {
      await old?.close();
    } catch (error) {
      this.#tell(error);
    }
    try {
      const environment = await openLogEnvironment(this.#folder);
      this.#space = spaceOf(this.#folder, environment);
      this.#environment = environment;
      return environment;
    } finally {
      this.#opening = undefined;
    }
  }

  /** A listener that throws must not stop the queue. */
  #tell(error: unknown): void {
    try {
      this.#onError(error);
    } catch {
      // Its own affair.
    }
  }

  #unwritable(cause: unknown): Error {
    const problem = cause instanceof Error ? cause.message : String(cause);
    return new Error(`The update log in ${this.#folder} could not be written: ${problem}. Is the disk full?`, { cause });
  }

  #damaged(board: BoardId, missing: number): Error {
    return new Error(
      `The update log in ${this.#folder} is damaged: update ${missing} of board ${board} is missing. Restore a backup of that folder.`,
    );
  }
}

function planAppend(spans: Spans, board: BoardId, values: readonly Uint8Array[]): Write[] {
  const { first, next } = spans.get(board) as Span;
  spans.set(board, { first, next: next + values.length });
  return values.map((value, index) => ({ key: [board, next + index], value }));
}

function planCompaction(spans: Spans, board: BoardId, value: Uint8Array, through: number): Write[] {
  const { first, next } = spans.get(board) as Span;
  if (!Number.isSafeInteger(through) || through < 0 || through > next - first) {
    throw new RangeError(`cannot compact through ${through} of ${next - first} updates`);
  }
  spans.set(board, { first: first + through, next });
  const removals = Array.from({ length: through }, (_, index): Write => ({ key: [board, first + index], value: undefined }));
  return [{ key: [board, SNAPSHOT], value }, ...removals];
}

type Planned = { readonly writes: Write[]; readonly spans: Spans; readonly calls: Call[] };

/** A call whose plan throws is rejected alone; the others go on. */
function planAll(calls: readonly Call[], stored: (board: BoardId) => Span): Planned {
  const planned: Planned = { writes: [], spans: new Map(), calls: [] };
  for (const call of calls) {
    for (const board of call.boards) if (!planned.spans.has(board)) planned.spans.set(board, stored(board));
    let writes: Write[];
    try {
      writes = call.plan(planned.spans);
    } catch (error) {
      call.reject(error);
      continue;
    }
    for (const write of writes) planned.writes.push(write);
    planned.calls.push(call);
  }
  return planned;
}

/** Resolves when all writes are on disk, rejects when none is. */
async function transact(environment: Environment, writes: readonly Write[]): Promise<void> {
  if (writes.length === 0) return;
  try {
    await environment.batch(() => {
      for (const { key, value } of writes) void (value === undefined ? environment.remove(key) : environment.put(key, value));
    });
  } catch (error) {
    throw await commitError(error);
  }
}

/** LMDB hands the reason of a failed commit over as a second promise, which must be caught too. */
async function commitError(error: unknown): Promise<unknown> {
  const reason = (error as { commitError?: Promise<never> }).commitError;
  if (reason === undefined) return error;
  const caught = reason.catch((cause: unknown) => cause);
  // The reason comes in the same turn; some status codes never bring one.
  const none = new Promise((resolve) => setImmediate(resolve, error));
  return Promise.race([caught, none]);
}

function storedOwners(environment: Environment, board: BoardId): Owners {
  const owners = new Map<number, PersonId>();
  for (const { key, value } of environment.getRange({ start: ownerKey(board, 0), end: ownerKey(board, END) }))
    owners.set(key[2] as number, Buffer.from(value).toString() as PersonId);
  return owners;
}

const ballotValue = (dots: Dots): Uint8Array | undefined => (Object.keys(dots).length > 0 ? Buffer.from(JSON.stringify(dots)) : undefined);

function storedBallots(environment: Environment, board: BoardId): Ballots {
  const ballots = new Map<PersonId, Dots>();
  for (const { key, value } of environment.getRange({ start: ballotKey(board, ''), end: ballotKey(board, '~') }))
    ballots.set(key[2] as PersonId, JSON.parse(Buffer.from(value).toString()) as Dots);
  return ballots;
}

function storedSpan(environment: Environment, board: BoardId): Span {
  const [first] = environment.getKeys({ start: [board, SNAPSHOT + 1], end: [board, END], limit: 1 });
  const [last] = environment.getKeys({ start: [board, END], end: [board, SNAPSHOT], reverse: true, limit: 1 });
  if (first === undefined || last === undefined) return { first: 1, next: 1 };
  return { first: first[1] as number, next: (last[1] as number) + 1 };
}
