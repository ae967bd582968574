// The page itself without a network, on an origin where browsers keep it; and after an update, the new one at once.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { cardOf } from './board.ts';
import { expect, LAPTOP, organize, ServerProcess, test } from './hackfest.ts';

const DIST = new URL('../../dist', import.meta.url).pathname;
const RESULTS = new URL('../../test-results/', import.meta.url).pathname;

/** The names of versions this browser keeps whole. */
const keptVersions = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const whole = await Promise.all(names.map(async (name) => ((await (await caches.open(name)).match('/index.html')) ? name : '')));
    return whole.filter(Boolean);
  });

test('[OF20] a board opens without a server, with all that opens on it, and goes on when the server is back', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const ana = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await expect.poll(() => keptVersions(ana)).toHaveLength(1);
  await server.kill();
  await ana.reload();
  await expect(ana.getByRole('heading', { name: 'Open data day' })).toBeVisible();
  await expect(ana.getByText(/offline/i).first()).toBeVisible();
  await cardOf(ana, event.task).getByRole('button', { name: event.task, exact: true }).click();
  const line = ana.getByRole('combobox', { name: 'Say something on this card' });
  await line.fill('Written in a tunnel');
  await line.press('Enter');
  await ana.reload();
  await expect(ana.getByText('Written in a tunnel')).toBeVisible();
  await server.start();
  await expect(ana.getByText('Saved', { exact: true })).toBeVisible({ timeout: 40_000 });
});

test('[OF21] after an update the next page is the new one, online and off', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await expect.poll(() => keptVersions(ana)).toHaveLength(1);
  await server.kill();
  const updated = mkdtempSync(join(RESULTS, 'updated-'));
  cpSync(DIST, updated, { recursive: true });
  const change = (name: string, from: string | RegExp, to: string) => {
    const file = join(updated, 'client', name);
    const old = readFileSync(file, 'utf8');
    writeFileSync(file, old.replace(from, to));
    for (const twin of ['.gz', '.br']) rmSync(file + twin, { force: true });
    expect(readFileSync(file, 'utf8')).not.toBe(old);
  };
  change('index.html', '</title>', '</title><meta name="version" content="next">');
  change('shell-worker.js', /[0-9a-f]{12}/, 'aaaaaaaaaaaa');
  const next = new ServerProcess(server.port, server.folder, join(updated, 'server/main.js'));
  await next.start();
  try {
    const isNext = ana.locator('meta[name=version][content=next]');
    await ana.reload();
    await expect(isNext).toBeAttached();
    await expect.poll(() => keptVersions(ana)).toContain('shell-aaaaaaaaaaaa');
    await next.kill();
    await ana.reload();
    await expect(isNext).toBeAttached();
    await expect(ana.getByRole('heading', { name: 'Open data day' })).toBeVisible();
  } finally {
    await next.kill();
    rmSync(updated, { recursive: true, force: true });
  }
});
