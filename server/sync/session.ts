// One connection to one board, whatever carries it: reads its messages, asks the room, answers when things are durable.
// Knows no sockets: a Wire is anything that takes parcels.

import { mayEdit } from '../../shared/access/policy.ts';
import { assertNever, type Millis, type PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import { MAX_PRESENCE } from '../../shared/sync/protocol.ts';
import { CATCH_UP_LIMITS, LIVE_LIMITS, scanUpdate, type ScanLimits } from '../board/judge/scan.ts';
import { isEmptyUpdate } from '../board/room.ts';
import type { Clock } from '../clock.ts';
import type { SessionRecord } from '../storage/catalogue.ts';
import { Bucket, type Allowance, type SyncLimits } from './allowance.ts';
import type { Copy } from './copies.ts';
import type { Hub, HubPeer } from './hub.ts';
import { readMessage, readPresence, savedFrame, stateVectorProblem, type ClientMessage } from './messages.ts';
import { Parcel } from './parcels.ts';
import type { Word } from './presence.ts';
import type { Wire } from './wire.ts';

/** Who connects, and what it understands. */
export type Caller = {
  readonly record: SessionRecord;
  /** It asked for our own messages: what is saved, and the board's epoch. */
  readonly isOurs: boolean;
  /** The epoch its replica was made in, if it said so. */
  readonly epoch: number | undefined;
};

export type SessionDeps = { readonly clock: Clock; readonly allowance: Allowance; readonly limits: SyncLimits };

/** A slow peer first loses presence, then the connection. What it was given to begin with does not count, for a while. */
const DROP_PRESENCE_ABOVE = 256 * 1024;
const CUT_ABOVE = 2 * 1024 * 1024;
const TIME_TO_JOIN = 120_000;
/** An honest client asks for the board as soon as it is connected. */
const HELLO_WITHIN = 5_000;
/** What a client may say before it said what it did offline. */
const HELD = { messages: 64, bytes: 1024 * 1024 } as const;
/** Messages that wait while their sender is read slowly; whoever sends more of them does not mean well. */
const UNREAD = { messages: 1_024, bytes: 2 * 1024 * 1024 } as const;

export class SyncSession implements HubPeer {
  readonly #hub: Hub;
  readonly #wire: Wire;
  readonly #caller: Caller;
  readonly #deps: SessionDeps;
  readonly #writes: boolean;
  readonly #questions: Bucket;
  readonly #alarms = new Set<() => void>();
  #ended = false;
  /** The answer that waits until it is durable. */
  #answer: Copy | undefined;
  /** Whether it has the board, so that it needs to be told what changes. */
  #joined = false;
  #asked = false;
  #lateQuestion: Uint8Array | undefined;
  /** Its step 2 came: from now on nothing may be missing. */
  #caughtUp = false;
  #held: Uint8Array[] = [];
  #received = 0;
  /** Counts of changes that wait for a batch to be on disk, oldest first. */
  #unsaved: { readonly number: number; count: number }[] = [];
  #presenceClient: number | undefined;
  #card = '';
  #lateWord: Uint8Array | undefined;
  #paused = false;
  #unread: Uint8Array[] = [];
  #unreadBytes = 0;
  /** Bytes ever handed over; and where among them the board ended that it was given last. */
  #given = 0;
  #boardEnds = { at: 0, until: 0 };

  constructor(hub: Hub, wire: Wire, caller: Caller, deps: SessionDeps) {
    this.#hub = hub;
    this.#wire = wire;
    this.#caller = caller;
    this.#deps = deps;
    // Whoever writes has an identity, so that what they write has an author.
    this.#writes = mayEdit(caller.record.role) && caller.record.person !== '';
    this.#questions = new Bucket(deps.limits.questions);
    hub.add(this);
    this.#send(hub.greeting(caller.isOurs));
    this.#after(HELLO_WITHIN, () => {
      if (!this.#asked) this.#cut();
    });
  }

  get person(): PersonId | '' {
    return this.#caller.record.person as PersonId | '';
  }

  // -- reading ------------------------------------------------------------------------------------------------------------

  receive(bytes: Uint8Array): void {
    if (this.#ended) return;
    if (!this.#paused) return this.#read(bytes);
    this.#unread.push(bytes);
    this.#unreadBytes += bytes.byteLength;
    if (this.#unread.length > UNREAD.messages || this.#unreadBytes > UNREAD.bytes) this.end(refuse('too-many-requests', { seconds: 5 }));
  }

  #read(bytes: Uint8Array): void {
    const message = readMessage(bytes);
    if (isRefusal(message)) return this.end(message);
    const isHandshake = message.kind === 'missing' && !this.#caughtUp;
    const wait = this.#deps.allowance.message(isHandshake ? 0 : bytes.byteLength, this.#now);
    const refusal = this.#take(message);
    if (refusal) return this.end(refusal);
    if (wait > 0) this.#pause(wait);
  }

  /** Over its allowance a client is read no further for a while. */
  #pause(wait: number): void {
    if (this.#ended || this.#paused) return;
    this.#paused = true;
    this.#wire.pause();
    this.#after(wait, () => {
      this.#paused = false;
      this.#readOn();
    });
  }

  #readOn(): void {
    const unread = this.#unread;
    this.#unread = [];
    this.#unreadBytes = 0;
    for (const bytes of unread) this.receive(bytes);
    if (!this.#paused && !this.#ended) this.#wire.resume();
  }

  #take(message: ClientMessage): Refusal | undefined {
    switch (message.kind) {
      case 'state-vector':
        return this.#question(message.stateVector);
      case 'missing':
        return this.#writes ? this.#takeMissing(message.update) : this.#viewerMissing(message.update);
      case 'update':
        return this.#writes ? this.#takeUpdate(message.update, LIVE_LIMITS) : refuse('read-only');
      case 'presence':
        return this.#presence(message.bytes);
      case 'presence-wanted':
        return this.#answerPresence();
      case 'unknown':
        return undefined;
      default:
        return assertNever(message);
    }
  }

  // -- changes ------------------------------------------------------------------------------------------------------------

  /** What it did offline; only the first is that, later ones are ordinary changes. */
  #takeMissing(update: Uint8Array): Refusal | undefined {
    if (this.#caughtUp) return isEmptyUpdate(update) ? undefined : this.#takeUpdate(update, LIVE_LIMITS);
    this.#caughtUp = true;
    if (!isEmptyUpdate(update)) {
      this.#received++;
      const refusal = this.#judge(update, CATCH_UP_LIMITS);
      if (refusal) return this.#ofOtherEpoch(refusal);
    }
    return this.#takeHeld();
  }

  /** Of a replica that was made before the board was put back: what is refused is no fault of its owner. */
  #ofOtherEpoch(refusal: Refusal): Refusal {
    const { epoch } = this.#caller;
    const isOther = epoch !== undefined && epoch !== this.#hub.room.epoch;
    return isOther && refusal.refused === 'change-refused' ? refuse('replica-ahead') : refusal;
  }

  #takeUpdate(update: Uint8Array, limits: ScanLimits): Refusal | undefined {
    this.#received++;
    // What follows a held change is held too, so that a count never runs ahead of it.
    if (this.#held.length > 0) return this.#hold(update);
    const taken = this.#hub.room.receive(update, this.#author, limits);
    if (taken === 'gap') return this.#caughtUp ? GAP : this.#hold(update);
    if (taken === undefined) this.#noteUnsaved();
    return taken;
  }

  /** A change that builds on what is still to come with the handshake. */
  #hold(update: Uint8Array): Refusal | undefined {
    const bytes = this.#held.reduce((all, held) => all + held.byteLength, update.byteLength);
    if (this.#held.length >= HELD.messages || bytes > HELD.bytes) return refuse('too-many-requests', { seconds: 5 });
    this.#held.push(update);
    return undefined;
  }

  #takeHeld(): Refusal | undefined {
    const held = this.#held;
    this.#held = [];
    for (const update of held) {
      const refusal = this.#judge(update, LIVE_LIMITS);
      if (refusal) return this.#ofOtherEpoch(refusal);
    }
    return undefined;
  }

  #judge(update: Uint8Array, limits: ScanLimits): Refusal | undefined {
    const taken = this.#hub.room.receive(update, this.#author, limits);
    if (taken === undefined) this.#noteUnsaved();
    return taken === 'gap' ? GAP : taken;
  }

  get #author(): { readonly person: PersonId; readonly role: SessionRecord['role'] } {
    return { person: this.person as PersonId, role: this.#caller.record.role };
  }

  /** A viewer's client answers the handshake like any other; it may have nothing new to say. */
  #viewerMissing(update: Uint8Array): Refusal | undefined {
    const scan = scanUpdate(update, CATCH_UP_LIMITS);
    if (isRefusal(scan)) return scan;
    this.#caughtUp = true;
    return scan.structs > 0 ? refuse('read-only') : undefined;
  }

  #noteUnsaved(): void {
    if (!this.#caller.isOurs) return;
    const { barrier, durable } = this.#hub.room;
    const count = this.#received - this.#held.length;
    if (barrier <= durable) return this.#send(new Parcel([savedFrame(count)]));
    const last = this.#unsaved.at(-1);
    if (last?.number === barrier) last.count = count;
    else this.#unsaved.push({ number: barrier, count });
  }

  #newlySaved(durable: number): number | undefined {
    let saved: number | undefined;
    for (let [first] = this.#unsaved; first && first.number <= durable; [first] = this.#unsaved) {
      saved = first.count;
      this.#unsaved.shift();
    }
    return saved;
  }

  // -- the board ----------------------------------------------------------------------------------------------------------

  /** A question for what it lacks. The first is answered at once, more of them as slowly as there are many. */
  #question(stateVector: Uint8Array): Refusal | undefined {
    const problem = stateVectorProblem(stateVector);
    if (problem) return problem;
    if (!this.#asked) {
      this.#asked = true;
      return this.#answerQuestion(stateVector);
    }
    const isWaiting = this.#lateQuestion !== undefined;
    this.#lateQuestion = stateVector;
    if (isWaiting) return undefined;
    const wait = this.#questions.spend(1, this.#now);
    if (wait === 0) return this.#answerLate();
    this.#after(wait, () => {
      const refusal = this.#answerLate();
      if (refusal) this.end(refusal);
    });
    return undefined;
  }

  #answerLate(): Refusal | undefined {
    const stateVector = this.#lateQuestion;
    this.#lateQuestion = undefined;
    return stateVector && this.#answerQuestion(stateVector);
  }

  #answerQuestion(stateVector: Uint8Array): Refusal | undefined {
    try {
      this.#answer = this.#hub.copies.copyFor(stateVector);
    } catch {
      return refuse('malformed', { problem: 'the state vector does not fit this board' });
    }
    this.#answerWhenDurable();
    return undefined;
  }

  /** The board, the end of the handshake and who is here, in one write. */
  #answerWhenDurable(): void {
    const { copies, presence } = this.#hub;
    if (!this.#answer || !copies.isDurable(this.#answer)) return;
    const board = copies.parcel(this.#answer);
    const others = this.#joined || !this.hearsPresence ? undefined : presence.everybody();
    this.#answer = undefined;
    this.#joined = true;
    const parcel = others ? board.with(...others.frames) : board;
    this.#boardEnds = { at: this.#given + parcel.size, until: this.#now + TIME_TO_JOIN };
    this.#send(parcel);
  }

  committed(number: number, parcel: Parcel): void {
    const saved = this.#unsaved.length === 0 ? undefined : this.#newlySaved(number);
    const told = saved === undefined ? [] : [savedFrame(saved)];
    if (this.#joined) this.#send(parcel.with(...told));
    else if (told.length > 0) this.#send(new Parcel(told));
    if (this.#answer) this.#answerWhenDurable();
  }

  // -- presence ---------------------------------------------------------------------------------------------------------

  get hearsPresence(): boolean {
    return this.#writes;
  }

  get card(): string {
    return this.#card;
  }

  /** Too many words in a second: the newest waits its turn. */
  #presence(bytes: Uint8Array): undefined {
    if (!this.#writes || bytes.byteLength > MAX_PRESENCE + 32) return undefined;
    const isWaiting = this.#lateWord !== undefined;
    if (isWaiting) {
      this.#lateWord = bytes;
      return undefined;
    }
    const wait = this.#deps.allowance.word(this.#now);
    if (wait === 0) return this.#tell(bytes);
    this.#lateWord = bytes;
    this.#after(wait, () => {
      const word = this.#lateWord;
      this.#lateWord = undefined;
      if (word) this.#tell(word);
    });
    return undefined;
  }

  /** One's own entry only, small and flat; anything else is dropped without a word, presence is not worth a connection. */
  #tell(bytes: Uint8Array): undefined {
    const entry = readPresence(bytes);
    if (!entry || (this.#presenceClient ?? entry.client) !== entry.client) return undefined;
    if (entry.state === 'null') {
      this.#hub.presence.forget(entry.client, this);
      return undefined;
    }
    const card = cardOf(entry.state, this.person);
    if (card === undefined || !this.#hub.room.claim(entry.client, this.person as PersonId)) return undefined;
    if (!this.#hub.presence.tell({ ...entry, card } satisfies Word, this)) return undefined;
    this.#presenceClient = entry.client;
    this.#card = card;
    return undefined;
  }

  #answerPresence(): undefined {
    const others = this.hearsPresence && this.#joined ? this.#hub.presence.everybody() : undefined;
    if (others) this.sendPresence(others);
    return undefined;
  }

  // -- writing ------------------------------------------------------------------------------------------------------------

  #send(parcel: Parcel): void {
    if (this.#ended) return;
    const waiting = this.#wire.waiting();
    if (waiting > CUT_ABOVE && this.#behind(waiting) > CUT_ABOVE) return this.end(refuse('too-many-requests', { seconds: 5 }));
    this.#given += parcel.size;
    this.#wire.send(parcel);
  }

  /** What waits behind the board it was given. */
  #behind(waiting: number): number {
    const { at, until } = this.#boardEnds;
    if (this.#now > until) return waiting;
    const sent = this.#given - waiting;
    return waiting - Math.max(0, at - sent);
  }

  sendPresence(parcel: Parcel): void {
    if (this.#ended || this.#wire.waiting() >= DROP_PRESENCE_ABOVE) return;
    this.#given += parcel.size;
    this.#wire.send(parcel);
  }

  /** Bytes that left so far: a peer that is slow but not gone makes progress. */
  get sent(): number {
    return this.#given - this.#wire.waiting();
  }

  // -- the end ------------------------------------------------------------------------------------------------------------

  end(refusal: Refusal): void {
    if (this.#ended) return;
    this.closed();
    this.#wire.close(refusal);
  }

  #cut(): void {
    this.closed();
    this.#wire.cut();
  }

  /** The connection is gone, from whichever side. */
  closed(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const stop of this.#alarms) stop();
    this.#hub.remove(this);
    if (this.#presenceClient !== undefined) this.#hub.presence.forget(this.#presenceClient, this);
  }

  get #now(): number {
    return this.#deps.clock.now();
  }

  #after(wait: number, go: () => void): void {
    const stop = this.#deps.clock.alarm((this.#now + wait) as Millis, () => {
      this.#alarms.delete(stop);
      if (!this.#ended) go();
    });
    this.#alarms.add(stop);
  }
}

const GAP = refuse('change-refused', { problem: 'it builds on changes that never came' });

/** The card a state speaks of. The state is a JSON object of plain values; whoever it names must be the person behind it. */
function cardOf(json: string, person: string): string | undefined {
  try {
    const state: unknown = JSON.parse(json);
    if (typeof state !== 'object' || state === null || Array.isArray(state)) return undefined;
    const values = Object.values(state);
    const isFlat = values.length <= 16 && values.every((value) => value === null || typeof value !== 'object');
    if (!isFlat || ('person' in state && state.person !== person)) return undefined;
    return 'card' in state && typeof state.card === 'string' ? state.card : '';
  } catch {
    return undefined;
  }
}
