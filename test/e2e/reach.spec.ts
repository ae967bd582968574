// Every screen enlarged, by keyboard alone, and with the system's own colors: nothing scrolls sideways, focus is seen and never
// under a bar, and what is spoken stays quiet. What axe finds is axe.spec.ts's.

import type { Page } from '@playwright/test';
import { SCREENS } from '../screens/shots.ts';
import { cardOf, claim } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';
import { visitors } from './visitors.ts';

/** A laptop of 1280 px at 400 % has 320 px left, and at 200 % 640. */
const ENLARGED = [
  ['400 %', { viewport: { width: 320, height: 256 } }],
  ['200 %', { viewport: { width: 640, height: 400 } }],
] as const;

/** What is wider than the page, and words cut off within buttons, tabs and headings. */
const overflowing = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth - clientWidth} px too wide`);
    for (const element of document.querySelectorAll<HTMLElement>('button, a, label, h1, h2, legend')) {
      const { overflowX, textOverflow } = getComputedStyle(element);
      const cut = overflowX === 'hidden' && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1;
      if (cut && !element.closest('.unseen')) found.push(`cut off: ${element.textContent.trim().slice(0, 40)}`);
    }
    return found;
  });

for (const [name, device] of ENLARGED) {
  test(`[ZM1] at ${name} no screen scrolls sideways and no word is cut off, in the longest language too`, async ({ server, people }) => {
    test.setTimeout(240_000);
    const come = await visitors(server, people);
    const found: string[] = [];
    for (const language of ['en', 'en-XA', 'ar-XB']) {
      for (const [screen, { as, on, open }] of Object.entries(SCREENS)) {
        // So little room gets what a phone gets.
        if (!on.includes('phone') || screen === 'components') continue;
        const { page, event, leave } = await come(as, device, language);
        await open(page, event);
        for (const problem of await overflowing(page)) found.push(`${screen} in ${language}: ${problem}`);
        await leave();
      }
    }
    expect(found).toEqual([]);
  });
}

/** Where focus is after each press of Tab, and whether one sees it there; until it has been everywhere. */
async function walk(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press('Tab');
    const met = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return 'over';
      // Where a script put it, such as the title of a dialog that opened: the next step is the person's own.
      if (element.tabIndex < 0) return '';
      if ('walked' in element.dataset) return 'over';
      element.dataset['walked'] = '';
      const name = (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40) || element.tagName;
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.bottom <= 0 || box.top >= innerHeight) return `out of sight: ${name}`;
      const top = document.elementFromPoint(
        Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)),
        Math.min(innerHeight - 1, Math.max(0, box.top + box.height / 2)),
      );
      const seen = top !== null && (element.contains(top) || top.contains(element) || top.closest('label')?.contains(element) === true);
      const drawn = [element, ...element.querySelectorAll('*'), ...(element.parentElement?.querySelectorAll(':scope > *') ?? [])].some(
        (part) =>
          [undefined, '::after', '::before'].some((pseudo) => {
            const { outlineStyle, outlineWidth } = getComputedStyle(part, pseudo);
            return outlineStyle !== 'none' && outlineWidth !== '0px';
          }),
      );
      if (!seen) return `covered: ${name}`;
      return drawn || element.closest('.editor') ? '' : `no mark of focus: ${name}`;
    });
    if (met === 'over') break;
    if (met !== '') found.push(met);
  }
  return found;
}

for (const forced of ['none', 'active'] as const) {
  test(`[ZM2] by Tab one sees where one is, on every screen, with ${forced === 'active' ? 'the colors of the system' : 'our own colors'}`, async ({
    server,
    people,
  }) => {
    test.setTimeout(240_000);
    const come = await visitors(server, people);
    const found: string[] = [];
    for (const [screen, { as, on, open }] of Object.entries(SCREENS)) {
      if (screen === 'wall' || screen === 'components') continue;
      const { page, event, leave } = await come(as, { ...(on.includes('laptop') ? LAPTOP : PHONE), forcedColors: forced }, 'en');
      await open(page, event);
      for (const problem of await walk(page)) found.push(`${screen}: ${problem}`);
      await leave();
    }
    expect(found).toEqual([]);
  });
}

test('[ZM3] a running clock and the work of others leave screen readers in peace', async ({ server, people }) => {
  const event = await organize(server);
  const sam = await people.page(LAPTOP);
  await people.join(sam, event.links.facilitator, 'Sam');
  await sam.goto(`/console/${event.boardId}`);
  await sam.getByRole('button', { name: 'Start' }).click();
  const ana = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  const clock = ana.locator('[data-top-bar] .time');
  await expect(clock).toBeVisible();
  await ana.evaluate(() => {
    const spoken: string[] = [];
    Object.assign(globalThis, { spoken });
    const live = '[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])';
    new MutationObserver((records) => {
      for (const { target } of records) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest(live);
        if (region?.textContent.trim()) spoken.push(region.textContent.trim());
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const bo = await people.page(LAPTOP);
  await people.join(bo, event.links.join, 'Bo');
  await claim(bo, event.task);
  await expect(cardOf(ana, event.task).getByLabel(/^Bo/)).toBeVisible();
  const before = await clock.textContent();
  await expect.poll(async () => clock.textContent(), { intervals: [500] }).not.toBe(before);
  expect(await ana.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken)).toEqual([]);
});
