// One connection to one board, whatever carries it: what a client says is read and passed on, what it asks for is answered
// when that is durable. Changes, presence, slowness and allowance each have a file beside this one.

import { mayEdit } from '../../shared/access/policy.ts';
import { assertNever, type PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Clock } from '../clock.ts';
import type { SessionRecord } from '../storage/catalogue.ts';
import { Bucket, type Allowance, type SyncLimits } from './allowance.ts';
import { Changes, viewerMissing } from './changes.ts';
import type { Copy } from './copies.ts';
import type { Hub, HubPeer } from './hub.ts';
import { Intake } from './intake.ts';
import { readMessage, savedFrame, stateVectorProblem, type ClientMessage } from './messages.ts';
import { Outlet } from './outlet.ts';
import { Parcel } from './parcels.ts';
import { Speaker } from './speaker.ts';
import { Timers } from './timers.ts';
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

/** An honest client asks for the board as soon as it is connected. */
const HELLO_WITHIN = 5_000;

export class SyncSession implements HubPeer {
  readonly #hub: Hub;
  readonly #wire: Wire;
  readonly #caller: Caller;
  readonly #timers: Timers;
  readonly #intake: Intake;
  readonly #outlet: Outlet;
  readonly #questions: Bucket;
  /** Whoever writes has an identity, so that what they write has an author; others only look. */
  readonly #changes: Changes | undefined;
  readonly #speaker: Speaker | undefined;
  #ended = false;
  /** The answer that waits until it is durable. */
  #answer: Copy | undefined;
  /** Whether it has the board, so that it needs to be told what changes. */
  #joined = false;
  #asked = false;
  #lateQuestion: Uint8Array | undefined;

  constructor(hub: Hub, wire: Wire, caller: Caller, { clock, allowance, limits }: SessionDeps) {
    const { role } = caller.record;
    const person = caller.record.person as PersonId | '';
    const { room, presence } = hub;
    this.#hub = hub;
    this.#wire = wire;
    this.#caller = caller;
    this.#timers = new Timers(clock);
    this.#intake = new Intake(wire, allowance, this.#timers, (bytes) => this.#read(bytes));
    this.#outlet = new Outlet(wire, this.#timers);
    this.#questions = new Bucket(limits.questions);
    if (person !== '' && mayEdit(role)) {
      this.#changes = new Changes(
        room,
        { person, role },
        caller.epoch,
        (change) => hub.offer(change),
        (refusal) => this.#settled(refusal),
      );
      this.#speaker = new Speaker(room, presence, person, allowance, this.#timers);
    }
    hub.add(this);
    this.#send(hub.greeting(caller.isOurs));
    this.#timers.after(HELLO_WITHIN, () => {
      if (!this.#asked) this.#cut();
    });
  }

  // -- reading ------------------------------------------------------------------------------------------------------------

  receive(bytes: Uint8Array): void {
    if (this.#ended) return;
    if (!this.#intake.take(bytes)) this.end(refuse('too-many-requests', { seconds: 5 }));
  }

  #read(bytes: Uint8Array): void {
    if (this.#ended) return;
    const message = readMessage(bytes);
    if (isRefusal(message)) return this.end(message);
    // What was made offline comes all at once, and once.
    const isHandshake = message.kind === 'missing' && this.#changes?.caughtUp === false;
    this.#intake.counts(isHandshake ? 0 : bytes.byteLength);
    const refusal = this.#take(message);
    if (refusal) this.end(refusal);
  }

  #take(message: ClientMessage): Refusal | undefined {
    switch (message.kind) {
      case 'state-vector':
        return this.#question(message.stateVector);
      case 'missing':
        return this.#changes ? this.#changed(this.#changes.takeMissing(message.update)) : viewerMissing(message.update);
      case 'update':
        return this.#changes ? this.#changed(this.#changes.takeUpdate(message.update)) : refuse('read-only');
      case 'presence':
        this.#speaker?.say(message.bytes, this);
        return undefined;
      case 'presence-wanted':
        return this.#tellPresence();
      case 'unknown':
        return undefined;
      default:
        return assertNever(message);
    }
  }

  /** What said nothing new may be saved already. */
  #changed(refusal: Refusal | undefined): Refusal | undefined {
    const saved = refusal ? undefined : this.#newlySaved();
    if (saved) this.#send(new Parcel(saved));
    return refusal;
  }

  /** A change that waited for others was taken, or not. */
  #settled(refusal: Refusal | undefined): void {
    const ending = this.#changed(refusal);
    if (ending) this.end(ending);
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
    const wait = this.#questions.spend(1, this.#timers.now);
    if (wait === 0) return this.#answerLate();
    this.#timers.after(wait, () => {
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
    this.#sendBoard(others ? board.with(...others.frames) : board);
  }

  committed(parcel: Parcel): void {
    const saved = this.#newlySaved();
    if (this.#joined) this.#send(saved ? parcel.with(...saved) : parcel);
    else if (saved) this.#send(new Parcel(saved));
    if (this.#answer) this.#answerWhenDurable();
  }

  #newlySaved(): [ReturnType<typeof savedFrame>] | undefined {
    const saved = this.#changes?.newlySaved();
    return saved === undefined || !this.#caller.isOurs ? undefined : [savedFrame(saved)];
  }

  // -- presence ---------------------------------------------------------------------------------------------------------

  get person(): PersonId | '' {
    return this.#caller.record.person as PersonId | '';
  }

  get hearsPresence(): boolean {
    return this.#speaker !== undefined;
  }

  get card(): string {
    return this.#speaker?.card ?? '';
  }

  #tellPresence(): undefined {
    const others = this.hearsPresence && this.#joined ? this.#hub.presence.everybody() : undefined;
    if (others) this.sendPresence(others);
    return undefined;
  }

  // -- writing, and the end -----------------------------------------------------------------------------------------------

  #send(parcel: Parcel): void {
    if (!this.#ended && parcel.size > 0 && !this.#outlet.send(parcel)) this.#tooSlow();
  }

  #sendBoard(parcel: Parcel): void {
    if (!this.#ended && !this.#outlet.sendBoard(parcel)) this.#tooSlow();
  }

  sendPresence(parcel: Parcel): void {
    if (!this.#ended) this.#outlet.sendPresence(parcel);
  }

  #tooSlow(): void {
    this.end(refuse('too-many-requests', { seconds: 5 }));
  }

  /** Bytes that left so far: a peer that is slow but not gone makes progress. */
  get sent(): number {
    return this.#outlet.sent;
  }

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
    this.#timers.stop();
    this.#hub.remove(this);
    this.#speaker?.leave(this);
  }
}
