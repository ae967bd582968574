// Who is where and looks at what, and what was said meanwhile: seen on cards and in an open card, by two and by three.

import type { Page } from '@playwright/test';
import { cardOf, claim, showAll } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';

async function openTask(page: Page, title: string): Promise<void> {
  await showAll(page);
  await cardOf(page, title).getByRole('button', { name: title, exact: true }).click();
  await page.getByRole('group', { name: 'Brief', exact: true }).waitFor();
}

test('[PR20] an open card shows who else looks at it, and a card wears what was said on it until it was read', async ({
  server,
  people,
}, info) => {
  const event = await organize(server);
  const [ana, lee] = [await people.page(LAPTOP), await people.page(PHONE)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(lee, event.links.join, 'Lee', { remote: true });
  await claim(lee, event.task);
  await openTask(ana, event.task);
  const seats = ana.getByRole('region', { name: 'Seats' });
  await expect(seats.getByRole('img', { name: /^Lee, .*remote/ })).toBeVisible();
  await openTask(lee, event.task);
  await expect(lee.getByText('Looking at it now: Ana', { exact: false }).last()).toBeVisible();
  await ana.screenshot({ path: info.outputPath('laptop-remote-seat.png') });
  await ana.getByRole('button', { name: 'Close' }).first().click();
  await expect(lee.getByText('Looking at it now: Ana', { exact: false })).toHaveCount(0);
  const line = lee.getByRole('combobox', { name: 'Say something on this card' });
  await line.fill('The old page is in the wiki');
  await line.press('Enter');
  const news = cardOf(ana, event.task).getByText('something new was said');
  await expect(news).toBeAttached();
  await ana.screenshot({ path: info.outputPath('laptop-unread.png') });
  await ana.reload();
  await expect(news).toBeAttached();
  await openTask(ana, event.task);
  await expect(ana.getByText('The old page is in the wiki')).toBeVisible();
  await ana.getByRole('button', { name: 'Close' }).first().click();
  await expect(news).toHaveCount(0);
  await ana.reload();
  await expect(cardOf(ana, event.task)).toBeVisible();
  await expect(news).toHaveCount(0);
  await lee.screenshot({ path: info.outputPath('phone-card.png') });
  expect(people.complaints).toEqual([]);
});
