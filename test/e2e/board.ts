// What people do on the board, in the words of the screen.

import { expect, type Locator, type Page } from '@playwright/test';

export const cardOf = (page: Page, title: string): Locator =>
  page
    .locator('article')
    .filter({ has: page.getByText(title, { exact: true }) })
    .first();

/** On a phone the wanted tab is opened first; a laptop shows everything. */
export async function showAll(page: Page): Promise<void> {
  if ((page.viewportSize()?.width ?? 0) < 700) await page.getByRole('navigation').getByText('All', { exact: true }).click();
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

const textGroup = (page: Page, label: string): Locator => page.getByRole('group', { name: label, exact: true });

/** Writes a text of the open card anew, opening its editor where it is closed. */
export async function write(page: Page, label: 'Brief' | 'Notes', text: string): Promise<void> {
  const box = textGroup(page, label).getByRole('textbox');
  await textGroup(page, label).waitFor();
  if (!(await box.isVisible())) {
    await textGroup(page, label)
      .getByRole('button', { name: `Write in ${label}` })
      .click();
  }
  await box.fill(text);
}

/** What stands in a text of the open card, read or written, without others' cursors. */
export async function expectText(page: Page, label: 'Brief' | 'Notes', text: string, timeout = 5_000): Promise<void> {
  await expect
    .poll(
      () =>
        textGroup(page, label).evaluate((group) => {
          const editor = group.querySelector('.editor')?.shadowRoot?.querySelector('.cm-content');
          if (!editor) return group.querySelector<HTMLElement>('.read')?.innerText ?? '';
          return [...editor.querySelectorAll('.cm-line')]
            .map((line) => {
              const words = line.cloneNode(true) as HTMLElement;
              for (const mark of words.querySelectorAll('.cursor, .cm-placeholder')) mark.remove();
              return words.textContent;
            })
            .join('\n');
        }),
      { timeout },
    )
    .toBe(text);
}
