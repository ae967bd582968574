// An address on this machine that writes down what it is sent, and answers as it is told.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';

export type Heard = { readonly headers: Record<string, string | string[] | undefined>; readonly body: string };

export async function listener() {
  const heard: Heard[] = [];
  const told = new Set<() => void>();
  let status = 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('x'.repeat(100_000));
      for (const tell of [...told]) tell();
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/hook`,
    heard,
    answer: (with_: number) => (status = with_),
    hears: (count: number) =>
      until(() => heard.length >= count, `${count} requests came (${heard.length} did)`, [
        (changed) => {
          told.add(changed);
          return () => told.delete(changed);
        },
      ]),
  };
}
