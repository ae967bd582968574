// The document's `live` root: seats, the clock, help, announcements and whatever else the server alone writes, and the log of
// what happened. Shapes only; the roots people write are in schema.ts.

import type { AnnouncementId, AskId, DemoId, HandId, Millis, ParkedId, PersonId, TaskId } from '../ids.ts';
import { boolean, choice, id, keyOf, LIMITS, map, number, shape, string, time, type Shape, type ValuesOf } from './fields.ts';

export const SCHEMA_VERSION = 1;

export const ASK_STATES = ['asked', 'accepted', 'declined'] as const;
/** What a timebox is for. */
export const STAGES = ['plan', 'work', 'share-out', 'break', 'other'] as const;
export const CHECK_IN_STATES = ['on-track', 'stuck', 'done'] as const;
export const LEVELS = ['info', 'important', 'urgent'] as const;

export type Stage = (typeof STAGES)[number];

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
  stage: choice(STAGES, 'work'),
  /** The item of the run sheet it was started from, or ''. */
  item: id('agenda'),
  /** Minutes before the end at which screens warn; 0 is never. */
  warnAt: number(0, LIMITS.sprintMinutes, 5),
  warnAgainAt: number(0, LIMITS.sprintMinutes, 1),
} as const satisfies Shape;

/**
 * `live.clockBefore`: the sprint as it was before the last command on its clock, by which a wrong click is undone. `changedAt`
 * 0 means there is nothing to undo.
 */
export const CLOCK_BEFORE = {
  changedAt: time,
  changedBy: id('person'),
  change: string(30),
  sprint: shape(SPRINT),
} as const satisfies Shape;

/**
 * `live.hands`, by id: a call for help. `mentor` '' means nobody is on the way; `resolvedAt` 0 means help is still needed. Hands
 * that were resolved stay, for the report.
 */
export const HAND = {
  person: id('person'),
  task: id('task'),
  topic: string(LIMITS.line),
  place: string(60),
  at: time,
  mentor: id('person'),
  comingAt: time,
  resolvedAt: time,
} as const satisfies Shape;

/** `live.checkins`, by person: their latest word on how it goes, and which question of which sprint it answers. */
export const CHECK_IN = {
  task: id('task'),
  state: choice(CHECK_IN_STATES, 'on-track'),
  at: time,
  sprint: id('sprint'),
  round: number(0, 1_000, 0),
} as const satisfies Shape;

/** `live.announcements`, by id. `to` is 'all', 'remote' or the name of a site; `until` 0 is 'until withdrawn'. */
export const ANNOUNCEMENT = {
  text: string(LIMITS.line),
  level: choice(LEVELS, 'info'),
  to: string(60),
  at: time,
  until: time,
  by: id('person'),
} as const satisfies Shape;

/** `live.spotlight`: the card the room looks at. `task` '' is none. */
export const SPOTLIGHT = { task: id('task'), at: time, by: id('person') } as const satisfies Shape;

/** `live.parked`, by id: something to come back to at the close. `reviewedAt` 0 means nobody did. */
export const PARKED = {
  text: string(LIMITS.note),
  task: id('task'),
  by: id('person'),
  at: time,
  reviewedAt: time,
} as const satisfies Shape;

/** `live.demos`, by id: a slot of show and tell. At most one has started and not ended. */
export const DEMO = {
  task: id('task'),
  order: number(0, 10_000, 0),
  seconds: number(10, 3_600, 180),
  startedAt: time,
  endedAt: time,
  skipped: boolean(false),
  by: id('person'),
} as const satisfies Shape;

/**
 * `live.mobs`, by task: the wheel goes round among its holders. A turn ends at `turnEndsAt`; 0 is a break, until somebody goes on.
 * `turns` counts those since the last break; `breakAfter` 0 means no breaks. Who stepped away is in `absent` and is skipped.
 */
