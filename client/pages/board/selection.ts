// What part of the board is shown and how it is arranged, as it stands in the page's address, so that a reload, a link and
// the back button keep it. Choosing only; drawing is Columns.svelte's.

import { PHASES, TASK_KINDS, type Person, type Phase, type Task, type TaskKind } from '../../../shared/board/schema.ts';
import { freeSeats, isFinished } from '../../../shared/board/task.ts';
import type { BoardView } from '../../../shared/board/view.ts';

/** Columns by challenge, by state, or one's own tasks. */
export const ARRANGEMENTS = ['challenges', 'states', 'mine'] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];

/** Nothing chosen means everything; several skills mean any of them. */
export type Selection = {
  readonly arrangement: Arrangement;
  readonly text: string;
  readonly skills: readonly string[];
  /** At most so many minutes; 0 is any size. Tasks of unknown size are left out when it is set. */
  readonly size: number;
  readonly kind: TaskKind | '';
  readonly phase: Phase | '';
  readonly first: boolean;
  readonly free: boolean;
};

export const EVERYTHING: Selection = {
  arrangement: 'challenges',
  text: '',
  skills: [],
  size: 0,
  kind: '',
  phase: '',
  first: false,
  free: false,
};

const oneOf = <T extends string>(list: readonly T[], value: string | null): T | undefined => list.find((one) => one === value);

/** Reads an address's query; what is not understood counts as not chosen. */
export function readSelection(query: URLSearchParams): Selection {
  const size = Number(query.get('size'));
  return {
    arrangement: oneOf(ARRANGEMENTS, query.get('by')) ?? 'challenges',
    text: (query.get('q') ?? '').slice(0, 100),
    skills: query.getAll('skill').slice(0, 12),
    size: Number.isInteger(size) && size > 0 && size <= 1_440 ? size : 0,
    kind: oneOf(TASK_KINDS, query.get('kind')) ?? '',
    phase: oneOf(PHASES, query.get('phase')) ?? '',
    first: query.has('first'),
    free: query.has('free'),
  };
}

/** Writes it into a query that may hold other things; what is not chosen leaves no trace. */
export function writeSelection(query: URLSearchParams, selection: Selection): void {
  const set = (name: string, value: string | number | boolean) => {
    query.delete(name);
    if (value) query.set(name, value === true ? '' : String(value));
  };
  set('by', selection.arrangement === 'challenges' ? '' : selection.arrangement);
  set('q', selection.text.trim());
  query.delete('skill');
  for (const skill of selection.skills) query.append('skill', skill);
  set('size', selection.size);
  set('kind', selection.kind);
  set('phase', selection.phase);
  set('first', selection.first);
  set('free', selection.free);
}

/** How many conditions narrow the board; the arrangement is none. */
export function conditions({ text, skills, size, kind, phase, first, free }: Selection): number {
  return [text.trim() !== '', size > 0, kind !== '', phase !== '', first, free].filter(Boolean).length + skills.length;
}

/** The tasks that meet all conditions, in the board's order. */
export function select(view: BoardView, selection: Selection): Task[] {
  const words = plainWords(selection.text);
  return view.tasks.filter((task) => {
    if (selection.kind !== '' && task.kind !== selection.kind) return false;
    if (selection.phase !== '' && task.phase !== selection.phase) return false;
    if (selection.first && !task.first) return false;
    if (selection.size > 0 && (task.size === 0 || task.size > selection.size)) return false;
    if (selection.skills.length > 0 && !selection.skills.some((skill) => task.skills[skill])) return false;
    if (selection.free && (isFinished(task) || freeSeats(task, view.claims.get(task.id) ?? []) === 0)) return false;
    return words.length === 0 || says(view, task, words);
  });
}

/** All skills any task asks for, most wanted first. */
export function skillsWanted(tasks: readonly Task[]): string[] {
  const wanted = new Map<string, number>();
  for (const task of tasks) {
    for (const skill of Object.keys(task.skills)) if (task.skills[skill]) wanted.set(skill, (wanted.get(skill) ?? 0) + 1);
  }
  return [...wanted].sort(([a, many], [b, more]) => more - many || a.localeCompare(b)).map(([skill]) => skill);
}

/** Letters without accents and case, as people type them into a search box. */
const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
const plainWords = (text: string): string[] => plain(text).split(/\s+/).filter(Boolean);

/** Whether every word is found in the task, its challenge, its skills or the names of those on it. */
function says(view: BoardView, task: Task, words: readonly string[]): boolean {
  const challenge = view.challenges.find((one) => one.id === task.challenge)?.title ?? '';
  const people = (view.claims.get(task.id) ?? [])
    .map((claim) => view.people.get(claim.person))
    .filter((one): one is Person => one !== undefined);
  const all = plain(
    [task.title, task.brief, task.notes, challenge, ...Object.keys(task.skills), ...people.map(({ name }) => name)].join('\n'),
  );
  return words.every((word) => all.includes(word));
}
