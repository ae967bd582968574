// A board without what hidden people made: reports leave the room, and what is shown to facilitators only does not. Reads only.

import type { Outcome, Task } from '../board/schema.ts';
import type { BoardView } from '../board/view.ts';
import type { PersonId } from '../ids.ts';
import type { RoomLists } from './room-numbers.ts';

type Shown = { readonly view: BoardView; readonly lists: RoomLists };

/** Their challenges, tasks, outcomes and parked notes are gone, and so are they; work of others at their tasks goes with those. */
export function withoutHidden(view: BoardView, lists: RoomLists): Shown {
  const hidden = new Set<PersonId | ''>([...view.people.values()].filter((person) => person.hidden).map(({ id }) => id));
  if (hidden.size === 0) return { view, lists };
  const isShown = ({ author }: { readonly author: PersonId | '' }) => !hidden.has(author);
  const cleared = (task: Task): Task => (hidden.has(task.outcome.by) ? { ...task, outcome: nothingOf(task.outcome) } : task);
  return {
    view: {
      ...view,
      challenges: view.challenges.filter(isShown),
      tasks: view.tasks.filter(isShown).map(cleared),
      people: new Map([...view.people].filter(([id]) => !hidden.has(id))),
    },
    lists: { ...lists, parked: lists.parked.filter(({ by }) => !hidden.has(by)) },
  };
}

const nothingOf = (outcome: Outcome): Outcome => ({ ...outcome, kind: '', summary: '', next: '', evidence: {}, credit: {} });
