// One live board: its document, what waits to be stored, and who listens. An edit is told to listeners only when it is on
// disk. No framing, no transport and no deciding in here: the judge looks at updates, the referee decides commands.

import * as Y from 'yjs';
import { applyWrites, prepareBoard, readLog, readPerson, type Write } from '../../shared/board/board.ts';
import { viewBoard, type BoardView } from '../../shared/board/view.ts';
import { migrate } from '../../shared/board/migrate.ts';
import { type BoardId, type Millis, type Mint, type PersonId } from '../../shared/ids.ts';
import type { Answer, CommandCall } from '../../shared/live/commands.ts';
import { decide, due, nextDue } from '../../shared/live/referee.ts';
import { refereeView, type RefereeView } from '../../shared/live/referee-view.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Clock } from '../clock.ts';
import type { StoredBoard, UpdateLog } from '../storage/update-log.ts';
import { scanUpdate, type ScanLimits } from './judge/scan.ts';

/** Who changed the document, as Yjs transaction origin. */
export type Origin = { readonly by: 'server' } | { readonly by: 'client' } | { readonly by: 'store' };
const SERVER: Origin = { by: 'server' };
const CLIENT: Origin = { by: 'client' };
const STORE: Origin = { by: 'store' };

export interface RoomListener {
  /** These updates are on disk now. Called once a batch, in order. */
  committed(updates: readonly Uint8Array[]): void;
  /** The room can not go on with its present peers; they should come back later (1013) or at once (1012). */
  interrupted(refusal: Refusal): void;
}

export type RoomDeps = {
  readonly log: UpdateLog;
  readonly clock: Clock;
  readonly mint: Mint;
  readonly report: (error: unknown, what: string) => void;
};

/** How many updates may follow a snapshot before a new one is made. */
const COMPACT_AFTER = 500;
/** Wait between two tries to store what could not be stored. */
const RETRY_STORE = 1_000;

export class Room {
  readonly id: BoardId;
  readonly doc = new Y.Doc();
  readonly #deps: RoomDeps;
  readonly #listeners = new Set<RoomListener>();
  readonly #carriedOut = new Set<string>();
  readonly #referee: RefereeView;
  #stored: number;
  #pending: Uint8Array[] = [];
  #flushing: Promise<void> | undefined;
  #failure: Refusal | undefined;
  #disarm: (() => void) | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;

