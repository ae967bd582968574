// Headers that bound what a page of ours may do, and the cap on requests from one address.
// A venue shares one public address: the cap is generous and never a ban.

import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { refuse } from '../../../shared/refusal.ts';
import { Refused } from './errors.ts';

/** Requests one address may make in a minute. */
const REQUESTS_PER_MINUTE = 6_000;

/** 'self' covers WebSockets in current browsers; older Safari needs the host spelled out. */
const sockets = (request: IncomingMessage): string => {
  const host = request.headers.host ?? '';
  return /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : "'self'";
};

/** The wall only looks on, so that a page of somebody else's can take no clicks there; all else stays by itself. */
const frames =
  (embed: readonly string[]) =>
  ({ url = '' }: IncomingMessage): string =>
    embed.length > 0 && /^\/wall(?:[/?]|$)/.test(url) ? embed.join(' ') : "'none'";

/** @param embed origins whose pages may show the wall inside them. */
export async function addSecurity(app: FastifyInstance, embed: readonly string[]): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", (request) => sockets(request)],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: [frames(embed)],
      },
    },
    // The policy above says it all, and more finely.
    xFrameOptions: false,
    referrerPolicy: { policy: 'no-referrer' },
    // In a venue the board is opened over plain http by address; these would break that.
    strictTransportSecurity: false,
    originAgentCluster: false,
    crossOriginOpenerPolicy: false,
  });
  await app.register(rateLimit, {
    global: true,
    max: REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, context) => new Refused(refuse('too-many-requests', { seconds: Math.ceil(context.ttl / 1_000) })),
  });
}
