// What a person can ask of the referee: one schema and one answer type per command. Handlers live in referee.ts.

import { Type, type Static, type TSchema } from 'typebox';
import { CHECK_IN_STATES, LEVELS, LIMITS, PERSON, PLACES, STAGES, MOB, DEMO } from '../board/schema.ts';
import { idPattern, type AskId, type IdKind, type IdOf, type Millis } from '../ids.ts';
import type { Refusal } from '../refusal.ts';

const Id = <K extends IdKind>(kind: K) => Type.Unsafe<IdOf<K>>(Type.String({ pattern: idPattern(kind) }));
const OnTask = Type.Object({ task: Id('task') }, { additionalProperties: false });
const Nothing = Type.Object({}, { additionalProperties: false });
const OnHand = Type.Object({ hand: Id('hand') }, { additionalProperties: false });
const OnPerson = Type.Object({ person: Id('person') }, { additionalProperties: false });
const OnDemo = Type.Object({ demo: Id('demo') }, { additionalProperties: false });
/** An id, or '' for none. */
const MaybeId = <K extends IdKind>(kind: K) => Type.Unsafe<IdOf<K> | ''>(Type.String({ pattern: `^$|${idPattern(kind)}` }));
const WarnAt = Type.Integer({ minimum: 0, maximum: LIMITS.sprintMinutes, description: 'minutes before the end; 0 is never' });
/** Roles that can be given and taken back. */
export const GIVEN_ROLES = ['participant', 'mentor', 'facilitator'] as const;
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
  /** `item` is the item of the run sheet it carries out. */
  'start-sprint': Type.Object(
    {
      minutes: Minutes,
      goal: Type.String({ maxLength: LIMITS.line }),
      stage: Type.Optional(Type.Enum(STAGES)),
      item: Type.Optional(MaybeId('agenda')),
      warnAt: Type.Optional(WarnAt),
      warnAgainAt: Type.Optional(WarnAt),
    },
    { additionalProperties: false },
  ),
  'pause-sprint': Nothing,
  'resume-sprint': Nothing,
  'extend-sprint': Type.Object({ minutes: Minutes }, { additionalProperties: false }),
  'end-sprint': Nothing,
  /** Puts the clock back to what it was before the last command on it, within a minute of that. */
  'undo-clock': Nothing,
  /** How it goes, in one word; keeps one's seats for another lease. `task` where several seats are held. */
  'check-in': Type.Object({ state: Type.Enum(CHECK_IN_STATES), task: Type.Optional(MaybeId('task')) }, { additionalProperties: false }),
  /** The wheel goes round by itself: minutes a turn, and a break after so many turns (0: none). Again: with these settings. */
  'start-mob': Type.Object(
    {
      task: Id('task'),
      minutes: Type.Integer({ minimum: MOB.minutes.min, maximum: MOB.minutes.max }),
      breakAfter: Type.Integer({ minimum: 0, maximum: MOB.breakAfter.max }),
    },
    { additionalProperties: false },
  ),
  'stop-mob': OnTask,
  /** The next one drives now; also ends a break. */
  'next-turn': OnTask,
  'mark-absent': Type.Object({ task: Id('task'), person: Id('person'), absent: Type.Boolean() }, { additionalProperties: false }),
  /** Calls for help. Each person has one hand: raising it again changes what it says. */
  'raise-hand': Type.Object(
    { task: MaybeId('task'), topic: Type.String({ maxLength: LIMITS.line }), place: Type.String({ maxLength: 60 }) },
    { additionalProperties: false },
  ),
  /** A mentor is on the way. */
  'take-hand': OnHand,
  /** The mentor on the way does not come after all. */
  'leave-hand': OnHand,
  /** Helped. By whoever asked or whoever helps. */
  'resolve-hand': OnHand,
  /** No help needed any more; by whoever asked. */
  'lower-hand': OnHand,
  /** `to` is 'all', 'remote' or the name of a site; `minutes` 0 is until it is withdrawn. */
  announce: Type.Object(
    {
      text: Type.String({ minLength: 1, maxLength: LIMITS.line }),
      level: Type.Enum(LEVELS),
      to: Type.String({ minLength: 1, maxLength: 60 }),
      minutes: Type.Number({ minimum: 0, maximum: 1_440 }),
    },
    { additionalProperties: false },
  ),
  'withdraw-announcement': Type.Object({ announcement: Id('announcement') }, { additionalProperties: false }),
  /** The card the room looks at; '' puts the light out. */
  spotlight: Type.Object({ task: MaybeId('task') }, { additionalProperties: false }),
  park: Type.Object(
    { text: Type.String({ minLength: 1, maxLength: LIMITS.note }), task: MaybeId('task') },
    { additionalProperties: false },
  ),
  'review-parked': Type.Object({ parked: Id('parked'), reviewed: Type.Boolean() }, { additionalProperties: false }),
  /** Adds a slot of show and tell at the end. A task has one that is still to come. */
  'queue-demo': OnTask,
  'unqueue-demo': OnDemo,
  'move-demo': Type.Object({ demo: Id('demo'), before: MaybeId('demo') }, { additionalProperties: false }),
  'time-demo': Type.Object(
    { demo: Id('demo'), seconds: Type.Integer({ minimum: DEMO.seconds.min, maximum: DEMO.seconds.max }) },
    { additionalProperties: false },
  ),
  /** Ends the one that runs. */
  'start-demo': OnDemo,
  'end-demo': OnDemo,
  'skip-demo': Type.Object({ demo: Id('demo'), skipped: Type.Boolean() }, { additionalProperties: false }),
  /** Sends somebody away and keeps their devices out. */
  'remove-person': OnPerson,
  'let-back': OnPerson,
  /** What they made is shown to facilitators only, or to all again. */
  'hide-work': OnPerson,
  'show-work': OnPerson,
  /** Lets in somebody who waits. */
  admit: OnPerson,
  'set-role': Type.Object({ person: Id('person'), role: Type.Enum(GIVEN_ROLES) }, { additionalProperties: false }),
  /** Only facilitators change a locked board; help can still be called. */
  'lock-board': Type.Object({ locked: Type.Boolean() }, { additionalProperties: false }),
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

/** A command as it travels. `key` is made by the sender and makes a retry harmless: 8 to 40 characters. */
export type CommandCall = Command & { readonly key: string };
export const COMMAND_KEY = /^[A-Za-z0-9_-]{8,40}$/;

/** What the referee answers. It is sent when the result is durable; the screen changes because the document changed. */
export type Answer =
  | { readonly ok: true; readonly at: Millis; readonly seat?: number; readonly ask?: AskId }
  | { readonly ok: false; readonly refusal: Refusal };
