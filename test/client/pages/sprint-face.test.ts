// What the clock of a board shows of a sprint as time goes by.

import { expect, test } from 'vitest';
import { currentFace, OVER_STAYS } from '../../../client/pages/sprint-face.ts';
import type { Sprint } from '../../../shared/board/schema.ts';
import { millis, MINUTE, type SprintId } from '../../../shared/ids.ts';

const START = 1_000 * MINUTE;
const END = millis(START + 25 * MINUTE);
const sprint: Sprint = {
  id: 's1' as SprintId,
  goal: 'One first hour each',
  startedAt: millis(START),
  endsAt: END,
  length: 25 * MINUTE,
  pausedAt: millis(0),
  endedAt: millis(0),
  by: '',
} as Sprint;

test('[LK48] a sprint that has ended is shown as over for a while, and then as none', () => {
  const ended = { ...sprint, endedAt: END };
  expect(currentFace(ended, millis(END + MINUTE)).state).toBe('over');
  expect(currentFace(ended, millis(END + OVER_STAYS - 1)).state).toBe('over');
  expect(currentFace(ended, millis(END + OVER_STAYS)).state).toBe('idle');
});

test('[LK49] a sprint under way shows what is left of it', () => {
  expect(currentFace(sprint, millis(START + 5 * MINUTE))).toEqual({ remaining: 20 * MINUTE, total: 25 * MINUTE, state: 'running' });
});
