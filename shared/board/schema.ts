// The document: its roots, and the shapes of everything on a board. With live-schema.ts for what the server writes and
// fields.ts for limits and defaults, the only place where keys are spelled; types, reads and the judge derive from these
// tables. No reads or writes here.

import type { AgendaId, ChallengeId, PersonId, TalkId, TaskId } from '../ids.ts';
import {
  boolean,
  choice,
  id,
  keyOf,
  LIMITS,
  map,
  number,
  order,
  shape,
  signature,
  SKILL_KEY,
  string,
  text,
  time,
  type Field,
  type Shape,
  type ValueOf,
  type ValuesOf,
} from './fields.ts';
import { LIVE, STAGES } from './live-schema.ts';

export { LIMITS, type Field, type Shape, type ValueOf, type ValuesOf } from './fields.ts';
export * from './live-schema.ts';

export const ROOTS = ['meta', 'challenges', 'tasks', 'votes', 'talk', 'people', 'live', 'exports'] as const;
export type Root = (typeof ROOTS)[number];

export const TASK_KINDS = ['contribution', 'learning'] as const;
export const PHASES = ['before', 'during', 'after'] as const;
export const OUTCOME_KINDS = ['done', 'partial', 'learned', 'blocked'] as const;
export const PLACES = ['room', 'remote', 'site'] as const;
export const ROLES = ['viewer', 'participant', 'mentor', 'facilitator', 'organizer'] as const;
export const SCALES = ['micro', 'hackfest', 'annual'] as const;
/** Guesses people make of a task, in minutes; 0 is 'nobody said'. */
export const SIZES = [0, 15, 30, 60, 120, 240] as const;
/** Eight tape colors for challenges; the wall and the cards double each by a glyph. */
export const TAPES = 8;
/** Colors and glyphs that tell people of one name apart. */
export const PERSON_COLORS = 12;
export const GLYPHS = ['●', '▲', '■', '◆', '★', '✚', '♥', '♣', '♠', '☀', '☂', '♪', '⚑', '✿', '⚓', '☘'] as const;

export type OutcomeKind = (typeof OUTCOME_KINDS)[number];
export type TaskKind = (typeof TASK_KINDS)[number];
export type Phase = (typeof PHASES)[number];
export type Place = (typeof PLACES)[number];
export type Role = (typeof ROLES)[number];
export type Scale = (typeof SCALES)[number];

const link = shape({ url: string(LIMITS.url), title: string(LIMITS.title) });
const skills = map(SKILL_KEY, LIMITS.skills, boolean(false));

// -- the shapes ---------------------------------------------------------------------------------------------------

/** What a task can begin from; `skills` are typed with commas. */
export const TEMPLATE = {
  name: string(60),
  brief: string(2_000),
  skills: string(200),
  kind: choice(TASK_KINDS, 'contribution'),
  size: number(0, 1_440, 0),
  first: boolean(false),
  order: number(0, 99, 0),
} as const satisfies Shape;

/** `meta.agenda`, by id: an item of the run sheet. `startsAt` is the plan; `startedAt` is when it really began, 0 while it did not. */
export const AGENDA_ITEM = {
  title: string(LIMITS.title),
  stage: choice(STAGES, 'work'),
  minutes: number(1, LIMITS.sprintMinutes, 25),
  startsAt: time,
  startedAt: time,
  order,
} as const satisfies Shape;

/** `meta`: written by facilitators. Lease and seats are what a new claim or task starts with. */
export const META = {
  title: string(LIMITS.title),
  brief: string(2_000),
  seats: number(1, LIMITS.seats, 2),
  leaseMinutes: number(5, 1_440, 45),
  votesPerPerson: number(0, LIMITS.dots, 5),
  locked: boolean(false),
  agenda: map(keyOf('agenda'), LIMITS.agenda, shape(AGENDA_ITEM)),
  /** By id; none are the usual ones, which each screen has in its language. */
  templates: map(keyOf('template'), LIMITS.templates, shape(TEMPLATE)),
} as const satisfies Shape;

/** `challenges`, by id: a pitched problem. `order` is a fractional index; ties are broken by id. */
export const CHALLENGE = {
  title: string(LIMITS.title),
  brief: text,
  order,
  tape: number(0, TAPES - 1, 0),
  track: string(60),
  source: string(LIMITS.url),
  author: signature('maker'),
  at: time,
} as const satisfies Shape;

