// Which key does what, and above all when none does anything.

import { expect, test } from 'vitest';
import { actOf, SHORTCUTS, type Press } from '../../../client/pages/board/keys.ts';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  command: false,
  shift: false,
  alt: false,
  typing: false,
  ...more,
});
const act = (key: string, more: Partial<Press> = {}, afterG = false, letters = true) => actOf(press(key, more), afterG, letters);

test('[KB1] no key is taken from somebody who types', () => {
  for (const key of ['c', 'j', '?', '/', 'ArrowDown', 'Home', 'z']) expect(act(key, { typing: true })).toBeUndefined();
  expect(act('z', { typing: true, command: true })).toBeUndefined();
});

test('[KB2] keys of the browser and of screen readers pass: nothing happens with Alt, or with Ctrl but for undo and redo', () => {
  for (const key of ['c', 'n', 'f', 'p', 'ArrowLeft']) expect(act(key, { command: true })).toBeUndefined();
  for (const key of ['c', 'ArrowLeft']) expect(act(key, { alt: true })).toBeUndefined();
  expect(act('z', { command: true })).toEqual({ act: 'undo' });
  expect(act('Z', { command: true, shift: true })).toEqual({ act: 'redo' });
  expect(act('y', { command: true })).toEqual({ act: 'redo' });
});

test('[KB3] arrows and letters go from card to card, g and a letter arranges the board', () => {
  expect(act('ArrowDown')).toEqual({ act: 'go', to: 'down' });
  expect(act('ArrowDown', { shift: true })).toBeUndefined();
  expect(act('J', { shift: true })).toEqual({ act: 'go', to: 'next' });
  expect(act('g')).toEqual({ act: 'then' });
  expect(act('s', {}, true)).toEqual({ act: 'arrange', arrangement: 'states' });
  expect(act('m', {}, true)).toEqual({ act: 'arrange', arrangement: 'mine' });
  expect(act('m')).toEqual({ act: 'move' });
  expect(act('x', {}, true)).toBeUndefined();
});

test('[KB4] whoever turned letters off keeps arrows and undo', () => {
  for (const key of ['c', 'j', '?', 'g']) expect(act(key, {}, false, false)).toBeUndefined();
  expect(act('ArrowUp', {}, false, false)).toEqual({ act: 'go', to: 'up' });
  expect(act('z', { command: true }, false, false)).toEqual({ act: 'undo' });
});

test('[KB5] every letter of the list does something', () => {
  for (const { keys } of SHORTCUTS) {
    for (const [first, second] of keys as readonly (readonly string[])[]) {
      if (!first || !/^[a-z/?]$/.test(first)) continue;
      expect(act(first), first).toBeDefined();
      if (second) expect(act(second, {}, true), `${first} ${second}`).toBeDefined();
    }
  }
});
