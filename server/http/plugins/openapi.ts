// The API described by the same schemas that check it, at /api/docs and /api/docs/json.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { scopeFor } from '../../access/api-tokens.ts';

export async function addOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    transform: ({ schema, url, route }) => ({ url, schema: withScope(schema, String(route.method), url) }),
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Hackfest Board',
        version,
        description: 'Live edits travel over /sync, refereed commands over Socket.io at /live; this API is for everything around them.',
        license: { name: 'MPL-2.0', identifier: 'MPL-2.0' },
      },
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description:
              'the token from POST /api/join or /api/sessions, or one of the API (POST /api/tokens) with the scope that is named',
          },
        },
      },
    },
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true, uiConfig: { deepLinking: false } });
}

/** Says which scope a token of the API needs. */
function withScope(schema: FastifySchema | undefined, method: string, url: string): FastifySchema {
  const { security } = (schema ?? {}) as { readonly security?: readonly Record<string, readonly string[]>[] };
  const scope = scopeFor(method, url);
  if (!security || scope === 'nothing-a-token-has') return schema ?? {};
  return { ...schema, security: security.map((way) => ('bearer' in way ? { ...way, bearer: [scope] } : way)) };
}
