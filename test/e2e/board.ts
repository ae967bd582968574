// What people do on the board, in the words of the screen.

import { expect, type Locator, type Page } from '@playwright/test';

export const cardOf = (page: Page, title: string): Locator =>
  page
    .locator('article')
    .filter({ has: page.getByText(title, { exact: true }) })
    .first();

/** On a phone the wanted tab is opened first; a laptop shows everything. */
export async function showAll(page: Page): Promise<void> {
  const tab = page.getByRole('navigation').getByText('All', { exact: true });
  if (await tab.isVisible()) await tab.click();
}

/** Taps the empty seat; the face must drop in. */
export async function claim(page: Page, title: string): Promise<void> {
  await showAll(page);
  await cardOf(page, title)
    .getByRole('button', { name: `Take a seat on ${title}` })
    .click();
  await expect(cardOf(page, title).getByRole('button', { name: `Give back your seat on ${title}` })).toBeVisible();
}

export async function release(page: Page, title: string): Promise<void> {
  await showAll(page);
  const seat = cardOf(page, title).getByRole('button', { name: `Give back your seat on ${title}` });
  await seat.click();
  await expect(seat).toBeHidden();
}

export type Recorded = {
  readonly kind: 'Done' | 'Partly' | 'Learned' | 'Blocked';
  readonly summary: string;
  readonly links?: string;
  readonly next?: string;
};

export async function recordOutcome(page: Page, title: string, { kind, summary, links, next }: Recorded): Promise<void> {
  await showAll(page);
  await cardOf(page, title).getByRole('button', { name: title, exact: true }).click();
  await page.getByRole('button', { name: 'Record the outcome' }).click();
  const dialog = page.getByRole('dialog', { name: /What came of/ });
  await dialog.getByRole('radio', { name: kind }).check();
  await dialog.getByLabel('In one line').fill(summary);
  if (links) await dialog.getByLabel(/^Links/).fill(links);
  if (next) await dialog.getByLabel('Next step').fill(next);
  await dialog.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Close' }).first().click();
}
