// What the server is made of besides its code: clock, randomness, stores, logger. Real ones are built in main.ts,
// tests hand in their own.

import type { Logger } from 'pino';
import type { Mint } from '../shared/ids.ts';
import type { Clock } from './clock.ts';
import type { Catalogue } from './storage/catalogue.ts';
import type { Fetch } from './outgoing.ts';
import type { UpdateLog } from './storage/update-log.ts';

export type Deps = {
  readonly clock: Clock;
  readonly mint: Mint;
  /** Cryptographic random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: UpdateLog;
  readonly catalogue: Catalogue;
  /** The instance's key, from which links are derived and with which secrets are hashed. */
  readonly instanceKey: string;
  readonly logger: Logger;
  /** How the server asks others on the network; it decides whom it may ask. */
  readonly fetch: Fetch;
};
