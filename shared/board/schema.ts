// The document: its roots, the fields of everything on a board, their limits and defaults. The only place where
// keys are spelled; types, reads and (next) the judge derive from these tables. No reads or writes here.

import {
  idPattern,
  type AskId,
  type ChallengeId,
  type IdKind,
  type IdOf,
  type Millis,
  type PersonId,
  type TalkId,
  type TaskId,
} from '../ids.ts';

export const SCHEMA_VERSION = 1;

export const ROOTS = ['meta', 'challenges', 'tasks', 'votes', 'talk', 'people', 'live', 'exports'] as const;
export type Root = (typeof ROOTS)[number];

export const TASK_KINDS = ['contribution', 'learning'] as const;
export const PHASES = ['before', 'during', 'after'] as const;
export const OUTCOME_KINDS = ['done', 'partial', 'learned', 'blocked'] as const;
export const PLACES = ['room', 'remote', 'site'] as const;
export const ROLES = ['viewer', 'participant', 'mentor', 'facilitator', 'organizer'] as const;
export const ASK_STATES = ['asked', 'accepted', 'declined'] as const;
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

export const LIMITS = {
  title: 140,
  name: 40,
  line: 280,
  text: 20_000,
  url: 2_000,
  skill: 30,
  skills: 12,
  links: 20,
  seats: 12,
  challenges: 300,
  tasks: 3_000,
  talk: 10_000,
  dots: 50,
  pasteLines: 500,
  pasteChars: 100_000,
  sprintMinutes: 600,
  people: 5_000,
  replicaMinutes: 120,
  templates: 12,
} as const;

// -- field descriptors --------------------------------------------------------------------------------------------

type StringField = { readonly type: 'string'; readonly max: number; readonly fallback: ''; readonly pattern?: RegExp };
/** Who a field names by their own act: the maker of an entry, once; or whoever wrote it last. */
export type Signature = 'maker' | 'writer';
type IdField<K extends IdKind = IdKind> = { readonly type: 'id'; readonly of: K; readonly fallback: ''; readonly signs?: Signature };
type NumberField = { readonly type: 'number'; readonly min: number; readonly max: number; readonly fallback: number };
type TimeField = { readonly type: 'time'; readonly fallback: 0 };
type BooleanField = { readonly type: 'boolean'; readonly fallback: boolean };
type ChoiceField<T extends string = string> = { readonly type: 'choice'; readonly of: readonly T[]; readonly fallback: T };
type TextField = { readonly type: 'text'; readonly max: number };
/** A map from keys of one pattern to one kind of value; at most `most` entries. */
type MapField<F = unknown> = { readonly type: 'map'; readonly key: RegExp; readonly most: number; readonly of: F };
type ShapeField<S = unknown> = { readonly type: 'shape'; readonly fields: S };
export type Field = StringField | IdField | NumberField | TimeField | BooleanField | ChoiceField | TextField | MapField | ShapeField;
export type Shape = { readonly [key: string]: Field };

/** What a reader gets for a field: texts as strings, maps as plain records. */
export type ValueOf<F> = F extends StringField | TextField
  ? string
  : F extends IdField<infer K>
    ? IdOf<K> | ''
    : F extends TimeField
      ? Millis
      : F extends NumberField
        ? number
        : F extends BooleanField
          ? boolean
          : F extends ChoiceField<infer T>
            ? T
            : F extends MapField<infer V>
              ? { readonly [key: string]: ValueOf<V> }
              : F extends ShapeField<infer S>
                ? ValuesOf<S>
                : never;
export type ValuesOf<S> = { readonly [K in keyof S]: ValueOf<S[K]> };

const string = (max: number): StringField => ({ type: 'string', max, fallback: '' });
const id = <K extends IdKind>(of: K): IdField<K> => ({ type: 'id', of, fallback: '' });
const signature = (signs: Signature): IdField<'person'> => ({ type: 'id', of: 'person', fallback: '', signs });
const number = (min: number, max: number, fallback: number): NumberField => ({ type: 'number', min, max, fallback });
const time: TimeField = { type: 'time', fallback: 0 };
const boolean = (fallback: boolean): BooleanField => ({ type: 'boolean', fallback });
const choice = <T extends string>(of: readonly T[], fallback: T): ChoiceField<T> => ({ type: 'choice', of, fallback });
const text: TextField = { type: 'text', max: LIMITS.text };
const map = <F>(key: RegExp, most: number, of: F): MapField<F> => ({ type: 'map', key, most, of });
const shape = <S>(fields: S): ShapeField<S> => ({ type: 'shape', fields });
const keyOf = (kind: IdKind): RegExp => new RegExp(idPattern(kind));

