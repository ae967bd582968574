// One board as it is used: people's changes and commands and the server's own writes go in, and all of it is told to listeners
// only when it is on disk. Changes of people are taken in reception.ts; the document is document.ts, what is stored commit.ts,
// commands are decided in refereeing.ts, ids are ownership.ts, its rest is rest.ts, what time brings about falling-due.ts.

import * as Y from 'yjs';
import { applyWrites, type Write } from '../../shared/board/server-writes.ts';
import type { Dots } from '../../shared/board/schema.ts';
import { viewLists, type LiveLists } from '../../shared/board/live-lists.ts';
import { viewBoard, type BoardView } from '../../shared/board/view.ts';
import { type BoardId, type Mint, type PersonId } from '../../shared/ids.ts';
import type { Answer, CommandCall } from '../../shared/live/commands.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Clock } from '../clock.ts';
import type { Ballots, Owners, StoredBoard, UpdateLog } from '../storage/update-log.ts';
import { CommitBarrier, type Batch } from './commit.ts';
import { BoardDocument } from './document.ts';
import { FallingDue } from './falling-due.ts';
import { crossCheck, judge, type Author, type Judge } from './judge/judge.ts';
import type { ScanLimits } from './judge/scan.ts';
import { SERVER } from './origin.ts';
import { Ownership } from './ownership.ts';
import { Reception, type Offer, type Taken } from './reception.ts';
import { Refereeing } from './refereeing.ts';
import { Rest } from './rest.ts';
import type { Onlooker, Warden } from './warden.ts';

export interface RoomListener {
  /** A batch is about to be closed: whoever announced changes hands them over now. */
  gather?(): void;
  /** These updates are on disk now. Called once a batch, in order; several changes may stand in one update. */
  committed(batch: Batch): void;
  /** The room can not go on with its present peers; they should come back later (1013) or at once (1012). */
  interrupted(refusal: Refusal): void;
}

export type RoomDeps = {
  readonly log: UpdateLog;
  readonly clock: Clock;
  readonly mint: Mint;
  readonly report: (error: unknown, what: string) => void;
  readonly warden?: (room: Room) => Warden;
  /** Who looks on, and does nothing to the board. */
  readonly onlooker?: (board: BoardId) => Onlooker;
  /** Told when a board gave up its document, or was let go. */
  readonly freed?: () => void;
  /** Another judge than the real one, to see what happens when it errs. */
  readonly judge?: Judge;
};

const JUDGE: Judge = { judge, crossCheck };
/** On a busy board something always comes in meanwhile. */
const TRIES_TO_FORGET = 20;

export class Room {
  readonly id: BoardId;
  /** Counts how often the store was put back to an older state. */
  readonly epoch: number;
  readonly #deps: RoomDeps;
  readonly #document: BoardDocument;
  readonly #commits: CommitBarrier;
  readonly #reception: Reception;
  readonly #due: FallingDue;
  readonly #rest: Rest;
  readonly #ownership: Ownership;
  readonly #refereeing: Refereeing;
  readonly #listeners = new Set<RoomListener>();
  readonly #warden: Warden | undefined;
  readonly #onlooker: Onlooker | undefined;
  #failure: Refusal | undefined;
  #closed = false;
  #broken = false;
  #closing: Promise<void> | undefined;

