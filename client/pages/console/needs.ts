// What needs a facilitator now, as rows in the order in which to see to them: who waits to be let in, who waits for help, who is
// stuck without having asked. Plain values only.

import type { LiveLists } from '../../../shared/board/live-lists.ts';
import type { Hand, Person, Task } from '../../../shared/board/schema.ts';
import { isFinished } from '../../../shared/board/task.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import type { PersonId, TaskId } from '../../../shared/ids.ts';
import { hasAnswered } from '../../../shared/live/check-in.ts';
import type { Millis } from '../../../shared/ids.ts';

export type Need =
  | { readonly kind: 'waiting'; readonly person: Person }
  /** `comes` is undefined while nobody is on the way. */
  | {
      readonly kind: 'hand';
      readonly person: Person;
      readonly hand: Hand;
      readonly task: Task | undefined;
      readonly comes: Person | undefined;
    }
  | { readonly kind: 'stuck'; readonly person: Person; readonly task: Task | undefined };

type Room = Pick<BoardView, 'people' | 'tasks'> & Pick<LiveLists, 'hands' | 'checkins'>;

/** Hands nobody is on the way to come before those somebody is; oldest first. */
export function needsNow({ people, tasks, hands, checkins }: Room): readonly Need[] {
  const byId = new Map<string, Task>(tasks.map((task) => [task.id, task]));
  const present = (id: PersonId | ''): Person | undefined => {
    const person = id === '' ? undefined : people.get(id);
    return person && !person.removed ? person : undefined;
  };
  const waiting = [...people.values()]
    .filter((person) => person.waiting && !person.removed)
    .sort((a, b) => a.joinedAt - b.joinedAt)
    .map((person): Need => ({ kind: 'waiting', person }));
  const open = hands.filter(({ resolvedAt }) => resolvedAt === 0);
  const called = [...open]
    .sort((a, b) => Number(a.mentor !== '') - Number(b.mentor !== '') || a.at - b.at)
    .flatMap((hand): Need[] => {
      const person = present(hand.person);
      return person ? [{ kind: 'hand', person, hand, task: byId.get(hand.task), comes: present(hand.mentor) }] : [];
    });
  const asked = new Set<string>(open.map(({ person }) => person));
  const stuck = checkins
    .filter(({ id, state }) => state === 'stuck' && !asked.has(id))
    .flatMap(({ id, task }): Need[] => {
      const person = present(id);
      const on = byId.get(task);
      return person && !(on && isFinished(on)) ? [{ kind: 'stuck', person, task: on }] : [];
    });
  return [...waiting, ...called, ...stuck];
}

/** Who has a seat and has not answered the question of this sprint that is open now; nobody while none was asked. */
export function silentNow(
  { people, checkins, sprint, claims }: Pick<BoardView, 'people' | 'sprint' | 'claims'> & Pick<LiveLists, 'checkins'>,
  seated: ReadonlyMap<PersonId, readonly { readonly id: TaskId }[]>,
  now: Millis,
  isAsked: boolean,
): readonly Person[] {
  if (!isAsked || claims.size === 0) return [];
  const said = new Map(checkins.map((entry) => [entry.id, entry]));
  return [...seated.keys()].flatMap((id) => {
    const person = people.get(id);
    return person && !person.removed && !hasAnswered(said.get(id), sprint, now) ? [person] : [];
  });
}
