// Reads the recorded activity of the 2017 sprint and turns it into what people would have done on a board. Pure: it opens
// no files and talks to no server; the replay and the tests do that.

import Papa from 'papaparse';
import { millis, type Millis } from '../../shared/ids.ts';

export type ActivityKind =
  | 'issue'
  | 'pull-request'
  | 'push'
  | 'comment'
  | 'review-comment'
  | 'commit-comment'
  | 'fork'
  | 'watch'
  | 'member'
  | 'create'
  | 'delete'
  | 'wiki'
  | 'release';
export type ActivityVerb = '' | 'opened' | 'closed' | 'reopened' | 'created' | 'started' | 'added' | 'published';

export type ActivityEvent = {
  /** Counted from 1, the header included, as a spreadsheet counts. */
  readonly row: number;
  readonly at: Millis;
  readonly kind: ActivityKind;
  readonly verb: ActivityVerb;
  readonly actor: string;
  readonly repo: string;
};
export type Skipped<Why extends string> = { readonly row: number; readonly why: Why };
export type BadRow = 'header' | 'too-few-cells' | 'unknown-event' | 'unknown-action' | 'no-time' | 'no-actor' | 'no-repo';

/** Both namings of the same events: the one of the record's end, and the one of an older hand. */
const KINDS: ReadonlyMap<string, ActivityKind> = new Map([
  ['IssuesEvent', 'issue'],
  ['Issues', 'issue'],
  ['Issue', 'issue'],
  ['PullRequestEvent', 'pull-request'],
  ['Pull request', 'pull-request'],
  ['PushEvent', 'push'],
  ['Push', 'push'],
  ['IssueCommentEvent', 'comment'],
  ['Issue comment', 'comment'],
  ['PullRequestReviewCommentEvent', 'review-comment'],
  ['Pull request review comment', 'review-comment'],
  ['CommitCommentEvent', 'commit-comment'],
  ['Commit comment', 'commit-comment'],
  ['ForkEvent', 'fork'],
  ['Fork', 'fork'],
  ['WatchEvent', 'watch'],
  ['Watch', 'watch'],
  ['MemberEvent', 'member'],
  ['Member', 'member'],
  ['CreateEvent', 'create'],
  ['Create', 'create'],
  ['DeleteEvent', 'delete'],
  ['Delete', 'delete'],
  ['GollumEvent', 'wiki'],
  ['Gollum', 'wiki'],
  ['ReleaseEvent', 'release'],
  ['Release', 'release'],
]);
const VERBS: ReadonlySet<string> = new Set<ActivityVerb>(['', 'opened', 'closed', 'reopened', 'created', 'started', 'added', 'published']);
const isVerb = (text: string): text is ActivityVerb => VERBS.has(text);

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const REPO = /^[\w.-]+\/[\w.-]+$/;

/** Every row is in `events` or in `skipped`, except the header it begins with and rows that are blank. */
export function readActivity(csvText: string): { events: ActivityEvent[]; skipped: Skipped<BadRow>[] } {
  const events: ActivityEvent[] = [];
  const skipped: Skipped<BadRow>[] = [];
  rowsOf(csvText).forEach((cells, index) => {
    const row = index + 1;
    if (cells.every((cell) => cell === '')) return;
    const read = readRow(row, cells);
    if (typeof read !== 'string') events.push(read);
    else if (row > 1 || read !== 'header') skipped.push({ row, why: read });
  });
  return { events, skipped };
}

const rowsOf = (csvText: string): string[][] =>
  Papa.parse<string[]>(csvText, { delimiter: ',' }).data.map((cells) => cells.map((cell) => cell.trim()));

