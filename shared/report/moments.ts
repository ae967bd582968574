// Moments as an event's people read them: in the zone of the event, not of the device or the server. An unknown zone reads
// as UTC; a moment no calendar has reads as ''.

import type { Millis } from '../ids.ts';

export type Moments = {
  /** The zone that is really used. */
  readonly zone: string;
  /** `Thu 1 June 2017, 09:30` */
  readonly long: (at: Millis) => string;
  /** `09:30` */
  readonly time: (at: Millis) => string;
  /** `2017-06-01T09:30:00+02:00` */
  readonly iso: (at: Millis) => string;
};

const LAST_MOMENT = 8.64e15;

export function momentsIn(wanted: string): Moments {
  const zone = isZone(wanted) ? wanted : 'UTC';
  const long = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  return {
    zone,
    long: (at) => known(at, () => longOf(partsBy(long, at))),
    time: (at) => known(at, () => time.format(at)),
    iso: (at) => known(at, () => isoOf(partsBy(parts, at))),
  };
}

function isZone(zone: string): boolean {
  try {
    return zone !== '' && new Intl.DateTimeFormat('en-GB', { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

const known = (at: Millis, say: () => string): string => (Number.isFinite(at) && at > 0 && at <= LAST_MOMENT ? say() : '');

type Part = (type: Intl.DateTimeFormatPartTypes) => string;

/** Put together here, because the order and the commas differ from one browser to the next. */
function partsBy(format: Intl.DateTimeFormat, at: Millis): Part {
  const parts = format.formatToParts(at);
  return (type) => parts.find((part) => part.type === type)?.value ?? '';
}

const longOf = (part: Part): string =>
  `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}, ${part('hour')}:${part('minute')}`;

function isoOf(part: Part): string {
  const offset = part('timeZoneName').replace(/^(?:GMT|UTC)/, '') || '+00:00';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}${offset}`;
}
