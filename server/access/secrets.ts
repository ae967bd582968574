// Secrets of the house: links and codes derived from the instance's key, bearer tokens drawn at random, and the hashes
// under which they are stored. Knows no transport and keeps no state.

import { createHmac } from 'node:crypto';
import type { BoardId, EventId } from '../../shared/ids.ts';
import type { LinkKind } from '../storage/catalogue.ts';
import { ADJECTIVES, ANIMALS } from './words.ts';

const hmac = (key: string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** How a secret is stored: keyed, so that the catalogue alone lets nobody test guesses. */
export const hashSecret = (key: string, secret: string): string => hmac(key, `stored ${secret}`).toString('base64url');

/** The organizer's own link, the same as long as the key is. */
export const organizerSecret = (key: string): string => hmac(key, 'organizer').subarray(0, 16).toString('base64url');

/**
 * A link's 128-bit secret. It is derived, not stored: the organizer can see a link again, and a copy of the catalogue
 * without the key opens nothing. A higher generation gives another secret.
 */
export function linkSecret(key: string, event: EventId, kind: LinkKind, generation: number): string {
  return hmac(key, `link ${event} ${kind} ${generation}`).subarray(0, 16).toString('base64url');
}

/** The code people type, such as 'brave-otter-42'. `attempt` gives another one where two events would share it. */
export function typedCode(key: string, event: EventId, generation: number, attempt: number): string {
  const bytes = hmac(key, `code ${event} ${generation} ${attempt}`);
  const adjective = ADJECTIVES[bytes.readUInt16BE(0) % ADJECTIVES.length];
  const animal = ANIMALS[bytes.readUInt16BE(2) % ANIMALS.length];
  return `${adjective}-${animal}-${10 + (bytes.readUInt16BE(4) % 90)}`;
}

/** People type codes with spaces, capitals and stray hyphens. */
export function readTypedCode(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/**
 * The token of somebody who joins with a key of their own making: the same key on the same board gives the same token, so
 * that a join whose answer was lost can be asked again. Whoever knows the key and the link is that person.
 */
export const joinToken = (key: string, board: BoardId, joinKey: string): string =>
  hmac(key, `join ${board} ${joinKey}`).subarray(0, 16).toString('base64url');

export const newToken = (randomBytes: (count: number) => Uint8Array): string => Buffer.from(randomBytes(16)).toString('base64url');

/** With what a webhook is signed, in the form of Standard Webhooks; derived, so that the catalogue holds none. */
export const webhookSecret = (key: string, id: string): string => `whsec_${hmac(key, `webhook ${id}`).toString('base64')}`;

/** Opens an event's feeds, as calendars and readers can send no token. It ends with the wall's link. */
export const feedSecret = (key: string, event: EventId, generation: number): string =>
  hmac(key, `feed ${event} ${generation}`).subarray(0, 16).toString('base64url');
