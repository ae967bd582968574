// The demo queue: slots of show and tell, their order and time, and which one is on.

import { mayFacilitate } from '../../access/policy.ts';
import { DEMO, type Demo } from '../../board/schema.ts';
import type { Write } from '../../board/server-writes.ts';
import { millis, type DemoId, type TaskId } from '../../ids.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import { NOTHING_TO_DO, roomFor, type Case, type Decision } from './case.ts';

const put = (entry: Demo): Write => ({ write: 'put', list: 'demos', entry });
export const byTurn = (a: Demo, b: Demo): number => a.order - b.order || (a.id < b.id ? -1 : 1);
const inTurn = (at: Case): Demo[] => [...at.view.entries('demos')].sort(byTurn);
const isRunning = (demo: Demo): boolean => demo.startedAt !== 0 && demo.endedAt === 0;

function known(at: Case, id: DemoId): Demo | Refusal {
  return at.view.entry('demos', id) ?? refuse('no-such-demo');
}

/** A task has one slot that is still to come. The length is that of the last one queued, as the room has settled on one. */
export function queueDemo(at: Case, task: TaskId): Decision | Refusal {
  if (!at.view.task(task)) return refuse('no-such-task');
  const demos = inTurn(at);
  if (demos.some((demo) => demo.task === task && demo.endedAt === 0)) return NOTHING_TO_DO;
  const full = roomFor(at, 'demos', 'demos');
  if (full) return full;
  const last = demos.at(-1);
  const order = Math.min((last?.order ?? 0) + 1, DEMO.order.max);
  const none = millis(0);
  const seconds = last?.seconds ?? DEMO.seconds.fallback;
  return { writes: [put({ id: at.mint('demo'), task, order, seconds, startedAt: none, endedAt: none, skipped: false, by: at.by.id })] };
}

/** By whoever queued it, or a facilitator; one that is on is ended instead. */
export function unqueueDemo(at: Case, id: DemoId): Decision | Refusal {
  const demo = at.view.entry('demos', id);
  if (!demo) return NOTHING_TO_DO;
  if (demo.by !== at.by.id && !mayFacilitate(at.by.role)) return refuse('not-allowed', { role: at.by.role });
  return { writes: [{ write: 'drop', list: 'demos', id }] };
}

export function moveDemo(at: Case, id: DemoId, before: DemoId | ''): Decision | Refusal {
  const demo = known(at, id);
  if (isRefusal(demo)) return demo;
  const others = inTurn(at).filter((one) => one.id !== id);
  const place = before === '' ? others.length : others.findIndex((one) => one.id === before);
  if (place < 0) return refuse('no-such-demo');
  const order = [...others.slice(0, place), demo, ...others.slice(place)];
  return { writes: order.map((one, index) => put({ ...one, order: index + 1 })) };
}

export function timeDemo(at: Case, id: DemoId, seconds: number): Decision | Refusal {
  const demo = known(at, id);
  return isRefusal(demo) ? demo : { writes: [put({ ...demo, seconds })] };
}

export function startDemo(at: Case, id: DemoId): Decision | Refusal {
  const demo = known(at, id);
  if (isRefusal(demo)) return demo;
  if (isRunning(demo)) return NOTHING_TO_DO;
  const before = inTurn(at).filter((one) => one.id !== id && isRunning(one));
  const ended = before.map((one) => put({ ...one, endedAt: at.now }));
  return { writes: [...ended, put({ ...demo, startedAt: at.now, endedAt: millis(0), skipped: false })] };
}

export function endDemo(at: Case, id: DemoId): Decision | Refusal {
  const demo = known(at, id);
  if (isRefusal(demo)) return demo;
  return isRunning(demo) ? { writes: [put({ ...demo, endedAt: at.now })] } : NOTHING_TO_DO;
}

/** Who is not there when their turn comes is passed over, and can be called again later. */
export function skipDemo(at: Case, id: DemoId, skipped: boolean): Decision | Refusal {
  const demo = known(at, id);
  if (isRefusal(demo)) return demo;
  return { writes: [put({ ...demo, skipped, ...(skipped && isRunning(demo) ? { startedAt: millis(0) } : {}) })] };
}
