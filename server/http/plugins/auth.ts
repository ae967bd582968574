// Who asks: the bearer token of a request, turned into a session or a refusal. No cookies, so nothing is ambient.

import type { FastifyRequest } from 'fastify';
import type { BoardId } from '../../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../../shared/refusal.ts';
import type { Access } from '../../access/access.ts';
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

export function sessionOf(access: Access, request: FastifyRequest): SessionRecord {
  const token = tokenOf(request);
  return orRefuse(token ? access.session(token) : refuse('not-signed-in'));
}

export function sessionOn(access: Access, request: FastifyRequest, board: BoardId): SessionRecord {
  const token = tokenOf(request);
  return orRefuse(token ? access.sessionOn(token, board) : refuse('not-signed-in'));
}

export function organizerOf(access: Access, request: FastifyRequest): SessionRecord {
  const session = sessionOf(access, request);
  return orRefuse(session.role === 'organizer' ? session : refuse('not-allowed', { role: session.role }));
}
