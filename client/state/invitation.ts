// The link or code this tab came with, until somebody joins by it: a phone may drop and reload the tab in between. It stays
// in this tab only, and is gone with it.

const KEY = 'hackfest:invitation';

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
