// What came of a board, as plain data: numbers, work by challenge, people, open work, the sprint log. Every format of the
// report and every export is made from this. People who do not want to be named are counted here and named nowhere.

import { taskState, type BoardView, type TaskState } from '../board/view.ts';
import type { Challenge, LogEntry, OutcomeKind, Person, Phase, Place, Role, Task, TaskKind } from '../board/schema.ts';
import { OUTCOME_KINDS, PLACES } from '../board/schema.ts';
import { MINUTE, type ChallengeId, type LinkId, type Millis, type PersonId, type SprintId, type TaskId } from '../ids.ts';
import { plainLine, plainText } from '../plain.ts';
import { connectionsOf } from './connections.ts';

export type ReportEvent = {
  readonly title: string;
  readonly place: string;
  readonly startsAt: Millis;
  readonly endsAt: Millis;
  /** IANA name, such as 'Europe/Madrid'. */
  readonly zone: string;
};

/** Somebody who may be named. Two of one name are told apart by their glyph. */
export type Named = { readonly key: PersonId; readonly name: string };
/** Some people; `unnamed` of them would rather not be named. */
export type Credit = { readonly named: readonly Named[]; readonly unnamed: number };
export type EvidenceLink = { readonly key: LinkId; readonly url: string; readonly title: string };

export type ReportOutcome = {
  readonly kind: OutcomeKind;
  readonly summary: string;
  readonly next: string;
  readonly evidence: readonly EvidenceLink[];
  readonly credit: Credit;
  readonly at: Millis;
};

/** `key` is the task's id: it stays the same from report to report, so that an export can find its own again. */
export type ReportTask = {
  readonly key: TaskId;
  readonly title: string;
  readonly challenge: string;
  readonly parent: TaskId | '';
  readonly kind: TaskKind;
  readonly phase: Phase;
  readonly first: boolean;
  readonly size: number;
  readonly skills: readonly string[];
  readonly state: TaskState;
  readonly holders: Credit;
  readonly outcome: ReportOutcome | null;
};

/** `key` is '' for the tasks whose challenge was removed. */
export type ReportChallenge = {
  readonly key: ChallengeId | '';
  readonly title: string;
  readonly brief: string;
  readonly track: string;
  readonly source: string;
  /** Tasks with something recorded. */
  readonly outcomes: readonly ReportTask[];
  /** Tasks with nothing recorded yet. */
  readonly untouched: readonly ReportTask[];
  readonly free: number;
  readonly claimed: number;
  readonly done: number;
};

export type ReportPerson = Named & {
  readonly role: Role;
  readonly place: Place;
  readonly site: string;
  readonly newcomer: boolean;
  readonly outcomes: readonly { readonly key: TaskId; readonly title: string; readonly kind: OutcomeKind }[];
  readonly holds: readonly { readonly key: TaskId; readonly title: string }[];
};

export type ReportNumbers = {
  readonly challenges: number;
  readonly tasks: { readonly all: number } & { readonly [S in TaskState]: number };
  readonly outcomes: { readonly all: number } & { readonly [K in OutcomeKind]: number };
  readonly people: { readonly all: number; readonly newcomers: number } & { readonly [P in Place]: number };
  /** Newcomers credited with at least one outcome. */
  readonly newcomersWithOutcome: number;
  /** Distinct pairs who sat on one task at once or were credited together. */
  readonly connections: number;
  readonly sprints: number;
};

export type SprintChange = { readonly kind: LogEntry['kind']; readonly at: Millis; readonly by: string; readonly minutes: number };

export type ReportSprint = {
  readonly key: SprintId | '';
  readonly goal: string;
  readonly startedAt: Millis;
  /** 0 while it is not over. */
  readonly endedAt: Millis;
  /** Minutes planned at the start, and added on the way. */
  readonly minutes: number;
  readonly extended: number;
  readonly changes: readonly SprintChange[];
  readonly claimed: number;
  /** Outcomes recorded while it ran. */
  readonly outcomes: { readonly [K in OutcomeKind]: number };
};

export type Report = {
  readonly version: 1;
  readonly title: string;
  readonly place: string;
  readonly zone: string;
  readonly startsAt: Millis;
  readonly endsAt: Millis;
  readonly madeAt: Millis;
  readonly numbers: ReportNumbers;
  readonly challenges: readonly ReportChallenge[];
  readonly people: readonly ReportPerson[];
  /** Those who would rather not be named, as numbers only. */
  readonly unnamed: { readonly people: number; readonly outcomes: number; readonly holds: number };
  /** Tasks that nobody has finished, by challenge. */
  readonly open: readonly ReportTask[];
  readonly sprints: readonly ReportSprint[];
};

export const SOMEONE = 'someone who prefers not to be named';
const WITHOUT_CHALLENGE = 'Without a challenge';

/** Reads a board at a moment into its report. */
export function reportOf(view: BoardView, event: ReportEvent, at: Millis): Report {
  const call = namesOf(view);
  const challenges = challengesOf(view, call);
  const tasks = challenges.flatMap((challenge) => [...challenge.outcomes, ...challenge.untouched]);
  return {
    version: 1,
    title: plainLine(event.title) || plainLine(view.meta.title),
    place: plainLine(event.place),
    zone: event.zone,
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    madeAt: at,
    numbers: numbersOf(view),
    challenges,
    people: peopleOf(view, call),
    unnamed: unnamedOf(view, call),
    open: tasks.filter((task) => task.state !== 'done'),
    sprints: sprintsOf(view, call),
  };
}

// -- people -----------------------------------------------------------------------------------------------------------

/** The name a person may be called by, or nothing. */
type Call = (id: PersonId) => string | undefined;

const takesPart = (person: Person): boolean => person.role !== 'viewer';

function namesOf(view: BoardView): Call {
  const named = [...view.people.values()].filter((person) => person.attribution);
  const bearers = Map.groupBy ? Map.groupBy(named, (person) => nameOf(person).toLowerCase()) : groupNames(named);
  return (id) => {
    const person = view.people.get(id);
    if (!person?.attribution) return undefined;
    const name = nameOf(person);
    return (bearers.get(name.toLowerCase())?.length ?? 0) > 1 ? plainLine(`${name} ${person.glyph}`) : name;
  };
}

const nameOf = (person: Person): string => plainLine(person.name) || 'No name';

function creditOf(ids: Iterable<PersonId>, call: Call): Credit {
  const named: Named[] = [];
  let unnamed = 0;
  for (const key of ids) {
    const name = call(key);
    if (name === undefined) unnamed++;
    else named.push({ key, name });
  }
  return { named: named.sort(byName), unnamed };
}

const byName = (a: Named, b: Named): number => compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.key, b.key);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const creditedOn = (task: Task): PersonId[] =>
  Object.entries(task.outcome.credit)
    .filter(([, credited]) => credited)
    .map(([person]) => person as PersonId);

function peopleOf(view: BoardView, call: Call): ReportPerson[] {
  const outcomes = Map.groupBy
  return [...view.people.values()]
    .filter(takesPart)
    .flatMap((person) => {
      const name = call(person.id);
      return name === undefined ? [] : [personOf(view, person, name)];
    })
    .sort(byName);
}
