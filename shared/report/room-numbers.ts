// How a room was run, in numbers: calls for help and how soon they were met, who said how it goes, the parking lot, and the
// first outcomes of newcomers. No formats here.

import type * as Y from 'yjs';
import { readLiveList } from '../board/board.ts';
import type { LiveLists } from '../board/live-lists.ts';
import type { Task } from '../board/schema.ts';
import type { BoardView } from '../board/view.ts';
import { MINUTE, type PersonId, type TaskId } from '../ids.ts';
import { plainLine } from '../plain.ts';
import { creditedOn, takesPart, SOMEONE, type Call } from './people.ts';
import type { CheckInNumbers, FirstOutcome, HelpNumbers, ReportParked } from './shape.ts';

export type RoomLists = Pick<LiveLists, 'hands' | 'checkins' | 'parked'>;
export const NO_LISTS: RoomLists = { hands: [], checkins: [], parked: [] };

export function readLists(doc: Y.Doc): RoomLists {
  const byTime = (a: { readonly at: number }, b: { readonly at: number }) => a.at - b.at;
  return {
    hands: readLiveList(doc, 'hands').sort(byTime),
    checkins: readLiveList(doc, 'checkins').sort(byTime),
    parked: readLiveList(doc, 'parked').sort(byTime),
  };
}

export function helpOf({ hands }: RoomLists): HelpNumbers {
  const resolved = hands.filter((hand) => hand.resolvedAt > 0);
  const helped = resolved.filter((hand) => hand.mentor !== '' && hand.mentor !== hand.person);
  return {
    calls: hands.length,
    helped: helped.length,
    waiting: hands.length - resolved.length,
    minutesToCome: middle(hands.filter((hand) => hand.comingAt > 0).map((hand) => hand.comingAt - hand.at)),
    minutesToHelp: middle(helped.map((hand) => hand.resolvedAt - hand.at)),
  };
}

/** The median in whole minutes, or null where there is nothing to tell. */
function middle(spans: readonly number[]): number | null {
  const sorted = spans.map((span) => Math.max(0, span)).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 1 ? half : half - 1], sorted[half]];
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2 / MINUTE);
}

/** Of those who ever held a seat, how many ever said how it goes. */
export function checkInsOf(view: BoardView, { checkins }: RoomLists): CheckInNumbers {
  const known = checkins.filter(({ id }) => view.people.has(id));
  const asked = new Set<PersonId>(known.map(({ id }) => id));
  for (const person of seatedOf(view)) if (view.people.has(person)) asked.add(person);
  const saying = (state: (typeof checkins)[number]['state']) => known.filter((one) => one.state === state).length;
  return { people: known.length, of: asked.size, onTrack: saying('on-track'), stuck: saying('stuck'), done: saying('done') };
}

function seatedOf(view: BoardView): Set<PersonId> {
  const seated = new Set<PersonId>();
  for (const { kind, by, to } of view.log) {
    if ((kind === 'claimed' || kind === 'paired') && by !== '') seated.add(by);
    if ((kind === 'paired' || kind === 'handed-over') && to) seated.add(to);
  }
  for (const claims of view.claims.values()) for (const { person } of claims) seated.add(person);
  return seated;
}

export function parkedOf(view: BoardView, { parked }: RoomLists, call: Call): ReportParked[] {
  const titles = new Map<TaskId | '', string>(view.tasks.map(({ id, title }) => [id, plainLine(title)]));
  return parked.map(({ id, text, task, by, at, reviewedAt }) => ({
    key: id,
    text: plainLine(text),
    task: titles.get(task) ?? '',
    by: (by === '' ? undefined : call(by)) ?? SOMEONE,
    at,
    reviewed: reviewedAt > 0,
  }));
}

/** Of each newcomer who may be named, what they were first credited on; earliest first. */
export function firstOutcomesOf(view: BoardView, call: Call): FirstOutcome[] {
  const first = new Map<PersonId, Task>();
  for (const task of view.tasks) {
    for (const person of creditedOn(task)) {
      const known = first.get(person);
      if (!known || task.outcome.at < known.outcome.at) first.set(person, task);
    }
  }
  const found: FirstOutcome[] = [];
  for (const [key, { id, title, outcome }] of first) {
    const person = view.people.get(key);
    const name = call(key);
    if (!person?.newcomer || !takesPart(person) || name === undefined || outcome.kind === '') continue;
    found.push({ key, name, task: id, title: plainLine(title), kind: outcome.kind, at: outcome.at });
  }
  return found.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}
