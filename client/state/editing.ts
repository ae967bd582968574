// What editing a board needs beyond showing it: undo, and the places of what is added or moved among others. Fetched beside
// the board.

import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import type { Challenge, Task } from '../../shared/board/schema.ts';

export { OwnSteps } from '../../shared/board/own-steps.ts';
export { generateNKeysBetween as keysBetween };

type Ordered = { readonly order: string };

export const endKey = (list: readonly Ordered[]): string | null => list.at(-1)?.order || null;

export function endOf(list: readonly Ordered[]): string {
  return generateKeyBetween(endKey(list), null);
}

export const orderBefore = (list: readonly (Challenge | Task)[], id: string, before: string | undefined): string =>
  ordersBefore(list, id, before, 1)[0] ?? '';

/** Keys that put `id` and what follows it before another of the list (or last); equal keys of concurrent inserts are stepped over. */
export function ordersBefore(list: readonly (Challenge | Task)[], id: string, before: string | undefined, count: number): string[] {
  const others = list.filter((entry) => entry.id !== id);
  const at = before === undefined ? others.length : others.findIndex((entry) => entry.id === before);
  const next = others[at]?.order;
  const previous = others.slice(0, at === -1 ? others.length : at).findLast((entry) => next === undefined || entry.order < next);
  return generateNKeysBetween(previous?.order || null, next || null, count);
}
