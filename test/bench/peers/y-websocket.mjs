// The y-websocket server, wired as its own start script does it: setupWSConnection on every upgrade.
// With a folder its LevelDB persistence is on. Nothing of this project's.

import { createServer } from 'node:http';
import { folder, load, port } from './load.mjs';

// Its utilities read this when they are loaded.
if (folder) process.env['YPERSISTENCE'] = folder;
const [{ setupWSConnection }, { WebSocketServer }] = await Promise.all([load('@y/websocket-server/utils'), load('ws')]);

const sockets = new WebSocketServer({ noServer: true });
const server = createServer((_request, response) => response.end('here'));
sockets.on('connection', setupWSConnection);
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (/** @type {unknown} */ ws) => sockets.emit('connection', ws, request)),
);
server.listen(port, '127.0.0.1');