  /**
   * @param awake make the document at once, even where bytes would do.
   * @throws what `migrate` throws, if it has to make the document.
   */
  constructor(id: BoardId, stored: StoredBoard, deps: RoomDeps, awake = false) {
    this.id = id;
    this.epoch = stored.epoch;
    this.#deps = deps;
    this.#ownership = new Ownership(stored.owners);
    this.#refereeing = new Refereeing(stored.ballots, deps.mint);
    this.#document = new BoardDocument(deps.clock, deps.judge ?? JUDGE, {
      made: (doc) => this.#refereeing.attend(doc),
      changed: (update) => this.#commits.hold([update]),
    });
    this.#commits = new CommitBarrier(id, stored, deps, {
      gather: () => this.#gather(),
      committed: (batch) => this.#tell(batch),
      failed: () => this.#storeFailed(),
      recovered: () => this.#recovered(),
      encode: () => this.encode(),
    });
    this.#warden = deps.warden?.(this);
    this.#onlooker = deps.onlooker?.(id);
    this.#reception = new Reception({
      ...deps,
      judge: deps.judge ?? JUDGE,
      document: this.#document,
      ownership: this.#ownership,
      warden: this.#warden,
      shut: () => this.#shut,
      storedBytes: () => this.#commits.bytes,
      awake: () => this.#awake(),
      hold: (updates, owners) => this.#hold(updates, owners),
      abandon: (error) => this.#abandon(error),
    });
    this.#due = new FallingDue(deps.clock, {
      referee: () => this.#refereeing.view,
      closed: () => this.#closed,
      isShut: () => this.#shut !== undefined,
      // Where it fails, that is reported there.
      wake: () => void this.#awake(),
      write: (writes) => this.write(writes),
    });
    this.#rest = new Rest(deps.clock, {
      document: this.#document,
      warden: this.#warden,
      hasListeners: () => this.#listeners.size > 0,
      closed: () => this.#closed,
      isStill: () => !this.#failure && this.#commits.quiet,
      compact: (snapshot) => this.#commits.compact(snapshot),
      layDown: (snapshot) => this.#layDown(snapshot),
    });
    this.#begin(stored, awake);
  }

  #begin({ snapshot, updates }: StoredBoard, awake: boolean): void {
    if (!snapshot || updates.length > 0 || awake) {
      this.#document.make(snapshot ? [snapshot, ...updates] : updates);
      this.#awoke();
    } else if (this.#document.rest(snapshot)) this.#due.lookSoon(() => this.#lookWhatIsDue());
  }

  /** Whether changes are taken now; a refusal says why not. */
  get failure(): Refusal | undefined {
    return this.#failure;
  }

  get #shut(): Refusal | undefined {
    return this.#closed ? refuse('shutting-down') : this.#failure;
  }

  /** Nobody listens and nothing waits to be stored. */
  get quiet(): boolean {
    return this.#listeners.size === 0 && this.#commits.isDurable;
  }

  get isResting(): boolean {
    return this.#document.live === undefined;
  }

  get owners(): Owners {
    return this.#ownership.owners;
  }

  listen(listener: RoomListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0 && !this.isResting) this.#rest.later();
    };
  }

  #tell(batch: Batch): void {
    this.#due.committed();
    this.#onlooker?.committed();
    for (const listener of this.#listeners) listener.committed(batch);
  }

  // -- the document -------------------------------------------------------------------------------------------------------

  /** The live document; a resting board wakes for it. Do not keep it over an await: the room may rest meanwhile. */
  get doc(): Y.Doc {
    this.#document.use();
    if (this.#document.live) return this.#document.live;
    try {
      const doc = this.#document.wake();
      this.#awoke();
      return doc;
    } catch (error) {
      this.#broken = true;
      this.#giveUp(error, 'a resting board can not be read');
      throw error;
    }
  }

  /** The document, or why there is none. */
  #awake(): Y.Doc | Refusal {
    try {
      return this.doc;
    } catch {
      return this.#failure ?? refuse('internal');
    }
  }

  #awoke(): void {
    this.#warden?.woke();
    if (this.#document.live) this.#onlooker?.woke(this.#document.live);
    this.#rest.later();
    this.#due.ring();
  }

  #layDown(snapshot: Uint8Array): void {
    this.#onlooker?.rested();
    this.#document.rest(snapshot);
    this.#refereeing.leave();
    this.#deps.freed?.();
  }

  /** Wakes a board to see what is due, and lets it rest again at once if nothing is. */
  #lookWhatIsDue(): void {
    if (this.#closed || !this.isResting || isRefusal(this.#awake())) return;
    this.#document.leave();
    void this.#rest.now();
  }

  // -- what people do -------------------------------------------------------------------------------------------------------

  /** Takes one update of somebody whose role may write. */
  receive(update: Uint8Array, author: Author, limits: ScanLimits): Taken {
    return this.#reception.receive(update, author, limits);
  }

  /** Takes several changes, each judged after those before it. */
  receiveAll(offers: readonly Offer[]): void {
    this.#reception.receiveAll(offers);
  }

  /** Changes wait with a listener, to be taken with all others when the next batch is closed: at once while the board is quiet. */
  expectMore(): void {
    this.#commits.expect();
  }

  #gather(): void {
    for (const listener of this.#listeners) listener.gather?.();
  }

  #hold(updates: readonly Uint8Array[], owners: Owners): void {
    this.#commits.hold(updates, owners);
    this.#due.changed();
  }

  /** Nobody may see this copy any more. It is loaded anew. */
  #abandon(error: unknown): Refusal {
    this.#giveUp(error, 'an update that passed could not be applied as foreseen; the board is loaded anew');
    return refuse('malformed', { problem: 'it does not fit this board' });
  }

  #giveUp(error: unknown, what: string): void {
    this.#deps.report(error, what);
    this.#failure = refuse('shutting-down');
    this.#closed = true;
    this.#stopAlarms();
    this.#closing = this.#commits.close().catch((lost: unknown) => this.#deps.report(lost, 'a board could not store its last words'));
    for (const listener of [...this.#listeners]) listener.interrupted(this.#failure);
  }

  /** Keeps a Yjs client id for a person from their first word on; false when it is another's. */
  claim(client: number, person: PersonId): boolean {
    const isServers = !this.owners.has(client) && (client === this.#document.clientId || this.#document.knows(client));
    return !isServers && this.#ownership.claim(client, person);
  }

  /** Decides and carries out a command; answers when the result is durable. */
  async command(person: PersonId, call: CommandCall): Promise<Answer> {
    const shut = this.#shut;
    if (shut) return { ok: false, refusal: shut };
    // What the same person did just before, on the other channel, comes first.
    this.#gather();
    const now = this.#deps.clock.now();
    const decision = this.#refereeing.decide(this.doc, person, call, now);
    // What a refusal tells (who holds the seat) must be as durable as an acceptance.
    if (isRefusal(decision)) return this.#durable({ ok: false, refusal: decision });
    this.#refereeing.carriedOut(person, call.key);
    this.write(decision.writes);
    if (decision.ballots) this.keepBallots(decision.ballots);
    const { seat, ask } = decision;
    return this.#durable({ ok: true, at: now, ...(seat === undefined ? {} : { seat }), ...(ask === undefined ? {} : { ask }) });
  }

  async #durable(answer: Answer): Promise<Answer> {
    const failure = await this.committed();
    return failure ? { ok: false, refusal: failure } : answer;
  }

  /** A device of this person holds more than the board, and was turned away. */
  turnedAway(person: PersonId): void {
    this.#warden?.turnedAway(person);
  }

  // -- what the server does -------------------------------------------------------------------------------------------------

  /** Writes as the server. Wait for `committed` before telling anybody. */
  write(writes: readonly Write[]): void {
    if (writes.length === 0) return;
    this.#refereeing.note(writes);
    this.edit(() => applyWrites(this.doc, writes));
    this.#due.arm();
  }

  /** What this person voted for. */
  ballot(person: PersonId): Dots {
    return this.#refereeing.ballot(person);
  }

  /** Ballots that changed take the place of those kept; an empty one is none. Durable with `committed`. */
  keepBallots(ballots: Ballots): void {
    this.#refereeing.keep(ballots);
    this.#commits.keep(ballots);
  }

  /** Any edit the server itself makes, as one transaction. */
  edit(change: () => void): void {
    this.doc.transact(change, SERVER);
  }

  // -- what is durable ------------------------------------------------------------------------------------------------------

  /** Resolves when all that is on the board now is on disk; with a refusal when it can not be stored. */
  async committed(): Promise<Refusal | undefined> {
    if (this.#failure) return this.#failure;
    this.#gather();
    const durable = await this.#commits.committed();
    return durable ? undefined : (this.#failure ?? refuse('not-saved'));
  }

  /** The number of the batch with which all that is on the board now is on disk. */
  get barrier(): number {
    return this.#commits.barrier;
  }

  /** The last batch that is on disk. */
  get durable(): number {
    return this.#commits.durable;
  }

  /** The board as data, once it is durable. */
  async view(): Promise<BoardView | Refusal> {
    this.#gather();
    const view = viewBoard(this.doc);
    return (await this.committed()) ?? view;
  }

  /** What a run room lists besides: help, check-ins, the parking lot and so on; durable once `view` was. */
  lists(): LiveLists {
    return viewLists(this.doc);
  }

  /** Changes with every change of the board. */
  get version(): number {
    return this.#document.version;
  }

  /** What the board holds now, durable or not: it shows no content. */
  get stateVector(): Uint8Array {
    return this.#document.stateVector;
  }

  /** The whole board in this moment. Show it only when `barrier` is durable. */
  encode(): Uint8Array {
    return this.#document.encode();
  }

  /** What somebody lacks who has this much, in this moment. Show it only when `barrier` is durable. */
  missing(stateVector: Uint8Array): Uint8Array {
    return this.#document.missing(stateVector);
  }

  #storeFailed(): void {
    this.#failure = refuse('not-saved');
    for (const listener of this.#listeners) listener.interrupted(this.#failure);
  }

  /** Alarms that rang meanwhile were let pass: what they stood for is done now. */
  #recovered(): void {
    if (this.#closed) return;
    this.#failure = undefined;
    this.#due.ring();
  }

  /**
   * Puts one snapshot of what is now in the place of all that was stored before: what was taken off the board is in the log
   * no more. On a board that is never quiet that happens a little later, as it does anyway.
   */
  async forgetPast(): Promise<Refusal | undefined> {
    for (let tries = 0; tries < TRIES_TO_FORGET; tries++) {
      const failure = await this.committed();
      if (failure) return failure;
      if (this.#commits.quiet && (await this.#commits.compact(this.encode()))) return undefined;
      await this.#commits.settled();
    }
    return undefined;
  }

  // -- letting go -----------------------------------------------------------------------------------------------------------

  /** Whether the document could not be made of the snapshot. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Whether this copy of the board is over; a new one can be opened once it is `settled`. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Stores what is left, with a last snapshot, and lets go of the document. */
  close(): Promise<void> {
    this.#closed = true;
    this.#stopAlarms();
    this.#closing ??= this.#lastWords();
    return this.#closing;
  }

  #stopAlarms(): void {
    this.#due.stop();
    this.#rest.stop();
  }

  async #lastWords(): Promise<void> {
    if (this.isResting) return this.#deps.freed?.();
    let snapshot: Uint8Array | undefined;
    try {
      await this.#warden?.rests();
      await this.#commits.close();
      snapshot = this.encode();
      await this.#commits.compact(snapshot);
    } catch (error) {
      this.#deps.report(error, 'a board could not store its last words');
    }
    this.#layDown(snapshot ?? this.encode());
  }

  /** Resolves when this closed copy writes nothing more to the log. */
  async settled(): Promise<void> {
    await this.#closing;
    await this.#commits.settled();
  }
}
