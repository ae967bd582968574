// Opens a data folder, says so, and holds it until it is killed.

import { writeSync } from 'node:fs';
import { openDataFolder } from '../../../server/storage/embedded/data-folder.ts';

await openDataFolder(process.argv[2] ?? '');
writeSync(1, 'open\n');
setInterval(() => undefined, 60_000);
