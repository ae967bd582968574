// How a report's moments, names and addresses are written, in the person's language and the event's time.

import type { Millis } from '../../../shared/ids.ts';
import type { Credit } from '../../../shared/report/shape.ts';
import { t } from '../../locales/text.ts';
import { dayText, deviceLanguage, timeText } from '../../state/zones.ts';

export const listText = (names: readonly string[]): string => new Intl.ListFormat(deviceLanguage()).format(names);

export function creditText({ named, unnamed }: Credit): string {
  const names = named.map(({ name }) => name);
  if (unnamed > 0) names.push(t('report.unnamed', { count: unnamed }));
  return listText(names);
}

export const timeIn = (zone: string, at: Millis): string => timeText(at, zone, deviceLanguage());
export const momentIn = (zone: string, at: Millis): string => `${dayText(at, zone, deviceLanguage())}, ${timeIn(zone, at)}`;

export const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);
export const shortAddress = (url: string): string => url.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '');
