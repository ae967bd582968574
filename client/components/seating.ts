// What a card shows of its claims: how much of a lease is left, the letters on a face. Reads
// plain values; who may claim is decided elsewhere.

import { MINUTE } from '../../shared/ids.ts';
import type { Claim, Person } from '../../shared/board/schema.ts';

export type PersonFace = Pick<Person, 'name' | 'color' | 'glyph'> & { readonly place?: Person['place'] };

/** A lease shorter than this is about to lapse: the ring turns amber. */
export const LAPSING_MS = 5 * MINUTE;

/** What is left of a claim's lease, 0..1 of a full one. */
export function leaseLeft(claim: Pick<Claim, 'leaseEndsAt'>, now: number, leaseMinutes: number): number {
  return Math.min(1, Math.max(0, (claim.leaseEndsAt - now) / (leaseMinutes * MINUTE)));
}

export const isLapsing = (claim: Pick<Claim, 'leaseEndsAt'>, now: number): boolean => claim.leaseEndsAt - now <= LAPSING_MS;

/** One or two letters for a disc: 'Ana' -> 'A', 'Jean-Luc Picard' -> 'JP', '王小明' -> '王'. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => firstLetter(word ?? '')).join('') || '?';
}

/** A grapheme where the browser can split them, so that an accent or a flag stays whole. */
function firstLetter(word: string): string {
  if (!('Segmenter' in Intl)) return (Array.from(word)[0] ?? '').toLocaleUpperCase();
  const [first] = new Intl.Segmenter().segment(word);
  return (first?.segment ?? '').toLocaleUpperCase();
}
