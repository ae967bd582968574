// How long a seat is held.

import type { Meta, Sprint } from '../../board/schema.ts';
import { MINUTE, millis, type Millis } from '../../ids.ts';
import { sprintState } from '../sprint.ts';

/** A seat outlives the sprint it was taken in by this long, to write the outcome down. */
export const LEASE_AFTER_SPRINT = 10 * MINUTE;

export function leaseEnd(meta: Meta, sprint: Sprint, now: Millis): Millis {
  const state = sprintState(sprint, now);
  if (state === 'running') return millis(sprint.endsAt + LEASE_AFTER_SPRINT);
  if (state === 'paused') return millis(sprint.endsAt + (now - sprint.pausedAt) + LEASE_AFTER_SPRINT);
  return millis(now + meta.leaseMinutes * MINUTE);
}
