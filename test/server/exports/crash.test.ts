// An export of thirty items, ended without a word at every single step: before and after each write to disk, before and after
// each call to the tracker. A next life of the server finds only what was stored, and goes on.

import { expect, it } from 'vitest';
import { isRefusal } from '../../../shared/refusal.ts';
import { markedItem } from '../../../shared/report/issue-text.ts';
import { OwnGitHub } from '../../support/trackers/github.ts';
import { BOARD } from '../../support/trackers/event.ts';
import { Life, Stage, states } from './exporting.ts';

const ITEMS = 30;

async function killedAt(step: number): Promise<{ readonly steps: number; readonly ended: boolean }> {
  let github!: OwnGitHub;
  const stage = new Stage((clock) => (github = new OwnGitHub(clock)));
  github.lag = 60_000;
  const tasks = await stage.fill(ITEMS);
  const preview = await stage.preview(tasks);
  const life = new Life(step);
  stage.begin(life);
  const whole = stage.start(preview).then(() => stage.ends('done'));
  await stage.until(Promise.race([whole, life.over]));
  if (life.ended) {
    stage.begin();
    const found = await stage.until(stage.exports.list(BOARD));
    const [cutOff] = isRefusal(found) ? [] : found.exports;
    if (cutOff) {
      if (cutOff.state !== 'done') expect(cutOff.state).toBe('no-token');
      if (cutOff.state !== 'done') await stage.exports.steer(BOARD, cutOff.id, 'resume', stage.token);
    } else await stage.start(await stage.preview(tasks));
  }
  const ledger = await stage.ends('done', 'stopped');
  const where = `killed at step ${step}`;
  expect([ledger.exports.at(-1)?.state, states(ledger)], where).toEqual(['done', expect.objectContaining({})]);
  expect(github.issues.map(({ body }) => markedItem(body)?.task ?? '').sort(), where).toEqual([...tasks].sort());
  expect(github.issues.filter(({ state }) => state === 'closed').length, where).toBe(ITEMS / 3);
  expect(github.offences, where).toEqual([]);
  expect(stage.reports, where).toEqual([]);
  return life;
}

it('[XP20] killed at any step of an export of thirty items, the next life makes what is missing and nothing twice', async () => {
  let step = 1;
  while ((await killedAt(step)).ended) step++;
  expect(step).toBeGreaterThan(ITEMS * 6);
}, 300_000);
