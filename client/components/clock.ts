// How a remaining time is written and which state the clock shows. Arithmetic and text only: whose time it is comes
// from outside, nothing here ticks.

import { MINUTE } from '../../shared/ids.ts';

export const CLOCK_STATES = ['idle', 'running', 'warning', 'over', 'paused'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

const WARNING_MS = 5 * MINUTE;

/** From when on the clock warns: five minutes before the end, of a short sprint its last fifth. For all screens and the bell. */
const warnsFrom = (total: number): number => Math.min(WARNING_MS, total / 5);

const two = (value: number): string => String(value).padStart(2, '0');

/** 1499000 -> '24:59', 3723000 -> '1:02:03', -35000 -> '+0:35' (time over). Rounds up: '0:00' means it is really over. */
export function clockText(remaining: number): string {
  const seconds = remaining >= 0 ? Math.ceil(remaining / 1000) : Math.floor(-remaining / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const sign = remaining < 0 && seconds > 0 ? '+' : '';
  return hours > 0 ? `${sign}${hours}:${two(minutes)}:${two(seconds % 60)}` : `${sign}${minutes}:${two(seconds % 60)}`;
}

/** The state of a clock that is neither idle nor paused. */
export function clockState(remaining: number, total: number): ClockState {
  if (remaining <= 0) return 'over';
  return remaining <= warnsFrom(total) ? 'warning' : 'running';
}
