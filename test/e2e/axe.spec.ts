// Every screen looked at by axe: WCAG 2.2 A and AA; light, dark and high contrast; English, German and right to left.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { cardOf } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test, WALL } from './hackfest.ts';

async function problems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return violations.map((violation) => `${page.url()} ${violation.id}: ${violation.nodes[0]?.html ?? ''}`);
}

/** How a system asks for each theme. */
const THEMES = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'high contrast': { contrast: 'more' },
} as const;

/** The page as it stands, then anew in other languages. */
async function problemsInLanguages(page: Page): Promise<string[]> {
  const found = await problems(page);
  for (const language of ['de', 'ar-XB']) {
    await page.evaluate((name) => localStorage.setItem('hackfest:language', name), language);
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.locator('h1').first().waitFor({ state: 'attached' });
    found.push(...(await problems(page)));
  }
  await page.evaluate(() => localStorage.removeItem('hackfest:language'));
  return found;
}

for (const [theme, system] of Object.entries(THEMES)) {
  test(`[HF9] no screen has anything for axe to find in the ${theme} theme`, async ({ server, people }) => {
    const event = await organize(server);
    const found: string[] = [];
    const look = async (page: Page) => found.push(...(await problems(page)));
    const lookInLanguages = async (page: Page) => found.push(...(await problemsInLanguages(page)));

    const sam = await people.page({ ...LAPTOP, ...system });
    await sam.goto('/');
    await lookInLanguages(sam);
    await sam.goto(`/facilitate#${event.links.facilitator}`);
    await sam.getByRole('textbox').first().fill('Sam');
    await look(sam);
    await sam.keyboard.press('Enter');
    await sam.waitForURL('**/board/**');
    await expect(cardOf(sam, event.task)).toBeVisible();
    await look(sam);
    await sam.getByRole('button', { name: 'Look and language' }).click();
    await sam.getByRole('dialog').waitFor();
    await look(sam);
    await sam.keyboard.press('Escape');
    await cardOf(sam, event.task).getByRole('button', { name: event.task, exact: true }).click();
    await sam.getByRole('group', { name: 'Notes' }).waitFor();
    await lookInLanguages(sam);
    for (const place of ['console', 'report']) {
      await sam.goto(`/${place}/${event.boardId}`);
      await sam.getByRole('heading').first().waitFor();
      await lookInLanguages(sam);
    }

    const ana = await people.page({ ...PHONE, ...system });
    await people.join(ana, event.links.join, 'Ana');
    await lookInLanguages(ana);
    const wall = await people.page({ ...WALL, ...system });
    await wall.goto(`/wall#${event.links.wall}`);
    await wall.getByText('Open data', { exact: true }).first().waitFor();
    await lookInLanguages(wall);
    const organizer = await people.page({ ...LAPTOP, ...system });
    await organizer.goto(server.organizerLink);
    await organizer.getByText('Open data day').first().waitFor();
    await lookInLanguages(organizer);
    expect(found).toEqual([]);
  });
}
