// A tracker of our own on a port, for servers in a process of their own.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '../../../server/outgoing.ts';

export type Listening = { readonly origin: string; close(): void };

export async function listening(far: Fetch): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const gone = new AbortController();
      outgoing.on('close', () => gone.abort());
      const { method = 'GET', url = '/' } = incoming;
      const body = Buffer.concat(parts).toString('utf8');
      const headers = incoming.headers as Record<string, string>;
      far(`http://tracker.test${url}`, { method, headers, signal: gone.signal, ...(body === '' ? {} : { body }) })
        .then(async (answer) => {
          outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
          outgoing.end(Buffer.from(await answer.arrayBuffer()));
        })
        .catch(() => outgoing.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
