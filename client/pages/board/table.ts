// What the pieces of the board page share: the board they show, what a person can do with it, and where to say so.

import type { PersonId, TaskId } from '../../../shared/ids.ts';
import type { Joined } from '../../state/joined.svelte.ts';

export type Table = {
  readonly joined: Joined;
  /** Tasks on which this person's claim is under way. */
  readonly requested: ReadonlySet<TaskId>;
  claim(task: TaskId): void;
  release(task: TaskId): void;
  open(task: TaskId): void;
  askToPair(task: TaskId, person: PersonId): void;
};

export const PHONE_TABS = ['free', 'mine', 'all', 'people'] as const;
export type PhoneTab = (typeof PHONE_TABS)[number];
