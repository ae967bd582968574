// The command: replays the Global Sprint 2017 against a server and says what came of it. Ends with 1 when anybody's board
// differs from the server's, or when something of the record could not be done.
//   npm run replay -- --speed 2000                                       starts a server of its own
//   npm run replay -- --url http://127.0.0.1:3000 --organizer <secret>   uses one that runs; it makes an event there

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { replay, type Recorded } from './event.ts';
import { told } from './figures.ts';
import { memoryOf, startOwnServer } from './own-server.ts';

const OPTIONS = {
  speed: { type: 'string', default: '2000' },
  limit: { type: 'string', default: 'Infinity' },
  url: { type: 'string', default: '' },
  organizer: { type: 'string', default: '' },
} as const;

function readOptions() {
  const { url, organizer, ...texts } = parseArgs({ options: OPTIONS }).values;
  const [speed, limit] = [Number(texts.speed), Number(texts.limit)];
  if (!(speed > 0)) throw new Error('--speed is how many times faster than life, for example 2000');
  if (!(limit >= 1)) throw new Error('--limit is how many events of the record to use, for example 300');
  if ((url === '') !== (organizer === ''))
    throw new Error("--url needs --organizer and the other way round: the secret is what follows the # in the organizer's link");
  return { url, organizer, speed, limit };
}

async function readRecord(): Promise<Recorded> {
  const read = (name: string) => readFile(new URL(`../data/global-sprint-2017/global-sprint-2017-${name}.csv`, import.meta.url), 'utf8');
  return { activity: await read('activity'), projects: await read('projects') };
}

async function main(): Promise<void> {
  const { url, organizer, ...choice } = readOptions();
  const recorded = await readRecord();
  const own = url === '' ? await startOwnServer() : undefined;
  try {
    const figures = await replay(own ?? { url, organizer }, recorded, choice);
    const memory = own && (await memoryOf(own.pid));
    const about = memory
      ? `${Math.round(memory.now)} MB of memory at the end, ${Math.round(memory.most)} MB at most`
      : 'memory not measured';
    process.stdout.write(`${told(figures, about)}\n`);
    if (figures.failed.length + figures.disagreements.length > 0) process.exitCode = 1;
  } finally {
    await own?.stop();
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
