// How times and faces are written. What the clock shows around it is sprint-ring.browser.test.ts.

import { expect, test } from 'vitest';
import { clockState, clockText } from '../../../client/components/clock.ts';
import { initials, leaseLeft } from '../../../client/components/seating.ts';
import { millis, MINUTE } from '../../../shared/ids.ts';

test.each([
  [1_499_000, '24:59'],
  [1_498_001, '24:59'],
  [59_000, '0:59'],
  [1, '0:01'],
  [0, '0:00'],
  [-999, '0:00'],
  [-35_000, '+0:35'],
  [3_723_000, '1:02:03'],
  [600 * MINUTE, '10:00:00'],
])('[LK8] %d ms left is written %s', (remaining, text) => {
  expect(clockText(remaining)).toBe(text);
});

test('[LK9] the clock warns from five minutes before the end, of a short sprint in its last fifth, and is over at the end', () => {
  const states = (total: number, ...left: number[]) => left.map((remaining) => clockState(remaining, total));
  expect(states(50 * MINUTE, 5 * MINUTE + 1, 5 * MINUTE, 1, 0, -1)).toEqual(['running', 'warning', 'warning', 'over', 'over']);
  expect(states(10 * MINUTE, 2 * MINUTE + 1, 2 * MINUTE)).toEqual(['running', 'warning']);
});

test.each([
  ['Ana', 'A'],
  ['jean-luc de Petit', 'JP'],
  ['王小明', '王'],
  ['  ', '?'],
  ['e\u0301va', 'E\u0301'],
  ['👩🏽‍💻 dev', '👩🏽‍💻D'],
])('[LK10] the letters on the face of %j are %s', (name, letters) => {
  expect(initials(name)).toBe(letters);
});

test('[LK11] what is left of a lease is between nothing and all of it', () => {
  const claim = { leaseEndsAt: millis(45 * MINUTE) };
  expect(leaseLeft(claim, 0, 45)).toBe(1);
  expect(leaseLeft(claim, 22.5 * MINUTE, 45)).toBe(0.5);
  expect(leaseLeft(claim, 60 * MINUTE, 45)).toBe(0);
  expect(leaseLeft(claim, -60 * MINUTE, 45)).toBe(1);
});
