// One board as it is used: judged changes go in, the server's own are written, and all of it is told to listeners only when
// it is on disk. While nobody changes it, it rests as bytes, without a document. No judging, deciding, framing or transport
// in here; storing is commit.ts, ids are ownership.ts.

import * as Y from 'yjs';
import { acceptsReplicas, applyWrites, isOnHold, prepareBoard, readLog, readPerson, type Write } from '../../shared/board/board.ts';
import { viewBoard, type BoardView } from '../../shared/board/view.ts';
import { migrate } from '../../shared/board/migrate.ts';
import type { Dots } from '../../shared/board/schema.ts';
import { type BoardId, type Millis, type Mint, type PersonId } from '../../shared/ids.ts';
import type { Answer, CommandCall } from '../../shared/live/commands.ts';
import { decide, due, nextDue } from '../../shared/live/referee.ts';
import { refereeView, type RefereeView } from '../../shared/live/referee-view.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Clock } from '../clock.ts';
import type { Ballots, Owners, StoredBoard, UpdateLog } from '../storage/update-log.ts';
import { CommitBarrier, type Batch } from './commit.ts';
import { crossCheck, judge, type Author, type Passed, type Removal, type Verdict } from './judge/judge.ts';
import type { ScanLimits } from './judge/scan.ts';
import { Together, onlyAdds, onlyDeletes } from './together.ts';
import { CarriedOut } from './carried-out.ts';
import { Ownership } from './ownership.ts';
import { RestingBoard } from './resting.ts';

/**
 * Who changed the document, as Yjs transaction origin. Of what several did together, the client ids tell who did what:
 * nothing was taken away in it.
 */
export type Origin =
  { readonly by: 'server' } | { readonly by: 'client'; readonly person: PersonId } | { readonly by: 'several' } | { readonly by: 'store' };
const SERVER: Origin = { by: 'server' };
const STORE: Origin = { by: 'store' };
const SEVERAL: Origin = { by: 'several' };

/** What became of a change: a refusal means nothing was changed; 'gap' too, it builds on changes that did not come yet. */
export type Taken = Refusal | 'gap' | undefined;

/** A change that may wait for others, to be made in one go with them. */
export type Offer = {
  readonly update: Uint8Array;
  readonly author: Author;
  readonly limits: ScanLimits;
  readonly taken: (answer: Taken) => void;
};

export interface RoomListener {
  /** A batch is about to be closed: whoever announced changes hands them over now. */
  gather?(): void;
  /** These updates are on disk now. Called once a batch, in order; several changes may stand in one update. */
  committed(batch: Batch): void;
  /** The room can not go on with its present peers; they should come back later (1013) or at once (1012). */
  interrupted(refusal: Refusal): void;
}

/** Somebody who looks after one room: the brake, and whoever keeps moments. One is made for each room. */
export interface Warden {
  /** The room's document is there, until `rests` was called. */
  woke(): void;
  /** The document is about to go. Resolves when it may; what is written to the room meanwhile keeps it. */
  rests(): Promise<void>;
  /**
   * Asked when the judge let an update pass, before it is applied: a refusal keeps it out. It may `write` to the room, such
   * as a hold.
   */
  weigh(removal: Removal, author: Author): Refusal | undefined;
  /** A device of this person holds more than the board, and was turned away. */
  turnedAway(person: PersonId): void;
}

export type RoomDeps = {
  readonly log: UpdateLog;
  readonly clock: Clock;
  readonly mint: Mint;
  readonly report: (error: unknown, what: string) => void;
  readonly warden?: (room: Room) => Warden;
  /** Told when a board gave up its document, or was let go. */
  readonly freed?: () => void;
  /** Another judge than the real one, to see what happens when it errs. */
  readonly judge?: Judge;
};

export type Judge = { readonly judge: typeof judge; readonly crossCheck: typeof crossCheck };
const JUDGE: Judge = { judge, crossCheck };

/** A board nobody used for so long needs no document. */
const REST_AFTER = 10_000;
/**
 * Where people are, and somebody wrote a while ago, somebody will write again: waking a board costs more than keeping it awake
 * (7 ms of work for 500 tasks, and as much again to collect the garbage, against 3 MB of memory).
 */
const REST_AFTER_EDIT = 60_000;
/** What keeps a board from its rest for now is gone soon. */
const REST_AGAIN_AFTER = 1_000;
/** A board opened from its snapshot alone is looked at soon after: something may have fallen due while nobody had it open. */
const LOOK_AFTER = 500;
/** On a busy board something always comes in meanwhile. */
const TRIES_TO_FORGET = 20;
/** What one board holds at most. */
const MOST_BYTES = 4 * 1024 * 1024;
const MEASURE_EVERY = 5_000;

