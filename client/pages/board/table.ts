// What the pieces of the board page share: the board they show, what a person can do with it, and where to say so.

import type { PersonId, TaskId } from '../../../shared/ids.ts';
import type { Command } from '../../../shared/live/commands.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { Joined } from '../../state/joined.svelte.ts';
import type { Requests } from '../../state/requests.svelte.ts';

export type Table = {
  readonly joined: Joined;
  /** Tasks on which this person's claim is under way. */
  readonly requested: Pick<ReadonlySet<TaskId>, 'has'>;
  claim(task: TaskId): void;
  release(task: TaskId): void;
  open(task: TaskId): void;
  askToPair(task: TaskId, person: PersonId): void;
  /** Gives a command and tells a refusal, which comes back. */
  give(command: Command): Promise<Refusal | undefined>;
  /** Seats asked for while the server can not be reached. */
  readonly requests: Requests;
  /** Opens what this person opens, until one opens something oneself; '' stops. */
  follow(person: PersonId | ''): void;
  readonly following: PersonId | '';
  /** Opens who one is. */
  profile(): void;
  /** Cards with something said that this device has not shown yet. */
  readonly unread: Set<string>;
  /** Whose hand is up. */
  readonly hands: Set<PersonId>;
  /** Opens the question for help, about a task or in general. */
  help(task: TaskId | ''): void;
  readonly helpOn: TaskId | '';
  /** Opens the vote on challenges. */
  votes(): void;
  /** Shows a link for somebody's new device. */
  newDevice(person: PersonId): void;
};

/** What may lie over the board; a person's id asks for a link for their new device. */
export type BoardDialog = 'people' | 'clock' | 'profile' | 'find' | 'menu' | 'votes' | 'help' | PersonId | '';

export const PHONE_TABS = ['free', 'mine', 'all', 'people'] as const;
export type PhoneTab = (typeof PHONE_TABS)[number];
