// What a step of one's own was, in a word and a title, so that undo can say what it took back. Sentences are the screens'.

import type { Kept, OwnChange } from './own-change.ts';
import type { Step } from './own-steps.ts';

export const STEP_ACTS = ['added', 'removed', 'renamed', 'moved', 'outcome', 'wrote', 'changed'] as const;
export type StepAct = (typeof STEP_ACTS)[number];
/** `count` is how many entries came or went at once. */
export type StepName = { readonly act: StepAct; readonly title: string; readonly count: number };

/**
 * @param step as it was made
 * @param inverse what taking it back changed
 * @param titleOf the title of an entry that is on the board
 */
export function nameStep(step: Step, inverse: Step, titleOf: (id: string) => string | undefined): StepName {
  const entries = step.filter((change) => change.path.length === 1);
  // A challenge goes with its tasks; it is the challenge one means.
  const main = entries.find(({ path }) => path[0] === 'challenges') ?? entries[0] ?? step[0];
  if (!main) return { act: 'changed', title: '', count: 0 };
  const id = idOf(main);
  const title = keptTitle(step, id) ?? keptTitle(inverse, id) ?? titleOf(id) ?? '';
  const count = main.path[0] === 'challenges' ? 1 : Math.max(1, entries.length);
  return { act: actOf(main, step), title, count };
}

const idOf = (change: OwnChange): string => String(change.change === 'value' && change.path.length === 1 ? change.key : change.path[1]);

function actOf(main: OwnChange, step: Step): StepAct {
  if (main.path.length === 1) return main.change === 'value' && main.before ? 'removed' : 'added';
  const touches = (name: string) => step.some((change) => change.path.includes(name) || (change.change === 'value' && change.key === name));
  if (touches('outcome')) return 'outcome';
  if (step.every(({ change }) => change === 'text')) return 'wrote';
  if (touches('title')) return 'renamed';
  return touches('order') || touches('challenge') ? 'moved' : 'changed';
}

function keptTitle(step: Step, id: string): string | undefined {
  for (const change of step) {
    if (change.change !== 'value' || change.path.length !== 1 || change.key !== id || !change.before) continue;
    const title = 'entries' in change.before ? change.before.entries.find(([key]) => key === 'title')?.[1] : undefined;
    if (title) return said(title);
  }
  return undefined;
}

const said = (kept: Kept): string | undefined => ('value' in kept ? String(kept.value) : undefined);