const SKILL_KEY = /^[\p{L}\p{N}][\p{L}\p{N} .+#-]{0,29}$/u;
/**
 * A place among others: a key of fractional-indexing, whose first letter says how many digits its whole part has. Screens
 * make new keys from those that stand there, and cannot from others.
 */
const order: StringField = { ...string(200), pattern: orderPattern() };

function orderPattern(): RegExp {
  const heads = Array.from({ length: 26 }, (_, at) => {
    const digits = `[0-9A-Za-z]{${at + 1}}`;
    return `${String.fromCharCode(97 + at)}${digits}|${String.fromCharCode(90 - at)}${digits}`;
  });
  return new RegExp(`^(?!A0{26}$)(?:${heads.join('|')})(?:[0-9A-Za-z]*[1-9A-Za-z])?$`);
}

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

/** `meta`: written by facilitators. Lease and seats are what a new claim or task starts with. */
export const META = {
  title: string(LIMITS.title),
  brief: string(2_000),
  seats: number(1, LIMITS.seats, 2),
  leaseMinutes: number(5, 1_440, 45),
  votesPerPerson: number(0, LIMITS.dots, 5),
  locked: boolean(false),
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
} as const satisfies Shape;

/** `live.claims`, by task and person: a seat taken. */
export const CLAIM = {
  seat: number(0, LIMITS.seats - 1, 0),
  since: time,
  leaseEndsAt: time,
  driving: boolean(false),
} as const satisfies Shape;

/** `live.asks`, by id: `from` would like to sit with `to` on a task. */
export const ASK = {
  task: id('task'),
  from: id('person'),
  to: id('person'),
  at: time,
  state: choice(ASK_STATES, 'asked'),
} as const satisfies Shape;

/**
 * `live.sprint`: the one timebox of the board. `pausedAt` 0 means the clock runs; `endedAt` 0 means the sprint is not over;
 * `id` '' means there never was one.
 */
export const SPRINT = {
  id: id('sprint'),
  goal: string(LIMITS.line),
  startedAt: time,
  endsAt: time,
  /** Milliseconds of work planned, extensions included, pauses not: what a full ring stands for. */
  length: number(0, 86_400_000, 0),
  pausedAt: time,
  endedAt: time,
  by: id('person'),
} as const satisfies Shape;

/**
 * `live.holds`, by person: whose changes wait for a facilitator, because they took much of others' work away at once.
 * `moment` is the one kept before they began; `entries` and `characters` are what they had taken away by then.
 */
export const HOLD = {
  at: time,
  moment: time,
  entries: number(0, 1_000_000, 0),
  characters: number(0, 1_000_000_000, 0),
} as const satisfies Shape;

/**
 * `live.replicas`: after a backup was put back, a device may hold more than the board. `refusedAt` and `refused` tell of the
 * last one that was turned away; until `acceptedUntil` such devices are let in.
 */
export const REPLICAS = { refusedAt: time, refused: id('person'), acceptedUntil: time } as const satisfies Shape;

export const LIVE_KEYS = {
  claims: 'claims',
  asks: 'asks',
  sprint: 'sprint',
  log: 'log',
  schema: 'schema',
  holds: 'holds',
  replicas: 'replicas',
} as const;

/** What stands in `live`, by key. The log is a list, and apart: see LogEntry. */
export const LIVE = {
  claims: map(keyOf('task'), LIMITS.tasks, map(keyOf('person'), LIMITS.seats, shape(CLAIM))),
  asks: map(keyOf('ask'), LIMITS.people, shape(ASK)),
  sprint: shape(SPRINT),
  schema: number(1, 1_000, SCHEMA_VERSION),
  holds: map(keyOf('person'), LIMITS.people, shape(HOLD)),
  replicas: shape(REPLICAS),
} as const satisfies Shape;

/** What stands in each root. Nothing is written to `exports` yet. */
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

export const LOG_KINDS = [
  'claimed',
  'released',
  'handed-over',
  'lapsed',
  'paired',
  'sprint-started',
  'sprint-paused',
  'sprint-resumed',
  'sprint-extended',
  'sprint-ended',
  'held',
  'hold-lifted',
  'restored',
  'replicas-accepted',
] as const;
export type LogKind = (typeof LOG_KINDS)[number];

/** One line of `live.log`, an append-only list of what the referee wrote. `key` is the command's; it makes retries harmless. */
export type LogEntry = {
  readonly kind: LogKind;
  readonly at: Millis;
  /** Who did it; '' is the clock. */
  readonly by: PersonId | '';
  readonly key?: string;
  readonly task?: TaskId;
  readonly to?: PersonId;
  readonly minutes?: number;
  readonly sprint?: string;
  /** What the sprint was for, written down when it starts. */
  readonly goal?: string;
  /** Of a restore: what was brought back, and the moment kept right before, by which it can be undone. */
  readonly moment?: Millis;
  readonly before?: Millis;
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
export type Claim = ValuesOf<typeof CLAIM> & { readonly task: TaskId; readonly person: PersonId };
export type Ask = ValuesOf<typeof ASK> & { readonly id: AskId };
export type Sprint = ValuesOf<typeof SPRINT>;
export type Hold = ValuesOf<typeof HOLD> & { readonly person: PersonId };
export type Replicas = ValuesOf<typeof REPLICAS>;
