// The wheel of a mob: it goes round by the clock, past those who stepped away, with a break after so many turns.

import { mayFacilitate } from '../../access/policy.ts';
import type { Claim, Mob } from '../../board/schema.ts';
import type { Write } from '../../board/server-writes.ts';
import { MINUTE, millis, type Millis, type PersonId, type TaskId } from '../../ids.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import type { Command } from '../commands.ts';
import type { RefereeView } from '../referee-view.ts';
import { NOTHING_TO_DO, openTask, ownClaim, type Case, type Decision } from './case.ts';

const put = (entry: Mob): Write => ({ write: 'put', list: 'mobs', entry });

/** Whose turn it is after the one at the wheel: by seat, past those who stepped away. */
export function nextDriver(mob: Mob, claims: readonly Claim[]): Claim | undefined {
  const at = claims.findIndex((claim) => claim.driving);
  const round = [...claims.slice(at + 1), ...claims.slice(0, at + 1)];
  return round.find((claim) => mob.absent[claim.person] !== true);
}

/** Passes the wheel on; after enough turns nobody is pressed until somebody goes on. */
function passOn(mob: Mob, claims: readonly Claim[], now: Millis, turns = mob.turns + 1): Write[] {
  const next = nextDriver(mob, claims);
  const isBreak = mob.breakAfter > 0 && turns >= mob.breakAfter;
  const turn = isBreak ? { turns: 0, turnEndsAt: millis(0) } : { turns, turnEndsAt: millis(now + mob.minutes * MINUTE) };
  return [...(next && !next.driving ? [{ write: 'drive', task: mob.id, person: next.person } as const] : []), put({ ...mob, ...turn })];
}

export function startMob(at: Case, body: Extract<Command, { name: 'start-mob' }>['body']): Decision | Refusal {
  const task = openTask(at, body.task);
  if (isRefusal(task)) return task;
  if (!ownClaim(at, task.id)) return refuse('not-your-seat');
  const { minutes, breakAfter } = body;
  const absent = at.view.entry('mobs', task.id)?.absent ?? {};
  return { writes: [put({ id: task.id, minutes, breakAfter, turns: 0, turnEndsAt: millis(at.now + minutes * MINUTE), absent })] };
}

export function stopMob(at: Case, task: TaskId): Decision | Refusal {
  if (!at.view.entry('mobs', task)) return NOTHING_TO_DO;
  if (!ownClaim(at, task) && !mayFacilitate(at.by.role)) return refuse('not-your-seat');
  return { writes: [{ write: 'drop', list: 'mobs', id: task }] };
}

export function nextTurn(at: Case, task: TaskId): Decision | Refusal {
  const mob = at.view.entry('mobs', task);
  if (!mob || !ownClaim(at, task)) return refuse('not-your-seat');
  // Going on after a break: the one at the wheel since then has their full turn.
  if (mob.turnEndsAt === 0) return { writes: [put({ ...mob, turnEndsAt: millis(at.now + mob.minutes * MINUTE) })] };
  return { writes: passOn(mob, at.view.claims(task), at.now) };
}

export function markAbsent(at: Case, task: TaskId, person: PersonId, absent: boolean): Decision | Refusal {
  const mob = at.view.entry('mobs', task);
  const claims = at.view.claims(task);
  const claim = claims.find((one) => one.person === person);
  if (!mob || !ownClaim(at, task) || !claim) return refuse('not-your-seat');
  const { [person]: _, ...others } = mob.absent;
  const changed: Mob = { ...mob, absent: absent ? { ...others, [person]: true } : others };
  const passes = absent && claim.driving && mob.turnEndsAt !== 0;
  return { writes: passes ? passOn(changed, claims, at.now, mob.turns) : [put(changed)] };
}

/** Turns that are over by now. A mob nobody sits in, or whose task is finished, is over. */
export function turnsDue(view: RefereeView, now: Millis): Write[] {
  return view
    .entries('mobs')
    .filter((mob) => mob.turnEndsAt !== 0 && mob.turnEndsAt <= now)
    .flatMap((mob): Write[] => {
      const claims = view.claims(mob.id);
      const isOver = claims.length === 0 || view.task(mob.id)?.finished !== false;
      return isOver ? [{ write: 'drop', list: 'mobs', id: mob.id }] : passOn(mob, claims, now);
    });
}

/** A pause takes nothing off a turn. */
export function turnsPaused(view: RefereeView, pausedAt: Millis, now: Millis): Write[] {
  const going = view.entries('mobs').filter((mob) => mob.turnEndsAt !== 0);
  return going.map((mob) => {
    const began = mob.turnEndsAt - mob.minutes * MINUTE;
    return put({ ...mob, turnEndsAt: millis(mob.turnEndsAt + now - Math.max(pausedAt, began)) });
  });
}

export const nextTurnEnds = (view: RefereeView): Millis[] =>
  view
    .entries('mobs')
    .map((mob) => mob.turnEndsAt)
    .filter((at) => at !== 0);
