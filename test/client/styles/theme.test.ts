// Which theme is worn. That a choice is kept and seen is test/e2e/settings.spec.ts.

import { expect, test } from 'vitest';
import { wornTheme } from '../../../client/styles/theme.ts';

test('[LK50] who chose nothing wears what the system asks for, and high contrast when it asks for more', () => {
  expect(wornTheme('system', false)).toBe('');
  expect(wornTheme('system', true)).toBe('contrast');
});

test('[LK51] a chosen theme is worn whatever the system asks for', () => {
  for (const theme of ['light', 'dark', 'contrast'] as const) {
    expect(wornTheme(theme, false)).toBe(theme);
    expect(wornTheme(theme, true)).toBe(theme);
  }
});

test('[LK53] a wall is dark until somebody chooses otherwise on it, and of high contrast where the system asks for more', () => {
  expect(wornTheme('system', false, 'wall')).toBe('dark');
  expect(wornTheme('system', true, 'wall')).toBe('contrast');
  expect(wornTheme('light', true, 'wall')).toBe('light');
});
