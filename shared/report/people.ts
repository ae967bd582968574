// Who may be named in a report and how, who is credited, and what each person did and holds. Whoever does not want to be
// named, or is no longer on the board, is a number here and nothing else.

import type { Person, Task } from '../board/schema.ts';
import { isFinished } from '../board/task.ts';
import type { BoardView } from '../board/view.ts';
import type { PersonId } from '../ids.ts';
import { plainLine } from '../plain.ts';
import type { Credit, Named, Report, ReportPerson } from './shape.ts';

export const SOMEONE = 'someone who prefers not to be named';

/** The name a person may be called by, or nothing. Two of one name get their glyphs. */
export type Call = (id: PersonId) => string | undefined;

/** Who only looks on, knocked and was not let in, or was sent away, takes no part. */
export const takesPart = (person: Person): boolean => person.role !== 'viewer' && !person.waiting && !person.removed;

export function namesOf(view: BoardView): Call {
  const bearers = new Map<string, number>();
  for (const person of view.people.values()) {
    if (person.attribution) bearers.set(folded(person), (bearers.get(folded(person)) ?? 0) + 1);
  }
  return (id) => {
    const person = view.people.get(id);
    if (!person?.attribution) return undefined;
    return (bearers.get(folded(person)) ?? 0) > 1 ? plainLine(`${nameOf(person)} ${person.glyph}`) : nameOf(person);
  };
}

const nameOf = (person: Person): string => plainLine(person.name) || 'No name';
const folded = (person: Person): string => nameOf(person).toLowerCase();

export function creditOf(ids: Iterable<PersonId>, call: Call): Credit {
  const named: Named[] = [];
  let unnamed = 0;
  for (const key of ids) {
    const name = call(key);
    if (name === undefined) unnamed++;
    else named.push({ key, name });
  }
  return { named: named.sort(byName), unnamed };
}

const byName = (a: Named, b: Named): number => compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.key, b.key);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Those credited on what is recorded; a task with nothing recorded credits nobody. */
export function creditedOn(task: Task): PersonId[] {
  if (task.outcome.kind === '') return [];
  return Object.entries(task.outcome.credit)
    .filter(([, credited]) => credited)
    .map(([person]) => person as PersonId);
}

/** Those who hold a seat on a task that is not finished; a finished task is nobody's to hold. */
export const holdersOf = (view: BoardView, task: Task): PersonId[] =>
  isFinished(task) ? [] : (view.claims.get(task.id) ?? []).map((claim) => claim.person);

type Work = { readonly outcomes: ReportPerson['outcomes'][number][]; readonly holds: ReportPerson['holds'][number][] };

function workOf(view: BoardView): (person: PersonId) => Work {
  const work = new Map<PersonId, Work>();
  const of = (person: PersonId): Work => {
    const known = work.get(person) ?? { outcomes: [], holds: [] };
    work.set(person, known);
    return known;
  };
  for (const task of view.tasks) {
    const { kind } = task.outcome;
    const item = { key: task.id, title: plainLine(task.title) };
    if (kind !== '') for (const person of creditedOn(task)) of(person).outcomes.push({ ...item, kind });
    for (const person of holdersOf(view, task)) of(person).holds.push(item);
  }
  return of;
}

export function peopleOf(view: BoardView, call: Call): Pick<Report, 'people' | 'unnamed'> {
  const work = workOf(view);
  const people: ReportPerson[] = [];
  const unnamed = { people: 0, outcomes: 0, holds: 0 };
  for (const person of view.people.values()) {
    const { outcomes, holds } = work(person.id);
    const name = call(person.id);
    if (!takesPart(person) && outcomes.length + holds.length === 0) continue;
    if (name === undefined) {
      unnamed.people++;
      unnamed.outcomes += outcomes.length;
      unnamed.holds += holds.length;
    } else {
      const { role, place, newcomer } = person;
      people.push({ key: person.id, name, role, place, site: plainLine(person.site), newcomer, outcomes, holds });
    }
  }
  return { people: people.sort(byName), unnamed };
}
