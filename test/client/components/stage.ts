// What every component test stands on: the real styles, sample values, and axe. No component is rendered here.

import axe from 'axe-core';
import '../../../client/styles/tokens.css';
import '../../../client/styles/base.css';
import { millis, MINUTE, type ChallengeId, type PersonId, type TaskId } from '../../../shared/ids.ts';
import type { Claim, Outcome, OutcomeKind, Person, Task } from '../../../shared/board/schema.ts';

// Colors in the middle of a transition are no theme's: what is measured stands still.
for (const token of ['--motion-quick', '--motion-settle', '--motion-turn']) document.documentElement.style.setProperty(token, '0ms');

export const NOW = 1_000 * MINUTE;

export const ana = person(0, 'Ana');
export const lee = person(1, 'Lee');
export const sam = person(2, 'Sam');
export const people: ReadonlyMap<PersonId, Person> = new Map([ana, lee, sam].map((one) => [one.id, one]));

export function person(n: number, name: string): Person {
  return {
    id: `p1${String(n).padStart(14, '0')}` as PersonId,
    name,
    color: n,
    glyph: '★',
    role: 'participant',
    place: 'room',
    site: '',
    skills: {},
    newcomer: false,
    openToPair: false,
    attribution: true,
    joinedAt: millis(0),
    removed: false,
    hidden: false,
    waiting: false,
  };
}

export function outcome(kind: OutcomeKind | ''): Outcome {
  return { kind, summary: '', next: '', evidence: {}, credit: {}, demo: false, by: '', at: millis(0) };
}

export function task(given: Partial<Task> = {}): Task {
  return {
    id: `t1${'0'.repeat(14)}` as TaskId,
    title: 'Fix the menu',
    challenge: `c1${'0'.repeat(14)}` as ChallengeId,
    parent: '',
    order: 'a0',
    kind: 'contribution',
    phase: 'during',
    first: false,
    size: 0,
    seats: 2,
    skills: {},
    brief: '',
    notes: '',
    links: {},
    outcome: outcome(''),
    author: '',
    at: millis(0),
    ...given,
  };
}

export function claim(on: Task, by: Person, seat: number, minutesLeft = 30): Claim {
  return { task: on.id, person: by.id, seat, since: millis(NOW), leaseEndsAt: millis(NOW + minutesLeft * MINUTE), driving: false };
}

/** What axe finds wrong, as short lines; an empty list is a clean page. */
export async function problems(on: Element | Document = document): Promise<string[]> {
  // A component alone has no landmarks and no h1: those are the page's.
  const pages = ['region', 'landmark-one-main', 'page-has-heading-one'];
  const found = await axe.run(on as Element, { rules: Object.fromEntries(pages.map((rule) => [rule, { enabled: false }])) });
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ''}`));
}