/** What came of a task. `kind` '' means nothing is recorded yet. */
export const OUTCOME = {
  kind: choice(['', ...OUTCOME_KINDS] as const, ''),
  summary: text,
  next: string(LIMITS.line),
  evidence: map(keyOf('link'), LIMITS.links, link),
  credit: map(keyOf('person'), 50, boolean(false)),
  demo: boolean(false),
  by: signature('writer'),
  at: time,
} as const satisfies Shape;

/** `tasks`, by id: one claimable step. `parent` makes it a subtask; `size` is minutes (see SIZES). */
export const TASK = {
  title: string(LIMITS.title),
  challenge: id('challenge'),
  parent: id('task'),
  order,
  kind: choice(TASK_KINDS, 'contribution'),
  phase: choice(PHASES, 'during'),
  first: boolean(false),
  size: number(0, 1_440, 0),
  seats: number(1, LIMITS.seats, 2),
  skills,
  brief: text,
  notes: text,
  links: map(keyOf('link'), LIMITS.links, link),
  outcome: shape(OUTCOME),
  author: signature('maker'),
  at: time,
} as const satisfies Shape;

/** `talk`, by id: one thing said on a card, or on the board when `on` is ''. */
export const TALK = { on: string(32), text: string(2_000), author: signature('maker'), at: time } as const satisfies Shape;

/** One person's ballot: their dots, by challenge. It is kept beside the document, which everybody reads (decision 11). */
export const DOTS = map(keyOf('challenge'), LIMITS.challenges, number(0, LIMITS.dots, 0));

/** `votes`: how many have voted. `dots`, of all together and by challenge, is there once a facilitator revealed it at `revealedAt`. */
export const VOTES = {
  voters: number(0, LIMITS.people, 0),
  revealedAt: time,
  by: id('person'),
  dots: map(keyOf('challenge'), LIMITS.challenges, number(0, LIMITS.people * LIMITS.dots, 0)),
} as const satisfies Shape;

/** `people`, by id: a seat-holder's identity, written by the server alone. */
export const PERSON = {
  name: string(LIMITS.name),
  color: number(0, PERSON_COLORS - 1, 0),
  glyph: string(4),
  role: choice(ROLES, 'participant'),
  place: choice(PLACES, 'room'),
  site: string(60),
  skills,
  newcomer: boolean(false),
  openToPair: boolean(false),
  attribution: boolean(true),
  joinedAt: time,
  /** Sent away: no way back in from their devices, until let back. */
  removed: boolean(false),
  /** What they made is shown to facilitators only. */
  hidden: boolean(false),
  /** Knocked, and not let in yet. */
  waiting: boolean(false),
} as const satisfies Shape;

/** What stands in each root. `exports` is the server's own: its shapes are exports.ts, so that phones need not load them. */
export const DOCUMENT: { readonly [R in Root]: Field } = {
  meta: shape(META),
  challenges: map(keyOf('challenge'), LIMITS.challenges, shape(CHALLENGE)),
  tasks: map(keyOf('task'), LIMITS.tasks, shape(TASK)),
  votes: shape(VOTES),
  talk: map(keyOf('talk'), LIMITS.talk, shape(TALK)),
  people: map(keyOf('person'), LIMITS.people, shape(PERSON)),
  live: shape(LIVE),
  exports: shape({}),
};

export type Template = ValuesOf<typeof TEMPLATE>;
export type Meta = ValuesOf<typeof META>;
export type Challenge = ValuesOf<typeof CHALLENGE> & { readonly id: ChallengeId };
export type Outcome = ValuesOf<typeof OUTCOME>;
export type Task = ValuesOf<typeof TASK> & { readonly id: TaskId };
export type Talk = ValuesOf<typeof TALK> & { readonly id: TalkId };
export type Dots = ValueOf<typeof DOTS>;
export type Votes = ValuesOf<typeof VOTES>;
export type Person = ValuesOf<typeof PERSON> & { readonly id: PersonId };
export type AgendaItem = ValuesOf<typeof AGENDA_ITEM> & { readonly id: AgendaId };
