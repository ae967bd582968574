// What the terminal says when the server is up: where it is, a QR for phones, and the organizer's link.

import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

/** Networks inside this machine, for containers and virtual ones, and tunnels: phones in the room are not on them. */
const OWN_NETWORK = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|utun|tun|tap|wg|zt|tailscale|podman|cni|lxc|lxd)/i;

/** IPv4 addresses of this machine that others on its networks can reach, those phones are most likely to reach first. */
export function lanHosts(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): string[] {
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) => addresses.map((address) => ({ name, ...address })));
  return found
    .filter((address) => address.family === 'IPv4' && !address.internal && !address.address.startsWith('169.254.'))
    .sort((a, b) => Number(OWN_NETWORK.test(a.name)) - Number(OWN_NETWORK.test(b.name)))
    .map((address) => address.address);
}

/** The organizer's page; the secret stands behind the # and is never sent in an address. */
export const organizerLink = (origin: string, secret: string): string => `${origin}/organizer#${secret}`;

export type Welcome = {
  readonly port: number;
  readonly publicUrl: string;
  readonly secret: string;
  readonly dataFolder: string;
  readonly hosts: readonly string[];
};

export function welcome({ port, publicUrl, secret, dataFolder, hosts }: Welcome): string {
  const local = `http://localhost:${port}`;
  const network = hosts.map((host) => `http://${host}:${port}`);
  const forPhones = publicUrl || network[0];
  const lines = [
    '',
    '  Hackfest Board is running.',
    '',
    `  On this machine   ${local}`,
    ...network.map((address) => `  On this network   ${address}`),
    ...(publicUrl ? [`  For everybody     ${publicUrl}`] : []),
    `  Data              ${dataFolder}`,
    '',
    '  Organizer: open this link to make an event (keep it to yourself; `npm run link` shows it again)',
    `  ${organizerLink(publicUrl || local, secret)}`,
    '',
  ];
  if (forPhones) lines.push(renderUnicodeCompact(forPhones, { border: 2 }).replaceAll(/^/gm, '  '), `  ${forPhones}`, '');
  return lines.join('\n');
}
