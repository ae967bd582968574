// What can be found wrong in a history, by the promise that was broken. How promises are checked stands where they are made.

export type Promised = 'same' | 'durable' | 'kept' | 'unnoticed' | 'seats' | 'schema';

export class Fault extends Error {
  readonly promised: Promised;

  constructor(promised: Promised, what: string) {
    super(what);
    this.promised = promised;
  }
}

/** Keeps the first fault of a history: it may turn up deep inside the server, where an error would be taken for the server's own. */
export type Blame = (promised: Promised, what: string) => void;

/** How often something happened that the simulation is there for. */
export const EVENTS = [
  'edits',
  'edits offline',
  'merges on return',
  'partitions',
  'half-open connections',
  'frames twice',
  'reloads',
  'crashes',
  'orderly restarts',
  'appends cut short',
  'store failures',
  'rests',
  'forbidden writes',
  'refusals',
  'seats taken',
  'seats refused',
  'commands retried',
  'updates seen',
] as const;
export type Counted = (typeof EVENTS)[number];
export type Count = (event: Counted) => void;
