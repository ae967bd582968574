// Where outcomes go: the trackers we speak to, and what has to be known of a place in one of them. How each is spoken to is
// server/trackers; what was sent where is board/exports.ts.

export const TRACKERS = ['github', 'gitlab', 'redmine', 'jira', 'kanboard', 'bugzilla', 'trello'] as const;
export type TrackerName = (typeof TRACKERS)[number];

/** What an organizer says of a destination. What a tracker does not have is ''. */
export type Target = {
  readonly tracker: TrackerName;
  /** Address of the instance, without a slash at the end. */
  readonly base: string;
  /** owner/name, a path, a key or a number, as the tracker has it. */
  readonly project: string;
  /** The column, list, component or type of issue inside the project. */
  readonly place: string;
  /** Whose token it is, where the tracker wants both (Jira: an e-mail address, Trello: the API key). */
  readonly account: string;
  /** Every item gets it: the project's people filter by it, and a later export finds its own by it. */
  readonly label: string;
  readonly milestone: string;
  /** Whether items of finished tasks are closed there. */
  readonly closes: boolean;
  /** Names in the tracker by the id of a person on the board; who is not here is assigned nothing. */
  readonly logins: { readonly [person: string]: string };
};

/** The public instance, where there is one; '' where everybody has their own. */
export const PUBLIC_BASE: { readonly [T in TrackerName]: string } = {
  github: 'https://api.github.com',
  gitlab: 'https://gitlab.com',
  redmine: '',
  jira: '',
  kanboard: '',
  bugzilla: '',
  trello: 'https://api.trello.com',
};

/** Which of the fields each tracker asks for; those in `needs` may not be empty. */
export const ASKS_FOR: {
  readonly [T in TrackerName]: { readonly needs: readonly TargetField[]; readonly takes: readonly TargetField[] };
} = {
  github: { needs: ['base', 'project'], takes: ['label', 'milestone'] },
  gitlab: { needs: ['base', 'project'], takes: ['label', 'milestone'] },
  redmine: { needs: ['base', 'project'], takes: ['place', 'milestone'] },
  jira: { needs: ['base', 'project', 'account'], takes: ['place', 'label'] },
  kanboard: { needs: ['base', 'project'], takes: ['place', 'account', 'label'] },
  bugzilla: { needs: ['base', 'project', 'place'], takes: ['label'] },
  trello: { needs: ['base', 'project', 'place', 'account'], takes: ['label'] },
};
export type TargetField = 'base' | 'project' | 'place' | 'account' | 'label' | 'milestone';

/** Two exports go to the same destination when these agree; the rest may differ from one to the next. */
export const sameDestination = (one: Target, other: Target): boolean =>
  (['tracker', 'base', 'project', 'place'] as const).every((key) => one[key].toLowerCase() === other[key].toLowerCase());
