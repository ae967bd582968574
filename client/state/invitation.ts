// The link or code this tab came with, until somebody joins by it: a phone may drop and reload the tab in between. It stays
// in this tab only, and is gone with it. So does the key that makes a repeated join one person.

import { joinKey } from './device.ts';

const KEY = 'hackfest:invitation';
const JOIN_KEY = 'hackfest:join-key';

export function pendingSecret(): string {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

export function keepPending(secret: string): void {
  try {
    if (secret === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, secret);
  } catch {
    // Nothing is lost but the way through a reload: the code can be typed again.
  }
}

/** The same for every try to join in this tab, so that a lost answer makes no second person; a new one after each success. */
export function pendingJoinKey(): string {
  const made = joinKey();
  try {
    const kept = sessionStorage.getItem(JOIN_KEY);
    if (kept !== null) return kept;
    sessionStorage.setItem(JOIN_KEY, made);
  } catch {
    // A tab that keeps nothing may join twice when an answer is lost; nothing else suffers.
  }
  return made;
}

export function forgetJoinKey(): void {
  try {
    sessionStorage.removeItem(JOIN_KEY);
  } catch {
    // There was none.
  }
}
