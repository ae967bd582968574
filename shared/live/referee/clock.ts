// The sprint: starting, pausing, extending and ending it, and undoing a wrong click on its clock.

import { SPRINT, type LogEntry, type Sprint } from '../../board/schema.ts';
import type { Write } from '../../board/server-writes.ts';
import { MINUTE, millis, type Millis } from '../../ids.ts';
import { plainLine } from '../../plain.ts';
import { refuse, type Refusal } from '../../refusal.ts';
import type { Command } from '../commands.ts';
import type { RefereeView } from '../referee-view.ts';
import { extendSprint, pauseSprint, resumeSprint, sprintState } from '../sprint.ts';
import { log, openClaims, type Case, type Decision } from './case.ts';
import { LEASE_AFTER_SPRINT, leaseEnd } from './lease.ts';
import { turnsPaused } from './mob.ts';

/** A wrong click on the clock can be undone this long. */
export const UNDO_CLOCK_WITHIN = MINUTE;

type StartSprint = Extract<Command, { name: 'start-sprint' }>['body'];

export function startSprint(at: Case, body: StartSprint): Decision | Refusal {
  const state = sprintState(at.view.sprint(), at.now);
  if (state === 'running' || state === 'paused') return refuse('sprint-running');
  const item = body.item ? at.view.agendaItem(body.item) : undefined;
  if (body.item && !item) return refuse('no-such-item');
  const length = body.minutes * MINUTE;
  const sprint: Sprint = {
    id: at.mint('sprint'),
    goal: plainLine(body.goal),
    startedAt: at.now,
    endsAt: millis(at.now + length),
    length,
    pausedAt: millis(0),
    endedAt: millis(0),
    by: at.by.id,
    stage: body.stage ?? item?.stage ?? 'work',
    item: item?.id ?? '',
    warnAt: body.warnAt ?? SPRINT.warnAt.fallback,
    warnAgainAt: body.warnAgainAt ?? SPRINT.warnAgainAt.fallback,
  };
  const { goal, stage } = sprint;
  const started = changeSprint(at, sprint, { kind: 'sprint-started', minutes: body.minutes, sprint: sprint.id, goal, stage });
  return item ? { writes: [...started.writes, { write: 'agenda-started', item: item.id, at: at.now }] } : started;
}

export function pause(at: Case): Decision | Refusal {
  const sprint = at.view.sprint();
  const state = sprintState(sprint, at.now);
  if (state === 'paused') return refuse('sprint-paused');
  if (state !== 'running') return refuse('no-sprint');
  return changeSprint(at, pauseSprint(sprint, at.now), { kind: 'sprint-paused', sprint: sprint.id });
}

export function resume(at: Case): Decision | Refusal {
  const sprint = at.view.sprint();
  const state = sprintState(sprint, at.now);
  if (state !== 'paused') return refuse(state === 'running' ? 'sprint-not-paused' : 'no-sprint');
  const { writes } = changeSprint(at, resumeSprint(sprint, at.now), { kind: 'sprint-resumed', sprint: sprint.id });
  return { writes: [...writes, ...turnsPaused(at.view, sprint.pausedAt, at.now)] };
}

export function extend(at: Case, minutes: number): Decision | Refusal {
  const sprint = at.view.sprint();
  const state = sprintState(sprint, at.now);
  if (state !== 'running' && state !== 'paused') return refuse('no-sprint');
  const longer = extendSprint(sprint, minutes);
  if (longer.length > SPRINT.length.max) return refuse('bad-field', { field: 'minutes', problem: 'sprint-long' });
  return changeSprint(at, longer, { kind: 'sprint-extended', minutes, sprint: sprint.id });
}

export function end(at: Case): Decision | Refusal {
  const sprint = at.view.sprint();
  const state = sprintState(sprint, at.now);
  if (state !== 'running' && state !== 'paused') return refuse('no-sprint');
  return changeSprint(at, { ...sprint, endedAt: at.now, pausedAt: millis(0) }, { kind: 'sprint-ended', sprint: sprint.id });
}

function changeSprint(at: Case, sprint: Sprint, entry: Omit<LogEntry, 'at' | 'by' | 'key'>): Decision {
  const before = { changedAt: at.now, changedBy: at.by.id, change: entry.kind, sprint: at.view.sprint() };
  return {
    writes: [{ write: 'sprint', sprint }, { write: 'clock-before', before }, ...leasesFor(at.view, sprint, at.now), log(at, entry)],
  };
}

/** Seats last at least to the end of the sprint and the time to write up, however it comes to its end. */
function leasesFor(view: RefereeView, sprint: Sprint, now: Millis): Write[] {
  const leaseEndsAt = sprint.endedAt === 0 ? leaseEnd(view.meta(), sprint, now) : millis(sprint.endedAt + LEASE_AFTER_SPRINT);
  return openClaims(view)
    .filter((claim) => claim.leaseEndsAt < leaseEndsAt)
    .map((claim): Write => ({ write: 'lease', task: claim.task, person: claim.person, leaseEndsAt }));
}

/** The clock is again what it was before the last command on it; leases it lengthened stay. */
export function undoClock(at: Case): Decision | Refusal {
  const { changedAt, change, sprint } = at.view.clockBefore();
  if (changedAt === 0 || at.now - changedAt > UNDO_CLOCK_WITHIN) return refuse('nothing-to-undo');
  const present = at.view.sprint();
  const writes: Write[] = [
    { write: 'sprint', sprint },
    { write: 'clock-before', before: undefined },
  ];
  if (change === 'sprint-started' && present.item !== '') writes.push({ write: 'agenda-started', item: present.item, at: millis(0) });
  if (sprint.id !== '') writes.push(...leasesFor(at.view, sprint, at.now));
  return { writes: [...writes, log(at, { kind: 'clock-undone', sprint: present.id, what: change })] };
}
