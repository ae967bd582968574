// Exports to trackers as organizers steer them: test a destination, see what would be sent, start, hold, go on, cancel. One run a
// destination. What a run does is run.ts; knows no transport.

import {
  isUnderWay,
  readExports,
  readRows,
  writeDestination,
  writeExport,
  writeRow,
  type Destination,
  type Export,
  type ExportsView,
  type Row,
} from '../../shared/board/exports.ts';
import { viewBoard } from '../../shared/board/view.ts';
import { type BoardId, type DestinationId, type ExportId, type Millis, type PersonId, type TaskId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import { sameDestination, type Target } from '../../shared/report/destination.ts';
import { assigneesOf, exportItems, type ExportItem } from '../../shared/report/items.ts';
import { issueText } from '../../shared/report/issue-text.ts';
import { decide, hashOf, type Action, type Issue, type Remote, type StateChange } from '../../shared/report/plan.ts';
import { shorten } from '../../shared/plain.ts';
import type { Rooms } from '../board/rooms.ts';
import type { Deps } from '../deps.ts';
import type { EventRecord } from '../storage/catalogue.ts';
import { TrackerProblem, type ProblemKind } from '../trackers/problem.ts';
import type { Standing, Tracker } from '../trackers/tracker.ts';
import { openTracker } from '../trackers/trackers.ts';
import { Ledger } from './ledger.ts';
import { Pacer } from './pacer.ts';
import { Run } from './run.ts';
import { Vault } from './vault.ts';

/** Where to, with which token; without one, the token held or kept for that destination. */
export type Going = { readonly target: Target; readonly token?: string | undefined };
export type Choice = { readonly tasks: readonly TaskId[]; readonly origin: string; readonly insist?: readonly TaskId[] };
export type Confirmed = Choice & {
  /** What was seen in the preview, by task. */
  readonly hashes: { readonly [task: string]: string };
  readonly keepToken: boolean;
  readonly by: PersonId | '';
};

export type PreviewLine = {
  readonly task: TaskId;
  readonly action: Action;
  readonly state: StateChange;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  /** Of the item that exists there, else ''. */
  readonly name: string;
  readonly url: string;
  readonly hash: string;
};
export type Preview = { readonly standing: Standing; readonly lines: readonly PreviewLine[] };
export type Steer = 'pause' | 'resume' | 'cancel';

type ExportsDeps = Pick<Deps, 'clock' | 'mint' | 'randomBytes' | 'catalogue' | 'instanceKey' | 'fetch'> & {
  readonly rooms: Rooms;
  readonly report: (error: unknown, what: string) => void;
  readonly event: (board: BoardId) => EventRecord | undefined;
};

export class Exports {
  readonly #deps: ExportsDeps;
  readonly #vault: Vault;
  readonly #runs = new Map<ExportId, Run>();
  readonly #pacers = new Map<string, Pacer>();

  constructor(deps: ExportsDeps) {
    this.#deps = deps;
    this.#vault = new Vault(deps);
  }

  // -- looking ----------------------------------------------------------------------------------------------------------------

  /** Says what the token can do there. Changes nothing anywhere. */
  async test(board: BoardId, going: Going): Promise<Standing | Refusal> {
    const tracker = await this.#open(board, going);
    return isRefusal(tracker) ? tracker : answered(() => tracker.test());
  }

  /** What an export would do with each task, and the exact words it would send. Changes nothing anywhere. */
  async preview(board: BoardId, going: Going, choice: Choice): Promise<Preview | Refusal> {
    const tracker = await this.#open(board, going);
    if (isRefusal(tracker)) return tracker;
    const issues = await this.#issues(board, going.target, tracker, choice.origin);
    return answered(async () => {
      const standing = await tracker.test();
      const own = await tracker.own(board);
      const rows = await this.#rowsOf(board, going.target);
      const lines: PreviewLine[] = [];
      for (const task of choice.tasks) {
        const issue = issues.get(task);
        if (!issue) continue;
        const row = rows.get(task);
        const remote = own.get(task) ?? (row && row.remoteId !== '' ? await tracker.read(row.remoteId) : undefined);
        const insist = choice.insist?.includes(task) ?? false;
        lines.push({ ...lineOf(issue, remote), task, ...decide({ issue, echo: tracker.echo(issue), row, remote, insist }) });
      }
      return { standing, lines };
    });
  }

  /** The ledger of a board. What a restart cut off goes on, or says that it needs a token. */
  async list(board: BoardId): Promise<(ExportsView & { readonly kept: readonly DestinationId[] }) | Refusal> {
    await this.tend(board);
    const ledger = new Ledger(this.#deps.rooms, board);
    const view = await ledger.inRoom(async (room) => {
      const exports = readExports(room.doc);
      return (await room.committed()) ?? exports;
    });
    return isRefusal(view) ? view : { ...view, kept: this.#vault.keptFor(board) };
  }

  // -- steering ---------------------------------------------------------------------------------------------------------------

  async start(board: BoardId, going: Going, confirmed: Confirmed): Promise<ExportId | Refusal> {
    const tracker = await this.#open(board, going);
    if (isRefusal(tracker)) return tracker;
    const token = going.token ?? ((await this.#tokenFor(board, going.target)) as string);
    const issues = await this.#issues(board, going.target, tracker, confirmed.origin);
    const same = confirmed.tasks.every((task) => issues.has(task) && hashOf(issues.get(task) as Issue) === confirmed.hashes[task]);
    if (!same) return refuse('export-outdated');
    const pacer = await this.#pacer(board, going.target, token, tracker);
    const ledger = new Ledger(this.#deps.rooms, board);
    const begun = await ledger.inRoom(async (room) => {
      if (room.failure) return room.failure;
      const { destinations, exports } = readExports(room.doc);
      const known = destinations.find((one) => sameDestination(one, going.target));
      if (exports.some((one) => one.destination === known?.id && isUnderWay(one.state))) return refuse('export-running');
      const destination = known?.id ?? this.#deps.mint('destination');
      const id = this.#deps.mint('export');
      room.edit(() => this.#write(room.doc, destination, id, going.target, confirmed));
      return (await room.committed()) ?? { destination, id };
    });
    if (isRefusal(begun)) return begun;
    this.#vault.hold(begun.destination, token);
    const { destination, id } = begun;
    this.#launch(board, id, { ...going.target, id: destination, origin: confirmed.origin }, tracker, pacer);
    // It is under way: a token that could not be kept is asked for again after a restart, and holds nothing up now.
    if (confirmed.keepToken)
      await this.#vault.keep(board, destination, token).catch((error: unknown) => this.#deps.report(error, 'a token could not be kept'));
    return id;
  }

  #write(doc: Parameters<typeof readRows>[0], destination: DestinationId, id: ExportId, target: Target, confirmed: Confirmed): void {
    const at = this.#deps.clock.now();
    const rows = readRows(doc, destination);
    writeDestination(doc, destination, { ...target, origin: confirmed.origin, at });
    for (const task of confirmed.tasks) {
      // What may have been made once stays in doubt until it is found, whoever asks.
      const inDoubt = ['creating', 'unknown'].includes(rows.get(task)?.state ?? '');
      const insist = confirmed.insist?.includes(task) ?? false;
      writeRow(doc, destination, task, { export: id, insist, problem: '', ...(inDoubt ? {} : { state: 'planned', at }) });
    }
    writeExport(doc, id, { destination, state: 'running', by: confirmed.by, startedAt: at });
  }

  async steer(board: BoardId, id: ExportId, steer: Steer, token?: string): Promise<Refusal | undefined> {
    const ledger = new Ledger(this.#deps.rooms, board);
    const { exports, destinations } = await ledger.read(readExports);
    const found = exports.find((one) => one.id === id && isUnderWay(one.state));
    const destination = destinations.find((one) => one.id === found?.destination);
    if (!found || !destination) return refuse('no-such-export');
    const run = this.#runs.get(id);
    if (run) {
      run[steer]();
      return undefined;
    }
    if (steer === 'resume') return this.#goOn(board, found, destination, token);
    const at = this.#deps.clock.now();
    return ledger.write((doc) => {
      if (steer === 'pause') return writeExport(doc, id, { state: 'paused' });
      for (const row of readRows(doc, destination.id).values())
        if (row.export === id && row.state === 'planned') writeRow(doc, destination.id, row.task, { state: 'dropped', at });
      return writeExport(doc, id, { state: 'cancelled', wait: '', endedAt: at, problem: '' });
    });
  }

  async #goOn(board: BoardId, found: Export, destination: Destination, given?: string): Promise<Refusal | undefined> {
    const token = given ?? this.#vault.tokenOf(board, destination.id);
    if (token === undefined) return refuse('token-needed');
    const ledger = new Ledger(this.#deps.rooms, board);
    const going = { state: 'running', wait: '', waitUntil: 0 as Millis, problem: '' } as const;
    const tracker = this.#tracker(destination, token);
    const pacer = await this.#pacer(board, destination, token, tracker);
    const failure = await ledger.write((doc) => writeExport(doc, found.id, going));
    if (failure || this.#runs.has(found.id)) return failure;
    this.#vault.hold(destination.id, token);
    this.#launch(board, found.id, destination, tracker, pacer);
    return undefined;
  }

  async forgetToken(board: BoardId, destination: DestinationId): Promise<void> {
    if (this.#vault.keptFor(board).includes(destination)) await this.#vault.forget(destination);
  }

  // -- running ----------------------------------------------------------------------------------------------------------------

  #launch(board: BoardId, id: ExportId, destination: Target & { id: DestinationId; origin: string }, tracker: Tracker, pacer: Pacer): void {
    const ledger = new Ledger(this.#deps.rooms, board);
    const run = new Run({
      ledger,
      tracker,
      pacer,
      clock: this.#deps.clock,
      destination: destination.id,
      id,
      issues: () => this.#issues(board, destination, tracker, destination.origin),
    });
    this.#runs.set(id, run);
    run
      .go()
      .then(async (ended) => {
        if (ended === 'no-token') await this.#vault.forget(destination.id);
        else if (ended) this.#vault.release(destination.id);
      })
      .catch((error: unknown) => this.#broke(error, ledger, id))
      .finally(() => this.#runs.delete(id));
  }

  /** A bug of ours must not leave an export that says it goes on. */
  async #broke(error: unknown, ledger: Ledger, id: ExportId): Promise<void> {
    this.#deps.report(error, 'an export broke');
    await ledger
      .write((doc) => writeExport(doc, id, { state: 'no-token', wait: '', problem: 'broke' }))
      .catch((lost: unknown) => this.#deps.report(lost, 'an export broke and could not say so'));
  }

  /** Exports that a restart cut off go on where their token is at hand, and say that they need one where it is not. */
  async tend(board: BoardId): Promise<void> {
    const ledger = new Ledger(this.#deps.rooms, board);
    const { exports, destinations } = await ledger.read(readExports);
    for (const one of exports) {
      const cutOff = (one.state === 'running' || one.state === 'waiting') && !this.#runs.has(one.id);
      const destination = destinations.find(({ id }) => id === one.destination);
      if (!cutOff || !destination) continue;
      const refused = await this.#goOn(board, one, destination);
      if (refused?.refused === 'token-needed') await ledger.write((doc) => writeExport(doc, one.id, { state: 'no-token', wait: '' }));
    }
  }

  /** After a start: boards whose tokens were kept go on by themselves. */
  async wake(): Promise<void> {
    for (const board of this.#vault.boards)
      await this.tend(board).catch((error: unknown) => this.#deps.report(error, 'an export could not go on after a restart'));
  }

  close(): void {
    for (const run of this.#runs.values()) run.leave();
  }

  // -- trackers and issues ------------------------------------------------------------------------------------------------------

  async #open(board: BoardId, { target, token }: Going): Promise<Tracker | Refusal> {
    const known = token ?? (await this.#tokenFor(board, target));
    return known === undefined ? refuse('token-needed') : this.#tracker(target, known);
  }

  async #tokenFor(board: BoardId, target: Target): Promise<string | undefined> {
    const destination = await this.#destination(board, target);
    return destination && this.#vault.tokenOf(board, destination.id);
  }

  async #destination(board: BoardId, target: Target): Promise<Destination | undefined> {
    const { destinations } = await new Ledger(this.#deps.rooms, board).read(readExports);
    return destinations.find((one) => sameDestination(one, target));
  }

  async #rowsOf(board: BoardId, target: Target): Promise<ReadonlyMap<TaskId, Row>> {
    const destination = await this.#destination(board, target);
    return destination ? new Ledger(this.#deps.rooms, board).rows(destination.id) : new Map();
  }

  #tracker(target: Target, token: string): Tracker {
    const { clock, fetch } = this.#deps;
    return openTracker(target, token, {
      fetch,
      now: () => clock.now(),
      after: (ms, ring) => clock.alarm((clock.now() + ms) as Millis, ring),
    });
  }

  /** Limits are the tracker's for one token, whichever board it is used for. What was written before a restart counts too. */
  async #pacer(board: BoardId, target: Target, token: string, { pace }: Tracker): Promise<Pacer> {
    const key = `${target.tracker} ${target.base} ${token}`;
    const known = this.#pacers.get(key);
    if (known) return known;
    const rows = [...(await this.#rowsOf(board, target)).values()].filter(({ state }) => WROTE.includes(state));
    const before = rows.flatMap(({ at, closed }) => (closed ? [at, at] : [at]));
    const pacer = new Pacer(pace, rows.length > 0 ? [...before, this.#deps.clock.now()] : []);
    this.#pacers.set(key, pacer);
    return pacer;
  }

  async #issues(board: BoardId, target: Target, tracker: Tracker, origin: string): Promise<Map<string, Issue>> {
    const event = this.#deps.event(board);
    const view = await new Ledger(this.#deps.rooms, board).read((doc) => viewBoard(doc));
    if (!event) return new Map();
    const items = exportItems({ view, event, board, origin });
    return new Map(items.map((item) => [item.key, issueOf(item, target, tracker)]));
  }
}

function issueOf(item: ExportItem, target: Target, tracker: Tracker): Issue {
  const text = issueText(item);
  return {
    key: item.key,
    title: shorten(text.title, tracker.titleLength),
    body: tracker.body(text),
    text,
    labels: [...new Set([target.label, ...item.labels])].filter((label) => label !== ''),
    assignees: assigneesOf(item, target.logins),
    closed: target.closes && item.finished,
  };
}

const lineOf = (issue: Issue, remote: Remote | undefined) => ({
  title: issue.title,
  body: issue.body,
  labels: issue.labels,
  assignees: issue.assignees,
  name: remote?.name ?? '',
  url: remote?.url ?? '',
  hash: hashOf(issue),
});

/** States after which something was written, or may have been. */
const WROTE: readonly Row['state'][] = ['creating', 'created', 'updating', 'updated', 'unknown'];

const REFUSED: { readonly [K in ProblemKind]: 'tracker-token' | 'tracker-refused' | 'tracker-unreachable' } = {
  token: 'tracker-token',
  denied: 'tracker-refused',
  refused: 'tracker-refused',
  missing: 'tracker-refused',
  limited: 'tracker-refused',
  unreachable: 'tracker-unreachable',
  unknown: 'tracker-unreachable',
};

async function answered<T>(ask: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TrackerProblem) return refuse(REFUSED[error.kind], { said: error.message });
    throw error;
  }
}
