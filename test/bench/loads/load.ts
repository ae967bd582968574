// What a load is: one measurement of one server, and how its figures are shown.

import type { Measured } from '../numbers.ts';
import type { Stage } from '../stage.ts';

export type Column = { readonly key: string; readonly title: string };

export type Load = {
  readonly id: string;
  readonly name: string;
  /** What happens, as one sentence. */
  readonly about: string;
  /** Ids of the servers it makes sense for, the one to compare with first after ours. */
  readonly servers: readonly string[];
  readonly columns: readonly Column[];
  /** @throws when what came out is wrong */
  run(stage: Stage): Promise<Measured>;
};
