// One export on its way: item after item, each written into the ledger before and after it is sent, so that whoever goes on after
// a crash knows what may have been done. It asks the tracker and waits; what has to be done with an item is plan.ts, and which
// exports run is exports.ts.

import { isOpen, type Export, type Row, type Wait } from '../../shared/board/exports.ts';
import { assertNever, type DestinationId, type ExportId, type Millis, type TaskId } from '../../shared/ids.ts';
import { decide, fingerprint, hashOf, type Issue, type Remote, type StateChange } from '../../shared/report/plan.ts';
import type { Clock } from '../clock.ts';
import { TrackerProblem, type ProblemKind } from '../trackers/problem.ts';
import type { Sent, Tracker } from '../trackers/tracker.ts';
import { noting, type Ledger, type Note } from './ledger.ts';
import type { Pacer } from './pacer.ts';

export type RunDeps = {
  readonly ledger: Ledger;
  readonly tracker: Tracker;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly destination: DestinationId;
  readonly id: ExportId;
  /** What would be sent, by task; asked once. */
  readonly issues: () => Promise<ReadonlyMap<string, Issue>>;
};

/** How a run ended; `crashed` is a bug or a server that ends, and leaves the export as it is. */
export type Ended = 'done' | 'cancelled' | 'stopped' | 'no-token';

/** Ends a run from within. */
class Stop extends Error {
  readonly ended: Ended;
  constructor(ended: Ended, said: string) {
    super(said);
    this.ended = ended;
  }
}

/** A limit that names no time: what GitHub asks for. */
const LIMITED_SECONDS = 60;
const BACK_OFF = [5_000, 15_000, 60_000, 300_000];
/** Shorter waits are not worth telling. */
const WORTH_TELLING = 3_000;
/** An item that stays in the dark so often is left to people. */
const LOOKS = 3;

export class Run {
  readonly #deps: RunDeps;
  #issues: ReadonlyMap<string, Issue> = new Map();
  #own: ReadonlyMap<string, Remote> = new Map();
  #paused = false;
  #cancelled = false;
  #ended = false;
  #wake: (() => void) | undefined;
  #told = false;
  readonly #looks = new Map<TaskId, number>();

  constructor(deps: RunDeps) {
    this.#deps = deps;
  }

  /** Between two items; what was sent is written down first. */
  pause(): void {
    this.#paused = true;
    this.#wake?.();
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#wake?.();
  }

