// What a load is: one measurement against a running server.

import type { Running } from '../adapters/adapter.ts';
import type { Measured } from '../numbers.ts';

export type Load = {
  readonly name: string;
  readonly about: string;
  /** Undefined where the server has no such thing. @throws when what came out is wrong */
  run(server: Running): Promise<Measured | undefined>;
};
