// The sprint log: each sprint that was run, what was changed on its clock and by whom, and what came of the work in it.
// Sprints written down before goals were have none, unless it is the latest one.

import { OUTCOME_KINDS, type LogEntry, type OutcomeKind, type Task } from '../board/schema.ts';
import type { BoardView } from '../board/view.ts';
import { isId, MINUTE, millis, type Millis, type PersonId } from '../ids.ts';
import { plainLine } from '../plain.ts';
import { SOMEONE, type Call } from './people.ts';
import type { ReportSprint, SprintChange } from './shape.ts';

/** Who the clock itself is, in the log. */
const CLOCK = 'the clock';

export function sprintsOf(view: BoardView, call: Call, now: Millis): ReportSprint[] {
  const entries = new Map<string, LogEntry[]>();
  for (const entry of view.log) {
    if (!entry.sprint) continue;
    const known = entries.get(entry.sprint);
    if (known) known.push(entry);
    else entries.set(entry.sprint, [entry]);
  }
  if (view.sprint.id !== '' && !entries.has(view.sprint.id)) entries.set(view.sprint.id, []);
  return [...entries].flatMap(([key, log]) => sprintOf(view, key, log, call, now)).sort((a, b) => a.startedAt - b.startedAt);
}

function sprintOf(view: BoardView, key: string, log: readonly LogEntry[], call: Call, now: Millis): ReportSprint[] {
  if (!isId('sprint', key)) return [];
  const last = view.sprint.id === key ? view.sprint : undefined;
  const started = log.find((entry) => entry.kind === 'sprint-started');
  const startedAt = started?.at ?? last?.startedAt ?? log[0]?.at ?? millis(0);
  const endedAt = log.find((entry) => entry.kind === 'sprint-ended')?.at ?? endOf(last, now);
  const extended = sum(log.filter((entry) => entry.kind === 'sprint-extended').map((entry) => entry.minutes ?? 0));
  const minutes = started?.minutes ?? Math.round((last?.length ?? 0) / MINUTE) - extended;
  const within = (at: Millis) => at >= startedAt && at <= (endedAt || now);
  return [
    {
      key,
      goal: plainLine(started?.goal ?? last?.goal ?? ''),
      startedAt,
      endedAt,
      minutes,
      extended,
      changes: log.map((entry) => changeOf(entry, call)),
      claimed: view.log.filter((entry) => entry.kind === 'claimed' && within(entry.at)).length,
      outcomes: countOutcomes(view.tasks.filter((task) => within(task.outcome.at))),
    },
  ];
}

/** The end of a sprint nobody has written down as ended yet: its last minute, once that is past. */
function endOf(sprint: BoardView['sprint'] | undefined, now: Millis): Millis {
  if (!sprint) return millis(0);
  if (sprint.endedAt !== 0) return sprint.endedAt;
  return sprint.pausedAt === 0 && sprint.endsAt <= now ? sprint.endsAt : millis(0);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function changeOf(entry: LogEntry, call: Call): SprintChange {
  const by: PersonId | '' = entry.by;
  return { kind: entry.kind, at: entry.at, by: by === '' ? CLOCK : (call(by) ?? SOMEONE), minutes: entry.minutes ?? 0 };
}

export function countOutcomes(tasks: readonly Task[]): { readonly [K in OutcomeKind]: number } {
  const count = (kind: OutcomeKind) => tasks.filter((task) => task.outcome.kind === kind).length;
  return Object.fromEntries(OUTCOME_KINDS.map((kind) => [kind, count(kind)])) as { [K in OutcomeKind]: number };
}
