// The sprint's clock on screen: what it says and when it changes its color. The arithmetic is clock.test.ts.

import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import ClockChip from '../../../client/components/ClockChip.svelte';
import SprintRing from '../../../client/components/SprintRing.svelte';
import { MINUTE } from '../../../shared/ids.ts';
import { problems } from './stage.ts';

test.each([
  [{ remaining: 18 * MINUTE, total: 25 * MINUTE }, 'Sprint: 18:00 left'],
  [{ remaining: 3 * MINUTE, total: 25 * MINUTE }, 'Sprint: 3:00 nearly time'],
  [{ remaining: -35_000, total: 25 * MINUTE }, 'Sprint: +0:35 time is up'],
  [{ remaining: 11 * MINUTE, total: 25 * MINUTE, state: 'paused' as const }, 'Sprint: 11:00 paused'],
  [{ remaining: 0, total: 0, state: 'idle' as const }, 'No sprint now'],
])('[LK28] the ring with %j says: %s', async (props, name) => {
  const screen = await render(SprintRing, props);
  await expect.element(screen.getByRole('timer', { name })).toBeVisible();
  expect(await problems(screen.container)).toEqual([]);
});

test('[LK29] the solid part of the ring is what is left, and nothing is solid when time is over', async () => {
  const screen = await render(SprintRing, { remaining: 5 * MINUTE, total: 20 * MINUTE });
  expect(screen.container.querySelector('.left')?.getAttribute('stroke-dasharray')).toBe('300 1200');
  await screen.rerender({ remaining: -1 });
  expect(screen.container.querySelector('.left')).toBeNull();
});

test('[LK30] the ring takes the size of its place, and its digits fit inside', async () => {
  const screen = await render(SprintRing, { remaining: 83 * MINUTE, total: 120 * MINUTE });
  for (const width of [120, 320, 900]) {
    screen.container.style.width = `${width}px`;
    const ring = screen.getByRole('timer').element().getBoundingClientRect();
    const digits = screen.getByText('1:23:00').element().getBoundingClientRect();
    expect(ring.width).toBe(ring.height);
    expect(digits.width).toBeLessThan(ring.width * 0.85);
    expect(digits.width).toBeGreaterThan(ring.width * 0.4);
  }
});

test('[LK31] digits keep their width, so the clock does not tremble', async () => {
  await document.fonts.load('800 40px "Bricolage Grotesque"');
  const screen = await render(SprintRing, { remaining: 11 * MINUTE + 11_000, total: 25 * MINUTE });
  const width = (text: string) => screen.getByText(text).element().getBoundingClientRect().width;
  const ones = width('11:11');
  await screen.rerender({ remaining: 8 * MINUTE + 48_000 + 600_000 });
  expect(width('18:48')).toBeCloseTo(ones, 0);
});

test('[LK32] the small clock is a button where it opens the large one', async () => {
  const onopen = vi.fn();
  const screen = await render(ClockChip, { remaining: 18 * MINUTE, total: 25 * MINUTE, onopen });
  await screen.getByRole('button', { name: 'Open the clock. Sprint: 18:00 left' }).click();
  expect(onopen).toHaveBeenCalledOnce();
});
