// Sees what happens on one board that webhooks may want to hear of, and tells it once it is durable. What is done with it is
// webhooks.ts; a board nobody asked about costs nothing but the looking.

import * as Y from 'yjs';
import type { Happening } from '../../shared/access/api-access.ts';
import { readChallenge, readPerson, readShape, readTask, rootOf } from '../../shared/board/board.ts';
import { LIVE_KEYS, OUTCOME, type LogEntry, type LogKind } from '../../shared/board/schema.ts';
import { isId, type Millis, type PersonId, type TaskId } from '../../shared/ids.ts';
import { SOMEONE } from '../../shared/report/people.ts';
import type { Onlooker } from '../board/warden.ts';

/** One thing that happened, as it is told: plain data without ids of people. */
export type Tale = { readonly happening: Happening; readonly at: Millis; readonly told: Record<string, unknown> };

const OF_LOG: { readonly [K in LogKind]?: Happening } = {
  claimed: 'task-claimed',
  'hand-raised': 'hand-raised',
  announced: 'announced',
  'sprint-started': 'sprint-started',
  'sprint-ended': 'sprint-ended',
};

export class Herald implements Onlooker {
  readonly #wanted: () => boolean;
  readonly #tell: (tales: readonly Tale[]) => void;
  #doc: Y.Doc | undefined;
  #heard = 0;
  readonly #recorded = new Set<TaskId>();
  readonly #note = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => this.#noteOutcomes(events);

  constructor(wanted: () => boolean, tell: (tales: readonly Tale[]) => void) {
    this.#wanted = wanted;
    this.#tell = tell;
  }

  woke(doc: Y.Doc): void {
    this.#doc = doc;
    this.#heard = logOf(doc)?.length ?? 0;
    rootOf(doc, 'tasks').observeDeep(this.#note);
  }

  rested(): void {
    if (this.#doc) rootOf(this.#doc, 'tasks').unobserveDeep(this.#note);
    this.#doc = undefined;
    this.#recorded.clear();
  }

  /** An outcome counts when its kind was set; later words on it do not. */
  #noteOutcomes(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    if (!this.#wanted()) return;
    for (const { path, changes } of events) {
      const [task, part] = path;
      if (path.length === 2 && part === 'outcome' && isId('task', task) && changes.keys.has('kind')) this.#recorded.add(task);
    }
  }

  committed(): void {
    const doc = this.#doc;
    if (!doc) return;
    const log = logOf(doc);
    const from = Math.min(this.#heard, log?.length ?? 0);
    this.#heard = log?.length ?? 0;
    const tasks = [...this.#recorded];
    this.#recorded.clear();
    if (!this.#wanted()) return;
    const entries = log && this.#heard > from ? log.slice(from) : [];
    const tales = [...entries.map((entry) => taleOf(doc, entry)), ...tasks.map((task) => outcomeOn(doc, task))];
    const told = tales.filter((tale) => tale !== undefined);
    if (told.length > 0) this.#tell(told);
  }
}

function logOf(doc: Y.Doc): Y.Array<LogEntry> | undefined {
  const log = rootOf(doc, 'live').get(LIVE_KEYS.log);
  return log instanceof Y.Array ? (log as Y.Array<LogEntry>) : undefined;
}

/** How somebody may be called outside; nothing when what they do is hidden. */
function nameOf(doc: Y.Doc, id: PersonId | ''): string | undefined {
  const person = id === '' ? undefined : readPerson(doc, id);
  if (person?.hidden) return undefined;
  return person?.attribution ? person.name : SOMEONE;
}

function taskOn(doc: Y.Doc, id: TaskId): Record<string, unknown> | undefined {
  const task = readTask(doc, id);
  return task && { id, title: task.title, challenge: readChallenge(doc, task.challenge)?.title ?? '' };
}

function taleOf(doc: Y.Doc, entry: LogEntry): Tale | undefined {
  const happening = OF_LOG[entry.kind];
  const by = nameOf(doc, entry.by);
  if (!happening || by === undefined) return undefined;
  const { task, minutes, goal, what } = entry;
  const told = {
    by: entry.by === '' ? '' : by,
    ...(task && { task: taskOn(doc, task) }),
    ...(minutes !== undefined && { minutes }),
    ...(goal !== undefined && { goal }),
    ...(what !== undefined && { text: what }),
  };
  return { happening, at: entry.at, told };
}

function outcomeOn(doc: Y.Doc, id: TaskId): Tale | undefined {
  const map = rootOf(doc, 'tasks').get(id);
  const outcome = map instanceof Y.Map ? readShape(OUTCOME, map.get('outcome')) : undefined;
  const by = outcome && nameOf(doc, outcome.by);
  if (!outcome || outcome.kind === '' || by === undefined) return undefined;
  const credited = Object.keys(outcome.credit).filter((person) => outcome.credit[person]) as PersonId[];
  const { kind, summary, next, evidence, at } = outcome;
  const told = {
    by,
    task: taskOn(doc, id),
    outcome: {
      ...{ kind, summary, next },
      evidence: Object.values(evidence).map(({ url, title }) => ({ url, title })),
      credit: credited.map((person) => nameOf(doc, person)).filter((name) => name !== undefined),
    },
  };
  return { happening: 'outcome-recorded', at, told };
}
