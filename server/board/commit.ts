// Durable first: gathers what was done to one board, stores it batch by batch, and says when each batch is on disk. The
// busier the board, the larger the batches. It knows bytes and the log; documents, listeners and the judge are the room's.

import * as Y from 'yjs';
import type { Dots } from '../../shared/board/schema.ts';
import type { BoardId, Millis, PersonId } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';
import type { Ballots, Owners, UpdateLog } from '../storage/update-log.ts';

/** What became durable together; batches of a board have rising numbers. */
export type Batch = { readonly number: number; readonly updates: readonly Uint8Array[] };

export type CommitDeps = {
  readonly log: UpdateLog;
  readonly clock: Clock;
  readonly report: (error: unknown, what: string) => void;
};

export interface CommitListener {
  /** A batch is about to be closed: what waits to be part of it is to be held now. */
  gather(): void;
  committed(batch: Batch): void;
  /** Nothing can be stored at present; it is tried again until it works. Told once. */
  failed(): void;
  /** The store is back, and what waited is stored. Told right before `committed`. */
  recovered(): void;
  /** The whole board as it is in this very moment. */
  encode(): Uint8Array;
}

/** Time between two batches of a busy board: fewer writes and fewer frames. A quiet board's first edit does not wait. */
const PACE = 16;
/** Wait between two tries to store what could not be stored. */
const RETRY = 1_000;
/** How much may follow a snapshot before a new one is made: so many changes if they are a fair part of it, or so many at all. */
const COMPACT_AFTER = { changes: 500, share: 1 / 8, atMost: 4_000 } as const;
/** Joining updates to one costs more than it saves when there are many, or when they are large. */
const BUNDLE = { updates: 64, bytes: 32 * 1024 } as const;

type Gathering = {
  readonly number: number;
  readonly updates: Uint8Array[];
  readonly owners: Map<number, PersonId>;
  readonly ballots: Map<PersonId, Dots>;
  bytes: number;
};
type Waiter = { readonly number: number; readonly settle: (durable: boolean) => void };

const gathering = (number: number): Gathering => ({ number, updates: [], owners: new Map(), ballots: new Map(), bytes: 0 });
const isEmpty = ({ updates, ballots }: Gathering): boolean => updates.length === 0 && ballots.size === 0;

export class CommitBarrier {
  readonly #board: BoardId;
  readonly #deps: CommitDeps;
  readonly #listener: CommitListener;
  #gathering = gathering(1);
  #flying: Gathering | undefined;
  #expecting = false;
  #launching = false;
  #flight: Promise<void> | undefined;
  #durable = 0;
  #startedAt = -Infinity;
  #ahead: (() => void) | undefined;
  #failed = false;
  #closed = false;
  #waiters: Waiter[] = [];
  #compacting: Promise<void> | undefined;
  /** What is stored: the size of the snapshot, and the updates since, several changes in one. */
  #snapshotBytes: number;
  #tail: { updates: number; changes: number; bytes: number };

  constructor(
    board: BoardId,
    stored: { readonly snapshot: Uint8Array | undefined; readonly updates: readonly Uint8Array[] },
    deps: CommitDeps,
    listener: CommitListener,
  ) {
    this.#board = board;
    this.#deps = deps;
    this.#listener = listener;
    this.#snapshotBytes = stored.snapshot?.byteLength ?? 0;
    this.#tail = { updates: stored.updates.length, changes: stored.updates.length, bytes: bytesOf(stored.updates) };
  }

