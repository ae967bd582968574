// Who met whom: distinct pairs who sat on one task at the same time, by the log and the seats of now, or who were credited
// together. Pairs are counted, not named.

import type { LogEntry } from '../board/schema.ts';
import type { BoardView } from '../board/view.ts';
import type { PersonId, TaskId } from '../ids.ts';
import { creditedOn } from './people.ts';

export function connectionsOf(view: BoardView): number {
  const pairs = new Set<string>();
  const meet = (a: PersonId, b: PersonId) => {
    if (a !== b) pairs.add(a < b ? `${a} ${b}` : `${b} ${a}`);
  };
  meetInLog(view.log, meet);
  for (const claims of view.claims.values())
    meetAll(
      claims.map((claim) => claim.person),
      meet,
    );
  for (const task of view.tasks) meetAll(creditedOn(task), meet);
  return pairs.size;
}

type Meet = (a: PersonId, b: PersonId) => void;

function meetAll(people: readonly PersonId[], meet: Meet): void {
  people.forEach((one, index) => people.slice(index + 1).forEach((other) => meet(one, other)));
}

/** Sits everybody down and up again as the log tells, so that a seat handed over makes a new pair as well. */
function meetInLog(log: readonly LogEntry[], meet: Meet): void {
  const seated = new Map<TaskId, Set<PersonId>>();
  const at = (task: TaskId): Set<PersonId> => {
    const people = seated.get(task) ?? new Set<PersonId>();
    seated.set(task, people);
    return people;
  };
  const sit = (task: TaskId, person: PersonId) => {
    for (const other of at(task)) meet(person, other);
    at(task).add(person);
  };
  for (const { kind, task, by, to } of log) {
    if (!task) continue;
    if (kind === 'paired' && to) sit(task, to);
    if ((kind === 'claimed' || kind === 'paired') && by) sit(task, by);
    if ((kind === 'released' || kind === 'handed-over') && by) at(task).delete(by);
    if (kind === 'handed-over' && to) sit(task, to);
    if (kind === 'lapsed' && to) at(task).delete(to);
  }
}
