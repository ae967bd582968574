// The report as plain data: what is in it and under which key. How it is made is report.ts; how it looks in a file is
// markdown.ts, csv.ts and json.ts. People who do not want to be named are counted and named nowhere.

import type { LogKind, OutcomeKind, Phase, Place, Role, TaskKind } from '../board/schema.ts';
import type { TaskState } from '../board/task.ts';
import type { ChallengeId, LinkId, Millis, ParkedId, PersonId, SprintId, TaskId } from '../ids.ts';

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

/** Calls for help. Times are medians in whole minutes, from the call on; null where there is nothing to tell. */
export type HelpNumbers = {
  readonly calls: number;
  /** Resolved by somebody else. */
  readonly helped: number;
  readonly waiting: number;
  readonly minutesToCome: number | null;
  readonly minutesToHelp: number | null;
};

/** Who ever said how it goes, of those who held a seat; and what each said last. */
export type CheckInNumbers = {
  readonly people: number;
  readonly of: number;
  readonly onTrack: number;
  readonly stuck: number;
  readonly done: number;
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
  readonly help: HelpNumbers;
  readonly checkIns: CheckInNumbers;
  readonly parked: { readonly all: number; readonly open: number };
  readonly sprints: number;
};

/** Something to come back to. */
export type ReportParked = {
  readonly key: ParkedId;
  readonly text: string;
  /** Title of the task it came up at, or ''. */
  readonly task: string;
  readonly by: string;
  readonly at: Millis;
  readonly reviewed: boolean;
};

/** What a newcomer was first credited on. */
export type FirstOutcome = Named & {
  readonly task: TaskId;
  readonly title: string;
  readonly kind: OutcomeKind;
  readonly at: Millis;
};

/** How many tasks there were by a moment, and how many of them were finished. */
export type BurnPoint = { readonly at: Millis; readonly tasks: number; readonly finished: number };

export type SprintChange = { readonly kind: LogKind; readonly at: Millis; readonly by: string; readonly minutes: number };

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
  /** Earliest first; without those who would rather not be named. */
  readonly firstOutcomes: readonly FirstOutcome[];
  /** Oldest first. */
  readonly parked: readonly ReportParked[];
  readonly sprints: readonly ReportSprint[];
  /** From the first task on, oldest first. */
  readonly burnUp: readonly BurnPoint[];
};
