// Order: who is let in, sent away, hidden or given a role; the lock; holds; devices after a backup was put back.

import type { Person } from '../../board/schema.ts';
import type { Write } from '../../board/server-writes.ts';
import { MINUTE, millis, type PersonId } from '../../ids.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import type { GIVEN_ROLES } from '../commands.ts';
import { claimsOf, log, NOTHING_TO_DO, type Case, type Decision } from './case.ts';
import { unseatWrites } from './claims.ts';

export function liftHold(at: Case, person: PersonId): Decision {
  if (!at.view.onHold(person)) return NOTHING_TO_DO;
  return { writes: [{ write: 'lift-hold', person }, log(at, { kind: 'hold-lifted', to: person })] };
}

export function acceptReplicas(at: Case, minutes: number): Decision {
  const replicas = { acceptedUntil: millis(at.now + minutes * MINUTE) };
  return { writes: [{ write: 'replicas', replicas }, log(at, { kind: 'replicas-accepted', minutes })] };
}

/** Somebody facilitators may act on: anybody but the organizer, and not oneself. */
function other(at: Case, id: PersonId): Person | Refusal {
  const person = at.view.person(id);
  if (!person) return refuse('no-such-person');
  return person.role === 'organizer' || id === at.by.id ? refuse('not-allowed', { role: at.by.role }) : person;
}

/** Leaves every seat; partners inherit the wheel. */
const leaveAll = (at: Case, person: PersonId): Write[] =>
  claimsOf(at.view, person).flatMap((claim) => unseatWrites(at.view.claims(claim.task), claim));

/** Whatever they asked of others is over too. */
function forget(at: Case, person: PersonId): Write[] {
  const hands = at.view.entries('hands').filter((hand) => hand.person === person && hand.resolvedAt === 0);
  const asks = at.view.asks().filter((ask) => ask.state === 'asked' && (ask.from === person || ask.to === person));
  const coming = at.view.entries('hands').filter((hand) => hand.mentor === person && hand.resolvedAt === 0 && hand.person !== person);
  return [
    ...hands.map((hand): Write => ({ write: 'drop', list: 'hands', id: hand.id })),
    ...coming.map((hand): Write => ({ write: 'put', list: 'hands', entry: { ...hand, mentor: '', comingAt: millis(0) } })),
    ...asks.map((ask): Write => ({ write: 'drop-ask', ask: ask.id })),
  ];
}

export function removePerson(at: Case, id: PersonId): Decision | Refusal {
  const person = other(at, id);
  if (isRefusal(person)) return person;
  if (person.removed) return NOTHING_TO_DO;
  const gone: Write = { write: 'person', person: { ...person, removed: true, waiting: false } };
  return { writes: [gone, ...leaveAll(at, id), ...forget(at, id), log(at, { kind: 'removed', to: id })] };
}

export function letBack(at: Case, id: PersonId): Decision | Refusal {
  const person = other(at, id);
  if (isRefusal(person)) return person;
  if (!person.removed) return NOTHING_TO_DO;
  return { writes: [{ write: 'person', person: { ...person, removed: false } }, log(at, { kind: 'let-back', to: id })] };
}

export function hideWork(at: Case, id: PersonId, hidden: boolean): Decision | Refusal {
  const person = other(at, id);
  if (isRefusal(person)) return person;
  if (person.hidden === hidden) return NOTHING_TO_DO;
  return { writes: [{ write: 'person', person: { ...person, hidden } }, log(at, { kind: hidden ? 'hidden' : 'shown', to: id })] };
}

export function admit(at: Case, id: PersonId): Decision | Refusal {
  const person = other(at, id);
  if (isRefusal(person)) return person;
  if (!person.waiting) return NOTHING_TO_DO;
  return { writes: [{ write: 'person', person: { ...person, waiting: false } }, log(at, { kind: 'admitted', to: id })] };
}

/** Facilitators may give their own role back; nobody else's act is needed for that. */
export function setRole(at: Case, id: PersonId, role: (typeof GIVEN_ROLES)[number]): Decision | Refusal {
  const person = id === at.by.id && at.by.role !== 'organizer' ? at.by : other(at, id);
  if (isRefusal(person)) return person;
  if (person.role === role) return NOTHING_TO_DO;
  const seats = role === 'mentor' ? leaveAll(at, id) : [];
  return { writes: [{ write: 'person', person: { ...person, role } }, ...seats, log(at, { kind: 'role-set', to: id, what: role })] };
}

export function lockBoard(at: Case, locked: boolean): Decision {
  if (at.view.locked() === locked) return NOTHING_TO_DO;
  return { writes: [{ write: 'locked', locked }, log(at, { kind: locked ? 'locked' : 'unlocked' })] };
}
