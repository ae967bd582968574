// The referee's part about dot-votes: ballots are secret and stand beside the document; into it comes how many have voted, and
// what came of it when a facilitator reveals it. Who may reveal is policy.ts.

import type { Write } from '../../board/server-writes.ts';
import type { Dots } from '../../board/schema.ts';
import { countDots, dotsOf, type Ballots } from '../../board/votes.ts';
import { millis, type ChallengeId, type Millis, type PersonId } from '../../ids.ts';
import { refuse, type Refusal } from '../../refusal.ts';
import type { RefereeView } from '../referee-view.ts';

/** `ballots` take the place of those kept; an empty one is none. */
export type VoteDecision = { readonly writes: readonly Write[]; readonly ballots?: Ballots };

const cast = (ballots: Ballots): number => [...ballots.values()].filter((ballot) => Object.keys(ballot).length > 0).length;

/** Puts so many of one's own dots on a challenge; none takes them back. */
export function vote(view: RefereeView, person: PersonId, challenge: ChallengeId, dots: number): VoteDecision | Refusal {
  if (view.votes().revealedAt !== 0) return refuse('votes-revealed');
  const challenges = view.challenges();
  if (!challenges.some(({ id }) => id === challenge)) return refuse('no-such-challenge');
  const each = view.meta().votesPerPerson;
  const own = dotsOf(view.ballots().get(person), each, challenges);
  own.delete(challenge);
  const elsewhere = [...own.values()].reduce((sum, count) => sum + count, 0);
  if (elsewhere + dots > each) return refuse('no-dots-left', { each });
  const ballot: Dots = { ...Object.fromEntries(own), ...(dots > 0 ? { [challenge]: dots } : {}) };
  const ballots = new Map([[person, ballot]]);
  const voters = cast(new Map([...view.ballots(), ...ballots]));
  return { writes: voters === view.votes().voters ? [] : [{ write: 'votes', votes: { voters } }], ballots };
}

/** Shows everybody how many dots stand where; whose they are stays secret. */
export function revealVotes(view: RefereeView, by: PersonId, now: Millis): VoteDecision {
  if (view.votes().revealedAt !== 0) return { writes: [] };
  const ballots = view.ballots();
  const dots = Object.fromEntries(countDots(ballots, view.meta().votesPerPerson, view.challenges()));
  return { writes: [{ write: 'votes', votes: { revealedAt: now, by, dots, voters: cast(ballots) } }] };
}

/** @param afresh everybody's dots are theirs again; otherwise they stay where they are, and are secret again. */
export function reopenVotes(view: RefereeView, afresh: boolean): VoteDecision {
  const open = { revealedAt: millis(0), by: '', dots: {} } as const;
  if (!afresh) return { writes: [{ write: 'votes', votes: open }] };
  const empty = new Map([...view.ballots().keys()].map((person) => [person, {}]));
  return { writes: [{ write: 'votes', votes: { ...open, voters: 0 } }], ballots: empty };
}
