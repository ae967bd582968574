// What a task looks like to a tracker: title, texts, people, labels and the way back, read from a board. How it is written
// down is issue-text.ts, whether it has to be sent is plan.ts. Who would rather not be named is named nowhere.

import type { Task } from '../board/schema.ts';
import { isFinished } from '../board/task.ts';
import type { BoardView } from '../board/view.ts';
import type { BoardId, PersonId, TaskId } from '../ids.ts';
import { plainLine, plainText } from '../plain.ts';
import { momentsIn } from './moments.ts';
import { creditedOn, creditOf, holdersOf, namesOf, type Call } from './people.ts';
import type { Credit, ReportEvent, ReportOutcome } from './shape.ts';

export type ItemLink = { readonly url: string; readonly title: string };

export type ExportItem = {
  readonly key: TaskId;
  readonly title: string;
  readonly challenge: string;
  readonly brief: string;
  readonly notes: string;
  readonly links: readonly ItemLink[];
  readonly steps: readonly { readonly title: string; readonly finished: boolean }[];
  readonly finished: boolean;
  readonly outcome: (Pick<ReportOutcome, 'kind' | 'summary' | 'next'> & { readonly evidence: readonly ItemLink[] }) | null;
  /** Credited where something is recorded, else those who hold a seat. */
  readonly people: Credit;
  readonly labels: readonly string[];
  readonly event: { readonly title: string; readonly place: string; readonly day: string };
  /** The way back, and what a later export finds its own by. */
  readonly url: string;
};

/** @param origin how people reach the board, without a slash at the end. */
export type ItemsFrom = { readonly view: BoardView; readonly event: ReportEvent; readonly board: BoardId; readonly origin: string };

/** The way back to a task. */
export const itemUrl = (origin: string, board: BoardId, task: TaskId): string => `${origin}/board/${board}?card=${task}`;

/** All tasks of a board as a tracker would get them, in the board's order. */
export function exportItems({ view, event, board, origin }: ItemsFrom): ExportItem[] {
  const call = namesOf(view);
  const titles = new Map<string, string>(view.challenges.map(({ id, title }) => [id, plainLine(title)]));
  const shownEvent = eventOf(event, view.meta.title);
  const steps = stepsByParent(view.tasks);
  return view.tasks.map((task) => ({
    key: task.id,
    title: plainLine(task.title),
    challenge: titles.get(task.challenge) ?? '',
    brief: plainText(task.brief),
    notes: plainText(task.notes),
    links: linksOf(task.links),
    steps: steps.get(task.id) ?? [],
    finished: isFinished(task),
    outcome: outcomeOf(task),
    people: peopleOf(view, task, call),
    labels: labelsOf(task),
    event: shownEvent,
    url: itemUrl(origin, board, task.id),
  }));
}

function eventOf(event: ReportEvent, boardTitle: string): ExportItem['event'] {
  const day = momentsIn(event.zone).iso(event.startsAt).slice(0, 10);
  return { title: plainLine(event.title) || plainLine(boardTitle) || 'Hackfest', place: plainLine(event.place), day };
}

function stepsByParent(tasks: readonly Task[]): Map<TaskId, { title: string; finished: boolean }[]> {
  const steps = new Map<TaskId, { title: string; finished: boolean }[]>();
  for (const task of tasks) {
    if (task.parent === '') continue;
    const others = steps.get(task.parent) ?? [];
    others.push({ title: plainLine(task.title), finished: isFinished(task) });
    steps.set(task.parent, others);
  }
  return steps;
}

const linksOf = (links: Task['links']): ItemLink[] =>
  Object.values(links)
    .map(({ url, title }) => ({ url: plainLine(url), title: plainLine(title) }))
    .filter(({ url }) => url !== '');

function outcomeOf(task: Task): ExportItem['outcome'] {
  const { kind, summary, next, evidence } = task.outcome;
  if (kind === '') return null;
  return { kind, summary: plainText(summary), next: plainLine(next), evidence: linksOf(evidence) };
}

const peopleOf = (view: BoardView, task: Task, call: Call): Credit =>
  creditOf(task.outcome.kind === '' ? holdersOf(view, task) : creditedOn(task), call);

/** In the words projects use: what is small, scoped and open is theirs to offer to newcomers. */
function labelsOf(task: Task): string[] {
  const open = !isFinished(task);
  return [
    ...(task.kind === 'learning' ? ['learning'] : []),
    ...(task.first && open ? ['good first issue'] : []),
    ...(task.outcome.kind === 'blocked' ? ['blocked'] : []),
  ];
}

/** Those of an item's people who have a name in the tracker. */
export const assigneesOf = (item: ExportItem, logins: { readonly [person: string]: string }): string[] =>
  item.people.named.map(({ key }: { readonly key: PersonId }) => logins[key] ?? '').filter((login) => login !== '');
