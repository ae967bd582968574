// The arithmetic of the sprint's clock and of the offset between two clocks, as properties. Fixed seed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE, millis } from '../../../shared/ids.ts';
import {
  clockOffset,
  extendSprint,
  pauseSprint,
  remaining,
  remainingShare,
  resumeSprint,
  sprintState,
} from '../../../shared/live/sprint.ts';
import type { Sprint } from '../../../shared/board/schema.ts';
import { MORNING } from '../../support/clock.ts';
import { NO_SPRINT } from '../../support/table.ts';
import { seededMint } from '../../support/seed.ts';

const RUNS = { seed: 20170601, numRuns: 300 };
const id = seededMint(3)('sprint');
const running = (minutes: number, startedAt = MORNING): Sprint => ({
  ...NO_SPRINT,
  id,
  startedAt: millis(startedAt),
  endsAt: millis(startedAt + minutes * MINUTE),
  length: minutes * MINUTE,
});
const length = fc.integer({ min: 1, max: 600 });
const wait = fc.integer({ min: 0, max: 600 * MINUTE });

describe('the sprint clock', () => {
  it('[CK20] what remains is the end minus now, never below nothing and never more than all', () => {
    fc.assert(
      fc.property(length, wait, (minutes, waited) => {
        const sprint = running(minutes);
        const now = millis(MORNING + waited);
        expect(remaining(sprint, now)).toBe(Math.max(0, minutes * MINUTE - waited));
        expect(remainingShare(sprint, now)).toBeGreaterThanOrEqual(0);
        expect(remainingShare(sprint, now)).toBeLessThanOrEqual(1);
        expect(sprintState(sprint, now)).toBe(waited < minutes * MINUTE ? 'running' : 'over');
      }),
      RUNS,
    );
  });

  it('[CK21] a pause, however long, takes nothing off the clock', () => {
    fc.assert(
      fc.property(length, fc.double({ min: 0, max: 0.999, noNaN: true }), wait, wait, (minutes, share, pause, later) => {
        const at = millis(MORNING + Math.floor(minutes * MINUTE * share));
        const before = remaining(running(minutes), at);
        const paused = pauseSprint(running(minutes), at);
        expect(remaining(paused, millis(at + later))).toBe(before);
        const resumed = resumeSprint(paused, millis(at + pause));
        expect(remaining(resumed, millis(at + pause))).toBe(before);
        expect(resumed.length).toBe(minutes * MINUTE);
        expect(remaining(resumed, millis(at + pause + later))).toBe(Math.max(0, before - later));
      }),
      RUNS,
    );
  });

  it('[CK22] an extension adds exactly what it says, running or paused', () => {
    fc.assert(
      fc.property(length, fc.integer({ min: 1, max: 600 }), fc.boolean(), (minutes, more, isPaused) => {
        const at = millis(MORNING + MINUTE / 2);
        const sprint = isPaused ? pauseSprint(running(minutes), at) : running(minutes);
        const longer = extendSprint(sprint, more);
        expect(remaining(longer, at) - remaining(sprint, at)).toBe(more * MINUTE);
        expect(longer.length - sprint.length).toBe(more * MINUTE);
        expect(remainingShare(longer, at)).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('[CK23] pauses, resumptions and extensions in any order only move the end by what was paused and added', () => {
    const act = fc.oneof(
      fc.constantFrom({ do: 'pause' as const }, { do: 'resume' as const }),
      fc.record({ do: fc.constant('extend' as const), minutes: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20 * MINUTE }) }),
    );
    fc.assert(
      fc.property(length, fc.array(act, { maxLength: 40 }), (minutes, acts) => {
        let sprint = running(minutes);
        let now = MORNING;
        let left = minutes * MINUTE;
        for (const given of acts) {
          const state = sprintState(sprint, millis(now));
          if (state === 'over') break;
          if (given.do === 'wait') {
            now += given.ms;
            if (state === 'running') left -= given.ms;
          } else if (given.do === 'extend') {
            sprint = extendSprint(sprint, given.minutes);
            left += given.minutes * MINUTE;
          } else if (given.do === 'pause' && state === 'running') sprint = pauseSprint(sprint, millis(now));
          else if (given.do === 'resume' && state === 'paused') sprint = resumeSprint(sprint, millis(now));
          expect(remaining(sprint, millis(now))).toBe(Math.max(0, left));
        }
      }),
      RUNS,
    );
  });

  it('[CK24] a sprint is over at its very end, and nothing remains of one that was ended early', () => {
    const sprint = running(5);
    expect(sprintState(sprint, millis(sprint.endsAt - 1))).toBe('running');
    expect(sprintState(sprint, sprint.endsAt)).toBe('over');
    const ended = { ...sprint, endedAt: millis(MORNING + MINUTE) };
    expect(sprintState(ended, millis(MORNING + MINUTE))).toBe('over');
    expect(remaining(ended, millis(MORNING + MINUTE))).toBe(0);
    expect(remaining(NO_SPRINT, millis(MORNING))).toBe(0);
    expect(remainingShare(NO_SPRINT, millis(MORNING))).toBe(0);
  });
});

describe('the clock offset', () => {
  const delay = fc.integer({ min: 0, max: 3_000 });

  it('[CK25] the error is at most half of the shortest round trip', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.record({ sentAt: fc.integer({ min: 0, max: 1e9 }), there: delay, back: delay }), { minLength: 1, maxLength: 8 }),
        (offset, trips) => {
          const samples = trips.map(({ sentAt, there, back }) => ({
            sentAt,
            answeredAt: sentAt + there + back,
            serverTime: sentAt + there + offset,
          }));
          const best = Math.min(...trips.map(({ there, back }) => there + back));
          expect(Math.abs(clockOffset(samples) - offset)).toBeLessThanOrEqual(best / 2);
        },
      ),
      RUNS,
    );
  });

  it('[CK26] without samples the clocks are taken to agree', () => {
    expect(clockOffset([])).toBe(0);
  });
});