  /** The server ends: nothing more is begun, and the ledger says how far it got. */
  leave(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Resolves when it is over; undefined when the server ends before. */
  async go(): Promise<Ended | undefined> {
    try {
      await this.#all();
      return await this.#end('done', '');
    } catch (error) {
      if (error instanceof Left) return undefined;
      if (error instanceof Stop) return this.#end(error.ended, error.message);
      throw error;
    }
  }

  async #all(): Promise<void> {
    const { tracker, ledger } = this.#deps;
    this.#issues = await this.#deps.issues();
    await this.#doubtWhatWasCutOff();
    const standing = await this.#asked(() => tracker.test());
    if (standing.obstacle !== '') throw new Stop('stopped', standing.obstacle);
    this.#own = await this.#asked(() => tracker.own(ledger.board));
    for (const task of await this.#open('planned', 'updating')) await this.#item(task);
    for (let dark = await this.#open('unknown'); dark.length > 0; dark = await this.#open('unknown')) await this.#lookAgain(dark);
  }

  /** This export's items that are in one of these states, in the board's order. */
  async #open(...states: Row['state'][]): Promise<TaskId[]> {
    const rows = await this.#deps.ledger.rows(this.#deps.destination);
    const order = [...this.#issues.keys()];
    return [...rows.values()]
      .filter((row) => row.export === this.#deps.id && states.includes(row.state))
      .map(({ task }) => task)
      .sort((a, b) => order.indexOf(a) - order.indexOf(b));
  }

  /** Whoever was here before may have asked for an item and not lived to hear the answer. */
  async #doubtWhatWasCutOff(): Promise<void> {
    for (const task of await this.#open('creating')) await this.#note(task, { row: { state: 'unknown', at: this.#now } });
  }

  // -- one item -------------------------------------------------------------------------------------------------------------

  async #item(task: TaskId): Promise<void> {
    for (let tries = 0; !(await this.#step(task, tries)); tries++);
  }

  /** One look and one act; gives whether the item is through. */
  async #step(task: TaskId, tries: number): Promise<boolean> {
    await this.#gate();
    const row = await this.#row(task);
    const issue = this.#issues.get(task);
    if (!row || row.export !== this.#deps.id || !isOpen(row.state)) return true;
    if (!issue) return this.#through(task, { state: 'dropped' });
    const remote = await this.#remoteOf(task, row, tries);
    const { tracker } = this.#deps;
    const { action, state } = decide({ issue, echo: tracker.echo(issue), row, remote, insist: row.insist });
    switch (action) {
      case 'create':
        return this.#create(task, issue, tries);
      case 'update':
        return this.#update(task, issue, remote as Remote, row, state, tries);
      case 'skip':
        return this.#through(task, { ...settled(remote as Remote, issue), state: cameToBe(row) });
      case 'changed':
        return this.#through(task, { ...named(remote as Remote), state: 'changed' });
      case 'gone':
        return this.#through(task, { state: 'gone' });
      case 'unsure':
        return this.#through(task, { state: 'unknown', at: this.#now });
      case 'invalid':
        return this.#through(task, { state: 'failed', problem: 'no-title' });
      default:
        return assertNever(action);
    }
  }

  /** What was found at the start may be old by now: what is about to be changed is looked at once more. */
  async #remoteOf(task: TaskId, row: Row, tries: number): Promise<Remote | undefined> {
    const { tracker } = this.#deps;
    const found = this.#own.get(task);
    const id = row.remoteId || found?.id;
    if (id === undefined || id === '') return undefined;
    const untouched = found && found.id === id && tries === 0 && fingerprint(found.title, found.body) === row.seen;
    const there = untouched ? found : await this.#asked(() => tracker.read(id));
    return there ?? (found && found.id !== id ? found : undefined);
  }

  async #create(task: TaskId, issue: Issue, tries: number): Promise<boolean> {
    await this.#pace();
    const echo = this.#deps.tracker.echo(issue);
    await this.#note(task, { row: { state: 'creating', sending: fingerprint(echo.title, echo.body), at: this.#now, problem: '' } });
    let sent: Sent;
    try {
      sent = await this.#write(() => this.#deps.tracker.create(issue));
    } catch (error) {
      const problem = problemIn(error);
      if (problem.kind === 'unknown') return this.#through(task, { state: 'unknown', at: this.#now, problem: problem.message });
      return this.#notDone(task, problem, tries);
    }
    const { remote, dropped } = sent;
    const closes = issue.closed && !remote.closed;
    await this.#note(task, {
      row: { ...settled(remote, { ...issue, closed: remote.closed }), state: closes ? 'updating' : 'created', dropped: dropped.join() },
    });
    if (!closes) return true;
    const row = (await this.#row(task)) as Row;
    return this.#update(task, issue, remote, row, 'close', 0, 'created');
  }

  async #update(
    task: TaskId,
    issue: Issue,
    remote: Remote,
    row: Row,
    state: StateChange,
    tries: number,
    then: 'created' | 'updated' = row.remoteId === '' ? 'created' : 'updated',
  ): Promise<boolean> {
    await this.#pace();
    const echo = this.#deps.tracker.echo(issue);
    await this.#note(task, { row: { ...named(remote), state: 'updating', sending: fingerprint(echo.title, echo.body), at: this.#now } });
    try {
      const there = await this.#write(() => this.#deps.tracker.update(remote.id, issue, state));
      return await this.#through(task, { ...settled(there, issue), state: then });
    } catch (error) {
      return this.#notDone(task, problemIn(error), tries);
    }
  }

