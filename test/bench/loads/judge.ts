// The judge alone, in a process without a server.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measured } from '../numbers.ts';
import type { Load } from './load.ts';

const PROGRAM = fileURLToPath(new URL('../judge-cost.ts', import.meta.url));

export const judgeCost: Load = {
  id: 'judge',
  name: 'judge',
  about: 'the judge alone, per update, on a board of some 200 kB',
  servers: ['ours'],
  columns: [
    { key: 'p50', title: 'p50 µs' },
    { key: 'p99', title: 'p99 µs' },
    { key: 'kilobytes', title: 'kB of the board at the end' },
  ],
  run(stage) {
    const [command = process.execPath, ...args] = [...stage.pinning.server, process.execPath, '--import', 'tsx', PROGRAM];
    return Promise.resolve(JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) as Measured);
  },
};
