// The ids of the house and the unit of time. An id is a fixed letter, the digit of its format and 14
// characters of [0-9a-z]: it can never collide with an object's own property names. Minting needs randomness,
// which is passed in.

declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

export type EventId = Brand<string, 'EventId'>;
export type BoardId = Brand<string, 'BoardId'>;
export type ChallengeId = Brand<string, 'ChallengeId'>;
export type TaskId = Brand<string, 'TaskId'>;
export type PersonId = Brand<string, 'PersonId'>;
export type AskId = Brand<string, 'AskId'>;
export type SprintId = Brand<string, 'SprintId'>;
export type LinkId = Brand<string, 'LinkId'>;
export type TalkId = Brand<string, 'TalkId'>;
export type DestinationId = Brand<string, 'DestinationId'>;
export type ExportId = Brand<string, 'ExportId'>;
export type TemplateId = Brand<string, 'TemplateId'>;
export type HandId = Brand<string, 'HandId'>;
export type AnnouncementId = Brand<string, 'AnnouncementId'>;
export type AgendaId = Brand<string, 'AgendaId'>;
export type ParkedId = Brand<string, 'ParkedId'>;
export type DemoId = Brand<string, 'DemoId'>;

/** A moment: milliseconds since 1970-01-01 UTC, by the server's clock. */
export type Millis = Brand<number, 'Millis'>;
export const millis = (value: number): Millis => value as Millis;
export const MINUTE = 60_000;

/** Which letter stands for what. */
export const ID_PREFIX = {
  event: 'e',
  board: 'b',
  challenge: 'c',
  task: 't',
  person: 'p',
  ask: 'a',
  sprint: 's',
  link: 'l',
  talk: 'm',
  destination: 'w',
  export: 'x',
  template: 'q',
  hand: 'h',
  announcement: 'n',
  agenda: 'g',
  parked: 'k',
  demo: 'd',
} as const;
export type IdKind = keyof typeof ID_PREFIX;

type IdTypes = {
  event: EventId;
  board: BoardId;
  challenge: ChallengeId;
  task: TaskId;
  person: PersonId;
  ask: AskId;
  sprint: SprintId;
  link: LinkId;
  talk: TalkId;
  destination: DestinationId;
  export: ExportId;
  template: TemplateId;
  hand: HandId;
  announcement: AnnouncementId;
  agenda: AgendaId;
  parked: ParkedId;
  demo: DemoId;
};

const BODY = '1[0-9a-z]{14}';
export const ID_ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
export const ID_BODY_LENGTH = 14;

/** Regular expression source that matches exactly the ids of one kind. */
export const idPattern = (kind: IdKind): string => `^${ID_PREFIX[kind]}${BODY}$`;

const PATTERNS = Object.fromEntries((Object.keys(ID_PREFIX) as IdKind[]).map((kind) => [kind, new RegExp(idPattern(kind))])) as Record<
  IdKind,
  RegExp
>;

export function isId<K extends IdKind>(kind: K, value: unknown): value is IdTypes[K] {
  return typeof value === 'string' && PATTERNS[kind].test(value);
}

/** The type of an id of one kind. */
export type IdOf<K extends IdKind> = IdTypes[K];

export type Mint = <K extends IdKind>(kind: K) => IdTypes[K];

/** @param random gives 14 characters of ID_ALPHABET, from a cryptographic source. */
export function minting(random: () => string): Mint {
  return (kind) => `${ID_PREFIX[kind]}1${random()}` as IdTypes[typeof kind];
}

export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
