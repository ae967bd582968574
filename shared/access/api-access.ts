// What programs may do with a token of the API, and what they may be told of by webhooks: the names only.

export const SCOPES = ['read', 'write', 'export'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a webhook can be told of. */
export const HAPPENINGS = ['outcome-recorded', 'task-claimed', 'hand-raised', 'announced', 'sprint-started', 'sprint-ended'] as const;
export type Happening = (typeof HAPPENINGS)[number];
