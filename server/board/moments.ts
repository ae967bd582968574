// A board as it was: which moments are kept and for how long, and bringing one back. What a restore changes in the document
// is computed in restore.ts, how a moment stands on disk is moment-bytes.ts; who may ask for it is up to the callers.

import * as Y from 'yjs';
import { readHolds, readLog, readPerson, rootOf } from '../../shared/board/board.ts';
import { type Write } from '../../shared/board/server-writes.ts';
import { migrate } from '../../shared/board/migrate.ts';
import { erasePersonFromPast } from '../../shared/board/own-data.ts';
import { viewBoard, type BoardView } from '../../shared/board/view.ts';
import { MINUTE, millis, type BoardId, type Millis, type PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Clock } from '../clock.ts';
import type { Owners, UpdateLog } from '../storage/update-log.ts';
import type { Origin } from './origin.ts';
import { readMoment, writeMoment } from './moment-bytes.ts';
import { RESTORED, restoreBoard, restorePerson, type Moment } from './restore.ts';
import { Traces, type Toucher } from './traces.ts';

const HOUR = 60 * MINUTE;

/** How dense moments stay, by their age: all of them at first, later the first one of each step. */
const STEPS = [
  { until: 10 * MINUTE, step: 0 },
  { until: 3 * HOUR, step: MINUTE },
  { until: 48 * HOUR, step: 10 * MINUTE },
  { until: Infinity, step: HOUR },
] as const;

/**
 * The moments to keep of those there are; the rest may be forgotten. Asking again later, or every now and then on the way,
 * comes to the same.
 * @param pinned kept however old: somebody may still need exactly these.
 */
export function keep(moments: readonly Millis[], now: Millis, pinned: ReadonlySet<Millis> = new Set()): Millis[] {
  const seen = new Set<string>();
  return moments
    .toSorted((a, b) => a - b)
    .filter((at) => {
      const { step } = STEPS.find(({ until }) => now - at <= until) ?? STEPS[3];
      if (step === 0 || pinned.has(at)) return true;
      const bucket = `${step} ${Math.floor(at / step)}`;
      if (seen.has(bucket)) return false;
      seen.add(bucket);
      return true;
    });
}

/** Moments between which one person's work is looked at, newest first; their whole documents are in memory meanwhile. */
const MOMENTS_OF_A_PERSON = 24;

/** On a busy board something always comes in meanwhile. */
const TRIES = 3;

/** When the event of a board begins and ends; undefined when it has none. */
export type Span = { readonly startsAt: Millis; readonly endsAt: Millis };

/** What the moments of a board need of its room. */
export interface Recorded {
  readonly id: BoardId;
  /** Wakes a resting board, and keeps it awake for a while. */
  readonly doc: Y.Doc;
  readonly owners: Owners;
  readonly closed: boolean;
  /** The board as bytes, awake or resting. */
  encode(): Uint8Array;
  edit(change: () => void): void;
  write(writes: readonly Write[]): void;
  committed(): Promise<Refusal | undefined>;
}

export type MomentsDeps = {
  readonly log: Pick<UpdateLog, 'keepMoment' | 'moments' | 'moment' | 'dropMoments'>;
  readonly clock: Clock;
  readonly report: (error: unknown, what: string) => void;
  /** The event of a board; boards themselves know no events. */
  readonly span?: (board: BoardId) => Span | undefined;
};

/** Whose transaction it was: people's carry their name as Yjs origin, all others are the server's. */
function toucherOf({ origin }: Y.Transaction): Toucher {
  const person: unknown = typeof origin === 'object' && origin !== null && 'person' in origin ? origin.person : '';
  return typeof person === 'string' ? (person as Toucher) : '';
}

/** In what several did together nothing was taken away, so the items tell who did what. */
const isOfSeveral = ({ origin }: Y.Transaction): boolean => (origin as Partial<Origin> | null)?.by === 'several';

export type Restored = {
  /** The moment that was brought back. */
  readonly moment: Millis;
  /** The moment kept right before: restoring the board to it undoes this. */
  readonly before: Millis;
};

export class Moments {
  readonly #room: Recorded;
  readonly #deps: MomentsDeps;
  readonly #traces = new Traces();
  /** The document while the board is awake. */
  #doc: Y.Doc | undefined;
  #older: Promise<void> | undefined;
  /** The last moment that was taken, until it is stored. */
  #storing: Promise<unknown> = Promise.resolve();
  /** The last moment kept by this process; 0 for none. */
  #last = millis(0);
  #changed = false;
  #disarm: (() => void) | undefined;