/** No structs, no deletions: what a client's handshake holds that has nothing to say. */
export const isEmptyUpdate = (update: Uint8Array): boolean => update.byteLength === 2 && update[0] === 0 && update[1] === 0;
/** Nobody's ids. */
const NOBODY: Owners = new Map();

/** What of a verdict is held against what really happened. */
type Trial = { readonly foreseen: Passed; readonly updates: Uint8Array[]; problem: string | undefined };

export class Room {
  readonly id: BoardId;
  /** Counts how often the store was put back to an older state. */
  readonly epoch: number;
  readonly #deps: RoomDeps;
  readonly #commits: CommitBarrier;
  readonly #ownership: Ownership;
  readonly #carriedOut = new CarriedOut();
  readonly #ballots: Map<PersonId, Dots>;
  readonly #listeners = new Set<RoomListener>();
  readonly #warden: Warden | undefined;
  readonly #judge: Judge;
  #doc: Y.Doc | undefined;
  #resting: RestingBoard | undefined;
  #referee: RefereeView | undefined;
  /** Kept over rests, so that the document does not gain a client with each. */
  #clientId: number | undefined;
  #stateVector: Uint8Array | undefined;
  #version = 0;
  #usedAt: number;
  #editedAt = -Infinity;
  /** The size of the board when last measured, and what was added since. */
  #measured = { at: -Infinity, bytes: 0 };
  /** What Yjs says of the update that is being applied; it counts only when all went as the judge foresaw. */
  #trial: Trial | undefined;
  #failure: Refusal | undefined;
  #disarm: (() => void) | undefined;
  #restAlarm: (() => void) | undefined;
  #stale = false;
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
    this.#judge = deps.judge ?? JUDGE;
    this.#ownership = new Ownership(stored.owners);
    this.#ballots = new Map(stored.ballots);
    this.#commits = new CommitBarrier(id, stored, deps, {
      gather: () => this.#gather(),
      committed: (batch) => this.#tell(batch),
      failed: () => this.#storeFailed(),
      recovered: () => this.#recovered(),
      encode: () => this.encode(),
    });
    this.#usedAt = deps.clock.now();
    this.#warden = deps.warden?.(this);
    if (stored.snapshot && stored.updates.length === 0 && !awake) {
      this.#resting = new RestingBoard(stored.snapshot);
      if (this.#resting.mayFallDue) this.#disarm = deps.clock.alarm((deps.clock.now() + LOOK_AFTER) as Millis, () => this.#lookAtAlarms());
    } else this.#wake(stored.snapshot ? [stored.snapshot, ...stored.updates] : stored.updates);
  }

  /** Whether changes are taken now; a refusal says why not. */
  get failure(): Refusal | undefined {
    return this.#failure;
  }

  /** Nobody listens and nothing waits to be stored. */
  get quiet(): boolean {
    return this.#listeners.size === 0 && this.#commits.isDurable;
  }

  get isResting(): boolean {
    return this.#doc === undefined;
  }

  get owners(): Owners {
    return this.#ownership.owners;
  }

  listen(listener: RoomListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0 && this.#doc) this.#restLater();
    };
  }

  #tell(batch: Batch): void {
    if (this.#stale) this.#arm();
    for (const listener of this.#listeners) listener.committed(batch);
  }

  // -- the document -------------------------------------------------------------------------------------------------------

  /** The live document; a resting board wakes for it. Do not keep it over an await: the room may rest meanwhile. */
  get doc(): Y.Doc {
    this.#usedAt = this.#deps.clock.now();
    if (this.#doc) return this.#doc;
    try {
      return this.#wake([(this.#resting as RestingBoard).snapshot]);
    } catch (error) {
      this.#broken = true;
      this.#giveUp(error, 'a resting board can not be read');
      throw error;
    }
  }

  #wake(stored: readonly Uint8Array[]): Y.Doc {
    const doc = new Y.Doc();
    doc.transact(() => {
      for (const update of stored) Y.applyUpdate(doc, update, STORE);
    }, STORE);
    if (this.#clientId !== undefined) doc.clientID = this.#clientId;
    this.#clientId = doc.clientID;
    this.#doc = doc;
    this.#resting = undefined;
    this.#carriedOut.fill(readLog(doc));
    this.#referee = refereeView(doc, (person, key) => this.#carriedOut.has(person, key), this.#ballots);
    doc.on('update', (update: Uint8Array) => this.#note(update));
    doc.on('afterTransaction', (transaction: Y.Transaction) => this.#compare(transaction));
    doc.transact(() => {
      prepareBoard(doc);
      migrate(doc);
    }, SERVER);
    this.#warden?.woke();
    this.#restLater();
    this.#ring();
    return doc;
  }

  #note(update: Uint8Array): void {
    this.#version++;
    this.#editedAt = this.#deps.clock.now();
    this.#measured.bytes += update.byteLength;
    this.#stateVector = undefined;
    if (this.#trial) this.#trial.updates.push(update);
    else this.#commits.hold([update]);
  }

  #compare(transaction: Y.Transaction): void {
    if (this.#trial) this.#trial.problem ??= this.#judge.crossCheck(this.#trial.foreseen, transaction);
  }

  // -- what people do -------------------------------------------------------------------------------------------------------

  /** Takes one update of somebody whose role may write. */
  receive(update: Uint8Array, author: Author, limits: ScanLimits): Taken {
    const verdict = this.#look(update, author, limits);
    if (isRefusal(verdict)) return verdict;
    if (verdict.verdict === 'gap') return 'gap';
    if (verdict.verdict === 'nothing-new') return undefined;
    const refusal = this.#admit(verdict, author);
    if (refusal) return refusal;
    const done = this.#apply(verdict, { by: 'client', person: author.person }, () => Y.applyUpdate(this.doc, verdict.update));
    if (isRefusal(done)) return done;
    this.#hold(done, this.#bind(verdict, author));
    return undefined;
  }

  /** Changes wait with a listener, to be taken with all others when the next batch is closed: at once while the board is quiet. */
  expectMore(): void {
    this.#commits.expect();
  }

  #gather(): void {
    for (const listener of this.#listeners) listener.gather?.();
  }

  /**
   * Takes several changes, each judged after those before it. What only adds goes into one transaction: a transaction costs
   * more than all else, the more so the more people there are, and makes one update to store and to tell.
   */
  receiveAll(offers: readonly Offer[]): void {
    const waiting = [...offers];
    while (waiting.length > 0) {
      this.#takeTogether(waiting);
      const next = waiting.shift();
      next?.taken(this.receive(next.update, next.author, next.limits));
    }
  }

  /** Takes offers off the front of `waiting`, up to the first that has to be taken alone. */
  #takeTogether(waiting: Offer[]): void {
    const answers: (() => void)[] = [];
    const bound = new Map<number, PersonId>();
    const all = new Together();
    const takeNext = (offer: Offer): boolean => {
      const { author } = offer;
      const verdict = this.#look(offer.update, author, offer.limits);
      const passed = !isRefusal(verdict) && verdict.verdict === 'passed' ? verdict : undefined;
      if (passed && !onlyAdds(passed)) return false;
      const refusal = isRefusal(verdict) ? verdict : passed && this.#admit(passed, author);
      answers.push(() => offer.taken(!refusal && !isRefusal(verdict) && verdict.verdict === 'gap' ? 'gap' : refusal));
      if (!passed || refusal) return true;
      Y.applyUpdate(this.doc, passed.update);
      all.add(passed);
      for (const [client, person] of this.#bind(passed, author)) bound.set(client, person);
      return true;
    };
    const done = this.#apply(all, SEVERAL, () => {
      for (let [offer] = waiting; offer && takeNext(offer); [offer] = waiting) waiting.shift();
    });
    if (isRefusal(done)) {
      for (const { taken } of waiting.splice(0)) taken(done);
      return;
    }
    if (done.length > 0) this.#hold(done, bound);
    for (const answer of answers) answer();
  }

  /** What the judge says, unless something else stands in the way. */
  #look(update: Uint8Array, author: Author, limits: ScanLimits): Verdict {
    if (this.#closed) return refuse('shutting-down');
    if (this.#failure) return this.#failure;
    if (isEmptyUpdate(update)) return { verdict: 'nothing-new' };
    const doc = this.#awake();
    if (isRefusal(doc)) return doc;
    if (isOnHold(doc, author.person)) return refuse('on-hold');
    const now = this.#deps.clock.now();
    return this.#verdict(update, author, limits, { doc, owners: this.owners, acceptsReplicas: acceptsReplicas(doc, now) });
  }

  /** The judge changes nothing, so an error of it costs the sender the connection and nobody else anything. */
  #verdict(...given: Parameters<Judge['judge']>): Verdict {
    try {
      return this.#judge.judge(...given);
    } catch (error) {
      this.#deps.report(error, 'an update could not be judged');
      return refuse('malformed', { problem: 'it does not fit this board' });
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

  /** What the judge let pass may still be kept out. */
  #admit(passed: Passed, author: Author): Refusal | undefined {
    const { binds, update, removal } = passed;
    const foreign = !this.#ownership.mayBind(binds, author.person) || binds.includes(this.#clientId as number);
    if (foreign) return refuse('change-refused', { problem: 'it was made under the name of another' });
    if (this.#isFull(update)) return refuse('board-full', { limit: MOST_BYTES / 1024 / 1024, what: 'MB' });
    return this.#warden?.weigh(removal, author);
  }

  #bind({ binds }: Passed, { person }: Author): Owners {
    return binds.length > 0 ? this.#ownership.bind(binds, person) : NOBODY;
  }

  #hold(updates: readonly Uint8Array[], owners: Owners): void {
    this.#commits.hold(updates, owners);
    // A task opened again may have seats whose time is up; while another alarm is set, that one looks after them.
    if (!this.#disarm) this.#stale = true;
  }

  /** Gives what Yjs made of the changes: that is stored and told, never the bytes that came. */
  #apply(foreseen: Passed, origin: Origin, change: () => void): readonly Uint8Array[] | Refusal {
    const trial: Trial = { foreseen, updates: [], problem: undefined };
    this.#trial = trial;
    try {
      Y.transact(this.doc, change, origin, false);
    } catch (error) {
      return this.#abandon(error);
    } finally {
      this.#trial = undefined;
    }
    return trial.problem === undefined ? trial.updates : this.#abandon(new Error(`the judge foresaw something else: ${trial.problem}`));
  }

  /** Taking away is always possible, so that a full board can be tidied up. */
  #isFull(update: Uint8Array): boolean {
    if (this.#commits.bytes + update.byteLength <= MOST_BYTES || onlyDeletes(update)) return false;
    // That counts what was replaced since; only a snapshot tells the size, and it is not asked for at every try.
    const now = this.#deps.clock.now();
    if (now - this.#measured.at >= MEASURE_EVERY) this.#measured = { at: now, bytes: this.encode().byteLength };
    return this.#measured.bytes + update.byteLength > MOST_BYTES;
  }

  /** A change got halfway into the document, or not as foreseen: nobody may see this copy any more. It is loaded anew. */
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
    const isServers = !this.owners.has(client) && (client === this.#clientId || this.#knows(client));
    return !isServers && this.#ownership.claim(client, person);
  }

  #knows(client: number): boolean {
    return this.#doc ? this.#doc.store.clients.has(client) : this.#resting?.knows(client) === true;
  }

  /** Decides and carries out a command; answers when the result is durable. */
  async command(person: PersonId, call: CommandCall): Promise<Answer> {
    if (this.#closed) return { ok: false, refusal: refuse('shutting-down') };
    if (this.#failure) return { ok: false, refusal: this.#failure };
    // What the same person did just before, on the other channel, comes first.
    this.#gather();
    const by = readPerson(this.doc, person);
    if (!by) return { ok: false, refusal: refuse('no-such-person') };
    if (isOnHold(this.doc, person)) return this.#durable({ ok: false, refusal: refuse('on-hold') });
    const now = this.#deps.clock.now();
    const decision = decide(this.#referee as RefereeView, call, by, now, this.#deps.mint);
    if (isRefusal(decision)) {
      // What a refusal tells (who holds the seat) must be as durable as an acceptance.
      return this.#durable({ ok: false, refusal: decision });
    }
    this.#carriedOut.add(person, call.key);
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
    for (const write of writes) {
      if (write.write === 'log' && write.entry.key) this.#carriedOut.add(write.entry.by, write.entry.key);
    }
    this.edit(() => applyWrites(this.doc, writes));
    this.#arm();
  }

  /** What this person voted for. */
  ballot(person: PersonId): Dots {
    return this.#ballots.get(person) ?? {};
  }

  /** Ballots that changed take the place of those kept; an empty one is none. Durable with `committed`. */
  keepBallots(ballots: Ballots): void {
    for (const [person, dots] of ballots) {
      if (Object.keys(dots).length > 0) this.#ballots.set(person, dots);
      else this.#ballots.delete(person);
    }
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

  /** Changes with every change of the board. */
  get version(): number {
    return this.#version;
  }

  /** What the board holds now, durable or not: it shows no content. */
  get stateVector(): Uint8Array {
    this.#stateVector ??= this.#doc ? Y.encodeStateVector(this.#doc) : (this.#resting as RestingBoard).stateVector;
    return this.#stateVector;
  }

  /** The whole board in this moment. Show it only when `barrier` is durable. */
  encode(): Uint8Array {
    return this.#doc ? Y.encodeStateAsUpdate(this.#doc) : (this.#resting as RestingBoard).snapshot;
  }

  /** What somebody lacks who has this much, in this moment. Show it only when `barrier` is durable. */
  missing(stateVector: Uint8Array): Uint8Array {
    return this.#doc ? Y.encodeStateAsUpdate(this.#doc, stateVector) : (this.#resting as RestingBoard).missing(stateVector);
  }

  #storeFailed(): void {
    this.#failure = refuse('not-saved');
    for (const listener of this.#listeners) listener.interrupted(this.#failure);
  }

  /** Alarms that rang meanwhile were let pass: what they stood for is done now. */
  #recovered(): void {
    if (this.#closed) return;
    this.#failure = undefined;
    this.#ring();
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

  // -- resting and letting go -------------------------------------------------------------------------------------------------

  #restLater(): void {
    if (this.#closed) return;
    this.#restAlarm?.();
    const { clock } = this.#deps;
    const at = Math.max(this.#unusedAt, clock.now() + REST_AGAIN_AFTER);
    this.#restAlarm = clock.alarm(at as Millis, () => void this.#rest());
  }

  /** When nobody will have used the board for long enough, as of now. */
  get #unusedAt(): number {
    const edited = this.#listeners.size > 0 ? this.#editedAt + REST_AFTER_EDIT : -Infinity;
    return Math.max(this.#usedAt + REST_AFTER, edited);
  }

  /** Only what is stored as one snapshot may rest: then bytes are all there is to it. */
  async #rest(): Promise<void> {
    if (!this.#mayRest(this.#version)) return this.#restLater();
    const version = this.#version;
    const snapshot = this.encode();
    const alone = await this.#commits.compact(snapshot);
    if (!alone || !this.#mayRest(version)) return this.#restLater();
    await this.#warden?.rests();
    if (this.#closed) return;
    if (!this.#mayRest(version)) {
      this.#warden?.woke();
      return this.#restLater();
    }
    this.#resting = new RestingBoard(snapshot);
    this.#forgetDocument();
  }

  /** Wakes a board to see what is due, and lets it rest again at once if nothing is. */
  #lookAtAlarms(): void {
    this.#disarm = undefined;
    if (this.#closed || this.#doc || isRefusal(this.#awake())) return;
    this.#usedAt = -Infinity;
    void this.#rest();
  }

  #forgetDocument(): void {
    this.#doc?.destroy();
    this.#doc = undefined;
    this.#referee = undefined;
    this.#deps.freed?.();
  }

  #mayRest(version: number): boolean {
    const unused = this.#deps.clock.now() >= this.#unusedAt;
    return this.#doc !== undefined && !this.#closed && !this.#failure && unused && version === this.#version && this.#commits.quiet;
  }

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
    this.#disarm?.();
    this.#restAlarm?.();
  }

  async #lastWords(): Promise<void> {
    if (!this.#doc) return this.#deps.freed?.();
    let snapshot: Uint8Array | undefined;
    try {
      await this.#warden?.rests();
      await this.#commits.close();
      snapshot = this.encode();
      await this.#commits.compact(snapshot);
    } catch (error) {
      this.#deps.report(error, 'a board could not store its last words');
    }
    this.#resting = new RestingBoard(snapshot ?? this.encode());
    this.#forgetDocument();
  }

  /** Resolves when this closed copy writes nothing more to the log. */
  async settled(): Promise<void> {
    await this.#closing;
    await this.#commits.settled();
  }

  // -- what time alone brings about ---------------------------------------------------------------------------------------

  #arm(): void {
    this.#stale = false;
    this.#disarm?.();
    this.#disarm = undefined;
    if (this.#closed || !this.#referee) return;
    const next = nextDue(this.#referee);
    if (next !== undefined) this.#disarm = this.#deps.clock.alarm(next, () => this.#ring());
  }

  /** An alarm outlives a rest, and wakes the board. */
  #ring(): void {
    if (this.#failure || this.#closed) return;
    this.#disarm = undefined;
    if (!this.#doc) {
      // Waking rings by itself; where it fails, that is reported there.
      this.#awake();
      return;
    }
    const writes = due(this.#referee as RefereeView, this.#deps.clock.now());
    if (writes.length > 0) this.write(writes);
    else this.#arm();
  }
}
