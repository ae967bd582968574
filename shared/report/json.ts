// The report as JSON, for programs: the report's own shape, moments as ISO 8601 in the event's zone, null for 'not yet'.

import type { Millis } from '../ids.ts';
import { momentsIn } from './moments.ts';
import type { Report } from './shape.ts';

const MOMENT_KEY = /(?:^at|At)$/;

export function reportJson(report: Report): string {
  const { iso } = momentsIn(report.zone);
  const written = (key: string, value: unknown): unknown =>
    MOMENT_KEY.test(key) && typeof value === 'number' ? iso(value as Millis) || null : value;
  return `${JSON.stringify(report, written, 2)}\n`;
}
