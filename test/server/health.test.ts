// What the process says of itself when the store or the event loop hangs. Answers over HTTP are in http/api.test.ts.

import { tmpdir } from 'node:os';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Health, type LoopLag } from '../../server/health.ts';
import { memoryLog, withFaults } from '../../server/storage/memory.ts';

it('[AP53] a store that does not answer is told in time, is asked once however many want to know, and is forgiven when it answers', async () => {
  let asked = 0;
  let answer = (_error: undefined) => {};
  const hanging = new Promise<undefined>((resolve) => (answer = resolve));
  const log = withFaults(memoryLog(), (call) => (call === 'probe' && ++asked === 1 ? hanging : undefined));
  const health = new Health(log, tmpdir(), { patience: 20 });
  onTestFinished(() => health.close());
  expect(await Promise.all([health.ready(), health.ready()])).toEqual(Array(2).fill('the disk does not answer in time'));
  expect(await health.ready()).toBe('the disk does not answer in time');
  expect(asked).toBe(1);
  answer(undefined);
  await hanging;
  expect(await health.ready()).toBe('');
});

it('[AP54] a loop that hung is told to everybody who asks, and not for ever', async () => {
  let worst = 0;
  let afterTurns: string[] = [];
  const reset = () => {
    worst = 0;
    queueMicrotask(() => afterTurns.push(health.alive()));
  };
  const lag: LoopLag = {
    enable: () => true,
    disable: () => true,
    reset,
    get max() {
      return worst;
    },
  };
  const health = new Health(memoryLog(), tmpdir(), { remembered: 10, lag });
  onTestFinished(() => health.close());
  expect(health.alive()).toBe('');
  [worst, afterTurns] = [1.2e9, []];
  expect([health.alive(), health.alive()]).toEqual(Array(2).fill('the process hung for 1200 ms'));
  await vi.waitFor(() => expect(afterTurns.length).toBeGreaterThan(2));
  expect(afterTurns.slice(0, 3)).toEqual(['the process hung for 1200 ms', '', '']);
});
