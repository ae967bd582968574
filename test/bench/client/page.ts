// A browser as somebody's: a page that is let in already, on a device of a given speed and link. What is measured there is
// in the files beside this one.

import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { findBrowser } from '../../support/browser.ts';
import type { Door } from '../adapters/adapter.ts';

/** How many times slower than this machine, and what the network lets through. */
export type Device = {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly slower: number;
  readonly link?: { readonly latencyMs: number; readonly bitsPerSecond: number };
};

export const LAPTOP: Device = { viewport: { width: 1366, height: 768 }, slower: 1 };
export const PHONE: Device = { viewport: { width: 390, height: 844 }, slower: 4 };
export const PHONE_ON_VENUE_WIFI: Device = { ...PHONE, link: { latencyMs: 150, bitsPerSecond: 1_600_000 } };

export const launch = async (): Promise<Browser> =>
  chromium.launch({ ...(await findBrowser()), chromiumSandbox: false, args: [...(await findBrowser()).args, '--js-flags=--expose-gc'] });

export type Visit = { readonly page: Page; readonly devtools: CDPSession; readonly address: string; leave(): Promise<void> };

/** A page of somebody who is in, with nothing in its cache; it has not gone anywhere yet. */
export async function visit(browser: Browser, door: Door, { viewport, slower, link }: Device): Promise<Visit> {
  const context = await browser.newContext({
    viewport,
    hasTouch: viewport.width < 500,
    baseURL: door.origin,
    reducedMotion: 'no-preference',
  });
  const response = await fetch(`${door.origin}/api/session`, { headers: { authorization: `Bearer ${door.token}` } });
  const session = JSON.stringify({ ...((await response.json()) as object), token: door.token });
  await context.addInitScript(
    ([key, value]) => localStorage.setItem(key ?? '', value ?? ''),
    [`hackfest:session:${door.room}:person`, session],
  );
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  if (link) {
    const throughput = link.bitsPerSecond / 8;
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: link.latencyMs,
      downloadThroughput: throughput,
      uploadThroughput: throughput / 2,
    });
  }
  return { page, devtools, address: `/board/${door.room}`, leave: () => context.close() };
}
