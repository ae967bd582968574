// Hocuspocus with its defaults; PEER_VERSION says which of the two installed. With a folder its SQLite extension stores
// in it, by its own debounce.

import { join } from 'node:path';
import { folder, load, port } from './load.mjs';

const { Server } = await load(process.env['PEER_VERSION'] === '4' ? 'hocuspocus-server-4' : '@hocuspocus/server');
const extensions = [];
if (folder) {
  const { SQLite } = await load('@hocuspocus/extension-sqlite');
  extensions.push(new SQLite({ database: join(folder, 'boards.sqlite') }));
}
await new Server({ address: '127.0.0.1', port, quiet: true, extensions }).listen();
