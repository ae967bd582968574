// The only way out of the server: the world over TLS, and of the own network what the configuration names. Nothing follows elsewhere.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { isPublicAddress, outgoing } from '../../server/outgoing.ts';

async function inside(): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    if (request.url === '/away') response.writeHead(302, { location: '/secret' });
    response.end('{"secret":1}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('[XP50] an address of a private network is not asked, however it is written or whatever name leads to it', async () => {
  const { host, asked } = await inside();
  const port = host.split(':')[1] ?? '';
  const fetch = outgoing([]);
  const written = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::ffff:127.0.0.1]',
    '[::1]',
    'localhost',
    '169.254.169.254',
    '[fd00::1]',
    '10.0.0.1',
    '0.0.0.0',
  ];
  for (const name of written) await expect(fetch(`https://${name}:${port}/`, {}), name).rejects.toMatchObject({ code: 'EPRIVATE' });
  await expect(fetch(`http://${host}/`, {})).rejects.toMatchObject({ code: 'EPRIVATE' });
  expect(asked).toEqual([]);
});

it('[XP51] a host the configuration names is asked, also without TLS, and no other port of it', async () => {
  const { host, asked } = await inside();
  const answer = await outgoing([host])(`http://${host}/issues`, { method: 'POST', headers: { authorization: 'x' }, body: '{}' });
  expect([answer.status, await answer.json()]).toEqual([200, { secret: 1 }]);
  expect(asked).toEqual(['POST /issues x']);
  await expect(outgoing(['127.0.0.1:1'])(`http://${host}/`, {})).rejects.toMatchObject({ code: 'EPRIVATE' });
});

it('[XP52] a redirect is told and not followed', async () => {
  const { host, asked } = await inside();
  expect((await outgoing([host])(`http://${host}/away`, { headers: { authorization: 'token' } })).status).toBe(302);
  expect(asked).toEqual(['GET /away token']);
});

it('[XP53] addresses of the world are told from all others', () => {
  for (const address of ['93.184.215.14', '8.8.8.8', '2606:4700::1111']) expect(isPublicAddress(address), address).toBe(true);
  const others = [
    '127.1.2.3',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '100.100.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '0.0.0.0',
  ];
  const six = ['::1', '::', 'fe80::1', 'fd12::1', 'ff02::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', '2001::1'];
  for (const address of [...others, ...six, 'not an address']) expect(isPublicAddress(address), address).toBe(false);
});
