// Pairs: asking somebody for a place beside them, and the answer.

import { LIMITS } from '../../board/schema.ts';
import type { Write } from '../../board/server-writes.ts';
import type { AskId, PersonId, TaskId } from '../../ids.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import { NOTHING_TO_DO, openTask, presentPerson, type Case, type Decision } from './case.ts';
import { freeSeat, seatsTaken, seatWrites } from './claims.ts';

export function askToPair(at: Case, taskId: TaskId, to: PersonId): Decision | Refusal {
  const task = openTask(at, taskId);
  if (isRefusal(task)) return task;
  const other = presentPerson(at, to);
  if (isRefusal(other)) return other;
  if (to === at.by.id) return refuse('no-such-person');
  if (other.role === 'mentor') return refuse('mentors-hold-no-tasks');
  const seated = at.view.claims(taskId).map((held) => held.person);
  if (!seated.includes(at.by.id) && !seated.includes(to)) return refuse('not-your-seat');
  if (seated.includes(at.by.id) && seated.includes(to)) return refuse('already-seated', { name: other.name });
  const earlier = at.view.asks().find((ask) => ask.task === taskId && ask.from === at.by.id && ask.to === to);
  if (earlier?.state === 'asked') return { writes: [], ask: earlier.id };
  const id = at.mint('ask');
  const ask = { id, task: taskId, from: at.by.id, to, at: at.now, state: 'asked' } as const;
  return { writes: [...(earlier ? [{ write: 'drop-ask', ask: earlier.id } as const] : []), { write: 'ask', ask }], ask: id };
}

export function answerAsk(at: Case, id: AskId, accept: boolean): Decision | Refusal {
  const ask = at.view.ask(id);
  if (!ask || ask.task === '' || ask.from === '' || ask.to === '') return refuse('no-such-ask');
  if (ask.to !== at.by.id) return refuse('not-asked');
  const wanted = accept ? 'accepted' : 'declined';
  if (ask.state !== 'asked') return ask.state === wanted ? NOTHING_TO_DO : refuse('no-such-ask');
  const answered: Write = { write: 'ask', ask: { ...ask, state: wanted } };
  if (!accept) return { writes: [answered] };
  const seated = seatBoth(at, ask.task, ask.from, ask.to);
  return isRefusal(seated) ? seated : { writes: [...seated, answered] };
}

/** Seats whichever of the two does not sit yet; a full task gets one seat more, up to the limit. */
function seatBoth(at: Case, taskId: TaskId, from: PersonId, to: PersonId): Write[] | Refusal {
  const task = openTask(at, taskId);
  if (isRefusal(task)) return task;
  const claims = at.view.claims(taskId);
  const seated = new Set(claims.map((held) => held.person));
  if (seated.has(from) && seated.has(to)) return [];
  if (!seated.has(from) && !seated.has(to)) return refuse('not-your-seat');
  const asker = presentPerson(at, from);
  if (isRefusal(asker)) return asker;
  const joining = seated.has(from) ? to : from;
  const free = freeSeat(task, claims);
  if (free !== undefined) return [...seatWrites(at, taskId, joining, free, claims)];
  if (task.seats >= LIMITS.seats) return seatsTaken(at.view, claims);
  return [{ write: 'seats', task: taskId, seats: task.seats + 1 }, ...seatWrites(at, taskId, joining, task.seats, claims)];
}
