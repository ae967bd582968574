// One shape for every error of the API: { error: { code, message, detail } }. Refusals keep their code and status; what
// nobody foresaw is logged and answered without its innards.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { refuse, type Refusal } from '../../../shared/refusal.ts';
import { STATUS } from '../status.ts';
import { sentence } from '../../../shared/sentences.ts';

export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'stable, for programs; see docs/rules.md' }),
      message: Type.String({ description: 'for people: what happened and what to do' }),
      detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    }),
  },
  { description: 'why it was refused' },
);

/** Response schemas every route shares. */
export const errorResponses = { '4xx': ErrorBody, '5xx': ErrorBody } as const;

/** Carries a refusal out of a handler. `status` is for the few cases HTTP itself tells apart more finely than our codes. */
export class Refused extends Error {
  readonly refusal: Refusal;
  readonly status: number;
  constructor(refusal: Refusal, status: number = STATUS[refusal.refused]) {
    super(refusal.refused);
    this.refusal = refusal;
    this.status = status;
  }
}

const UNSUPPORTED = 415;

export const sendRefusal = (reply: FastifyReply, refusal: Refusal): FastifyReply => send(reply, new Refused(refusal));

function send(reply: FastifyReply, { refusal, status }: Refused): FastifyReply {
  const { seconds } = refusal.detail;
  if (typeof seconds === 'number') void reply.header('retry-after', seconds);
  return reply.code(status).send({
    error: { code: refusal.refused, message: sentence(refusal), detail: refusal.detail },
  });
}

export function addErrors(app: FastifyInstance): void {
  // Bodies are JSON, and as large as they look: a compressed one could be a thousand times larger.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async ({ headers }) => {
    if ((headers['content-encoding'] ?? 'identity') !== 'identity')
      throw new Refused(refuse('malformed', { problem: 'send the body as it is, not compressed' }), UNSUPPORTED);
  });
  app.setErrorHandler((error: FastifyError | Refused, request: FastifyRequest, reply: FastifyReply) => {
    const refused = asRefused(error, request.routeOptions.bodyLimit);
    if (refused) return send(reply, refused);
    request.log.error({ err: error }, 'a request failed');
    return sendRefusal(reply, refuse('internal'));
  });
}

function asRefused(error: FastifyError | Refused, bodyLimit: number): Refused | undefined {
  if (error instanceof Refused) return error;
  const [problem] = error.validation ?? [];
  if (problem) {
    const missing = problem.params['missingProperty'];
    const field = typeof missing === 'string' ? missing : problem.instancePath.slice(1).replaceAll('/', '.') || 'body';
    return new Refused(refuse('bad-field', { field, problem: problem.message ?? 'not as expected' }));
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Refused(refuse('too-large', { limit: bodyLimit / 1024, unit: 'kB' }));
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Refused(refuse('malformed', { problem: JSON_WANTED }), UNSUPPORTED);
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Refused(refuse('malformed', { problem: JSON_WANTED }));
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Refused(refuse('malformed', { problem: 'the length does not fit the body' }));
    default:
      return ofFramework(error);
  }
}

const JSON_WANTED = 'send JSON with content-type application/json';

/** What the framework lays at the caller's door keeps its status: a range beyond the end of a file, a header nobody knows. */
function ofFramework({ statusCode = 500 }: FastifyError): Refused | undefined {
  if (statusCode < 400 || statusCode >= 500) return undefined;
  return new Refused(refuse('malformed', { problem: 'the request does not read' }), statusCode);
}
