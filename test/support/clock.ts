// A clock that stands still until a test moves it. Alarms ring in the order of their moments, also those set on the way.

import { millis, type Millis } from '../../shared/ids.ts';
import { systemClock, type Clock } from '../../server/clock.ts';

/** Thursday 1 June 2017, 09:00 UTC. */
export const MORNING = Date.UTC(2017, 5, 1, 9);

export type FakeClock = Clock & {
  /** Moves on by `ms`, ringing what falls due on the way. */
  advance(ms: number): void;
  /** Moves on to the next alarm and rings it; false when none is set. */
  skip(): boolean;
  /** How many alarms are set. */
  readonly armed: number;
};

type Alarm = { readonly at: number; readonly order: number; readonly ring: () => void };

export function fakeClock(start = MORNING): FakeClock {
  let now = start;
  let orders = 0;
  const alarms = new Set<Alarm>();
  const first = (until: number): Alarm | undefined => {
    const due = [...alarms].filter((alarm) => alarm.at <= until);
    return due.sort((a, b) => a.at - b.at || a.order - b.order)[0];
  };
  return {
    now: (): Millis => millis(now),
    alarm(at, ring) {
      const alarm = { at, order: orders++, ring };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    advance(ms) {
      const until = now + ms;
      for (let alarm = first(until); alarm; alarm = first(until)) {
        alarms.delete(alarm);
        now = Math.max(now, alarm.at);
        alarm.ring();
      }
      now = until;
    },
    skip() {
      const alarm = first(Infinity);
      if (!alarm) return false;
      this.advance(Math.max(0, alarm.at - now));
      return true;
    },
    get armed() {
      return alarms.size;
    },
  };
}

const FASTER = 40;

/** A clock on which a second takes a fortieth of one: for processes that can not be handed a clock to turn. */
export function fasterClock(): Clock {
  const begun = systemClock.now();
  const now = (): Millis => millis(begun + (systemClock.now() - begun) * FASTER);
  return { now, alarm: (at, ring) => systemClock.alarm(millis(systemClock.now() + (at - now()) / FASTER), ring) };
}
