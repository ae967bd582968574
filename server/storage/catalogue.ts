// The catalogue: events, their boards, hashed links and sessions. Small, read from memory, durable on every change.
// Interface and promises only; backends live in embedded/ and memory.ts.

import type { Happening, Scope } from '../../shared/access/api-access.ts';
import type { Role, Scale } from '../../shared/board/schema.ts';
import type { BoardId, DestinationId, EventId, Millis, PersonId } from '../../shared/ids.ts';

export type EventRecord = {
  readonly id: EventId;
  readonly board: BoardId;
  readonly title: string;
  readonly scale: Scale;
  /** A physical place in words, or ''. */
  readonly place: string;
  /** Where remote people join the call (https URL), or ''. */
  readonly callUrl: string;
  readonly startsAt: Millis;
  readonly endsAt: Millis;
  /** IANA name, such as 'Europe/Madrid'. */
  readonly zone: string;
  readonly createdAt: Millis;
  /** Each kind of link has a generation; raising it revokes the old one. */
  readonly generations: { readonly join: number; readonly facilitator: number; readonly wall: number };
  readonly sample: boolean;
  /** Who may come in by the code on the wall; missing is 'open', as on events made before there was a choice. */
  readonly joining?: Joining;
};

/** `approval`: whoever comes waits until a facilitator lets them in. Facilitators’ links let in at once. */
export const JOININGS = ['open', 'approval', 'paused'] as const;
export type Joining = (typeof JOININGS)[number];

/** Somebody whose sessions open nothing now: sent away, or not let in yet. What the board says of them comes first. */
export type BarRecord = { readonly board: BoardId; readonly person: PersonId; readonly why: 'removed' | 'waiting' };

export const LINK_KINDS = ['join', 'code', 'facilitator', 'wall'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** A link or code that lets somebody in. Only its hash is stored; `revokedAt` 0 means it is valid. */
export type LinkRecord = { readonly hash: string; readonly kind: LinkKind; readonly event: EventId; readonly revokedAt: Millis };

/** What a bearer token stands for. `person` is '' for the wall and for the organizer; `board` and `event` are '' for the organizer. */
export type SessionRecord = {
  readonly hash: string;
  readonly role: Role;
  readonly event: EventId | '';
  readonly board: BoardId | '';
  readonly person: PersonId | '';
  /** Which generation of which link it came from: a wall's or facilitator's session ends with its link. */
  readonly link: LinkKind | 'organizer';
  readonly generation: number;
  readonly createdAt: Millis;
};

/** A link by which one person goes on with another device, once. It gives what the session it was made by gives. */
export type DeviceLinkRecord = {
  readonly hash: string;
  readonly event: EventId;
  readonly board: BoardId;
  readonly person: PersonId;
  readonly role: Role;
  readonly link: SessionRecord['link'];
  readonly generation: number;
  readonly createdAt: Millis;
  readonly expiresAt: Millis;
};

/** A token for programs, made by the organizer. `event` '' is all events. */
export type ApiTokenRecord = {
  readonly id: string;
  readonly hash: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly event: EventId | '';
  readonly createdAt: Millis;
};

/** An address that wants to hear what happens on a board. Its secret is derived, not stored. */
export type WebhookRecord = {
  readonly id: string;
  readonly event: EventId;
  readonly url: string;
  readonly of: readonly Happening[];
  readonly createdAt: Millis;
};

/** A token of a tracker that the organizer asked to keep: sealed, with a key that is not in here. */
export type TrackerTokenRecord = {
  readonly board: BoardId;
  readonly destination: DestinationId;
  readonly sealed: string;
  readonly at: Millis;
};

export type CatalogueData = {
  version: 1;
  events: EventRecord[];
  links: LinkRecord[];
  sessions: SessionRecord[];
  deviceLinks: DeviceLinkRecord[];
  trackerTokens: TrackerTokenRecord[];
  /** Missing where nobody ever was. */
  bars?: BarRecord[];
  apiTokens?: ApiTokenRecord[];
  webhooks?: WebhookRecord[];
};

/**
 * Promises:
 * 1. `data` is the current state, readable at once; treat it as read-only.
 * 2. `change` runs `mutate` at once on the state and resolves when that state is durable (file and directory synced).
 *    Changes made while a write is on its way share the next write. When the write fails it rejects, and the state in
 *    memory is again what is on disk, as if `mutate` had not run.
 * 3. A crash leaves the state before or after a change, never a torn file.
 * 4. Opening a file that is not a catalogue fails with CatalogueError, names the file and the remedy, and changes nothing.
 */
export interface Catalogue {
  readonly data: Readonly<CatalogueData>;
  change(mutate: (data: CatalogueData) => void): Promise<void>;
  close(): Promise<void>;
}

/** The stored catalogue cannot be used; the message is meant for the organizer. */
export class CatalogueError extends Error {
  override name = 'CatalogueError';
}

export const emptyCatalogue = (): CatalogueData => ({
  version: 1,
  events: [],
  links: [],
  sessions: [],
  deviceLinks: [],
  trackerTokens: [],
});
