// Changes the server did not take: what is still to be tried again, what can only be downloaded, and a replica of another
// epoch that waits to be accepted. Plain data that a browser can keep; how it comes about is replay.ts.

import type { RefusalCode } from '../../../shared/refusal.ts';

export type Scalar = string | number | boolean | null;
/** What a map, a text or a value of the document was made of. */
export type Made = Scalar | { readonly text: string } | { readonly map: { readonly [key: string]: Made } };

/** A character of the document: who wrote it, and their how manieth. */
export type Mark = { readonly client: number; readonly clock: number };

/** Root, then keys down to what changed. */
export type Place = readonly [string, ...string[]];

export type Change = {
  readonly place: Place;
  /** Title of the task or challenge it belongs to, as it was on this device. */
  readonly title: string;
  readonly before: string;
  readonly after: string;
} & (
  | { readonly what: 'set'; readonly made: Made }
  /** Only what was seen is removed: `seen` is the newest writing of the entry that this device knew. */
  | { readonly what: 'removed'; readonly seen: Mark }
  | { readonly what: 'text'; readonly inserts: readonly Insert[]; readonly deletes: readonly Range[] }
);
/** Text that stands behind a character, or at the beginning. */
export type Insert = { readonly behind: Mark | undefined; readonly text: string };
export type Range = Mark & { readonly length: number };

export type SetAside = {
  readonly code: RefusalCode;
  /** Still to be tried. */
  readonly remaining: readonly Change[];
  /** Refused, or without a place on the board any more. */
  readonly rest: readonly Change[];
  /** A replica from before the board was put back from a backup. */
  readonly ahead?: { readonly epoch: number; readonly state: Uint8Array } | undefined;
};

const WORDS = { set: 'set', removed: 'removed', text: 'text edited' } as const;

/** The file a person gets: what, where, and the text before and after. */
export function downloadText(board: string, { code, remaining, rest }: SetAside): string {
  const changes = [...rest, ...remaining].map(({ what, place, title, before, after }) => ({
    what: WORDS[what],
    where: place.join(' / '),
    title,
    before,
    after,
  }));
  return `${JSON.stringify({ board, reason: code, changes }, undefined, 2)}\n`;
}
