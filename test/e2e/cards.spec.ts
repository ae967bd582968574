// An open card, used by two: writing one brief together, steps, links, talk with a mention, history; and axe on it.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { cardOf, claim, expectText, showAll, write } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';

async function openTask(page: Page, title: string): Promise<void> {
  await showAll(page);
  await cardOf(page, title).getByRole('button', { name: title, exact: true }).click();
  await page.getByRole('group', { name: 'Brief', exact: true }).waitFor();
}

test('[CD1] two people write one brief, see each other’s cursor, and undo only what is their own', async ({ server, people }) => {
  const event = await organize(server);
  const [ana, bo] = [await people.page(PHONE), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(bo, event.links.join, 'Bo');
  for (const page of [ana, bo]) await openTask(page, event.task);
  await write(ana, 'Brief', 'For **newcomers**.');
  await expectText(bo, 'Brief', 'For newcomers.');
  await bo.getByRole('button', { name: 'Write in Brief' }).click();
  const written = bo.getByRole('textbox', { name: 'Brief' });
  await written.pressSequentially(' One page.');
  await expectText(ana, 'Brief', 'For **newcomers**. One page.');
  await expect(ana.locator('.cursor .name')).toHaveText('Bo');
  await expect(bo.locator('.cursor .name')).toHaveText('Ana');
  await ana.getByRole('textbox', { name: 'Brief' }).press('Home');
  await ana.getByRole('textbox', { name: 'Brief' }).pressSequentially('Note: ');
  await expectText(bo, 'Brief', 'Note: For **newcomers**. One page.');
  await written.press('ControlOrMeta+z');
  await expectText(ana, 'Brief', 'Note: For **newcomers**.');
  await written.press('ControlOrMeta+Shift+z');
  await expectText(ana, 'Brief', 'Note: For **newcomers**. One page.');
  await written.press('Escape');
  await expect(bo.getByRole('dialog').locator('strong', { hasText: 'newcomers' })).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[SB1] a task is split on its card, links are kept with titles, and the history tells who did it', async ({ server, people }) => {
  const event = await organize(server);
  const [ana, bo] = [await people.page(PHONE), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(bo, event.links.join, 'Bo');
  await claim(ana, event.task);
  for (const page of [ana, bo]) await openTask(page, event.task);
  for (const [page, title] of [
    [ana, 'Ask for pictures'],
    [bo, 'Write the text'],
  ] as const) {
    await page.getByRole('textbox', { name: 'Split off a step' }).fill(title);
    await page.getByRole('textbox', { name: 'Split off a step' }).press('Enter');
  }
  for (const page of [ana, bo]) await expect(page.getByRole('region', { name: 'Steps' }).getByText('0 of 2 steps done')).toBeVisible();
  await bo.getByRole('button', { name: 'Add a link' }).click();
  await bo.getByLabel('Address').fill('javascript:alert(1)');
  await bo.getByRole('button', { name: 'Keep the link' }).click();
  await expect(bo.getByText(/A link begins with http/)).toBeVisible();
  await bo.getByLabel('Address').fill('example.org/welcome');
  await bo.getByLabel('Title of the link').fill('The old page');
  await bo.getByRole('button', { name: 'Keep the link' }).click();
  await expect(ana.getByRole('link', { name: 'The old page' })).toHaveAttribute('href', 'https://example.org/welcome');
  await bo.getByText('History', { exact: true }).click();
  await expect(bo.getByText('Ana took a seat')).toBeVisible();
  await expect(bo.getByText('Bo split off “Write the text”')).toBeVisible();
  await bo.getByRole('region', { name: 'Steps' }).getByRole('button', { name: 'Ask for pictures' }).click();
  await expect(bo.getByRole('dialog').getByRole('button', { name: event.task })).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[TK1] talk on a card calls somebody by name, who is told and can follow; own words only can be taken back', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const [ana, bo] = [await people.page(PHONE), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(bo, event.links.join, 'Bo');
  await openTask(bo, event.task);
  const line = bo.getByRole('combobox', { name: 'Say something on this card' });
  await line.pressSequentially('Can you look, @An');
  await line.press('Enter');
  await line.pressSequentially('?');
  await line.press('Enter');
  await expect(bo.getByRole('log').getByText('Can you look,')).toBeVisible();
  await ana.getByRole('button', { name: 'Read it' }).click();
  await expect(ana.getByRole('log').getByText('Can you look,')).toBeVisible();
  await expect(ana.getByRole('button', { name: 'Take back what I said' })).toHaveCount(0);
  await bo.getByRole('button', { name: 'Take back what I said' }).click();
  await expect(ana.getByText('Nobody said anything here yet.', { exact: false })).toBeVisible();
  expect(people.complaints).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`[CD2] axe finds nothing on an open card in the ${colorScheme} theme`, async ({ server, people }, info) => {
    const event = await organize(server);
    for (const [name, device] of Object.entries({ phone: PHONE, laptop: LAPTOP })) {
      const page = await people.page({ ...device, colorScheme });
      await people.join(page, event.links.join, name === 'phone' ? 'Ana' : 'Bo');
      await openTask(page, event.task);
      if (name === 'phone')
        await write(page, 'Brief', '## What\n\nA page that says:\n\n- [x] who we are\n- [ ] how to **begin**, see `README`');
      else await write(page, 'Notes', 'Ana writes the brief.');
      await page.getByRole('textbox', { name: 'Split off a step' }).fill(`A step by ${name}`);
      await page.getByRole('textbox', { name: 'Split off a step' }).press('Enter');
      const line = page.getByRole('combobox', { name: 'Say something on this card' });
      await line.fill('I can help with *that*');
      await line.press('Enter');
      await expect(page.getByRole('log').getByText('I can help').first()).toBeVisible();
      await page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`) });
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    }
    expect(people.complaints).toEqual([]);
  });
}