  /** The batch with which all that was held so far becomes durable. */
  get barrier(): number {
    if (!isEmpty(this.#gathering)) return this.#gathering.number;
    return this.#flying?.number ?? this.#durable;
  }

  /** The last batch that is on disk. */
  get durable(): number {
    return this.#durable;
  }

  /** All that was held is on disk. */
  get isDurable(): boolean {
    return !this.#hasNews && this.#flying === undefined;
  }

  get #hasNews(): boolean {
    return this.#expecting || !isEmpty(this.#gathering);
  }

  /** All is on disk, and nothing is being written. */
  get quiet(): boolean {
    return this.isDurable && this.#compacting === undefined;
  }

  /** About how large the board is: at least what its snapshot would be. */
  get bytes(): number {
    return this.#snapshotBytes + this.#tail.bytes + this.#gathering.bytes + (this.#flying?.bytes ?? 0);
  }

  /** How many updates follow the snapshot. */
  get tail(): number {
    return this.#tail.updates;
  }

  /** Takes what was just done to the board; `owners` are client ids seen for the first time in it. */
  hold(updates: readonly Uint8Array[], owners?: Owners): void {
    this.#gathering.updates.push(...updates);
    this.#gathering.bytes += bytesOf(updates);
    for (const [client, person] of owners ?? []) this.#gathering.owners.set(client, person);
    this.#launchSoon();
  }

  /** Takes ballots that changed: they are part of the batch, and nobody is told of them. */
  keep(ballots: Ballots): void {
    for (const [person, dots] of ballots) this.#gathering.ballots.set(person, dots);
    this.#launchSoon();
  }

  /** Something waits to be held when the next batch is closed. */
  expect(): void {
    this.#expecting = true;
    this.#launchSoon();
  }

  /** Resolves when all that was held so far is on disk (true), or when that failed. Whoever waits hastens the batch. */
  committed(): Promise<boolean> {
    if (this.#failed) return Promise.resolve(false);
    const number = this.barrier;
    if (number <= this.#durable) return Promise.resolve(true);
    return new Promise((settle) => {
      this.#waiters.push({ number, settle });
      this.#launchSoon();
    });
  }

  // -- storing ----------------------------------------------------------------------------------------------------------

  #launchSoon(): void {
    if (this.#launching || this.#flying || this.#failed || !this.#hasNews) return;
    const { clock } = this.#deps;
    const wait = Math.min(PACE, this.#startedAt + PACE - clock.now());
    const hurried = this.#waiters.some(({ number }) => number === this.#gathering.number);
    if (wait <= 0 || hurried) {
      this.#ahead?.();
      this.#ahead = undefined;
      this.#launch();
    } else this.#ahead ??= clock.alarm((clock.now() + wait) as Millis, () => this.#due());
  }

  #due(): void {
    this.#ahead = undefined;
    if (!this.#launching && !this.#flying && !this.#failed && this.#hasNews) this.#launch();
  }

  #launch(): void {
    this.#startedAt = this.#deps.clock.now();
    this.#launching = true;
    this.#flight = this.#fly();
  }

  async #fly(): Promise<void> {
    // What the same turn still brings comes along.
    await Promise.resolve();
    this.#expecting = false;
    this.#listener.gather();
    this.#launching = false;
    const batch = this.#gathering;
    if (isEmpty(batch)) return;
    this.#gathering = gathering(batch.number + 1);
    this.#flying = batch;
    const updates = bundle(batch.updates);
    // Taken now, when the board is what is stored and this batch, and nothing else.
    const snapshot = this.#isLong(batch) ? this.#listener.encode() : undefined;
    try {
      await this.#deps.log.append(this.#board, updates, someOf(batch.owners), someOf(batch.ballots));
    } catch (error) {
      return this.#fell(batch, error);
    }
    this.#tail.updates += updates.length;
    this.#tail.changes += batch.updates.length;
    this.#tail.bytes += bytesOf(updates);
    this.#landed({ number: batch.number, updates });
    if (snapshot) await this.#compact(snapshot);
  }

  #landed(batch: Batch): void {
    this.#flying = undefined;
    this.#durable = batch.number;
    if (this.#failed) {
      this.#failed = false;
      if (!this.#closed) this.#listener.recovered();
    }
    this.#listener.committed(batch);
    this.#settle((number) => number <= batch.number, true);
    this.#launchSoon();
  }

  #settle(which: (number: number) => boolean, durable: boolean): void {
    const settled = this.#waiters.filter(({ number }) => which(number));
    if (settled.length === 0) return;
    this.#waiters = this.#waiters.filter(({ number }) => !which(number));
    for (const { settle } of settled) settle(durable);
  }

  /** What could not be stored is kept, in order, and tried again. */
  #fell(batch: Gathering, error: unknown): void {
    const later = this.#gathering;
    this.#flying = undefined;
    this.#gathering = {
      number: later.number,
      updates: [...batch.updates, ...later.updates],
      owners: new Map([...batch.owners, ...later.owners]),
      ballots: new Map([...batch.ballots, ...later.ballots]),
      bytes: batch.bytes + later.bytes,
    };
    this.#settle(() => true, false);
    if (!this.#failed) {
      this.#failed = true;
      this.#deps.report(error, 'changes to a board could not be stored; it is read-only until they can');
      this.#listener.failed();
    }
    const { clock } = this.#deps;
    clock.alarm((clock.now() + RETRY) as Millis, () => {
      if (!this.#closed && !this.#launching && !this.#flying) this.#launch();
    });
  }