function readRow(row: number, cells: readonly string[]): ActivityEvent | BadRow {
  const [time = '', event = '', verb = '', actor = '', repo = ''] = cells;
  if (time.toLowerCase() === 'at' && event.toLowerCase() === 'event') return 'header';
  if (cells.length < 5) return 'too-few-cells';
  const kind = KINDS.get(event);
  if (!kind) return 'unknown-event';
  if (!isVerb(verb)) return 'unknown-action';
  const at = TIME.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(at)) return 'no-time';
  if (actor === '') return 'no-actor';
  if (!REPO.test(repo)) return 'no-repo';
  return { row, at: millis(at), kind, verb, actor, repo };
}

// -- what people would have done on a board -----------------------------------------------------------------------------

/** A task of the replay, such as `sunpy/sunpy#3`: the third one added to that project. */
export type TaskName = string;
type Base = { readonly row: number; readonly at: Millis; readonly actor: string };

export type ReplayAction =
  | (Base & { readonly act: 'join' })
  | (Base & { readonly act: 'add-task'; readonly project: string; readonly task: TaskName })
  /** Takes a free task. */
  | (Base & { readonly act: 'claim'; readonly project: string; readonly task: TaskName })
  /** Takes the second seat of a task somebody works on. */
  | (Base & { readonly act: 'pair'; readonly project: string; readonly task: TaskName; readonly with: string })
  /** Goes on working on the task they hold. */
  | (Base & { readonly act: 'renew'; readonly project: string; readonly task: TaskName })
  /** Says something on a card, or on the board where the project has no task yet. */
  | (Base & { readonly act: 'talk'; readonly project: string; readonly task: TaskName | '' })
  /** Those credited held the task; when nobody did, it is whoever closed it. */
  | (Base & { readonly act: 'outcome'; readonly project: string; readonly task: TaskName; readonly credit: readonly string[] });

export type NoAction = 'no-board-action' | 'already-joined';

/**
 * Turns events into actions in their order. Whoever acts first joins first, and whoever works where no task is free adds
 * one first, so one event can give several actions; `used` counts the events that gave any.
 */
export function replayActions(events: readonly ActivityEvent[]): { actions: ReplayAction[]; used: number; skipped: Skipped<NoAction>[] } {
  const actions: ReplayAction[] = [];
  const skipped: Skipped<NoAction>[] = [];
  const joined = new Set<string>();
  const projects = new Map<string, Project>();
  for (const event of events) {
    const step = stepOf(event);
    if (step === 'nothing' || (step === 'join' && joined.has(event.actor))) {
      skipped.push({ row: event.row, why: step === 'nothing' ? 'no-board-action' : 'already-joined' });
      continue;
    }
    const { row, at, actor } = event;
    if (!joined.has(actor)) actions.push({ row, at, actor, act: 'join' });
    joined.add(actor);
    const project = projects.get(event.repo) ?? { name: event.repo, tasks: [] };
    projects.set(event.repo, project);
    if (step !== 'join') actions.push(...STEPS[step](project, { row, at, actor }));
  }
  return { actions, used: events.length - skipped.length, skipped };
}

type Step = 'join' | 'add' | 'work' | 'talk' | 'finish';

function stepOf({ kind, verb }: ActivityEvent): Step | 'nothing' {
  if (kind === 'fork' || kind === 'watch' || kind === 'member') return 'join';
  if (kind === 'comment' || kind === 'review-comment' || kind === 'commit-comment') return 'talk';
  if (kind === 'push') return 'work';
  if (kind === 'issue') return verb === 'opened' ? 'add' : verb === 'closed' ? 'finish' : 'nothing';
  if (kind === 'pull-request') return verb === 'closed' ? 'finish' : 'work';
  return 'nothing';
}

type Task = { readonly name: TaskName; readonly holders: string[]; finished: boolean };
type Project = { readonly name: string; readonly tasks: Task[] };
const SEATS = 2;

const STEPS: { readonly [S in Exclude<Step, 'join'>]: (project: Project, base: Base) => ReplayAction[] } = {
  add: (project, base) => addTask(project, base).actions,
  work,
  talk: (project, base) => [
    { ...base, act: 'talk', project: project.name, task: (held(project, base.actor) ?? project.tasks.at(-1))?.name ?? '' },
  ],
  finish,
};

