// Where changes of people come in: each is judged, weighed, and made in the document, alone or together with others. It says
// what became of each; storing and telling are commit.ts and room.ts, and how a change is judged is judge/.

import * as Y from 'yjs';
import { mayFacilitate } from '../../shared/access/policy.ts';
import { acceptsReplicas, isLocked, isOnHold, standingOf } from '../../shared/board/board.ts';
import type { PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Clock } from '../clock.ts';
import type { Owners } from '../storage/update-log.ts';
import type { BoardDocument } from './document.ts';
import type { Author, Judge, Passed, Verdict } from './judge/judge.ts';
import type { ScanLimits } from './judge/scan.ts';
import { SEVERAL, type Origin } from './origin.ts';
import type { Ownership } from './ownership.ts';
import { Together, onlyAdds, onlyDeletes } from './together.ts';
import type { Warden } from './warden.ts';

/** What became of a change: a refusal means nothing was changed; 'gap' too, it builds on changes that did not come yet. */
export type Taken = Refusal | 'gap' | undefined;

/** A change that may wait for others, to be made in one go with them. */
export type Offer = {
  readonly update: Uint8Array;
  readonly author: Author;
  readonly limits: ScanLimits;
  readonly taken: (answer: Taken) => void;
};

/** The room behind the door. */
export type Host = {
  readonly document: BoardDocument;
  readonly ownership: Ownership;
  readonly warden: Warden | undefined;
  readonly clock: Clock;
  readonly judge: Judge;
  readonly report: (error: unknown, what: string) => void;
  /** Why nothing is taken now, if so. */
  readonly shut: () => Refusal | undefined;
  /** How much the store holds of the board: at least what its snapshot would be. */
  readonly storedBytes: () => number;
  /** The document, or why there is none. */
  readonly awake: () => Y.Doc | Refusal;
  /** Takes what Yjs made of changes, to be stored and told; `owners` are ids seen for the first time in it. */
  readonly hold: (updates: readonly Uint8Array[], owners: Owners) => void;
  /** A change got halfway into the document, or not as foreseen. */
  readonly abandon: (error: unknown) => Refusal;
};

/** What one board holds at most. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Nobody's ids. */
const NOBODY: Owners = new Map();

/** No structs, no deletions: what a client's handshake holds that has nothing to say. */
export const isEmptyUpdate = (update: Uint8Array): boolean => update.byteLength === 2 && update[0] === 0 && update[1] === 0;

/** Why nothing of this person is taken now, whatever it is. */
function keptOut(doc: Y.Doc, { person, role }: Author): Refusal | undefined {
  const standing = standingOf(doc, person);
  if (standing) return refuse(standing);
  if (isOnHold(doc, person)) return refuse('on-hold');
  return isLocked(doc) && !mayFacilitate(role) ? refuse('board-locked') : undefined;
}

export class Reception {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  receive(update: Uint8Array, author: Author, limits: ScanLimits): Taken {
    const verdict = this.#look(update, author, limits);
    if (isRefusal(verdict)) return verdict;
    if (verdict.verdict === 'gap') return 'gap';
    if (verdict.verdict === 'nothing-new') return undefined;
    const refusal = this.#admit(verdict, author);
    if (refusal) return refusal;
    const done = this.#apply(verdict, { by: 'client', person: author.person }, (doc) => Y.applyUpdate(doc, verdict.update));
    if (isRefusal(done)) return done;
    this.#host.hold(done, this.#bind(verdict, author));
    return undefined;
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
    const takeNext = (doc: Y.Doc, offer: Offer): boolean => {
      const { author } = offer;
      const verdict = this.#look(offer.update, author, offer.limits);
      const passed = !isRefusal(verdict) && verdict.verdict === 'passed' ? verdict : undefined;
      if (passed && !onlyAdds(passed)) return false;
      const refusal = isRefusal(verdict) ? verdict : passed && this.#admit(passed, author);
      answers.push(() => offer.taken(!refusal && !isRefusal(verdict) && verdict.verdict === 'gap' ? 'gap' : refusal));
      if (!passed || refusal) return true;
      Y.applyUpdate(doc, passed.update);
      all.add(passed);
      for (const [client, person] of this.#bind(passed, author)) bound.set(client, person);
      return true;
    };
    const done = this.#apply(all, SEVERAL, (doc) => {
      for (let [offer] = waiting; offer && takeNext(doc, offer); [offer] = waiting) waiting.shift();
    });
    if (isRefusal(done)) {
      for (const { taken } of waiting.splice(0)) taken(done);
      return;
    }
    if (done.length > 0) this.#host.hold(done, bound);
    for (const answer of answers) answer();
  }

  /** What the judge says, unless something else stands in the way. */
  #look(update: Uint8Array, author: Author, limits: ScanLimits): Verdict {
    const { clock, ownership } = this.#host;
    const shut = this.#host.shut();
    if (shut) return shut;
    if (isEmptyUpdate(update)) return { verdict: 'nothing-new' };
    const doc = this.#host.awake();
    if (isRefusal(doc)) return doc;
    const barred = keptOut(doc, author);
    if (barred) return barred;
    return this.#verdict(update, author, limits, { doc, owners: ownership.owners, acceptsReplicas: acceptsReplicas(doc, clock.now()) });
  }

  /** The judge changes nothing, so an error of it costs the sender the connection and nobody else anything. */
  #verdict(...given: Parameters<Judge['judge']>): Verdict {
    try {
      return this.#host.judge.judge(...given);
    } catch (error) {
      this.#host.report(error, 'an update could not be judged');
      return refuse('malformed', { problem: 'it does not fit this board' });
    }
  }

  /** What the judge let pass may still be kept out. */
  #admit(passed: Passed, author: Author): Refusal | undefined {
    const { binds, update, removal } = passed;
    const { ownership, document, warden } = this.#host;
    const foreign = !ownership.mayBind(binds, author.person) || binds.includes(document.clientId as number);
    if (foreign) return refuse('change-refused', { problem: 'it was made under the name of another' });
    if (this.#isFull(update)) return refuse('board-full', { limit: MOST_BYTES / 1024 / 1024, what: 'MB' });
    return warden?.weigh(removal, author);
  }

  /** Taking away is always possible, so that a full board can be tidied up. */
  #isFull(update: Uint8Array): boolean {
    const { storedBytes, document } = this.#host;
    if (storedBytes() + update.byteLength <= MOST_BYTES || onlyDeletes(update)) return false;
    // What is stored counts what was replaced since; only a snapshot tells the size.
    return document.bytes + update.byteLength > MOST_BYTES;
  }

  #bind({ binds }: Passed, { person }: Author): Owners {
    return binds.length > 0 ? this.#host.ownership.bind(binds, person) : NOBODY;
  }

  #apply(foreseen: Passed, origin: Origin, change: (doc: Y.Doc) => void): readonly Uint8Array[] | Refusal {
    const doc = this.#host.shut() ?? this.#host.awake();
    if (isRefusal(doc)) return doc;
    try {
      return this.#host.document.apply(doc, foreseen, origin, () => change(doc));
    } catch (error) {
      return this.#host.abandon(error);
    }
  }
}
