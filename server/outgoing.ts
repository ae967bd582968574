// Requests of the server itself to addresses that people gave: the only way out. Public hosts over TLS, and hosts of the own
// network that the configuration names. A name is resolved once and that address is connected to, so that it can not
// become another in between; redirects are not followed. What is asked is not here.

import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';

export type Fetch = (url: string, options: RequestInit) => Promise<Response>;

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4');
/** Of IPv6 only what is handed out to the world, and of that nothing which stands for another address. */
const WORLD = new BlockList();
WORLD.addSubnet('2000::', 3, 'ipv6');
const STANDS_FOR_OTHERS = new BlockList();
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  STANDS_FOR_OTHERS.addSubnet(net, bits, 'ipv6');

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !PRIVATE.check(address, 'ipv4');
  return family === 6 && WORLD.check(address, 'ipv6') && !STANDS_FOR_OTHERS.check(address, 'ipv6');
}

/** Never sent: the address is not one this server may ask. */
export class NotAllowed extends Error {
  readonly code = 'EPRIVATE';
  constructor(host: string, why: string) {
    super(`${why}; an administrator can allow it by HACKFEST_INTRANET=${host}`);
  }
}

/** @param intranet hosts, with a port where it is not the usual one, that may be private and need no TLS */
export function outgoing(intranet: readonly string[]): Fetch {
  return (address, options) => {
    const url = new URL(address);
    const trusted = intranet.includes(url.host) || intranet.includes(url.hostname);
    if (!trusted && url.protocol !== 'https:') return Promise.reject(new NotAllowed(url.host, 'only https is allowed'));
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (!trusted && isIP(literal) !== 0 && !isPublicAddress(literal))
      return Promise.reject(new NotAllowed(url.host, 'this is an address of a private network'));
    return send(url, options, trusted ? undefined : publicLookup);
  };
}

/** Resolves a name and gives only addresses of the world, all of which must be. */
const publicLookup: LookupFunction = (host, options, answer) => {
  resolveName(host, { ...options, all: true }, (error, found) => {
    if (error) return answer(error, '', 0);
    const list = found as LookupAddress[];
    const [first] = list;
    if (!first || !list.every(({ address }) => isPublicAddress(address)))
      return answer(new NotAllowed(host, 'this name leads into a private network'), '', 0);
    return options.all ? answer(null, list as never, 0) : answer(null, first.address, first.family);
  });
};

function send(url: URL, { method = 'GET', headers, body, signal }: RequestInit, lookup: LookupFunction | undefined): Promise<Response> {
  return new Promise((resolve, reject) => {
    const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = ask(
      url,
      {
        method,
        headers: { ...(headers as Record<string, string>), ...(body ? { 'content-length': Buffer.byteLength(body as string) } : {}) },
        ...(lookup ? { lookup } : {}),
        ...(signal ? { signal } : {}),
      },
      (incoming) => resolve(responseOf(incoming)),
    );
    outgoing.on('error', reject);
    outgoing.end((body as string | undefined) ?? undefined);
  });
}

const BODILESS = [101, 204, 205, 304];

function responseOf(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  if (BODILESS.includes(status)) incoming.resume();
  return new Response(BODILESS.includes(status) ? null : (Readable.toWeb(incoming) as ReadableStream), { status, headers });
}