const open = (project: Project): Task[] => project.tasks.filter((task) => !task.finished);
const held = (project: Project, actor: string): Task | undefined => open(project).find((task) => task.holders.includes(actor));
const free = (project: Project): Task | undefined => open(project).find((task) => task.holders.length === 0);

function addTask(project: Project, base: Base): { task: Task; actions: ReplayAction[] } {
  const task: Task = { name: `${project.name}#${project.tasks.length + 1}`, holders: [], finished: false };
  project.tasks.push(task);
  return { task, actions: [{ ...base, act: 'add-task', project: project.name, task: task.name }] };
}

function work(project: Project, base: Base): ReplayAction[] {
  const own = held(project, base.actor);
  if (own) return [{ ...base, act: 'renew', project: project.name, task: own.name }];
  const shared = open(project).find((task) => task.holders.length > 0 && task.holders.length < SEATS);
  const partner = shared?.holders[0];
  if (shared && partner !== undefined) {
    shared.holders.push(base.actor);
    return [{ ...base, act: 'pair', project: project.name, task: shared.name, with: partner }];
  }
  const { task, actions } = readyTask(project, base);
  task.holders.push(base.actor);
  return [...actions, { ...base, act: 'claim', project: project.name, task: task.name }];
}

function readyTask(project: Project, base: Base): { task: Task; actions: ReplayAction[] } {
  const task = free(project);
  return task ? { task, actions: [] } : addTask(project, base);
}

/** Whoever closes something finishes their own task; else the one that is being worked on longest; else a free one. */
function finish(project: Project, base: Base): ReplayAction[] {
  const worked = held(project, base.actor) ?? open(project).find((task) => task.holders.length > 0);
  const { task, actions } = worked ? { task: worked, actions: [] } : readyTask(project, base);
  task.finished = true;
  const credit = task.holders.length > 0 ? [...task.holders] : [base.actor];
  return [...actions, { ...base, act: 'outcome', project: project.name, task: task.name, credit }];
}

// -- projects -----------------------------------------------------------------------------------------------------------

export type SprintProject = {
  readonly repo: string;
  readonly tracks: readonly string[];
  /** The community it came from, or ''. */
  readonly community: string;
};

const TYPING_ERRORS: ReadonlyMap<string, string> = new Map([['Moziila Science', 'Mozilla Science']]);
const TRACK_COLUMNS = 5;
const COMMUNITY_COLUMN = 6;

/** Every row is in `projects` or in `skipped`, except the header it begins with and rows that are blank. */
export function readProjects(csvText: string): { projects: SprintProject[]; skipped: Skipped<'header' | 'no-repo' | 'duplicate'>[] } {
  const [header = [], ...rows] = rowsOf(csvText);
  const names = header.slice(1, 1 + TRACK_COLUMNS);
  const projects: SprintProject[] = [];
  const skipped: Skipped<'header' | 'no-repo' | 'duplicate'>[] = [];
  const seen = new Set<string>();
  rows.forEach((cells, index) => {
    const row = index + 2;
    const [repo = ''] = cells;
    if (cells.every((cell) => cell === '')) return;
    if (cells.join() === header.join()) return void skipped.push({ row, why: 'header' });
    if (!REPO.test(repo)) return void skipped.push({ row, why: 'no-repo' });
    // The same repository is typed in different cases, and is one to its host.
    if (seen.has(repo.toLowerCase())) return void skipped.push({ row, why: 'duplicate' });
    seen.add(repo.toLowerCase());
    const community = cells[COMMUNITY_COLUMN] ?? '';
    projects.push({
      repo,
      tracks: names.filter((_, column) => (cells[column + 1] ?? '') !== ''),
      community: TYPING_ERRORS.get(community) ?? community,
    });
  });
  return { projects, skipped };
}
