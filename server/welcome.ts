// What the terminal says when the server is up: where it is, a QR for phones, and the organizer's link.

import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

/** IPv4 addresses of this machine that others on its networks can reach. */
export function lanHosts(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => address.family === 'IPv4' && !address.internal && !address.address.startsWith('169.254.'))
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
