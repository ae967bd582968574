// The API described by the same schemas that check it, at /api/docs and /api/docs/json.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

export async function addOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Hackfest Board',
        version,
        description: 'Live edits travel over /sync, refereed commands over Socket.io at /live; this API is for everything around them.',
        license: { name: 'MPL-2.0', identifier: 'MPL-2.0' },
      },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'the token from POST /api/join or /api/sessions' } },
      },
    },
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true, uiConfig: { deepLinking: false } });
}
