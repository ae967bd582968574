// What time alone brings about: a sprint at its end, seats whose lease ran out, the next turn at the wheel.

import type { Claim } from '../../board/schema.ts';
import type { Write } from '../../board/server-writes.ts';
import { millis, type Millis } from '../../ids.ts';
import type { RefereeView } from '../referee-view.ts';
import { sprintState } from '../sprint.ts';
import { openClaims } from './case.ts';
import { unseatWrites } from './claims.ts';
import { nextTurnEnds, turnsDue } from './mob.ts';

/** What has fallen due by now: a sprint at its end, seats whose lease ran out. A removed task keeps its seats: undo brings both back. */
export function due(view: RefereeView, now: Millis): Write[] {
  const sprint = view.sprint();
  const writes: Write[] = [];
  if (sprint.endedAt === 0 && sprintState(sprint, now) === 'over') {
    writes.push({ write: 'sprint', sprint: { ...sprint, endedAt: sprint.endsAt } });
    writes.push({ write: 'clock-before', before: undefined });
    writes.push({ write: 'log', entry: { kind: 'sprint-ended', at: sprint.endsAt, by: '', sprint: sprint.id } });
  }
  if (sprintState(sprint, now) === 'paused') return writes;
  const lapsed = openClaims(view).filter((claim) => claim.leaseEndsAt <= now);
  for (const claim of lapsed) {
    // Whoever lapses at the same moment can not inherit the wheel.
    const staying = view
      .claims(claim.task)
      .filter((other) => other.person === claim.person || !lapsed.some((gone) => isSameSeat(gone, other)));
    writes.push(...unseatWrites(staying, claim));
    writes.push({ write: 'log', entry: { kind: 'lapsed', at: now, by: '', task: claim.task, to: claim.person } });
  }
  if (lapsed.length === 0) writes.push(...turnsDue(view, now));
  return writes;
}

const isSameSeat = (a: Claim, b: Claim): boolean => a.task === b.task && a.person === b.person;

/** When `due` has to be asked next; nothing while nothing can fall due. */
export function nextDue(view: RefereeView): Millis | undefined {
  const sprint = view.sprint();
  const open = sprint.id !== '' && sprint.endedAt === 0;
  if (open && sprint.pausedAt !== 0) return undefined;
  const moments = openClaims(view).map((claim) => claim.leaseEndsAt);
  moments.push(...nextTurnEnds(view));
  if (open) moments.push(sprint.endsAt);
  return moments.length > 0 ? millis(Math.min(...moments)) : undefined;
}
