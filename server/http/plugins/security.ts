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

export async function addSecurity(app: FastifyInstance): Promise<void> {
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
        frameAncestors: ["'none'"],
      },
    },
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
