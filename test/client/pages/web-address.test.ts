// What is made of an address as people type it.

import { expect, test } from 'vitest';
import { webAddress } from '../../../client/pages/web-address.ts';

test.each([
  ['example.org', 'https://example.org'],
  ['meet.example.org/maps?room=2', 'https://meet.example.org/maps?room=2'],
  ['münchen.example:8443/a', 'https://münchen.example:8443/a'],
])('[LK46] %s gets the https:// it was typed without', (typed, address) => {
  expect(webAddress(typed)).toBe(address);
});

test.each(['https://example.org', 'http://192.168.1.20:3000', 'javascript:alert(1)', 'room two', 'localhost', 'mail@example.org', ''])(
  '[LK47] "%s" stays as it was typed',
  (typed) => {
    expect(webAddress(typed)).toBe(typed);
  },
);
