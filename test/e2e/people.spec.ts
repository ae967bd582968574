// People with each other: finding something to do, sitting together, being away, coming late, asking for a seat from a
// tunnel, and who one is on several devices.

import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Proxy } from '../support/proxy.ts';
import { cardOf, claim, showAll } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';

const saved = (page: Page) => expect(page.getByText('Saved', { exact: true }));
const profile = async (page: Page) => {
  await page.getByRole('button', { name: /^You: / }).click();
  return page.getByRole('dialog', { name: 'You', exact: true });
};
const tab = (page: Page, name: string) =>
  page
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
const addTask = async (page: Page, title: string) => {
  await page.getByRole('textbox', { name: 'New task for Open data' }).fill(title);
  await page.keyboard.press('Enter');
  await expect(cardOf(page, title)).toBeVisible();
};

/** Counts what fingers do from here on. */
async function counted(page: Page): Promise<() => Promise<{ taps: number; fields: number }>> {
  await page.evaluate(() => {
    const seen = { taps: 0, fields: new Set<EventTarget>() };
    Object.assign(window, { seen });
    addEventListener('click', (event) => (seen.taps += event.isTrusted && event.detail > 0 ? 1 : 0), true);
    addEventListener('input', (event) => event.target && seen.fields.add(event.target), true);
  });
  return () =>
    page.evaluate(() => {
      const { seen } = window as unknown as { seen: { taps: number; fields: Set<EventTarget> } };
      return { taps: seen.taps, fields: seen.fields.size };
    });
}

test('[PH1] on a phone an outcome takes at most five taps and one line of text, counted from the list', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  await people.join(ana, event.links.join, 'Ana');
  await claim(ana, event.task);
  await tab(ana, 'Mine');
  await expect(ana.getByText(/You sit on/)).toBeHidden({ timeout: 20_000 });
  const count = await counted(ana);
  await cardOf(ana, event.task).getByRole('button', { name: event.task, exact: true }).tap();
  await ana.getByRole('button', { name: 'Record the outcome' }).tap();
  const dialog = ana.getByRole('dialog', { name: /What came of/ });
  await dialog.getByLabel('In one line').fill('Three pages are written');
  await dialog.getByRole('radio', { name: 'Done' }).tap();
  await dialog.getByRole('button', { name: 'Record', exact: true }).tap();
  await expect(dialog).toBeHidden();
  const { taps, fields } = await count();
  expect(taps).toBeLessThanOrEqual(5);
  // The line, and the choice of how it ended.
  expect(fields).toBeLessThanOrEqual(2);
  await ana.getByRole('button', { name: 'Close' }).first().tap();
  expect(people.complaints).toEqual([]);
});

test('[PH2] at 320 px nothing scrolls sideways on any tab, and targets stay 44 px', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page({ ...PHONE, viewport: { width: 320, height: 640 } });
  await people.join(ana, event.links.join, 'Ana Carolina von und zu Hohenstein');
  for (const name of ['Free', 'Mine', 'All', 'People']) {
    await tab(ana, name);
    const wide = await ana.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, name).toBeLessThanOrEqual(0);
    const small = await ana.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('nav button, main button, header button, header a')]
        .filter((element) => {
          const { width, height } = element.getBoundingClientRect();
          const grown = getComputedStyle(element, '::after');
          const [w, h] = [Math.max(width, parseFloat(grown.width) || 0), Math.max(height, parseFloat(grown.height) || 0)];
          return width > 0 && (w < 43.5 || h < 43.5);
        })
        .map((element) => element.getAttribute('aria-label') ?? element.textContent),
    );
    expect(small, name).toEqual([]);
  }
});

