// Every screen looked at by axe: WCAG 2.2 A and AA; light, dark and high contrast; English and right to left.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { DEVICES, SCREENS } from '../screens/shots.ts';
import { expect, test } from './hackfest.ts';
import { visitors } from './visitors.ts';

const AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Rules about colors: a theme's matter, and none of a language's. */
const COLORS = ['color-contrast', 'link-in-text-block'];

async function problems(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html ?? ''}`);
}
const all = (page: Page) => problems(new AxeBuilder({ page }).withTags(AA));
const colors = (page: Page) => problems(new AxeBuilder({ page }).withRules(COLORS));
const allButColors = (page: Page) => problems(new AxeBuilder({ page }).withTags(AA).disableRules(COLORS));

const LIGHT = { colorScheme: 'light', contrast: 'no-preference' } as const;
const DARK = { colorScheme: 'dark', contrast: 'no-preference' } as const;
const HIGH_CONTRAST = { colorScheme: 'light', contrast: 'more' } as const;

/** How each language's screens are looked at; as a system would ask for a theme, while the screen is open. */
const LOOKS: { readonly [language: string]: (page: Page) => Promise<string[]> } = {
  en: async (page) => {
    const found = await all(page);
    await page.emulateMedia(DARK);
    for (const problem of await colors(page)) found.push(`dark: ${problem}`);
    await page.emulateMedia(HIGH_CONTRAST);
    for (const problem of await colors(page)) found.push(`high contrast: ${problem}`);
    return found;
  },
  'ar-XB': allButColors,
};

for (const [language, look] of Object.entries(LOOKS)) {
  test(`[HF9] no screen has anything for axe to find, in ${language}`, async ({ server, people }) => {
    test.setTimeout(480_000);
    const come = await visitors(server, people);
    const found: string[] = [];
    for (const [screen, { as, on, open }] of Object.entries(SCREENS)) {
      // All components are gallery.browser.test.ts's.
      if (screen === 'components') continue;
      for (const device of on) {
        const { page, event, leave } = await come(as, { ...DEVICES[device], ...LIGHT }, language);
        await open(page, event);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        for (const problem of await look(page)) found.push(`${screen} on a ${device}: ${problem}`);
        await leave();
      }
    }
    expect(found).toEqual([]);
  });
}
