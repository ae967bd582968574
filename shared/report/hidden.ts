// A board's view leaves out what hidden people made; a report, which leaves the room, leaves them out too. Reads only.

import type { BoardView } from '../board/view.ts';
import type { PersonId } from '../ids.ts';
import type { RoomLists } from './room-numbers.ts';

type Shown = { readonly view: BoardView; readonly lists: RoomLists };

export function withoutHidden(view: BoardView, lists: RoomLists): Shown {
  const hidden = new Set<PersonId | ''>([...view.people.values()].filter((person) => person.hidden).map(({ id }) => id));
  if (hidden.size === 0) return { view, lists };
  return {
    view: { ...view, people: new Map([...view.people].filter(([id]) => !hidden.has(id))) },
    lists: { ...lists, parked: lists.parked.filter(({ by }) => !hidden.has(by)) },
  };
}
