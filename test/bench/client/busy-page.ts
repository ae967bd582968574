// A board of 500 tasks that 200 people write on: how long a press or a letter takes to be seen, and what the page keeps.

import type { Browser, Page } from '@playwright/test';
import type { Door } from '../adapters/adapter.ts';
import { percentile } from '../numbers.ts';
import { visit, type Device } from './page.ts';

const CARDS_OPENED = 12;
const LETTERS = 'a chart of the buses that were late';
const PATIENCE = 60_000;
const ONE_FRAME = 16;

export type BusyPage = {
  /** Milliseconds from an act to the next paint, of all acts: the middle one, and what nearly all stay below. */
  readonly p50: number;
  readonly p98: number;
  readonly most: number;
  /** MB in use by scripts, after clearing up: with the board just there, and at the end. */
  readonly memoryAtFirst: number;
  readonly memoryAtLast: number;
};

export async function busyPage(browser: Browser, door: Door, device: Device): Promise<BusyPage> {
  const { page, devtools, address, leave } = await visit(browser, door, device);
  await page.addInitScript(recordActs);
  await page.goto(address);
  await page.locator('article').first().waitFor({ timeout: PATIENCE });
  await page.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined);
  const memory = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 1_048_576;
  };
  await devtools.send('Performance.enable');
  const memoryAtFirst = await memory();
  for (let card = 0; card < CARDS_OPENED; card++) {
    await pressSomeCard(page, card);
    const sheet = page.getByRole('dialog').first();
    await sheet.waitFor();
    if (card % 4 === 0) await page.getByRole('textbox').last().pressSequentially(LETTERS, { delay: 60 });
    await page.keyboard.press('Escape');
    if (await sheet.isVisible()) await page.getByRole('button', { name: 'Close' }).first().click();
    await sheet.waitFor({ state: 'hidden' });
  }
  const { slow, all } = await page.evaluate(() => (globalThis as unknown as { acts: { slow: number[]; all: number } }).acts);
  // What is painted with the next frame is not told one by one.
  const acts = [...slow, ...Array.from({ length: Math.max(0, all - slow.length) }, () => ONE_FRAME)];
  const memoryAtLast = await memory();
  await leave();
  return { p50: percentile(acts, 0.5), p98: percentile(acts, 0.98), most: percentile(acts, 1), memoryAtFirst, memoryAtLast };
}

/** Presses where a title is now: cards are moved by others all the time, and a hand does not wait for them to stand still. */
async function pressSomeCard(page: Page, nth: number): Promise<void> {
  const at = await page.evaluate((n) => {
    const titles = [...document.querySelectorAll('article .title button')].map((title) => title.getBoundingClientRect());
    const inView = titles.filter(({ top, bottom }) => top > innerHeight * 0.3 && bottom < innerHeight * 0.9);
    const { left, top, height } = inView[n % inView.length] ?? { left: 0, top: 0, height: 0 };
    return { x: left + 20, y: top + height / 2 };
  }, nth);
  await page.mouse.click(at.x, at.y);
}

/** Runs in the page: the time from each press of a key or pointer to the paint after it, as the browser itself measures it. */
function recordActs(): void {
  const acts: { slow: number[]; all: number } = { slow: [], all: 0 };
  Object.assign(globalThis, { acts });
  const counted = ['pointerdown', 'pointerup', 'click', 'keydown', 'keyup'];
  for (const name of counted) addEventListener(name, () => acts.all++, { capture: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (counted.includes(entry.name)) acts.slow.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}
