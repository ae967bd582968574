// When a sprint asks people how it goes.

import { expect, test } from 'vitest';
import { askedAbout } from '../../../client/pages/board/check-ins.ts';
import type { CheckIn } from '../../../shared/board/schema.ts';
import { MINUTE, millis } from '../../../shared/ids.ts';
import { seededMint } from '../../support/seed.ts';
import { NOW, Room } from './room.ts';

const mint = seededMint(4);
const ago = (minutes: number) => millis(NOW - minutes * MINUTE);

function room() {
  const made = new Room();
  const docs = made.challenge('Docs', 1);
  const [install, links] = [made.task(docs, 'Install'), made.task(docs, 'Links')];
  const [ana, ben] = [made.person('Ana'), made.person('Ben')];
  made.claim(install, ana);
  const sprint = { ...made.view.sprint, id: mint('sprint'), startedAt: ago(15), endsAt: millis(NOW + 10 * MINUTE), length: 25 * MINUTE };
  return { made, view: { ...made.view, sprint }, sprint, install, links, ana, ben };
}

test('[CS1] halfway through a sprint whoever has a seat is asked about it, once; who has none is not', () => {
  const { view, sprint, ana, ben } = room();
  expect(askedAbout(view, [], ana, NOW)?.title).toBe('Install');
  expect(askedAbout(view, [], ben, NOW)).toBeUndefined();
  expect(askedAbout(view, [], '', NOW)).toBeUndefined();
  expect(askedAbout(view, [], ana, ago(10))).toBeUndefined();
  const said: CheckIn = { id: ana, task: '', state: 'on-track', at: NOW, sprint: sprint.id, round: 1 };
  expect(askedAbout(view, [said], ana, NOW)).toBeUndefined();
  expect(askedAbout(view, [{ ...said, round: 0 }], ana, NOW)?.title).toBe('Install');
});

test('[CS2] a pause asks nobody, and neither does what is finished', () => {
  const { made, view, sprint, ana, install } = room();
  expect(askedAbout({ ...view, sprint: { ...sprint, pausedAt: ago(1) } }, [], ana, NOW)).toBeUndefined();
  made.outcome(install, 'done', [ana], 1);
  expect(askedAbout({ ...made.view, sprint }, [], ana, NOW)).toBeUndefined();
});
