// The parts of the wall at the sizes of projectors: what is read from 8 m, what fits, what turns.

import { createRawSnippet } from 'svelte';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import WallClock from '../../../client/components/WallClock.svelte';
import WallJoin from '../../../client/components/WallJoin.svelte';
import WallPages from '../../../client/components/WallPages.svelte';
import WallTask from '../../../client/components/WallTask.svelte';
import { MINUTE } from '../../../shared/ids.ts';
import { ana, lee, problems } from '../components/stage.ts';

const PROJECTORS = [
  [1280, 720],
  [1920, 1080],
  [3840, 2160],
] as const;

beforeAll(async () => {
  // The width of digits is that of the real typeface, which comes late.
  await document.fonts.load('800 18px "Bricolage Grotesque"');
  document.documentElement.dataset['theme'] = 'dark';
  document.documentElement.dataset['scale'] = 'wall';
});
afterAll(() => {
  delete document.documentElement.dataset['theme'];
  delete document.documentElement.dataset['scale'];
});
afterEach(() => page.viewport(1280, 720));

const vh = (pixels: number) => (100 * pixels) / innerHeight;
const fontOf = (element: Element) => vh(Number.parseFloat(getComputedStyle(element).fontSize));

/** Everything written, faces apart: they are pictures. */
function smallestText(within: Element): number {
  const written = [...within.querySelectorAll('*')].filter(
    (element) =>
      !element.closest('.face, .unseen') &&
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  );
  return Math.min(...written.map(fontOf));
}

test.each(PROJECTORS)(
  '[WA6] at %d × %d the clock is at least 18 hundredths of the height, and stays within its ring',
  async (width, height) => {
    await page.viewport(width, height);
    const { container } = await render(WallClock, { remaining: 24 * MINUTE + 44_000, total: 25 * MINUTE, state: 'running' });
    container.style.inlineSize = '57vh';
    const time = container.querySelector('[data-clock]');
    expect(fontOf(time!)).toBeGreaterThanOrEqual(18);
    expect(time!.getBoundingClientRect().width).toBeLessThan(container.getBoundingClientRect().width * 0.86);
  },
);

test('[WA7] a sprint of hours shows its seconds in small, and still fits the ring', async () => {
  const { container } = await render(WallClock, { remaining: 9 * 60 * MINUTE + 59 * MINUTE, total: 600 * MINUTE, state: 'running' });
  container.style.inlineSize = '57vh';
  const time = container.querySelector('[data-clock]');
  expect(time?.textContent).toBe('9:59:00');
  expect(fontOf(time!)).toBeGreaterThanOrEqual(18);
  expect(time!.getBoundingClientRect().width).toBeLessThan(container.getBoundingClientRect().width * 0.92);
});

test.each(PROJECTORS)(
  '[WA8] at %d × %d the QR is at least 22 hundredths of the height, with the code in words and the address',
  async (width, height) => {
    await page.viewport(width, height);
    const { container } = await render(WallJoin, { code: 'friendly-pheasant-42', url: 'http://192.168.1.20:3000/join#secret' });
    container.style.inlineSize = '57vh';
    expect(vh(container.querySelector('.qr')!.getBoundingClientRect().width)).toBeGreaterThanOrEqual(22);
    expect(container.textContent).toContain('friendly-pheasant-42');
    expect(container.textContent).toContain('192.168.1.20:3000');
    expect(container.textContent).not.toContain('secret');
    expect(container.scrollWidth).toBeLessThanOrEqual(container.clientWidth);
  },
);

test.each(PROJECTORS)('[WA9] at %d × %d no text of a row is below 2.2 hundredths of the height', async (width, height) => {
  await page.viewport(width, height);
  for (const compact of [false, true]) {
    const { container, unmount } = await render(WallTask, { title: 'Fix the menu', tape: 2, people: [ana, lee], seats: 0, compact });
    expect(smallestText(container)).toBeGreaterThanOrEqual(2.19);
    await unmount();
  }
});

// -- pages --------------------------------------------------------------------------------------------------------------

const items = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `item-${n}` }));
const row = createRawSnippet((item: () => { id: string }) => ({ render: () => `<span>${item().id}</span>` }));
const shownIn = (container: Element) => [...container.querySelectorAll('li')].map((li) => li.textContent);

async function pages(count: number, rem: number, given: { turn?: number; onround?: () => void; extra?: { id: string }[] } = {}) {
  const screen = await render(WallPages, { title: 'Challenges', items: items(count), row, turn: 0, ...given });
  screen.container.style.cssText = `display: grid; grid-template-rows: minmax(0, 1fr); inline-size: 24rem; block-size: ${rem}rem`;
  return screen;
}

test('[WA10] what fits stands on one page without dots', async () => {
  const { container } = await pages(3, 24);
  await vi.waitFor(() => expect(shownIn(container)).toHaveLength(3));
  expect(container.querySelector('.dots')).toBeNull();
});

test('[WA11] what does not fit is spread evenly over as many pages as the room asks for, and nothing is cut off', async () => {
  const { container, rerender } = await pages(60, 24);
  await vi.waitFor(() => expect(shownIn(container).length).toBeLessThan(10));
  const seen = new Set(shownIn(container));
  for (let turn = 1; turn < 20; turn++) {
    await rerender({ turn });
    const place = container.querySelector('.place')!;
    expect(place.scrollHeight).toBeLessThanOrEqual(place.clientHeight);
    for (const title of shownIn(container)) seen.add(title);
  }
  expect(seen.size).toBe(60);
});

test('[WA12] more room on the screen means fewer pages', async () => {
  const { container } = await pages(40, 12);
  await vi.waitFor(() => expect(shownIn(container).length).toBeGreaterThan(0));
  const before = shownIn(container).length;
  container.style.blockSize = '40rem';
  await vi.waitFor(() => expect(shownIn(container).length).toBeGreaterThan(before));
});

test('[WA13] after the last page the first comes again, and who asked is told that all was shown', async () => {
  const onround = vi.fn();
  const { container, rerender } = await pages(8, 24, { onround });
  await vi.waitFor(() => expect(container.querySelectorAll('.dot')).toHaveLength(2));
  const first = shownIn(container);
  await rerender({ turn: 1 });
  await vi.waitFor(() => expect(shownIn(container)).not.toEqual(first));
  expect(onround).not.toHaveBeenCalled();
  await rerender({ turn: 2 });
  await vi.waitFor(() => expect(shownIn(container)).toEqual(first));
  expect(onround).toHaveBeenCalledOnce();
});

test('[WA14] what is left of an only page is filled, and no more than that', async () => {
  const { container } = await pages(1, 24, { extra: items(50).map(({ id }) => ({ id: `extra-${id}` })) });
  await vi.waitFor(() => expect(shownIn(container).length).toBeGreaterThan(1));
  expect(shownIn(container)[0]).toBe('item-0');
  const place = container.querySelector('.place')!;
  expect(place.scrollHeight).toBeLessThanOrEqual(place.clientHeight);
});

test('[WA15] the parts of the wall are clean to axe in the dark', async () => {
  const { container } = await render(WallTask, { title: 'Fix the menu', tape: 2, people: [ana, lee], seats: 0 });
  expect(await problems(container)).toEqual([]);
});
