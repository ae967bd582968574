// An export of thirty items by a process that is killed, again and again, at moments drawn by lot: SIGKILL, real storage, a tracker on a
// port. Every step of it in turn is test/server/exports/crash.test.ts.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { fasterClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/process.ts';
import { seeded } from '../support/seed.ts';
import { OwnGitHub } from '../support/trackers/github.ts';
import { listening } from '../support/trackers/listening.ts';

const CHILD = fileURLToPath(new URL('./children/exporter.ts', import.meta.url));
const ITEMS = 30;
const KILLS = 6;

it('[XP21] killed again and again at any moment, thirty items are there at the end, each once', async () => {
  const github = new OwnGitHub(fasterClock());
  github.lag = 30_000;
  const far = await listening(github.fetch);
  onTestFinished(() => far.close());
  const folder = temporaryFolder();
  const random = seeded(20_171_106);
  const live = async (lasts: number): Promise<string> => {
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, folder, far.origin, github.token, String(ITEMS)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let complained = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said === '' && Number.isFinite(lasts)) setTimeout(() => child.kill('SIGKILL'), lasts);
      said += text;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code === null || code === 0 ? '' : complained).toBe('');
    return said;
  };
  let kills = 0;
  let said = '';
  while (!said.includes('done')) said = await live(kills++ < KILLS ? random() * 500 : Infinity);
  expect(kills).toBeGreaterThan(KILLS);
  expect(github.issues.map(({ title }) => title).sort()).toEqual(Array.from({ length: ITEMS }, (_, index) => `Task ${index}`).sort());
  expect(new Set(github.tasks).size).toBe(ITEMS);
});
