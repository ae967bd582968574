// Dot-votes counted: how many dots stand on each challenge and how many a person has left. Nobody's dots beyond what each may
// spend count, whatever was kept. What may be voted when, and what is shown of it, is live/vote.ts.

import type { ChallengeId, PersonId } from '../ids.ts';
import type { Dots } from './schema.ts';

export type Ballots = ReadonlyMap<PersonId, Dots>;
type Challenges = readonly { readonly id: ChallengeId }[];

/** A person's dots as far as they may be spent, by challenge; those on challenges that are gone are free again. */
export function dotsOf(ballot: Dots | undefined, each: number, challenges: Challenges): Map<ChallengeId, number> {
  const counted = new Map<ChallengeId, number>();
  let left = each;
  for (const { id } of challenges) {
    const dots = Math.min(left, Math.floor(ballot?.[id] ?? 0));
    if (dots <= 0) continue;
    left -= dots;
    counted.set(id, dots);
  }
  return counted;
}

/** All dots, by challenge. */
export function countDots(ballots: Ballots, each: number, challenges: Challenges): Map<ChallengeId, number> {
  const totals = new Map<ChallengeId, number>();
  for (const ballot of ballots.values()) {
    for (const [id, dots] of dotsOf(ballot, each, challenges)) totals.set(id, (totals.get(id) ?? 0) + dots);
  }
  return totals;
}

/** Challenges with the most dots first; those with equally many stay as they stand. */
export const byDots = <C extends { readonly id: ChallengeId }>(challenges: readonly C[], dots: { readonly [id: string]: number }): C[] =>
  [...challenges].sort((a, b) => (dots[b.id] ?? 0) - (dots[a.id] ?? 0));
