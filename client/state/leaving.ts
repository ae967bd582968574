// Leaving a board on this device: the session ends, and what this browser keeps of the person goes.

import { api } from './api.ts';
import { remember } from './device.ts';
import type { Joined } from './joined.svelte.ts';
import { forgetSession } from './session.svelte.ts';

/** Signs out here. Where the server can not be reached the device forgets all the same. */
export async function signOut(joined: Joined): Promise<void> {
  await api.endSession(joined.session.token);
  await forgetBoard(joined);
}

/** Takes the board, the session and all that was kept of this person out of the browser. */
export async function forgetBoard(joined: Joined): Promise<void> {
  const { id, me } = joined;
  forgetSession(id, 'person');
  for (const kept of ['requests', 'seen']) remember(`${kept}:${id}:${me}`, undefined);
  remember('latest', undefined);
  remember('name', undefined);
  joined.close();
  await deleteDatabase(`hackfest/${id}/${me}`);
}

/** A database another tab has open goes when that tab does; nobody waits for it. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = request.onblocked = () => resolve();
    } catch {
      // A browser without databases kept nothing.
      resolve();
    }
  });
}
