// A phone opens a board for the first time on a venue's Wi-Fi: when can its cards be read, when can a seat be taken?

import type { Browser } from '@playwright/test';
import type { Door } from '../adapters/adapter.ts';
import { PHONE_ON_VENUE_WIFI, visit } from './page.ts';

const PATIENCE = 60_000;

export type FirstSight = {
  /** Milliseconds from the address to the first card painted with its title. */
  readonly readable: number;
  /** To an answered tap: a seat can be pressed and the channel that takes claims is open. */
  readonly usable: number;
  /** Scripts that came over the wire until then, in kB. */
  readonly scripts: number;
};

export async function firstSight(browser: Browser, door: Door): Promise<FirstSight> {
  const { page, devtools, address, leave } = await visit(browser, door, PHONE_ON_VENUE_WIFI);
  let scripts = 0;
  const scriptIds = new Set<string>();
  devtools.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scriptIds.add(requestId);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scriptIds.has(requestId)) scripts += encodedDataLength;
  });
  /** Socket.io says so with a packet that begins with 40 once commands can be given. */
  const open = new Promise<number>((resolve) => {
    page.on('websocket', (socket) => {
      if (!socket.url().includes('/live/')) return;
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).startsWith('40')) resolve(Date.now());
      });
    });
  });
  await page.addInitScript(watchForCards);
  await page.goto(address, { waitUntil: 'commit' });
  const readable = await page.waitForFunction(() => (globalThis as { readable?: number }).readable, undefined, { timeout: PATIENCE });
  const seat = page.locator('article button.seat:enabled').first();
  await seat.waitFor({ timeout: PATIENCE });
  const began = await page.evaluate(() => performance.timeOrigin);
  const channel = (await open) - began;
  const pressable = await page.evaluate(() => (globalThis as { pressable?: number }).pressable ?? performance.now());
  const measured = { readable: Number(await readable.jsonValue()), usable: Math.max(channel, pressable), scripts: scripts / 1_000 };
  await leave();
  return measured;
}

/** Runs in the page: notes when the first card and the first seat that can be pressed are on the screen. */
function watchForCards(): void {
  const noted = globalThis as { readable?: number; pressable?: number };
  const watcher = new MutationObserver(() => {
    if (!document.querySelector('article h3, article .title')?.textContent?.trim()) return;
    // The frame after the one that was drawn with it.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        noted.readable ??= performance.now();
        if (document.querySelector('article button.seat:enabled')) {
          noted.pressable ??= performance.now();
          watcher.disconnect();
        }
      }),
    );
  });
  watcher.observe(document, { subtree: true, childList: true });
}
