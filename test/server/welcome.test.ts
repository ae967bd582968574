// Which addresses the terminal and the QR codes name.

import type { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { lanHosts } from '../../server/welcome.ts';

type Interfaces = ReturnType<typeof networkInterfaces>;
const at = (address: string, internal = false) => ({ address, internal, family: 'IPv4', netmask: '', mac: '', cidr: null }) as const;

it('[BI23] the network of the room comes before those of containers and virtual machines; others are left out', () => {
  const interfaces: Interfaces = {
    lo: [at('127.0.0.1', true)],
    docker0: [at('172.17.0.1')],
    'br-1a2b3c': [at('172.18.0.1')],
    eth0: [at('169.254.7.7')],
    wlan0: [{ ...at('fe80::1'), family: 'IPv6', scopeid: 1 }, at('192.168.1.5')],
  };
  expect(lanHosts(interfaces)).toEqual(['192.168.1.5', '172.17.0.1', '172.18.0.1']);
  expect(lanHosts({})).toEqual([]);
});
