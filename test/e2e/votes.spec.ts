// Dot-votes by three: spent in secret, kept through a killed server, revealed by the facilitator, and put to use.

import AxeBuilder from '@axe-core/playwright';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';
import { showAll } from './board.ts';

test('[VO14] dots stay secret until the facilitator reveals them, survive a kill, and put the columns in order', async ({
  server,
  people,
}, info) => {
  const event = await organize(server);
  const [ana, bo, fay] = [await people.page(PHONE), await people.page(LAPTOP), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(bo, event.links.join, 'Bo');
  await people.join(fay, event.links.facilitator, 'Fay');
  await bo.getByRole('button', { name: 'Pitch a challenge' }).click();
  await bo.getByRole('textbox', { name: 'Challenge' }).fill('Bike paths');
  await bo.getByRole('button', { name: 'Pitch it' }).click();
  await showAll(ana);
  for (const page of [ana, bo, fay]) await page.getByRole('button', { name: /^Vote: no dot of yours on Bike paths/ }).click();
  for (let dots = 0; dots < 3; dots++) await ana.getByRole('button', { name: 'Put a dot on Bike paths' }).click();
  await ana.getByRole('button', { name: 'Put a dot on Open data' }).click();
  await ana.getByRole('button', { name: 'Take a dot back from Open data' }).click();
  await bo.getByRole('button', { name: 'Put a dot on Open data' }).click();
  await expect(ana.getByText('You have 2 dots left')).toBeVisible();
  await expect(fay.getByText('2 people have voted')).toBeVisible();
  await expect(bo.getByRole('group', { name: 'Dots on Bike paths' })).toContainText('No dot of yours');
  await ana.screenshot({ path: info.outputPath('phone-voting.png') });
  await server.kill();
  await server.start();
  await ana.reload();
  await showAll(ana);
  await ana.getByRole('button', { name: /^Vote: 3 dots of yours on Bike paths/ }).click();
  await expect(ana.getByText('You have 2 dots left')).toBeVisible();
  await fay.getByRole('button', { name: 'Reveal the votes' }).click();
  for (const page of [ana, bo, fay]) {
    await expect(page.getByRole('group', { name: 'Dots on Bike paths' })).toContainText('3 dots');
    await expect(page.getByText('Fay revealed the votes of 2 people.', { exact: false })).toBeVisible();
  }
  await fay.screenshot({ path: info.outputPath('laptop-revealed.png') });
  const { violations } = await new AxeBuilder({ page: fay }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await fay.getByRole('button', { name: 'Put the columns in this order' }).click();
  await bo.keyboard.press('Escape');
  await expect(bo.locator('h2')).toHaveText(['Bike paths', 'Open data']);
  await bo.screenshot({ path: info.outputPath('laptop-ordered.png') });
  expect(people.complaints).toEqual([]);
});
