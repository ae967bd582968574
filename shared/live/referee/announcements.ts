// What is said to everybody: announcements, the spotlight, and what is parked for the close.

import { LIMITS, type Announcement, type Parked } from '../../board/schema.ts';
import type { Write } from '../../board/server-writes.ts';
import { MINUTE, millis, type AnnouncementId, type ParkedId, type TaskId } from '../../ids.ts';
import { plainLine } from '../../plain.ts';
import { refuse, type Refusal } from '../../refusal.ts';
import type { Command } from '../commands.ts';
import { log, NOTHING_TO_DO, roomFor, type Case, type Decision } from './case.ts';

type BodyOf<N extends Command['name']> = Extract<Command, { name: N }>['body'];

export function announce(at: Case, body: BodyOf<'announce'>): Decision | Refusal {
  const text = plainLine(body.text);
  if (text === '') return refuse('bad-field', { field: 'text', problem: 'text-empty' });
  const until = body.minutes === 0 ? millis(0) : millis(at.now + body.minutes * MINUTE);
  const { level } = body;
  const entry: Announcement = { id: at.mint('announcement'), text, level, to: plainLine(body.to), at: at.now, until, by: at.by.id };
  return { writes: [...forgetOldest(at), { write: 'put', list: 'announcements', entry }, log(at, { kind: 'announced', what: text })] };
}

/** What was said stays in the log. */
function forgetOldest(at: Case): Write[] {
  const all = at.view.entries('announcements');
  const [oldest] = all.length < LIMITS.announcements ? [] : [...all].sort((a, b) => a.at - b.at);
  return oldest ? [{ write: 'drop', list: 'announcements', id: oldest.id }] : [];
}

export function withdraw(at: Case, id: AnnouncementId): Decision {
  const known = at.view.entry('announcements', id);
  if (!known) return NOTHING_TO_DO;
  return { writes: [{ write: 'drop', list: 'announcements', id }, log(at, { kind: 'announcement-withdrawn', what: known.text })] };
}

export function spotlight(at: Case, task: TaskId | ''): Decision | Refusal {
  if (task !== '' && !at.view.task(task)) return refuse('no-such-task');
  const shown = { write: 'spotlight', spotlight: { task, at: at.now, by: at.by.id } } as const;
  return { writes: [shown, log(at, { kind: 'spotlit', ...(task === '' ? {} : { task }) })] };
}

export function park(at: Case, body: BodyOf<'park'>): Decision | Refusal {
  const text = plainLine(body.text);
  if (text === '') return refuse('bad-field', { field: 'text', problem: 'text-empty' });
  const full = roomFor(at, 'parked', 'parked');
  if (full) return full;
  const entry: Parked = { id: at.mint('parked'), text, task: body.task, by: at.by.id, at: at.now, reviewedAt: millis(0) };
  return { writes: [{ write: 'put', list: 'parked', entry }] };
}

export function reviewParked(at: Case, id: ParkedId, reviewed: boolean): Decision {
  const known = at.view.entry('parked', id);
  if (!known || (known.reviewedAt !== 0) === reviewed) return NOTHING_TO_DO;
  return { writes: [{ write: 'put', list: 'parked', entry: { ...known, reviewedAt: reviewed ? at.now : millis(0) } }] };
}
