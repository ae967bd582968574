// What every tracker can do for an export, and the ways in which one says no. One file a tracker beside this one; when, how
// often and in which order they are asked is server/exports.

import type { Target } from '../../shared/report/destination.ts';
import type { IssueText } from '../../shared/report/issue-text.ts';
import type { Issue, Remote, StateChange } from '../../shared/report/plan.ts';
import type { Ask } from './wire.ts';

/** A fact about a destination that an organizer should know before anything is sent. */
export type Note =
  /** Labels, assignees or the milestone will be left out: the token may not set them. */
  | { readonly note: 'no-labels' | 'no-assignees' | 'no-milestone-right' }
  | { readonly note: 'no-such-milestone' | 'no-such-login' | 'no-such-place' | 'no-such-label'; readonly name: string }
  | { readonly note: 'public' | 'token-rights-unseen' | 'cannot-close' };

/** What a token can do at a destination. */
export type Standing = {
  /** Who the token speaks for, '' where the tracker does not tell. */
  readonly account: string;
  /** The destination by its own name, and where people look at it. */
  readonly project: string;
  readonly url: string;
  /** Why nothing can be created there; '' when it can. */
  readonly obstacle: '' | 'archived' | 'issues-off' | 'may-not-create' | 'no-such-place';
  readonly notes: readonly Note[];
};

/** How fast a tracker may be written to. */
export type Pace = {
  /** Milliseconds between two writes. */
  readonly gap: number;
  /** At most so many writes in so many milliseconds; all have to hold. */
  readonly windows: readonly { readonly most: number; readonly within: number }[];
};

/** What became of an issue that was sent, and which of its fields the tracker left out. */
export type Sent = { readonly remote: Remote; readonly dropped: readonly ('labels' | 'assignees' | 'milestone')[] };

/**
 * Promises:
 * 1. `create` asks for one item, once. It never asks again by itself: whoever did not get an answer does not know.
 * 2. `own` gives items that carry our line for this board, by task; it may lag behind by `settles` milliseconds, no longer.
 * 3. `update` changes title, text and the state where one is given. Labels, assignees and the milestone are the project's once
 *    the item exists.
 * 4. Everything but `create` may be asked again without harm.
 * 5. A 'no' is a TrackerProblem. It holds no secret.
 */
export interface Tracker {
  readonly pace: Pace;
  readonly settles: number;
  /** Characters a title has at most. */
  readonly titleLength: number;
  /** The exact text that would be sent, as people can read it. */
  body(text: IssueText): string;
  test(): Promise<Standing>;
  own(board: string): Promise<ReadonlyMap<string, Remote>>;
  /** What stands there now; undefined when it was removed. */
  read(id: string): Promise<Remote | undefined>;
  create(issue: Issue): Promise<Sent>;
  update(id: string, issue: Issue, state: StateChange): Promise<Remote>;
  /** How an issue reads when it comes back. */
  echo(issue: Issue): { readonly title: string; readonly body: string };
}

export type Opened = { readonly target: Target; readonly token: string; readonly ask: Ask };
