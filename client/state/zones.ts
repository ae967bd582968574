// Clock times of a zone and moments in time, both ways: what an organizer types is a time on the clocks of a place. Pure:
// zone, language and moment are arguments; only what the device itself prefers is asked of it.

import { millis, MINUTE, type Millis } from '../../shared/ids.ts';
import { spoken } from '../locales/text.ts';

/** A time on a clock as date fields write it: `2026-10-25T18:30`, in no zone by itself. */
export type ClockTime = string;

const CLOCK_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/;
const DAY = 24 * 60 * MINUTE;

/** The IANA name of the zone this device lives in. */
export const deviceZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** The person's own way of writing dates, within the language of the page: en-GB counts to 24, en-US to 12. */
export function deviceLanguage(): string {
  const page = spoken();
  return navigator.languages.find((own) => own.split('-')[0] === page.split('-')[0]) ?? page;
}

export function isZone(zone: string): boolean {
  try {
    return zone !== '' && new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** All zones this browser can name; older ones name none and take whatever is typed. */
export const zoneNames = (): readonly string[] => ('supportedValuesOf' in Intl ? Intl.supportedValuesOf('timeZone') : []);

/** What the clocks of a zone show at a moment. */
export function clockTimeOf(at: Millis, zone: string): ClockTime {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16);
}

/**
 * The moment when the clocks of a zone show a time; undefined when it is no time. A time that comes twice means the first;
 * one that is skipped, when clocks go forward, means as long after the jump.
 */
export function momentOf(time: ClockTime, zone: string): Millis | undefined {
  const asUtc = utcOf(time);
  if (asUtc === undefined || !isZone(zone)) return undefined;
  const before = offsetAt(millis(asUtc - DAY), zone);
  const after = offsetAt(millis(asUtc + DAY), zone);
  const candidates = [asUtc - before, asUtc - after].filter((at) => at + offsetAt(millis(at), zone) === asUtc);
  return millis(candidates.length > 0 ? Math.min(...candidates) : asUtc - before);
}

/** A time on the same clock some minutes on, as if no clock ever jumped. */
export function laterBy(time: ClockTime, minutes: number): ClockTime {
  const asUtc = utcOf(time);
  return asUtc === undefined ? time : new Date(asUtc + minutes * MINUTE).toISOString().slice(0, 16);
}

function utcOf(time: ClockTime): number | undefined {
  const parts = CLOCK_TIME.exec(time)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts;
  const at = Date.UTC(year, month - 1, day, hour, minute);
  const exists = new Date(at).toISOString().slice(0, 16) === time.slice(0, 16);
  return exists ? at : undefined;
}

/** Milliseconds the clocks of a zone are ahead of UTC at a moment. */
function offsetAt(at: Millis, zone: string): number {
  const parts = partsIn(zone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1_000) * 1_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format is slow, and a page asks for the same zone again and again. */
function partsIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

// -- in words -----------------------------------------------------------------------------------------------------------

const WHEN = { weekday: 'short', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit' } as const;

/** From when to when, as the people of a zone say it; the year is left out when it is that of `now`. */
export function spanText(from: Millis, to: Millis, zone: string, language: string, now?: Millis): string {
  const yearOf = (at: Millis) => clockTimeOf(at, zone).slice(0, 4);
  const year = now !== undefined && yearOf(from) === yearOf(now) ? undefined : 'numeric';
  return new Intl.DateTimeFormat(language, { ...WHEN, year, timeZone: zone }).formatRange(from, Math.max(from, to));
}

export const dayText = (at: Millis, zone: string, language: string): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: zone }).format(at);

export const timeText = (at: Millis, zone: string, language: string): string =>
  new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone: zone }).format(at);

/** `Europe/Madrid` said as `Madrid`, as clocks in hotel lobbies do. */
export const zoneText = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** Whether two zones show the same time at a moment, whatever they are called. */
export const sameClock = (one: string, other: string, at: Millis): boolean => offsetAt(at, one) === offsetAt(at, other);
