// What a person can ask of the referee: one schema and one answer type per command. Handlers live in referee.ts.

import { Type, type Static, type TSchema } from 'typebox';
import { LIMITS, PERSON, PLACES } from '../board/schema.ts';
import { idPattern, type AskId, type IdKind, type IdOf, type Millis } from '../ids.ts';
import type { Refusal } from '../refusal.ts';

const Id = <K extends IdKind>(kind: K) => Type.Unsafe<IdOf<K>>(Type.String({ pattern: idPattern(kind) }));
const OnTask = Type.Object({ task: Id('task') }, { additionalProperties: false });
const Nothing = Type.Object({}, { additionalProperties: false });
const Minutes = Type.Number({ minimum: 0.1, maximum: LIMITS.sprintMinutes, description: 'minutes; parts of a minute are allowed' });

/** Bodies by command name. */
export const COMMANDS = {
  /** Take a seat. Claiming what one holds succeeds. */
  claim: OnTask,
  /** Leave one's seat. Releasing what one does not hold succeeds. */
  release: OnTask,
  /** Give one's own seat to somebody else. */
  'hand-over': Type.Object({ task: Id('task'), to: Id('person') }, { additionalProperties: false }),
  /** Keep one's seat for another lease. */
  renew: OnTask,
  /** Take the wheel: the driver of a pair or mob. */
  drive: OnTask,
  /** Ask a holder for a place beside them, or, holding a seat oneself, invite somebody. */
  'ask-to-pair': Type.Object({ task: Id('task'), to: Id('person') }, { additionalProperties: false }),
  'answer-ask': Type.Object({ ask: Id('ask'), accept: Type.Boolean() }, { additionalProperties: false }),
  'start-sprint': Type.Object({ minutes: Minutes, goal: Type.String({ maxLength: LIMITS.line }) }, { additionalProperties: false }),
  'pause-sprint': Nothing,
  'resume-sprint': Nothing,
  'extend-sprint': Type.Object({ minutes: Minutes }, { additionalProperties: false }),
  'end-sprint': Nothing,
  /** Let a person's changes in again. Lifting what is not there succeeds. */
  'lift-hold': Type.Object({ person: Id('person') }, { additionalProperties: false }),
  /** After a backup was put back: let devices in that hold more than the board, for a time; 0 ends it. */
  'accept-replicas': Type.Object(
    { minutes: Type.Number({ minimum: 0, maximum: LIMITS.replicaMinutes, description: 'minutes; 0 ends it' }) },
    { additionalProperties: false },
  ),
  /** Put so many of one's own dots on a challenge, in secret. */
  vote: Type.Object(
    { challenge: Id('challenge'), dots: Type.Integer({ minimum: 0, maximum: LIMITS.dots }) },
    { additionalProperties: false },
  ),
  /** Show everybody how many dots stand on each challenge; whose they are stays secret. */
  'reveal-votes': Nothing,
  /** Vote on, or, `afresh`, once more from the start. */
  'reopen-votes': Type.Object({ afresh: Type.Boolean() }, { additionalProperties: false }),
  'edit-profile': Type.Object(
    {
      name: Type.Optional(Type.String({ minLength: 1, maxLength: LIMITS.name })),
      place: Type.Optional(Type.Enum(PLACES)),
      /** Which site, where the place is one. */
      site: Type.Optional(Type.String({ maxLength: PERSON.site.max })),
      /** All of them: those not named are no longer said to be there. */
      skills: Type.Optional(Type.Array(Type.String({ maxLength: LIMITS.skill }), { maxItems: LIMITS.skills })),
      openToPair: Type.Optional(Type.Boolean()),
      newcomer: Type.Optional(Type.Boolean()),
      attribution: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
} as const satisfies { [name: string]: TSchema };

export type CommandName = keyof typeof COMMANDS;
export type Command = { [C in CommandName]: { readonly name: C; readonly body: Static<(typeof COMMANDS)[C]> } }[CommandName];
export type CommandBody<C extends CommandName> = Static<(typeof COMMANDS)[C]>;

/** A command as it travels. `key` is made by the sender and makes a retry harmless: 8 to 40 characters. */
export type CommandCall = Command & { readonly key: string };
export const COMMAND_KEY = /^[A-Za-z0-9_-]{8,40}$/;

/** What the referee answers. It is sent when the result is durable; the screen changes because the document changed. */
export type Answer =
  | { readonly ok: true; readonly at: Millis; readonly seat?: number; readonly ask?: AskId }
  | { readonly ok: false; readonly refusal: Refusal };
