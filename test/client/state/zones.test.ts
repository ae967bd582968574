// Clock times of a zone to moments and back, above all where clocks jump. How a date field looks is not here.

import { expect, test } from 'vitest';
import { clockTimeOf, isZone, laterBy, momentOf, sameClock, spanText, zoneText } from '../../../client/state/zones.ts';
import { millis, MINUTE } from '../../../shared/ids.ts';

const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
const moment = (text: string) => millis(Date.parse(text));

test.each([
  ['2026-06-01T18:30', 'Europe/Madrid', '2026-06-01T16:30:00.000Z'],
  ['2026-12-01T18:30', 'Europe/Madrid', '2026-12-01T17:30:00.000Z'],
  ['2026-06-01T18:30', 'America/Sao_Paulo', '2026-06-01T21:30:00.000Z'],
  ['2026-06-01T00:15', 'Asia/Kathmandu', '2026-05-31T18:30:00.000Z'],
  ['2026-01-01T09:00', 'Pacific/Kiritimati', '2025-12-31T19:00:00.000Z'],
  ['2024-02-29T12:00', 'UTC', '2024-02-29T12:00:00.000Z'],
])('[EV1] %s on the clocks of %s is one moment, and reads the same from it', (time, zone, expected) => {
  const at = momentOf(time, zone);
  expect(iso(at)).toBe(expected);
  expect(clockTimeOf(at ?? millis(0), zone)).toBe(time);
});

test.each([
  ['2026-10-25T02:30', 'Europe/Madrid', '2026-10-25T00:30:00.000Z'],
  ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
  ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
])('[EV2] %s, which comes twice in %s when clocks go back, means the first', (time, zone, expected) => {
  const at = momentOf(time, zone);
  expect(iso(at)).toBe(expected);
  expect(clockTimeOf(at ?? millis(0), zone)).toBe(time);
});

test.each([
  ['2026-03-29T02:30', 'Europe/Madrid', '2026-03-29T01:30:00.000Z', '2026-03-29T03:30'],
  ['2026-03-08T02:15', 'America/New_York', '2026-03-08T07:15:00.000Z', '2026-03-08T03:15'],
  ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T22:00:00.000Z', '2011-12-31T12:00'],
])('[EV3] %s, which clocks in %s skip, means as long after the jump', (time, zone, expected, shown) => {
  const at = momentOf(time, zone);
  expect(iso(at)).toBe(expected);
  expect(clockTimeOf(at ?? millis(0), zone)).toBe(shown);
});

test('[EV4] around a jump every hour that exists reads the same there and back', () => {
  for (const jump of ['2026-03-29T01:00Z', '2026-10-25T01:00Z']) {
    for (let minutes = -180; minutes <= 180; minutes += 15) {
      const at = millis(moment(jump) + minutes * MINUTE);
      const back = momentOf(clockTimeOf(at, 'Europe/Madrid'), 'Europe/Madrid') ?? millis(0);
      expect(clockTimeOf(back, 'Europe/Madrid')).toBe(clockTimeOf(at, 'Europe/Madrid'));
      expect(back).toBeLessThanOrEqual(at);
    }
  }
});

test.each(['', 'tomorrow', '2026-02-30T10:00', '2026-13-01T10:00', '2026-06-01T25:00'])('[EV5] %j is no time', (time) => {
  expect(momentOf(time, 'Europe/Madrid')).toBeUndefined();
});

test('[EV5] a zone nobody knows gives no moment', () => {
  expect(isZone('Mars/Olympus')).toBe(false);
  expect(isZone('')).toBe(false);
  expect(momentOf('2026-06-01T18:30', 'Mars/Olympus')).toBeUndefined();
});

test('[EV6] an end keeps its distance when the start moves', () => {
  expect(laterBy('2026-12-31T22:30', 180)).toBe('2027-01-01T01:30');
  expect(laterBy('', 180)).toBe('');
});

test('[EV7] a span is said in the zone asked for, with the year only when it is another one', () => {
  const [from, to] = [moment('2026-06-01T16:30Z'), moment('2026-06-01T19:30Z')];
  // How the parts are joined is the business of each browser's edition of the calendar data.
  const words = (text: string) => text.match(/[\p{L}\d:]+/gu);
  expect(words(spanText(from, to, 'Europe/Madrid', 'en-GB', from))).toEqual(['Mon', '1', 'June', '18:30', '21:30']);
  expect(words(spanText(from, to, 'Asia/Tokyo', 'en-GB', moment('2025-06-01T00:00Z')))).toEqual([
    'Tue',
    '2',
    'June',
    '2026',
    '01:30',
    '04:30',
  ]);
});

test('[EV8] zones of one clock are told apart by their clocks, not by their names', () => {
  const summer = moment('2026-06-01T12:00Z');
  expect(sameClock('Europe/Madrid', 'Europe/Berlin', summer)).toBe(true);
  expect(sameClock('Europe/Madrid', 'Europe/London', summer)).toBe(false);
  expect(zoneText('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
});
