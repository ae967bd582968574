// Every screen looked at by axe: WCAG 2.2 A and AA; light, dark and high contrast; English, German and right to left.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { DEVICES, SCREENS } from '../screens/shots.ts';
import { expect, test } from './hackfest.ts';
import { visitors } from './visitors.ts';

async function problems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html ?? ''}`);
}

/** How a system asks for each theme. */
const THEMES = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'high contrast': { contrast: 'more' },
} as const;

/** Colors are a theme's and words a language's: every theme once in English, the other languages once each in a theme that is not light. */
const LOOKS: readonly (readonly [theme: keyof typeof THEMES, language: string])[] = [
  ['light', 'en'],
  ['dark', 'en'],
  ['high contrast', 'en'],
  ['dark', 'de'],
  ['high contrast', 'ar-XB'],
];

for (const [theme, language] of LOOKS) {
  test(`[HF9] no screen has anything for axe to find in the ${theme} theme, in ${language}`, async ({ server, people }) => {
    test.setTimeout(300_000);
    const come = await visitors(server, people);
    const found: string[] = [];
    for (const [screen, { as, on, open }] of Object.entries(SCREENS)) {
      // All components are gallery.browser.test.ts's.
      if (screen === 'components') continue;
      for (const device of on) {
        const { page, event, leave } = await come(as, { ...DEVICES[device], ...THEMES[theme] }, language);
        await open(page, event);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        for (const problem of await problems(page)) found.push(`${screen} on a ${device}: ${problem}`);
        await leave();
      }
    }
    expect(found).toEqual([]);
  });
}