export const MOB = {
  minutes: number(1, 60, 4),
  breakAfter: number(0, 50, 0),
  turns: number(0, 100_000, 0),
  turnEndsAt: time,
  absent: map(keyOf('person'), LIMITS.seats, boolean(false)),
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
  clockBefore: 'clockBefore',
  hands: 'hands',
  checkins: 'checkins',
  announcements: 'announcements',
  spotlight: 'spotlight',
  parked: 'parked',
  demos: 'demos',
  mobs: 'mobs',
} as const;

/** What stands in `live`, by key. The log is a list, and apart: see LogEntry. */
export const LIVE = {
  claims: map(keyOf('task'), LIMITS.tasks, map(keyOf('person'), LIMITS.seats, shape(CLAIM))),
  asks: map(keyOf('ask'), LIMITS.people, shape(ASK)),
  sprint: shape(SPRINT),
  schema: number(1, 1_000, SCHEMA_VERSION),
  holds: map(keyOf('person'), LIMITS.people, shape(HOLD)),
  replicas: shape(REPLICAS),
  clockBefore: shape(CLOCK_BEFORE),
  hands: map(keyOf('hand'), LIMITS.hands, shape(HAND)),
  checkins: map(keyOf('person'), LIMITS.people, shape(CHECK_IN)),
  announcements: map(keyOf('announcement'), LIMITS.announcements, shape(ANNOUNCEMENT)),
  spotlight: shape(SPOTLIGHT),
  parked: map(keyOf('parked'), LIMITS.parked, shape(PARKED)),
  demos: map(keyOf('demo'), LIMITS.demos, shape(DEMO)),
  mobs: map(keyOf('task'), LIMITS.tasks, shape(MOB)),
} as const satisfies Shape;

/** Lists of `live` whose entries are whole things under an id: one kind of write does for all of them. */
export const LIVE_LISTS = {
  hands: { id: 'hand', shape: HAND },
  checkins: { id: 'person', shape: CHECK_IN },
  announcements: { id: 'announcement', shape: ANNOUNCEMENT },
  parked: { id: 'parked', shape: PARKED },
  demos: { id: 'demo', shape: DEMO },
  mobs: { id: 'task', shape: MOB },
} as const;
export type LiveList = keyof typeof LIVE_LISTS;

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
  'clock-undone',
  'hand-raised',
  'hand-lowered',
  'hand-taken',
  'hand-left',
  'hand-resolved',
  'announced',
  'announcement-withdrawn',
  'spotlit',
  'removed',
  'let-back',
  'hidden',
  'shown',
  'admitted',
  'role-set',
  'joining-set',
  'link-replaced',
  'locked',
  'unlocked',
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
  /** Of a sprint that starts. */
  readonly goal?: string;
  readonly stage?: Stage;
  readonly hand?: HandId;
  /** What was announced; a role that was given; the way in that was chosen; the change of the clock that was undone. */
  readonly what?: string;
  /** Of a restore: what was brought back, and the moment kept right before, by which it can be undone. */
  readonly moment?: Millis;
  readonly before?: Millis;
};

export type Claim = ValuesOf<typeof CLAIM> & { readonly task: TaskId; readonly person: PersonId };
export type Ask = ValuesOf<typeof ASK> & { readonly id: AskId };
export type Sprint = ValuesOf<typeof SPRINT>;
export type Hold = ValuesOf<typeof HOLD> & { readonly person: PersonId };
export type Replicas = ValuesOf<typeof REPLICAS>;
export type ClockBefore = ValuesOf<typeof CLOCK_BEFORE>;
export type Hand = ValuesOf<typeof HAND> & { readonly id: HandId };
export type CheckIn = ValuesOf<typeof CHECK_IN> & { readonly id: PersonId };
export type Announcement = ValuesOf<typeof ANNOUNCEMENT> & { readonly id: AnnouncementId };
export type Spotlight = ValuesOf<typeof SPOTLIGHT>;
export type Parked = ValuesOf<typeof PARKED> & { readonly id: ParkedId };
export type Demo = ValuesOf<typeof DEMO> & { readonly id: DemoId };
export type Mob = ValuesOf<typeof MOB> & { readonly id: TaskId };
