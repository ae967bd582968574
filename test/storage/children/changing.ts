// Adds numbered sessions to the catalogue file and says each number once it is durable. Goes on until it is killed.

import { openLowdbCatalogue } from '../../../server/storage/embedded/lowdb-catalogue.ts';
import { millis } from '../../../shared/ids.ts';

const IN_FLIGHT = 5;

const catalogue = await openLowdbCatalogue(process.argv[2] ?? '');
let next = catalogue.data.sessions.length + 1;

async function changeOn(): Promise<never> {
  for (;;) {
    const number = next;
    next += 1;
    await catalogue.change((data) => {
      data.sessions.push({
        hash: `hash-${number}`,
        role: 'viewer',
        event: '',
        board: '',
        person: '',
        link: 'wall',
        generation: 1,
        createdAt: millis(number),
      });
    });
    process.stdout.write(`${number}\n`);
  }
}

await Promise.all(Array.from({ length: IN_FLIGHT }, changeOn));
