// y-socket.io on Socket.io 4, wired as its documentation shows. With a folder its LevelDB persistence is on.

import { createServer } from 'node:http';
import { folder, load, port } from './load.mjs';

const [{ Server }, { YSocketIO }] = await Promise.all([load('socket.io'), load('y-socket.io/dist/server')]);

const server = createServer((_request, response) => response.end('here'));
// A whole board fits into one message.
const io = new Server(server, { maxHttpBufferSize: 100_000_000 });
new YSocketIO(io, folder ? { levelPersistenceDir: folder } : {}).initialize();
server.listen(port, '127.0.0.1');