test('[SG8] ‘Find me something’ proposes tasks with reasons, one tap takes one, and says honestly when none is left', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  const ben = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await people.join(ben, event.links.join, 'Ben');
  await ana.getByRole('button', { name: 'Find me something' }).tap();
  const dialog = ana.getByRole('dialog', { name: 'Something for you' });
  await expect(dialog.getByText('nobody on it yet')).toBeVisible();
  await dialog.getByRole('button', { name: `Take “${event.task}”` }).tap();
  await expect(dialog).toBeHidden();
  await showAll(ana);
  await expect(cardOf(ana, event.task).getByRole('button', { name: `Give back your seat on ${event.task}` })).toBeVisible();
  await claim(ben, event.task);
  const rio = await people.page(LAPTOP);
  await people.join(rio, event.links.join, 'Rio');
  await rio.getByRole('button', { name: 'Find me something' }).click();
  await expect(rio.getByText('Nothing fits right now')).toBeVisible();
  await expect(rio.getByText('1 task has no free seat')).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[PA1] somebody open to pair is asked or invited from the list of people with one tap, and answers privately', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  const ben = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await people.join(ben, event.links.join, 'Ben', { remote: true });
  await claim(ana, event.task);
  await tab(ana, 'People');
  await ana.getByRole('switch', { name: /open to pair/ }).tap();
  await ben.getByRole('button', { name: /here now/ }).click();
  const list = ben.getByRole('dialog', { name: 'People' });
  await list.getByRole('button', { name: 'Ask Ana to pair' }).click();
  await ana.getByRole('button', { name: 'Not now' }).tap();
  await expect(ben.getByText(/said not now/)).toBeVisible();
  await list.getByRole('button', { name: 'Ana', exact: true }).click();
  await list.getByRole('button', { name: `Ask to pair on “${event.task}”` }).click();
  await ana.getByRole('button', { name: 'Yes, pair' }).tap();
  await expect(ben.getByText(/said yes/)).toBeVisible();
  await ben.keyboard.press('Escape');
  await expect(cardOf(ben, event.task).getByRole('button', { name: `Give back your seat on ${event.task}` })).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[PA2] a seat about to run out is announced and kept with one tap, and any holder can be asked', async ({ server, people }) => {
  const event = await organize(server);
  await event.shortLeases();
  const ana = await people.page(PHONE);
  const ben = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await people.join(ben, event.links.join, 'Ben');
  await claim(ana, event.task);
  await expect(ana.getByText(/runs out in [45] minutes/).first()).toBeVisible();
  await ana.getByRole('button', { name: 'Keep my seat' }).first().tap();
  await expect(ana.getByText(/stays yours/)).toBeVisible();
  await cardOf(ben, event.task).getByRole('button', { name: event.task, exact: true }).click();
  await ben.getByRole('button', { name: 'Ask Ana to pair' }).click();
  await ana.getByRole('button', { name: 'Yes, pair' }).tap();
  await ben.getByRole('button', { name: 'Take the wheel' }).click();
  await expect(ben.getByRole('button', { name: 'Take the wheel' })).toBeHidden();
  expect(people.complaints).toEqual([]);
});

test('[RT1] the list shows where people are and what they look at, and following opens what they open until one acts', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const ana = await people.page(LAPTOP);
  const ben = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await people.join(ben, event.links.join, 'Ben', { remote: true });
  await cardOf(ben, event.task).getByRole('button', { name: event.task, exact: true }).click();
  await expect(cardOf(ana, event.task).getByText('Looking at it now: Ben')).toHaveCount(1);
  await ana.getByRole('button', { name: /here now/ }).click();
  const list = ana.getByRole('dialog', { name: 'People' });
  await expect(list.getByText(`looks at “${event.task}”`)).toBeVisible();
  await expect(list.getByText('remote')).toBeVisible();
  await list.getByRole('button', { name: 'Ben', exact: true }).click();
  await list.getByRole('button', { name: 'Follow Ben' }).click();
  const card = ana.getByRole('dialog', { name: event.task });
  await expect(card).toBeVisible();
  await ben.getByRole('button', { name: 'Close' }).first().click();
  await expect(card).toBeHidden();
  await cardOf(ben, event.task).getByRole('button', { name: event.task, exact: true }).click();
  await expect(card).toBeVisible();
  await card.getByRole('button', { name: 'Close' }).click();
  await expect(ana.getByText(/You follow Ben/)).toBeHidden();
  expect(people.complaints).toEqual([]);
});

