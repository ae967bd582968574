// Who is here, who has nothing to do and whose seat is about to lapse, as the console tells it. Plain values only.

import { isLapsing } from '../../components/seating.ts';
import type { Claim, Person, Task } from '../../../shared/board/schema.ts';
import { isFinished } from '../../../shared/board/task.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import type { PersonId, TaskId } from '../../../shared/ids.ts';

export const GROUPS = ['idle', 'room', 'site', 'remote', 'away'] as const;
export type Group = (typeof GROUPS)[number];
export type Attendance = { readonly [G in Group]: readonly Person[] };
export type Lapse = { readonly claim: Claim; readonly task: Task; readonly person: Person };

/** Everybody on the board, each in one group: idle first, then by place, then those who are not here now. By name within. */
export function attendance(
  people: BoardView['people'],
  here: ReadonlyMap<PersonId, string>,
  work: ReadonlyMap<PersonId, readonly Task[]>,
): Attendance {
  const groups: { [G in Group]: Person[] } = { idle: [], room: [], site: [], remote: [], away: [] };
  for (const person of people.values()) if (!person.removed && !person.waiting) groups[groupOf(person, here, work)].push(person);
  for (const group of GROUPS) groups[group].sort((a, b) => a.name.localeCompare(b.name));
  return groups;
}

function groupOf(person: Person, here: ReadonlyMap<PersonId, string>, work: ReadonlyMap<PersonId, readonly Task[]>): Group {
  if (!here.has(person.id)) return 'away';
  // Mentors and facilitators are busy without a seat.
  return person.role === 'participant' && !work.has(person.id) ? 'idle' : person.place;
}

/** What each person holds a seat on; who holds none has no entry. */
export function workOf(view: Pick<BoardView, 'tasks' | 'claims'>): ReadonlyMap<PersonId, readonly Task[]> {
  const work = new Map<PersonId, Task[]>();
  for (const task of view.tasks) {
    if (isFinished(task)) continue;
    for (const { person } of view.claims.get(task.id) ?? []) work.set(person, [...(work.get(person) ?? []), task]);
  }
  return work;
}

/** Seats that lapse within minutes, the soonest first. */
export function lapses(view: BoardView, now: number): readonly Lapse[] {
  const tasks = new Map<TaskId, Task>(view.tasks.map((task) => [task.id, task]));
  return [...view.claims.values()]
    .flat()
    .filter((claim) => isLapsing(claim, now))
    .map((claim) => ({ claim, task: tasks.get(claim.task), person: view.people.get(claim.person) }))
    .filter((lapse): lapse is Lapse => lapse.task !== undefined && lapse.person !== undefined && !isFinished(lapse.task))
    .sort((a, b) => a.claim.leaseEndsAt - b.claim.leaseEndsAt);
}
