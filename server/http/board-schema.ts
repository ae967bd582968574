// What a board looks like in replies, derived from the tables of the document: a field that is added there is in the API.

import { Type, type TSchema } from 'typebox';
import type { Field, Shape } from '../../shared/board/fields.ts';
import type { LiveLists } from '../../shared/board/live-lists.ts';
import {
  ASK,
  CHALLENGE,
  CLAIM,
  CLOCK_BEFORE,
  HOLD,
  LIVE_LISTS,
  LOG_KINDS,
  META,
  PERSON,
  REPLICAS,
  SPOTLIGHT,
  SPRINT,
  STAGES,
  TALK,
  TASK,
  VOTES,
} from '../../shared/board/schema.ts';
import type { BoardView } from '../../shared/board/view.ts';
import { Time } from './schemas.ts';

/** A board as JSON can carry it. */
export const boardOf = (view: BoardView) => ({ ...view, people: [...view.people.values()], claims: [...view.claims.values()].flat() });
type BoardJson = ReturnType<typeof boardOf>;

const idOf = (what: string) => Type.String({ description: `id of a ${what}, or empty` });

function schemaOf(field: Field): TSchema {
  switch (field.type) {
    case 'string':
    case 'text':
      return Type.String();
    case 'id':
      return idOf(field.of);
    case 'number':
      return Type.Number({ minimum: field.min, maximum: field.max });
    case 'time':
      return Time;
    case 'boolean':
      return Type.Boolean();
    case 'choice':
      return Type.Enum([...field.of]);
    case 'map':
      return Type.Record(Type.String(), schemaOf(field.of as Field));
    case 'shape':
      return Type.Object(fieldsOf(field.fields as Shape));
  }
}

const fieldsOf = (shape: Shape): Record<string, TSchema> =>
  Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, schemaOf(field)]));

/** @param keys by which a list's entries are known, besides their fields. */
const list = (shape: Shape, ...keys: string[]) =>
  Type.Array(Type.Object({ ...Object.fromEntries(keys.map((key) => [key, Type.String()])), ...fieldsOf(shape) }));

const LogEntries = Type.Array(
  Type.Object({
    kind: Type.Enum(LOG_KINDS),
    at: Time,
    by: Type.String({ description: 'id of a person; empty is the clock' }),
    key: Type.Optional(Type.String()),
    task: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    minutes: Type.Optional(Type.Number()),
    sprint: Type.Optional(Type.String()),
    goal: Type.Optional(Type.String()),
    stage: Type.Optional(Type.Enum(STAGES)),
    hand: Type.Optional(Type.String()),
    what: Type.Optional(Type.String()),
    moment: Type.Optional(Time),
    before: Type.Optional(Time),
  }),
);

const BOARD_FIELDS = {
  meta: Type.Object(fieldsOf(META)),
  challenges: list(CHALLENGE, 'id'),
  tasks: list(TASK, 'id'),
  people: list(PERSON, 'id'),
  talk: list(TALK, 'id'),
  votes: Type.Object(fieldsOf(VOTES)),
  claims: list(CLAIM, 'task', 'person'),
  asks: list(ASK, 'id'),
  sprint: Type.Object(fieldsOf(SPRINT)),
  log: LogEntries,
  holds: list(HOLD, 'person'),
  replicas: Type.Object(fieldsOf(REPLICAS)),
} satisfies { [K in keyof BoardJson]: TSchema };

const LIST_FIELDS = {
  ...Object.fromEntries(Object.entries(LIVE_LISTS).map(([name, { shape }]) => [name, list(shape, 'id')])),
  spotlight: Type.Object(fieldsOf(SPOTLIGHT)),
  clockBefore: Type.Object(fieldsOf(CLOCK_BEFORE)),
};

/** A board as it was at some moment. */
export const BoardThen = Type.Unsafe<BoardJson>(Type.Object(BOARD_FIELDS));
/** A board as it is, with all that is going on in the room. */
export const BoardNow = Type.Unsafe<BoardJson & LiveLists>(Type.Object({ ...BOARD_FIELDS, ...LIST_FIELDS }));
