// Every screen looked at by axe: WCAG 2.2 A and AA, light and dark.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { cardOf } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test, WALL } from './hackfest.ts';

async function problems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return violations.map((violation) => `${page.url()} ${violation.id}: ${violation.nodes[0]?.html ?? ''}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`[HF9] no screen has anything for axe to find in the ${colorScheme} theme`, async ({ server, people }) => {
    const event = await organize(server);
    const found: string[] = [];
    const look = async (page: Page) => found.push(...(await problems(page)));

    const sam = await people.page({ ...LAPTOP, colorScheme });
    await sam.goto('/');
    await look(sam);
    await sam.goto(`/facilitate#${event.links.facilitator}`);
    await sam.getByRole('textbox').first().fill('Sam');
    await look(sam);
    await sam.keyboard.press('Enter');
    await sam.waitForURL('**/board/**');
    await expect(cardOf(sam, event.task)).toBeVisible();
    await look(sam);
    await cardOf(sam, event.task).getByRole('button', { name: event.task, exact: true }).click();
    await sam.getByRole('group', { name: 'Notes' }).waitFor();
    await look(sam);
    for (const place of ['console', 'report']) {
      await sam.goto(`/${place}/${event.boardId}`);
      await sam.getByRole('heading').first().waitFor();
      await look(sam);
    }

    const ana = await people.page({ ...PHONE, colorScheme });
    await people.join(ana, event.links.join, 'Ana');
    await look(ana);
    const wall = await people.page({ ...WALL, colorScheme });
    await wall.goto(`/wall#${event.links.wall}`);
    await wall.getByText('Open data', { exact: true }).first().waitFor();
    await look(wall);
    const organizer = await people.page({ ...LAPTOP, colorScheme });
    await organizer.goto(server.organizerLink);
    await organizer.getByText('Open data day').first().waitFor();
    await look(organizer);
    expect(found).toEqual([]);
  });
}
