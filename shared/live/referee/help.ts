// Help: raising a hand, who comes, and when it is over; and check-ins, which say how it goes.

import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import { mayHelp } from '../../access/policy.ts';
import { LIMITS, type Hand } from '../../board/schema.ts';
import { millis, type HandId } from '../../ids.ts';
import { plainLine } from '../../plain.ts';
import { checkInRound } from '../check-in.ts';
import type { Command } from '../commands.ts';
import { sprintState } from '../sprint.ts';
import { claimsOf, log, NOTHING_TO_DO, openTask, roomFor, type Case, type Decision } from './case.ts';
import { renewed } from './claims.ts';

type BodyOf<N extends Command['name']> = Extract<Command, { name: N }>['body'];

const put = (hand: Hand) => ({ write: 'put', list: 'hands', entry: hand }) as const;

/** Each person has one hand: raising it again changes what it says and keeps its place in the queue. */
export function raiseHand(at: Case, body: BodyOf<'raise-hand'>): Decision | Refusal {
  if (body.task !== '' && !at.view.task(body.task)) return refuse('no-such-task');
  const said = { task: body.task, topic: plainLine(body.topic), place: plainLine(body.place) };
  const known = at.view.entries('hands').find((hand) => hand.person === at.by.id && hand.resolvedAt === 0);
  if (known) return { writes: [put({ ...known, ...said })], hand: known.id };
  const old = oldestResolved(at);
  const full = old ? undefined : roomFor(at, 'hands', 'hands');
  if (full) return full;
  const id = at.mint('hand');
  const none = millis(0);
  const hand: Hand = { id, person: at.by.id, ...said, at: at.now, mentor: '', comingAt: none, resolvedAt: none };
  const raised = log(at, { kind: 'hand-raised', hand: id, ...(body.task === '' ? {} : { task: body.task }) });
  return { writes: [...(old ? [{ write: 'drop', list: 'hands', id: old.id } as const] : []), put(hand), raised], hand: id };
}

/** Makes way for a new call where there are as many as a board holds. */
function oldestResolved(at: Case): Hand | undefined {
  const hands = at.view.entries('hands');
  if (hands.length < LIMITS.hands) return undefined;
  return hands.filter((hand) => hand.resolvedAt !== 0).sort((a, b) => a.resolvedAt - b.resolvedAt)[0];
}

function openHand(at: Case, id: HandId): Hand | Refusal {
  const hand = at.view.entry('hands', id);
  return !hand || hand.resolvedAt !== 0 || hand.person === '' ? refuse('no-such-hand') : hand;
}

/** The first who takes it comes. */
export function takeHand(at: Case, id: HandId): Decision | Refusal {
  const hand = openHand(at, id);
  if (isRefusal(hand)) return hand;
  if (hand.mentor === at.by.id) return { writes: [], hand: id };
  if (hand.person === at.by.id) return refuse('not-allowed', { role: at.by.role });
  if (hand.mentor !== '') return refuse('hand-taken', { name: at.view.person(hand.mentor)?.name ?? '?' });
  const taken = put({ ...hand, mentor: at.by.id, comingAt: at.now });
  return { writes: [taken, log(at, { kind: 'hand-taken', hand: id, to: hand.person as Exclude<Hand['person'], ''> })], hand: id };
}

export function leaveHand(at: Case, id: HandId): Decision | Refusal {
  const hand = openHand(at, id);
  if (isRefusal(hand)) return hand;
  if (hand.mentor !== at.by.id) return NOTHING_TO_DO;
  return { writes: [put({ ...hand, mentor: '', comingAt: millis(0) }), log(at, { kind: 'hand-left', hand: id })] };
}

/** A retry of what is resolved already succeeds. */
export function resolveHand(at: Case, id: HandId): Decision | Refusal {
  const known = at.view.entry('hands', id);
  if (!known) return refuse('no-such-hand');
  if (known.resolvedAt !== 0) return NOTHING_TO_DO;
  if (known.person !== at.by.id && !mayHelp(at.by.role)) return refuse('not-allowed', { role: at.by.role });
  // Who resolves without having said that they come is who helped.
  const helped = known.mentor === '' && known.person !== at.by.id ? at.by.id : known.mentor;
  const resolved = put({ ...known, mentor: helped, resolvedAt: at.now });
  return { writes: [resolved, log(at, { kind: 'hand-resolved', hand: id, ...(known.person === '' ? {} : { to: known.person }) })] };
}

/** Nobody has to come any more; nobody helped either, so it leaves no trace but in the log. */
export function lowerHand(at: Case, id: HandId): Decision | Refusal {
  const hand = at.view.entry('hands', id);
  if (!hand || hand.resolvedAt !== 0) return NOTHING_TO_DO;
  if (hand.person !== at.by.id) return refuse('not-allowed', { role: at.by.role });
  return { writes: [{ write: 'drop', list: 'hands', id }, log(at, { kind: 'hand-lowered', hand: id })] };
}

export function checkIn(at: Case, body: BodyOf<'check-in'>): Decision | Refusal {
  const task = body.task ? openTask(at, body.task) : undefined;
  if (isRefusal(task)) return task;
  const claims = claimsOf(at.view, at.by.id);
  const sprint = at.view.sprint();
  const state = sprintState(sprint, at.now);
  const isOn = state === 'running' || state === 'paused';
  const entry = {
    id: at.by.id,
    task: task?.id ?? claims[0]?.task ?? '',
    state: body.state,
    at: at.now,
    sprint: isOn ? sprint.id : '',
    round: isOn ? checkInRound(sprint, at.now) : 0,
  } as const;
  const kept = claims.filter((claim) => at.view.task(claim.task)?.finished === false).map((claim) => renewed(at, claim));
  return { writes: [{ write: 'put', list: 'checkins', entry }, ...kept] };
}