test('[PF9] a new name, a site and skills are seen by all at once', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  const ben = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await people.join(ben, event.links.join, 'Ben');
  const dialog = await profile(ana);
  await dialog.getByLabel('Name', { exact: true }).fill('Anna');
  await dialog.getByRole('radio', { name: 'At another site' }).check();
  await dialog.getByLabel('Which site?').fill('Turin');
  await dialog.getByLabel('What you can do').fill('writing, CSS');
  await dialog.getByRole('button', { name: 'Save', exact: true }).tap();
  await expect(dialog).toBeHidden();
  await ben.getByRole('button', { name: /here now/ }).click();
  const list = ben.getByRole('dialog', { name: 'People' });
  await list.getByRole('button', { name: 'Anna', exact: true }).click();
  await expect(list.getByText('Turin')).toBeVisible();
  await expect(list.getByText('writing, CSS')).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[PF10] a personal link makes a second device the same person, and signing out leaves nothing of them on the first', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const phone = await people.page(PHONE);
  const laptop = await people.page(LAPTOP);
  await people.join(phone, event.links.join, 'Ana');
  await claim(phone, event.task);
  const dialog = await profile(phone);
  await dialog.getByRole('button', { name: 'Link another device' }).tap();
  const link = new URL(await dialog.getByRole('textbox', { name: 'Your personal link' }).inputValue());
  await laptop.goto(link.pathname + link.hash);
  await laptop.getByRole('button', { name: 'Go on as Ana' }).click();
  await laptop.waitForURL('**/board/**');
  expect(laptop.url()).not.toContain('#');
  await expect(cardOf(laptop, event.task).getByRole('button', { name: `Give back your seat on ${event.task}` })).toBeVisible();
  const again = await people.page(LAPTOP);
  await again.goto(link.pathname + link.hash);
  await expect(again.getByRole('button', { name: 'Go on as Ana' })).toHaveCount(0);

  await dialog.getByRole('button', { name: 'Sign out on this device' }).tap();
  await dialog.getByRole('button', { name: 'Sign out', exact: true }).tap();
  await phone.waitForURL((url) => url.pathname === '/');
  const left = await phone.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name).filter((name) => name?.startsWith('hackfest/')),
    keys: Object.keys(localStorage).filter((key) => /session|requests|seen/.test(key)),
  }));
  expect(left).toEqual({ databases: [], keys: [] });
  await saved(laptop).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[PF11] one’s data is a file; erasing it takes the name off every screen and leaves the work', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  const ben = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Quetzal');
  await people.join(ben, event.links.join, 'Ben');
  await showAll(ana);
  await addTask(ana, 'Draw the map');
  await claim(ana, event.task);
  const dialog = await profile(ana);
  const [file] = await Promise.all([ana.waitForEvent('download'), dialog.getByRole('button', { name: 'Download my data' }).tap()]);
  const data = JSON.parse(await readFile(await file.path(), 'utf8')) as { profile: { name: string }; tasksAdded: { title: string }[] };
  expect(data.profile.name).toBe('Quetzal');
  expect(data.tasksAdded.map(({ title }) => title)).toEqual(['Draw the map']);
  await dialog.getByRole('button', { name: 'Erase my data', exact: true }).tap();
  await expect(dialog.getByText(/What stays: tasks, notes and outcomes/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Erase my data now' }).tap();
  await ana.waitForURL((url) => url.pathname === '/');
  await expect(cardOf(ben, 'Draw the map')).toBeVisible();
  await expect(cardOf(ben, event.task).getByText('2 seats free')).toBeVisible();
  expect(await ben.content()).not.toContain('Quetzal');
  await ana.goto(`/board/${event.boardId}`);
  await expect(ana.getByText('You are not on this board yet')).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[LA1] who comes late is told the time left and what is free, with tasks to begin with', async ({ server, people }) => {
  const event = await organize(server);
  const sam = await people.page(LAPTOP);
  await people.join(sam, event.links.facilitator, 'Sam');
  for (const title of ['Draw the map', 'Test the form', 'Count the bikes']) await addTask(sam, title);
  await sam.goto(`/console/${event.boardId}`);
  await sam.getByRole('radio', { name: '20' }).check();
  await sam.getByRole('button', { name: 'Start 20 minutes' }).click();
  await expect(sam.getByText(/started by Sam/)).toBeVisible();
  const late = await people.page(PHONE);
  await people.join(late, event.links.join, 'Late');
  await expect(late.getByText('Hello Late, this is where we are')).toBeVisible();
  await expect(late.getByText(/Sprint: (19|20) min left · 4 free tasks/)).toBeVisible();
  const take = late.getByRole('button', { name: /^Take “/ });
  await expect(take).toHaveCount(3);
  await take.first().tap();
  await expect(late.getByText('Hello Late, this is where we are')).toBeHidden();
  await tab(late, 'Mine');
  await expect(late.locator('article')).toHaveCount(1);
  expect(people.complaints).toEqual([]);
});

