// Every component in every state at once, in every theme: what axe says, and that a phone need not scroll sideways.

import { beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Components from '../../../client/pages/Components.svelte';
import { problems } from './stage.ts';

beforeEach(() => page.viewport(1366, 768));

test.each(['light', 'dark', 'contrast'])('[LK40] the gallery has nothing for axe to find in the %s theme', async (theme) => {
  const screen = await render(Components);
  await screen.getByRole('radio', { name: theme, exact: true }).click();
  expect(document.documentElement.dataset['theme']).toBe(theme);
  expect(await problems()).toEqual([]);
});

test.each([320, 390, 768])('[LK41] no component makes a screen of %d px scroll sideways', async (width) => {
  await page.viewport(width, 844);
  await render(Components);
  await document.fonts.ready;
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