  constructor(room: Recorded, deps: MomentsDeps) {
    this.#room = room;
    this.#deps = deps;
  }

  /** From now on there is a document, and what is done to it is noted. */
  watch(): void {
    const { doc } = this.#room;
    if (doc !== this.#doc) this.#attend(doc);
    if (this.#changed && !this.#disarm) this.#arm();
  }

  #attend(doc: Y.Doc): void {
    this.#doc = doc;
    doc.on('destroy', () => (this.#doc = undefined));
    // What only seats, clocks and people change in is no moment of its own.
    const watched = new Set<unknown>(RESTORED.map((root) => rootOf(doc, root)));
    const note = (transaction: Y.Transaction) => {
      if ([...transaction.changedParentTypes.keys()].some((type) => watched.has(type))) this.#note(transaction);
    };
    doc.on('afterTransaction', note);
  }

  #note(transaction: Y.Transaction): void {
    if (!isOfSeveral(transaction)) this.#traces.note(transaction, toucherOf(transaction), this.#deps.clock.now());
    this.#changed = true;
    if (!this.#disarm) this.#arm();
  }

  /** The document may go away now: what changed is kept, and no alarm is left that would have to wake the board. */
  async rest(): Promise<void> {
    if (this.#changed) await this.#keep().kept.catch((error: unknown) => this.#missed(error));
    this.#disarm?.();
    this.#disarm = undefined;
  }

  // -- keeping ----------------------------------------------------------------------------------------------------------

  #lasts(now: Millis): boolean {
    const span = this.#deps.span?.(this.#room.id);
    return span !== undefined && span.startsAt <= now && now <= span.endsAt;
  }

  /** While the event lasts a moment is worth keeping each minute, else once in an hour. */
  #isDue(now: Millis): boolean {
    return this.#changed && (this.#lasts(now) || Math.floor(now / HOUR) !== Math.floor(this.#last / HOUR));
  }

  #arm(): void {
    const { clock } = this.#deps;
    this.#disarm?.();
    const next = millis((Math.floor(clock.now() / MINUTE) + 1) * MINUTE);
    this.#disarm = clock.alarm(next, () => {
      this.#disarm = undefined;
      if (!this.#changed || this.#room.closed) return;
      if (!this.#isDue(next)) return this.#arm();
      this.#keep().kept.catch((error: unknown) => this.#missed(error));
    });
  }

  #missed(error: unknown): void {
    this.#deps.report(error, 'a moment of a board could not be kept');
  }