  // -- compacting ---------------------------------------------------------------------------------------------------------

  #isLong({ updates }: Gathering): boolean {
    const changes = this.#tail.changes + updates.length;
    if (this.#compacting || changes < COMPACT_AFTER.changes) return false;
    return changes >= COMPACT_AFTER.atMost || this.#tail.bytes >= this.#snapshotBytes * COMPACT_AFTER.share;
  }

  /** Puts a snapshot in place of all that is stored now; what comes meanwhile stays behind it. */
  #compact(snapshot: Uint8Array): Promise<void> {
    const { updates, changes, bytes } = this.#tail;
    const compacted = this.#deps.log.compact(this.#board, snapshot, updates).then(
      () => {
        const now = this.#tail;
        this.#snapshotBytes = snapshot.byteLength;
        this.#tail = { updates: now.updates - updates, changes: now.changes - changes, bytes: now.bytes - bytes };
      },
      (error: unknown) => this.#deps.report(error, 'a board could not be compacted'),
    );
    this.#compacting = compacted.finally(() => (this.#compacting = undefined));
    return this.#compacting;
  }

  /** Makes a snapshot of all that is stored. Call it only when `quiet`. @returns whether the log holds nothing else now. */
  async compact(snapshot: Uint8Array): Promise<boolean> {
    if (this.#tail.updates > 0) await this.#compact(snapshot);
    return this.#tail.updates === 0;
  }

  // -- the end ------------------------------------------------------------------------------------------------------------

  /** Stores what is left, trying once more where it failed. Nothing may be held afterwards. @throws what the store throws */
  async close(): Promise<void> {
    this.#closed = true;
    await this.committed();
    await this.settled();
    const { updates, owners, ballots, number } = this.#gathering;
    if (isEmpty(this.#gathering)) return;
    await this.#deps.log.append(this.#board, updates, owners, someOf(ballots));
    this.#tail.updates += updates.length;
    this.#gathering = gathering(number + 1);
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    while (this.#launching || this.#flying || this.#compacting) await (this.#compacting ?? this.#flight);
  }
}

const someOf = <K, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> | undefined => (map.size > 0 ? map : undefined);

function bytesOf(updates: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const update of updates) bytes += update.byteLength;
  return bytes;
}

/** The same changes in fewer pieces. */
function bundle(updates: readonly Uint8Array[]): readonly Uint8Array[] {
  const bundles: Uint8Array[] = [];
  let open: Uint8Array[] = [];
  let bytes = 0;
  const seal = () => {
    const [only] = open;
    if (only) bundles.push(open.length === 1 ? only : Y.mergeUpdates(open));
    open = [];
    bytes = 0;
  };
  for (const update of updates) {
    if (open.length >= BUNDLE.updates || bytes + update.byteLength > BUNDLE.bytes) seal();
    open.push(update);
    bytes += update.byteLength;
  }
  seal();
  return bundles;
}
