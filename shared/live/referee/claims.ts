// Seats: taking, leaving, handing over and keeping them, and the wheel.

import type { Write } from '../../board/server-writes.ts';
import type { Claim } from '../../board/schema.ts';
import { millis, type PersonId, type TaskId } from '../../ids.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import type { RefereeView, SeatedTask } from '../referee-view.ts';
import { log, NOTHING_TO_DO, openTask, ownClaim, presentPerson, type Case, type Decision } from './case.ts';
import { leaseEnd } from './lease.ts';

export function freeSeat(task: SeatedTask, claims: readonly Claim[]): number | undefined {
  const taken = new Set(claims.map((claim) => claim.seat));
  for (let seat = 0; seat < task.seats; seat++) if (!taken.has(seat)) return seat;
  return undefined;
}

/** Names whoever sits there, so that the answer helps: `people` carries their ids. */
export function seatsTaken(view: RefereeView, claims: readonly Claim[]): Refusal {
  const holders = claims.map((claim) => view.person(claim.person)?.name ?? '?');
  return refuse('seats-taken', { holders: holders.join(', '), people: claims.map((claim) => claim.person).join(' ') });
}

/** Seats somebody; the others there become their partners in the log, which is how an event knows its connections. */
export function seatWrites(at: Case, task: TaskId, person: PersonId, seat: number, claims: readonly Claim[]): Write[] {
  const leaseEndsAt = leaseEnd(at.view.meta(), at.view.sprint(), at.now);
  const claim: Claim = { task, person, seat, since: at.now, leaseEndsAt, driving: claims.length === 0 };
  const partners = claims.map((other): Write => ({
    write: 'log',
    entry: { kind: 'paired', at: at.now, by: person, to: other.person, task, key: at.key },
  }));
  return [{ write: 'seat', claim }, ...partners];
}

export function claim(at: Case, taskId: TaskId): Decision | Refusal {
  const task = openTask(at, taskId);
  if (isRefusal(task)) return task;
  const claims = at.view.claims(taskId);
  const own = ownClaim(at, taskId);
  if (own) return { writes: [], seat: own.seat };
  const seat = freeSeat(task, claims);
  if (seat === undefined) return seatsTaken(at.view, claims);
  return { writes: [...seatWrites(at, taskId, at.by.id, seat, claims), log(at, { kind: 'claimed', task: taskId })], seat };
}

/** Frees a seat; the wheel goes to whoever sat longest. */
export function unseatWrites(claims: readonly Claim[], leaving: Claim): Write[] {
  const writes: Write[] = [{ write: 'unseat', task: leaving.task, person: leaving.person }];
  const [heir] = claims.filter((claim) => claim.person !== leaving.person).sort((a, b) => a.since - b.since);
  if (leaving.driving && heir) writes.push({ write: 'drive', task: leaving.task, person: heir.person });
  return writes;
}

export function release(at: Case, task: TaskId): Decision | Refusal {
  const own = ownClaim(at, task);
  if (!own) return at.view.task(task) ? NOTHING_TO_DO : refuse('no-such-task');
  return { writes: [...unseatWrites(at.view.claims(task), own), log(at, { kind: 'released', task })] };
}

export function handOver(at: Case, taskId: TaskId, to: PersonId): Decision | Refusal {
  const task = openTask(at, taskId);
  if (isRefusal(task)) return task;
  const own = ownClaim(at, taskId);
  if (!own) return refuse('not-your-seat');
  const heir = presentPerson(at, to);
  if (isRefusal(heir)) return heir;
  if (heir.role === 'mentor') return refuse('mentors-hold-no-tasks');
  if (heir.role === 'viewer') return refuse('not-allowed', { role: heir.role });
  if (at.view.claims(taskId).some((other) => other.person === to)) return refuse('already-seated', { name: heir.name });
  const leaseEndsAt = leaseEnd(at.view.meta(), at.view.sprint(), at.now);
  return {
    writes: [
      { write: 'unseat', task: taskId, person: at.by.id },
      { write: 'seat', claim: { ...own, person: to, since: at.now, leaseEndsAt } },
      log(at, { kind: 'handed-over', task: taskId, to }),
    ],
    seat: own.seat,
  };
}

/** Another full lease, never a shorter one. */
export function renewed(at: Case, own: Claim): Write {
  const leaseEndsAt = millis(Math.max(own.leaseEndsAt, leaseEnd(at.view.meta(), at.view.sprint(), at.now)));
  return { write: 'lease', task: own.task, person: own.person, leaseEndsAt };
}

export function renew(at: Case, task: TaskId): Decision | Refusal {
  const own = ownClaim(at, task);
  if (!own) return refuse('not-your-seat');
  return { writes: [renewed(at, own)] };
}

export function drive(at: Case, task: TaskId): Decision | Refusal {
  return ownClaim(at, task) ? { writes: [{ write: 'drive', task, person: at.by.id }] } : refuse('not-your-seat');
}
