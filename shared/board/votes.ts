// Dot-votes counted: how many dots stand on each challenge and how many a person has left. Nobody's dots beyond what each may
// spend count, whatever stands in the document. Writing them is board.ts.

import type { ChallengeId, PersonId } from '../ids.ts';
import type { Dots } from './schema.ts';

type Votes = ReadonlyMap<PersonId, Dots>;

/** A person's dots as far as they may be spent, by challenge; those on challenges that are gone are free again. */
export function dotsOf(
  votes: Votes,
  person: PersonId | '',
  each: number,
  challenges: readonly { readonly id: ChallengeId }[],
): Map<ChallengeId, number> {
  const given = person === '' ? undefined : votes.get(person);
  const counted = new Map<ChallengeId, number>();
  let left = each;
  for (const { id } of challenges) {
    const dots = Math.min(left, Math.floor(given?.[id] ?? 0));
    if (dots <= 0) continue;
    left -= dots;
    counted.set(id, dots);
  }
  return counted;
}

/** All dots, by challenge. */
export function countDots(votes: Votes, each: number, challenges: readonly { readonly id: ChallengeId }[]): Map<ChallengeId, number> {
  const totals = new Map<ChallengeId, number>();
  for (const person of votes.keys()) {
    for (const [id, dots] of dotsOf(votes, person, each, challenges)) totals.set(id, (totals.get(id) ?? 0) + dots);
  }
  return totals;
}