test('[LA2] whoever comes back after a while reads what they missed', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  const ben = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await people.join(ben, event.links.join, 'Ben');
  await expect.poll(() => ana.evaluate(() => Object.keys(localStorage).some((key) => key.includes('seen:')))).toBe(true);
  await ana.goto('/');
  await addTask(ben, 'Draw the map');
  await ana.evaluate(() => {
    // As if ten minutes had gone by.
    for (const key of Object.keys(localStorage)) {
      if (key.includes('seen:')) localStorage.setItem(key, String(Number(localStorage.getItem(key)) - 600_000));
    }
  });
  await ana.goto(`/board/${event.boardId}`);
  const note = ana.getByRole('region', { name: 'While you were away' });
  await expect(note.getByText('Draw the map')).toBeVisible();
  await note.getByRole('button', { name: 'Dismiss' }).tap();
  await expect(note).toBeHidden();
  expect(people.complaints).toEqual([]);
});

test('[OF7] a seat asked for in a tunnel is shown as requested, outlives a reload, can be cancelled, and is refused with the reason', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const proxy = await Proxy.before(server.port);
  const ana = await people.page(LAPTOP, proxy.origin);
  const ben = await people.page(LAPTOP);
  const cy = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await people.join(ben, event.links.join, 'Ben');
  await people.join(cy, event.links.join, 'Cy');
  await addTask(ana, 'Draw the map');
  await saved(ana).toBeVisible();
  proxy.goAway();
  await expect(ana.getByText(/You are offline/)).toBeVisible({ timeout: 20_000 });
  for (const task of [event.task, 'Draw the map']) {
    await cardOf(ana, task)
      .getByRole('button', { name: `Take a seat on ${task}` })
      .click();
    await expect(ana.getByText(`Your seat on “${task}” is requested.`, { exact: false })).toBeVisible();
  }
  await ana.reload();
  await expect(ana.getByText(`Your seat on “${event.task}” is requested.`, { exact: false })).toBeVisible();
  await ana.getByRole('button', { name: 'Cancel the request' }).last().click();
  await expect(ana.getByRole('button', { name: 'Cancel the request' })).toHaveCount(1);
  await claim(ben, event.task);
  await claim(cy, event.task);
  proxy.comeBack();
  await expect(ana.getByText(/All seats are taken: Ben, Cy|All seats are taken: Cy, Ben/)).toBeVisible({ timeout: 30_000 });
  await expect(ana.getByRole('button', { name: 'Ask to pair' })).toBeVisible();
  await expect(cardOf(ben, 'Draw the map').getByText('2 seats free')).toBeVisible();
  await proxy.close();
  expect(people.complaints).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`[PH3] axe finds nothing in what opens over the board on a phone in the ${colorScheme} theme`, async ({ server, people }) => {
    const event = await organize(server);
    const sam = await people.page(LAPTOP);
    const ana = await people.page({ ...PHONE, colorScheme });
    await people.join(sam, event.links.facilitator, 'Sam');
    await claim(sam, event.task);
    await people.join(ana, event.links.join, 'Ana');
    const found: string[] = [];
    const look = async () => {
      const { violations } = await new AxeBuilder({ page: ana })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      found.push(...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`));
    };
    await expect(ana.getByText(/Hello Ana/)).toBeVisible();
    await look();
    await ana.getByRole('button', { name: 'Find me something' }).tap();
    await ana.getByRole('dialog', { name: 'Something for you' }).getByRole('button', { name: /^Take/ }).waitFor();
    await look();
    await ana.keyboard.press('Escape');
    await tab(ana, 'People');
    await ana.getByRole('button', { name: 'Sam', exact: true }).tap();
    // What the tabs half cover can be scrolled out from below them.
    await ana.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await look();
    const dialog = await profile(ana);
    await dialog.getByRole('button', { name: 'Link another device' }).tap();
    await dialog.getByRole('button', { name: 'Erase my data', exact: true }).tap();
    await dialog.getByRole('textbox', { name: 'Your personal link' }).waitFor();
    await look();
    expect(found).toEqual([]);
  });
}