  /** The tracker did not do it, or doing it again is harmless. Gives whether the item is through. */
  async #notDone(task: TaskId, problem: TrackerProblem, tries: number): Promise<boolean> {
    const row = await this.#row(task);
    if (problem.kind === 'refused') return this.#through(task, { state: 'failed', problem: problem.message });
    if (row?.state === 'creating') await this.#note(task, { row: { state: 'planned' } });
    await this.#after(problem, tries);
    return false;
  }

  // -- in the dark ------------------------------------------------------------------------------------------------------------

  /**
   * Nobody knows whether these exist. A list may lag, so "not listed" is not "not there": only when it had time to show them
   * and still does not, they are asked for again.
   */
  async #lookAgain(dark: readonly TaskId[]): Promise<void> {
    const { tracker, ledger, destination } = this.#deps;
    const rows = await ledger.rows(destination);
    const shown = Math.max(...dark.map((task) => rows.get(task)?.at ?? 0)) + tracker.settles;
    this.#own = await this.#asked(() => tracker.own(ledger.board));
    const missing = dark.filter((task) => !this.#own.has(task));
    if (missing.length > 0 && this.#now < shown) {
      await this.#wait(shown, 'settling');
      this.#own = await this.#asked(() => tracker.own(ledger.board));
    }
    for (const task of dark) {
      const looks = (this.#looks.get(task) ?? 0) + 1;
      this.#looks.set(task, looks);
      if (looks > LOOKS) throw new Stop('stopped', 'no-answer');
      const found = this.#own.get(task);
      await this.#note(task, found ? { row: { ...named(found), state: 'updating' } } : { row: { state: 'planned' } });
      await this.#item(task);
    }
  }

  // -- asking and waiting -----------------------------------------------------------------------------------------------------

  /** Asks what may be asked again without harm, until there is an answer. */
  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      await this.#gate();
      try {
        return await ask();
      } catch (error) {
        await this.#after(problemIn(error), tries);
      }
    }
  }

  /** Waits where waiting helps, and ends the export where it does not. */
  async #after(problem: TrackerProblem, tries: number): Promise<void> {
    const { kind, seconds } = problem;
    const ends = ENDS[kind];
    if (ends) throw new Stop(ends, problem.message);
    const backOff = BACK_OFF[Math.min(tries, BACK_OFF.length - 1)] as number;
    const ms = kind === 'limited' ? (seconds || LIMITED_SECONDS) * 1_000 : Math.max(backOff, seconds * 1_000);
    await this.#wait(this.#now + ms, kind === 'limited' ? 'limited' : 'unreachable', problem.message);
  }

  /** One write to the tracker, noted for the pace whatever comes of it. */
  async #write<T>(ask: () => Promise<T>): Promise<T> {
    this.#deps.pacer.wrote(this.#now);
    try {
      return await ask();
    } finally {
      this.#deps.pacer.answered(this.#now);
    }
  }

  async #pace(): Promise<void> {
    for (let free = this.#deps.pacer.free(this.#now); free > this.#now; free = this.#deps.pacer.free(this.#now))
      await this.#wait(free, 'pace');
  }

  /** Waits until a moment, in sight of everybody when it takes a while. */
  async #wait(until: number, wait: Wait, problem = ''): Promise<void> {
    const tells = until - this.#now > WORTH_TELLING;
    this.#told ||= tells;
    while (this.#now < until) {
      if (tells) await this.#note(undefined, { export: { state: 'waiting', wait, waitUntil: until as Millis, problem } });
      await this.#rest(until);
      await this.#gate();
    }
    await this.#goOn();
  }

  async #goOn(): Promise<void> {
    if (!this.#told) return;
    this.#told = false;
    await this.#note(undefined, { export: { state: 'running', wait: '', waitUntil: 0 as Millis, problem: '' } });
  }

  /** Where an export can be held or ended. */
  async #gate(): Promise<void> {
    if (this.#ended) throw new Left();
    if (this.#cancelled) throw new Stop('cancelled', '');
    if (!this.#paused) return;
    await this.#note(undefined, { export: { state: 'paused', wait: '', waitUntil: 0 as Millis } });
    this.#told = true;
    while (this.#isHeld) await this.#rest(undefined);
    await this.#gate();
    await this.#goOn();
  }

  get #isHeld(): boolean {
    return this.#paused && !this.#cancelled && !this.#ended;
  }

  /** Until the moment, or until somebody steers. */
  #rest(until: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const callOff = until === undefined ? undefined : this.#deps.clock.alarm(until as Millis, () => this.#wake?.());
      this.#wake = () => {
        this.#wake = undefined;
        callOff?.();
        resolve();
      };
      if (this.#ended) this.#wake();
    });
  }

  get #now(): Millis {
    return this.#deps.clock.now();
  }

  // -- writing down -----------------------------------------------------------------------------------------------------------

  /** Nothing is sent while the ledger can not be written. */
  async #note(task: TaskId | undefined, note: Note): Promise<void> {
    const { ledger, destination, id } = this.#deps;
    for (;;) {
      if (this.#ended) throw new Left();
      const failure = await ledger.write(noting(destination, id, task, note));
      if (!failure) return;
      await this.#rest(this.#now + (BACK_OFF[0] as number));
    }
  }

  async #row(task: TaskId): Promise<Row | undefined> {
    if (this.#ended) throw new Left();
    return this.#deps.ledger.row(this.#deps.destination, task);
  }

  async #through(task: TaskId, row: Partial<Omit<Row, 'task'>>): Promise<true> {
    await this.#note(task, { row: { at: this.#now, ...row } });
    return true;
  }

  async #end(ended: Ended, problem: string): Promise<Ended> {
    const over = ended !== 'no-token';
    if (ended === 'cancelled') for (const task of await this.#open('planned')) await this.#through(task, { state: 'dropped' });
    const last: Partial<Omit<Export, 'id'>> = { state: ended, wait: '', waitUntil: 0 as Millis, problem };
    await this.#note(undefined, { export: over ? { ...last, endedAt: this.#now } : last });
    return ended;
  }
}

/** The server ends. */
class Left extends Error {}

const ENDS: { readonly [K in ProblemKind]?: Ended } = { token: 'no-token', denied: 'stopped', missing: 'stopped', refused: 'stopped' };

function problemIn(error: unknown): TrackerProblem {
  if (error instanceof TrackerProblem) return error;
  throw error;
}

const named = ({ id, name, url }: Remote) => ({ remoteId: id, name, url });

/** What is known of an item once it stands there as wanted. */
const settled = (remote: Remote, issue: Issue) => ({
  ...named(remote),
  hash: hashOf(issue),
  seen: fingerprint(remote.title, remote.body),
  closed: issue.closed,
  insist: false,
  problem: '',
});

/** It stands there as wanted already: because we had asked for it, or because there was nothing to do. */
const cameToBe = (row: Row): Row['state'] =>
  row.state === 'updating' || row.state === 'unknown' ? (row.hash === '' ? 'created' : 'updated') : 'unchanged';
