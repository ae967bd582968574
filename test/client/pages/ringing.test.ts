// What makes the sprint's bell ring, and what does not. How it sounds is for ears.

import { expect, test } from 'vitest';
import type { ClockState } from '../../../client/components/clock.ts';
import { ringing, signalOf, type Moment } from '../../../client/pages/ringing.ts';

const at = (state: ClockState, sprint = 's1'): Moment => ({ sprint, state });

test('[SN1] the bell rings once when the end comes near and once when it is there', () => {
  const heard: string[] = [];
  const follow = ringing((signal) => heard.push(signal));
  for (const state of ['running', 'running', 'warning', 'warning', 'over', 'over', 'idle'] as const) follow(at(state));
  expect(heard).toEqual(['warning', 'end']);
});

test('[SN2] a page that opens late, or sees another sprint begin, rings for nothing that was before', () => {
  expect(signalOf(undefined, at('warning'))).toBeUndefined();
  expect(signalOf(undefined, at('over'))).toBeUndefined();
  expect(signalOf(at('over'), at('running', 's2'))).toBeUndefined();
  expect(signalOf(at('running'), at('warning', 's2'))).toBeUndefined();
});

test('[SN3] a sprint ended early rings its end; a pause, and more time, ring nothing', () => {
  expect(signalOf(at('running'), at('over'))).toBe('end');
  expect(signalOf(at('paused'), at('over'))).toBe('end');
  expect(signalOf(at('running'), at('paused'))).toBeUndefined();
  expect(signalOf(at('paused'), at('warning'))).toBeUndefined();
  expect(signalOf(at('warning'), at('running'))).toBeUndefined();
});
