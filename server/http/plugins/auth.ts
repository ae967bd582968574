// Who asks: the bearer token of a request, turned into a session or a refusal. No cookies, so nothing is ambient.

import type { FastifyRequest } from 'fastify';
import type { BoardId } from '../../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../../shared/refusal.ts';
import type { Access } from '../../access/access.ts';
import { scopeFor } from '../../access/api-tokens.ts';
import type { SessionRecord } from '../../storage/catalogue.ts';
import { Refused } from './errors.ts';

const BEARER = /^Bearer ([A-Za-z0-9_-]{16,64})$/i;

/** The token as it was sent, whatever it is worth. */
export const tokenOf = (request: FastifyRequest): string | undefined => BEARER.exec(request.headers.authorization ?? '')?.[1];

/** Gives the value, or ends the request with its refusal. */
export function orRefuse<T>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Refused(value);
  return value;
}

/** A person's or a wall's session, the organizer's, or what an API token stands for where its scopes allow this request. */
export function sessionOf(access: Access, request: FastifyRequest): SessionRecord {
  const token = tokenOf(request);
  if (token === undefined) return orRefuse<SessionRecord>(refuse('not-signed-in'));
  return orRefuse<SessionRecord>(access.apiTokens.open(token, scopeOf(request)) ?? access.session(token));
}

export function sessionOn(access: Access, request: FastifyRequest, board: BoardId): SessionRecord {
  return orRefuse<SessionRecord>(access.mayUse(sessionOf(access, request), board));
}

/** The organizer of all events. */
export function organizerOf(access: Access, request: FastifyRequest): SessionRecord {
  const session = sessionOf(access, request);
  return orRefuse<SessionRecord>(
    session.role === 'organizer' && session.event === '' ? session : refuse('not-allowed', { role: session.role }),
  );
}

/** Whether who asks may see the ways in; a token that only reads may not. */
export function maySeeWaysIn(access: Access, request: FastifyRequest): boolean {
  const given = access.apiTokens.open(tokenOf(request) ?? '', 'write');
  return given === undefined || !isRefusal(given);
}

const scopeOf = (request: FastifyRequest) => scopeFor(request.method, request.routeOptions.url ?? '');
