// Who may do what: one table of roles by command and by root of the document. The server refuses by it and the client
// greys things out by it, so that the client never offers what the server refuses. No enforcement here.

import type { Role, Root } from '../board/schema.ts';
import type { CommandName } from '../live/commands.ts';

const EVERYBODY_AT_WORK: readonly Role[] = ['participant', 'mentor', 'facilitator', 'organizer'];
const SEAT_HOLDERS: readonly Role[] = ['participant', 'facilitator', 'organizer'];
/** Those who help others. */
const HELPERS: readonly Role[] = ['mentor', 'facilitator', 'organizer'];
const FACILITATORS: readonly Role[] = ['facilitator', 'organizer'];
const NOBODY: readonly Role[] = [];

/** Roots a role may write straight into the document. `votes`, `people`, `live` and `exports` belong to the server. */
export const MAY_WRITE: { readonly [R in Root]: readonly Role[] } = {
  meta: FACILITATORS,
  challenges: EVERYBODY_AT_WORK,
  tasks: EVERYBODY_AT_WORK,
  votes: NOBODY,
  talk: EVERYBODY_AT_WORK,
  people: NOBODY,
  live: NOBODY,
  exports: NOBODY,
};

/** Roots where everybody writes their own entries only: those they made. */
export const OWN_ENTRIES: ReadonlySet<Root> = new Set(['talk']);

/** Commands a role may give. Mentors help and hold no tasks. */
export const MAY_COMMAND: { readonly [C in CommandName]: readonly Role[] } = {
  claim: SEAT_HOLDERS,
  release: SEAT_HOLDERS,
  'hand-over': SEAT_HOLDERS,
  renew: SEAT_HOLDERS,
  drive: SEAT_HOLDERS,
  'ask-to-pair': SEAT_HOLDERS,
  'answer-ask': SEAT_HOLDERS,
  'start-sprint': FACILITATORS,
  'pause-sprint': FACILITATORS,
  'resume-sprint': FACILITATORS,
  'extend-sprint': FACILITATORS,
  'end-sprint': FACILITATORS,
  'undo-clock': FACILITATORS,
  'check-in': SEAT_HOLDERS,
  'start-mob': SEAT_HOLDERS,
  'stop-mob': SEAT_HOLDERS,
  'next-turn': SEAT_HOLDERS,
  'mark-absent': SEAT_HOLDERS,
  'raise-hand': EVERYBODY_AT_WORK,
  'take-hand': HELPERS,
  'leave-hand': HELPERS,
  'resolve-hand': EVERYBODY_AT_WORK,
  'lower-hand': EVERYBODY_AT_WORK,
  announce: FACILITATORS,
  'withdraw-announcement': FACILITATORS,
  spotlight: FACILITATORS,
  park: EVERYBODY_AT_WORK,
  'review-parked': FACILITATORS,
  'queue-demo': EVERYBODY_AT_WORK,
  'unqueue-demo': EVERYBODY_AT_WORK,
  'move-demo': FACILITATORS,
  'time-demo': FACILITATORS,
  'start-demo': FACILITATORS,
  'end-demo': FACILITATORS,
  'skip-demo': FACILITATORS,
  'remove-person': FACILITATORS,
  'let-back': FACILITATORS,
  'hide-work': FACILITATORS,
  'show-work': FACILITATORS,
  admit: FACILITATORS,
  'set-role': FACILITATORS,
  'lock-board': FACILITATORS,
  'lift-hold': FACILITATORS,
  'accept-replicas': FACILITATORS,
  vote: EVERYBODY_AT_WORK,
  'reveal-votes': FACILITATORS,
  'reopen-votes': FACILITATORS,
  'edit-profile': EVERYBODY_AT_WORK,
};

/** What anybody may still do on a locked board: say how it goes, call for help and give it. */
const WHILE_LOCKED: ReadonlySet<CommandName> = new Set<CommandName>([
  'renew',
  'check-in',
  'raise-hand',
  'take-hand',
  'leave-hand',
  'resolve-hand',
  'lower-hand',
  'edit-profile',
]);

export const mayWhileLocked = (role: Role, command: CommandName): boolean => WHILE_LOCKED.has(command) || mayFacilitate(role);
export const mayHelp = (role: Role): boolean => HELPERS.includes(role);
export const mayWrite = (role: Role, root: Root): boolean => MAY_WRITE[root].includes(role);
export const mayCommand = (role: Role, command: CommandName): boolean => MAY_COMMAND[command].includes(role);
/** Whether a role may write anything at all over sync. */
export const mayEdit = (role: Role): boolean => mayWrite(role, 'tasks');
export const mayFacilitate = (role: Role): boolean => FACILITATORS.includes(role);