  constructor(id: BoardId, stored: StoredBoard, deps: RoomDeps) {
    this.id = id;
    this.#deps = deps;
    this.#stored = stored.updates.length;
    this.#referee = refereeView(this.doc, (person, key) => this.#carriedOut.has(`${person} ${key}`));
    this.doc.transact(() => {
      if (stored.snapshot) Y.applyUpdate(this.doc, stored.snapshot, STORE);
      for (const update of stored.updates) Y.applyUpdate(this.doc, update, STORE);
    }, STORE);
    for (const entry of readLog(this.doc)) if (entry.key) this.#carriedOut.add(`${entry.by} ${entry.key}`);
    this.doc.on('update', (update: Uint8Array) => this.#hold(update));
    this.doc.transact(() => {
      prepareBoard(this.doc);
      migrate(this.doc);
    }, SERVER);
    this.#ring();
  }

  /** Whether changes are taken now; a refusal says why not. */
  get failure(): Refusal | undefined {
    return this.#failure;
  }

  get quiet(): boolean {
    return this.#listeners.size === 0 && this.#pending.length === 0 && this.#flushing === undefined;
  }

  listen(listener: RoomListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes one update of a client whose role may write. A refusal means nothing was changed. */
  receive(update: Uint8Array, limits: ScanLimits): Refusal | undefined {
    if (this.#closed) return refuse('shutting-down');
    if (this.#failure) return this.#failure;
    const scan = scanUpdate(update, limits);
    if (isRefusal(scan)) return scan;
    if (scan.empty) return undefined;
    try {
      Y.applyUpdate(this.doc, update, CLIENT);
    } catch (error) {
      this.#abandon(error);
      return refuse('malformed', { problem: 'it does not fit this board' });
    }
    // A task opened again may have seats whose time is up; while another alarm is set, that one looks after them.
    if (!this.#disarm) this.#arm();
    return undefined;
  }

  /** Decides and carries out a command; answers when the result is durable. */
  async command(person: PersonId, call: CommandCall): Promise<Answer> {
    if (this.#closed) return { ok: false, refusal: refuse('shutting-down') };
    if (this.#failure) return { ok: false, refusal: this.#failure };
    const by = readPerson(this.doc, person);
    if (!by) return { ok: false, refusal: refuse('no-such-person') };
    const now = this.#deps.clock.now();
    const decision = decide(this.#referee, call, by, now, this.#deps.mint);
    if (isRefusal(decision)) {
      // What a refusal tells (who holds the seat) must be as durable as an acceptance.
      return this.#durable({ ok: false, refusal: decision });
    }
    this.#carriedOut.add(`${person} ${call.key}`);
    this.write(decision.writes);
    const { seat, ask } = decision;
    return this.#durable({ ok: true, at: now, ...(seat === undefined ? {} : { seat }), ...(ask === undefined ? {} : { ask }) });
  }

  async #durable(answer: Answer): Promise<Answer> {
    const failure = await this.committed();
    return failure ? { ok: false, refusal: failure } : answer;
  }

  /** Writes as the server. Wait for `committed` before telling anybody. */
  write(writes: readonly Write[]): void {
    if (writes.length === 0) return;
    for (const write of writes) {
      if (write.write === 'log' && write.entry.key) this.#carriedOut.add(`${write.entry.by} ${write.entry.key}`);
    }
    this.edit(() => applyWrites(this.doc, writes));
    this.#arm();
  }

  /** Any edit the server itself makes, as one transaction. */
  edit(change: () => void): void {
    this.doc.transact(change, SERVER);
  }

  /** Resolves when all that is in the document now is on disk; with a refusal when it can not be stored. */
  async committed(): Promise<Refusal | undefined> {
    if (this.#failure) return this.#failure;
    while (this.#flushing && !this.#failure) await this.#flushing;
    return this.#failure;
  }

  /** The board as data, once it is durable. */
  async view(): Promise<BoardView | Refusal> {
    const view = viewBoard(this.doc);
    return (await this.committed()) ?? view;
  }

  /** Whether this copy of the board is over; a new one can be opened once it is `settled`. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Stores what is left, with a last snapshot, and lets go of the document. */
  close(): Promise<void> {
    this.#closed = true;
    this.#disarm?.();
    this.#closing ??= this.#lastWords();
    return this.#closing;
  }

  async #lastWords(): Promise<void> {
    await this.committed();
    await this.#flushing;
    try {
      if (this.#pending.length > 0) await this.#deps.log.append(this.id, this.#pending);
      else if (this.#stored > 0) await this.#compact();
    } catch (error) {
      this.#deps.report(error, 'a board could not store its last words');
    }
    this.doc.destroy();
  }

  /** Resolves when this closed copy writes nothing more to the log. */
  async settled(): Promise<void> {
    await this.#closing?.catch(() => undefined);
    await this.#flushing;
  }

  // -- storing ----------------------------------------------------------------------------------------------------------

  #hold(update: Uint8Array): void {
    this.#pending.push(update);
    if (!this.#flushing && !this.#failure) this.#flushing = this.#flush();
  }

  /** While one batch is on its way to disk the next one gathers: the busier, the larger the batches. */
  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#deps.log.append(this.id, batch);
      } catch (error) {
        this.#pending = [...batch, ...this.#pending];
        this.#flushing = undefined;
        return this.#storeFailed(error);
      }
      this.#stored += batch.length;
      if (this.#failure && !this.#closed) this.#recovered();
      for (const listener of this.#listeners) listener.committed(batch);
    }
    if (this.#stored >= COMPACT_AFTER && !this.#closed)
      await this.#compact().catch((error: unknown) => this.#deps.report(error, 'a board could not be compacted'));
    this.#flushing = undefined;
    if (this.#pending.length > 0) this.#flushing = this.#flush();
  }

  /** Call it only when nothing is pending: the snapshot then holds exactly what is stored. */
  async #compact(): Promise<void> {
    const through = this.#stored;
    await this.#deps.log.compact(this.id, Y.encodeStateAsUpdate(this.doc), through);
    this.#stored -= through;
  }

  #storeFailed(error: unknown): void {
    if (!this.#failure) {
      this.#deps.report(error, 'changes to a board could not be stored; it is read-only until they can');
      this.#failure = refuse('not-saved');
      for (const listener of this.#listeners) listener.interrupted(this.#failure);
    }
    this.#retryStore();
  }

  /** What could not be stored is kept and tried again; peers come back when it is on disk. */
  #retryStore(): void {
    const { clock } = this.#deps;
    clock.alarm((clock.now() + RETRY_STORE) as Millis, () => {
      if (!this.#closed) this.#flushing = this.#flush();
    });
  }

  /** Alarms that rang meanwhile were let pass: what they stood for is done now. */
  #recovered(): void {
    this.#failure = undefined;
    this.#ring();
  }

  /** A change got halfway into the document: nobody may see this copy any more. It is loaded anew from the log. */
  #abandon(error: unknown): void {
    this.#deps.report(error, 'an update could not be applied; the board is loaded anew');
    this.#failure = refuse('shutting-down');
    for (const listener of [...this.#listeners]) listener.interrupted(this.#failure);
    this.#closed = true;
    this.#disarm?.();
  }

  // -- what time alone brings about ---------------------------------------------------------------------------------------

  #arm(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    const next = nextDue(this.#referee);
    if (next !== undefined && !this.#closed) this.#disarm = this.#deps.clock.alarm(next, () => this.#ring());
  }

  #ring(): void {
    if (this.#failure) return;
    const writes = due(this.#referee, this.#deps.clock.now());
    if (writes.length > 0) this.write(writes);
    else this.#arm();
  }
}