  /** Takes the board as it is now; `kept` settles when that is on disk. Nothing is kept that is not durable itself. */
  #keep(): { readonly at: Millis; readonly kept: Promise<void> } {
    // Two moments are never the same, so that none replaces another.
    const at = millis(Math.max(this.#deps.clock.now(), this.#last + 1));
    const board = this.#room.encode();
    this.#last = at;
    this.#changed = false;
    const kept = this.#store(at, board);
    this.#storing = Promise.allSettled([this.#storing, kept]);
    return { at, kept };
  }

  async #store(at: Millis, board: Uint8Array): Promise<void> {
    const { log } = this.#deps;
    try {
      const failure = await this.#room.committed();
      if (failure) throw new Error(`the board itself is not stored: ${failure.refused}`);
      await this.#readOlder();
      await log.keepMoment(this.#room.id, at, writeMoment(board, this.#traces.write(at)));
    } catch (error) {
      if (this.#last === at) this.#last = millis(0);
      this.#changed = true;
      if (!this.#room.closed) this.#arm();
      throw error;
    }
    await this.#thin(at);
  }

  /** What was noted by an earlier process, or before the board was let go. */
  #readOlder(): Promise<void> {
    const { log } = this.#deps;
    const read = async () => {
      const last = (await log.moments(this.#room.id)).at(-1);
      const bytes = last === undefined ? undefined : await log.moment(this.#room.id, last);
      if (bytes) this.#traces.read(readMoment(bytes).traces);
    };
    this.#older ??= read().catch((error: unknown) => {
      this.#older = undefined;
      throw error;
    });
    return this.#older;
  }

  async #thin(now: Millis): Promise<void> {
    const { log } = this.#deps;
    const all = await log.moments(this.#room.id);
    // Asking the room for its document would keep it awake; the next moment will do.
    if (!this.#doc) return;
    const kept = new Set(keep(all, now, pinned(this.#doc, now)));
    const gone = all.filter((at) => !kept.has(at));
    if (gone.length > 0) await log.dropMoments(this.#room.id, gone);
  }

  /**
   * Call it before something is taken away: gives a moment by which it can be brought back.
   * @param young how old it may be, if something changed since.
   */
  before(young: number): Millis {
    const recent = this.#last !== 0 && (!this.#changed || this.#deps.clock.now() - this.#last < young);
    if (recent) return this.#last;
    const { at, kept } = this.#keep();
    kept.catch((error: unknown) => this.#missed(error));
    return at;
  }

  /** Takes what a person said and was called out of every moment. @returns how many moments there are */
  async forgetPerson(person: PersonId): Promise<number> {
    const { log } = this.#deps;
    await this.#storing;
    const all = await this.list();
    for (const at of all) {
      const bytes = await log.moment(this.#room.id, at);
      if (!bytes) continue;
      const { board, traces } = readMoment(bytes);
      const doc = new Y.Doc();
      Y.applyUpdate(doc, board);
      erasePersonFromPast(doc, person);
      await log.keepMoment(this.#room.id, at, writeMoment(Y.encodeStateAsUpdate(doc), traces));
      doc.destroy();
    }
    return all.length;
  }

  // -- bringing back ------------------------------------------------------------------------------------------------------

  list(): Promise<readonly Millis[]> {
    return this.#deps.log.moments(this.#room.id);
  }

  /** The board as it was; undefined when this moment is not kept. */
  async view(at: Millis): Promise<BoardView | undefined> {
    const moment = await this.#moment(at);
    if (!moment) return undefined;
    const view = viewBoard(moment.doc);
    moment.doc.destroy();
    return view;
  }

  async #moment(at: Millis): Promise<Moment | undefined> {
    const bytes = await this.#deps.log.moment(this.#room.id, at);
    if (!bytes) return undefined;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, readMoment(bytes).board);
    doc.transact(() => migrate(doc));
    return { at, doc };
  }

  /**
   * Brings the board back to the last moment kept at or before `at`, or takes back what one person did since. Resolves when
   * that is on disk.
   * @param by '' is the organizer.
   */
  async restore(at: Millis, by: PersonId | '', of?: PersonId): Promise<Restored | Refusal> {
    const failure = await this.#room.committed();
    if (failure) return failure;
    if (of !== undefined && !readPerson(this.#room.doc, of)) return refuse('no-such-person');
    const moments = await this.#momentsSince(at, of);
    const oldest = moments.at(-1);
    if (!oldest) return refuse('unknown-address');
    await this.#readOlder();
    const before = await this.#keepBefore();
    if (isRefusal(before)) return before;
    const { doc, owners } = this.#room;
    this.#room.edit(() => {
      if (of === undefined) restoreBoard(doc, oldest.doc);
      else restorePerson(doc, moments, of, { owners, traces: this.#traces });
      const entry = { kind: 'restored', at: this.#deps.clock.now(), by, moment: oldest.at, before } as const;
      this.#room.write([{ write: 'log', entry: of === undefined ? entry : { ...entry, to: of } }]);
    });
    for (const moment of moments) moment.doc.destroy();
    return (await this.#room.committed()) ?? { moment: oldest.at, before };
  }

  /** Newest first; the oldest is the one to go back to. */
  async #momentsSince(at: Millis, of: PersonId | undefined): Promise<Moment[]> {
    const all = await this.list();
    const base = all.findLastIndex((kept) => kept <= at);
    const wanted = of === undefined ? all.slice(base, base + 1) : spread(all.slice(base), MOMENTS_OF_A_PERSON);
    if (base < 0) return [];
    const moments = await Promise.all(wanted.map((kept) => this.#moment(kept)));
    return moments.filter((moment) => moment !== undefined).reverse();
  }

  /** The board as it is right before it is changed. What comes in while it is stored makes another try worth it. */
  async #keepBefore(): Promise<Millis | Refusal> {
    for (let tries = 0; tries < TRIES && (this.#last === 0 || this.#changed); tries++) {
      try {
        await this.#keep().kept;
      } catch (error) {
        this.#missed(error);
        return refuse('not-saved');
      }
    }
    return this.#last;
  }
}

/** What holds and recent restores speak of. */
function pinned(doc: Y.Doc, now: Millis): Set<Millis> {
  const restores = readLog(doc).filter(({ kind, at }) => kind === 'restored' && now - at < 48 * HOUR);
  return new Set([...readHolds(doc).map(({ moment }) => moment), ...restores.flatMap(({ before }) => before ?? [])]);
}

/** The first, and as many of the newest as there is room for. */
const spread = <T>(all: readonly T[], most: number): T[] => [...all.slice(0, 1), ...all.slice(1).slice(-(most - 1))];
