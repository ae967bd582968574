// The referee's one door: given a board and a command, what is to be written, or why not. Pure: it reads a view and returns a
// decision; the room carries it out. It knows nothing of sockets, documents or clocks. The rules themselves are in referee/.

import { mayCommand, mayWhileLocked } from '../access/policy.ts';
import { PERSON, type Person } from '../board/schema.ts';
import { assertNever, type Millis, type Mint, type PersonId, type TaskId } from '../ids.ts';
import { plainLine } from '../plain.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Command, CommandCall } from './commands.ts';
import type { RefereeView } from './referee-view.ts';
import { announce, park, reviewParked, spotlight, withdraw } from './referee/announcements.ts';
import { NOTHING_TO_DO, ownClaim, type Case, type Decision } from './referee/case.ts';
import { claim, drive, handOver, release, renew } from './referee/claims.ts';
import { end, extend, pause, resume, startSprint, undoClock } from './referee/clock.ts';
import { endDemo, moveDemo, queueDemo, skipDemo, startDemo, timeDemo, unqueueDemo } from './referee/demos.ts';
import { checkIn, leaveHand, lowerHand, raiseHand, resolveHand, takeHand } from './referee/help.ts';
import { markAbsent, nextTurn, startMob, stopMob } from './referee/mob.ts';
import { acceptReplicas, admit, hideWork, letBack, liftHold, lockBoard, removePerson, setRole } from './referee/order.ts';
import { answerAsk, askToPair } from './referee/pairs.ts';
import { reopenVotes, revealVotes, vote } from './referee/vote.ts';

/** Decides one command of one person at one moment. A retry with the same key, or of what is already so, writes nothing. */
export function decide(view: RefereeView, call: CommandCall, by: Person, now: Millis, mint: Mint): Decision | Refusal {
  if (by.removed) return refuse('removed');
  if (by.waiting) return refuse('waiting');
  if (!mayCommand(by.role, call.name)) {
    const mentorWantsSeat = by.role === 'mentor' && call.name === 'claim';
    return mentorWantsSeat ? refuse('mentors-hold-no-tasks') : refuse('not-allowed', { role: by.role });
  }
  if (view.locked() && !mayWhileLocked(by.role, call.name)) return refuse('board-locked');
  const at: Case = { view, by, now, key: call.key, mint };
  if (view.carriedOut(by.id, call.key)) return repeated(at, call);
  return judge(at, call);
}

function judge(at: Case, command: Command): Decision | Refusal {
  switch (command.name) {
    case 'claim':
      return claim(at, command.body.task);
    case 'release':
      return release(at, command.body.task);
    case 'hand-over':
      return handOver(at, command.body.task, command.body.to);
    case 'renew':
      return renew(at, command.body.task);
    case 'drive':
      return drive(at, command.body.task);
    case 'ask-to-pair':
      return askToPair(at, command.body.task, command.body.to);
    case 'answer-ask':
      return answerAsk(at, command.body.ask, command.body.accept);
    case 'start-sprint':
      return startSprint(at, command.body);
    case 'pause-sprint':
      return pause(at);
    case 'resume-sprint':
      return resume(at);
    case 'extend-sprint':
      return extend(at, command.body.minutes);
    case 'end-sprint':
      return end(at);
    case 'undo-clock':
      return undoClock(at);
    case 'check-in':
      return checkIn(at, command.body);
    case 'start-mob':
      return startMob(at, command.body);
    case 'stop-mob':
      return stopMob(at, command.body.task);
    case 'next-turn':
      return nextTurn(at, command.body.task);
    case 'mark-absent':
      return markAbsent(at, command.body.task, command.body.person, command.body.absent);
    case 'raise-hand':
      return raiseHand(at, command.body);
    case 'take-hand':
      return takeHand(at, command.body.hand);
    case 'leave-hand':
      return leaveHand(at, command.body.hand);
    case 'resolve-hand':
      return resolveHand(at, command.body.hand);
    case 'lower-hand':
      return lowerHand(at, command.body.hand);
    case 'announce':
      return announce(at, command.body);
    case 'withdraw-announcement':
      return withdraw(at, command.body.announcement);
    case 'spotlight':
      return spotlight(at, command.body.task);
    case 'park':
      return park(at, command.body);
    case 'review-parked':
      return reviewParked(at, command.body.parked, command.body.reviewed);
    case 'queue-demo':
      return queueDemo(at, command.body.task);
    case 'unqueue-demo':
      return unqueueDemo(at, command.body.demo);
    case 'move-demo':
      return moveDemo(at, command.body.demo, command.body.before);
    case 'time-demo':
      return timeDemo(at, command.body.demo, command.body.seconds);
    case 'start-demo':
      return startDemo(at, command.body.demo);
    case 'end-demo':
      return endDemo(at, command.body.demo);
    case 'skip-demo':
      return skipDemo(at, command.body.demo, command.body.skipped);
    case 'remove-person':
      return removePerson(at, command.body.person);
    case 'let-back':
      return letBack(at, command.body.person);
    case 'hide-work':
      return hideWork(at, command.body.person, true);
    case 'show-work':
      return hideWork(at, command.body.person, false);
    case 'admit':
      return admit(at, command.body.person);
    case 'set-role':
      return setRole(at, command.body.person, command.body.role);
    case 'lock-board':
      return lockBoard(at, command.body.locked);
    case 'lift-hold':
      return liftHold(at, command.body.person);
    case 'accept-replicas':
      return acceptReplicas(at, command.body.minutes);
    case 'vote':
      return vote(at.view, at.by.id, command.body.challenge, command.body.dots);
    case 'reveal-votes':
      return revealVotes(at.view, at.by.id, at.now);
    case 'reopen-votes':
      return reopenVotes(at.view, command.body.afresh);
    case 'edit-profile':
      return editProfile(at, command.body);
    default:
      return assertNever(command);
  }
}

function editProfile(at: Case, body: Extract<Command, { name: 'edit-profile' }>['body']): Decision {
  const { skills, site, ...plain } = body;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const named = skills?.map(plainLine).filter((skill) => PERSON.skills.key.test(skill));
  const person: Person = {
    ...at.by,
    ...given,
    ...(site === undefined ? {} : { site: plainLine(site) }),
    ...(named === undefined ? {} : { skills: Object.fromEntries(named.map((skill) => [skill, true])) }),
  };
  return { writes: [{ write: 'person', person }] };
}

/** A command that was carried out before is answered by what is so now. */
function repeated(at: Case, call: CommandCall): Decision {
  if (call.name === 'ask-to-pair') return repeatedAsk(at, call.body.task, call.body.to);
  if (call.name !== 'claim') return NOTHING_TO_DO;
  const own = ownClaim(at, call.body.task);
  return own ? { writes: [], seat: own.seat } : NOTHING_TO_DO;
}

function repeatedAsk(at: Case, task: TaskId, to: PersonId): Decision {
  const ask = at.view.asks().find((known) => known.task === task && known.from === at.by.id && known.to === to);
  return ask ? { writes: [], ask: ask.id } : NOTHING_TO_DO;
}

export type { Decision } from './referee/case.ts';
export { due, nextDue } from './referee/due.ts';
export { LEASE_AFTER_SPRINT } from './referee/lease.ts';
