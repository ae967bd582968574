// What the judge is given and what it says. Types only; how it comes to a verdict is judge.ts and the steps beside it.

import type * as Y from 'yjs';
import type { Role } from '../../../shared/board/schema.ts';
import type { PersonId } from '../../../shared/ids.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { Owners } from '../../storage/update-log.ts';

export type Author = { readonly person: PersonId; readonly role: Role };

export type Bench = {
  readonly doc: Y.Doc;
  readonly owners: Owners;
  /** After a backup was put back: structs of others are taken too, for a time a facilitator set. */
  readonly acceptsReplicas: boolean;
};

/** What an update would take away of others' work. */
export type Removal = { readonly entries: number; readonly characters: number };

/** Which keys change where, as Yjs tells it after the fact; `null` is a list. Roots go by their names. */
export type Foreseen = ReadonlyMap<Y.AbstractType<unknown> | string, ReadonlySet<string | null>>;

export type Passed = {
  readonly verdict: 'passed';
  /** What to apply: the part of the update the document does not know yet. */
  readonly update: Uint8Array;
  /** Client ids this update is the first word of; they become the author's. */
  readonly binds: readonly number[];
  readonly removal: Removal;
  /** A key is left without a value: whose doing that was the document does not tell afterwards. */
  readonly erases: boolean;
  /** How far merging walks, in steps. */
  readonly steps: number;
  /** What `crossCheck` holds against what happened: what changes, and where each client id ends. */
  readonly foreseen: Foreseen;
  readonly clocks: ReadonlyMap<number, number>;
};

export type Verdict =
  | Passed
  | { readonly verdict: 'nothing-new' }
  /** It builds on changes that have not come. Legal while the handshake lasts, a violation afterwards. */
  | { readonly verdict: 'gap' }
  | Refusal;
