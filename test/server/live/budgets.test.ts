// How many commands a person may give, however many connections they open.

import { expect, test } from 'vitest';
import { Budgets } from '../../../server/live/budgets.ts';
import { millis } from '../../../shared/ids.ts';

test('[CL70] twenty commands at once, then two a second, each person for themselves', () => {
  const budgets = new Budgets();
  const now = millis(1_000);
  expect(Array.from({ length: 20 }, () => budgets.spend('ana', now))).toEqual(Array.from({ length: 20 }, () => 0));
  expect(budgets.spend('ana', now)).toBe(1);
  expect(budgets.spend('ben', now)).toBe(0);
  expect(budgets.spend('ana', millis(now + 500))).toBe(0);
  expect(budgets.spend('ana', millis(now + 500))).toBe(1);
  expect(Array.from({ length: 21 }, () => budgets.spend('ana', millis(now + 60_000))).filter((seconds) => seconds > 0)).toHaveLength(1);
});

test('[CL71] a clock that is put back gives nothing away and takes nothing', () => {
  const budgets = new Budgets();
  for (let command = 0; command < 20; command++) budgets.spend('ana', millis(10_000));
  expect(budgets.spend('ana', millis(1_000))).toBe(1);
});
