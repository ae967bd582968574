// The server put together: API, sync socket, live socket and pages on one port. It never listens and never reads the
// environment; main.ts does.

import fastifyStatic from '@fastify/static';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyReply } from 'fastify';
import type { Duplex } from 'node:stream';
import { refuse } from '../shared/refusal.ts';
import { LIVE_PATH } from '../shared/live/events.ts';
import { SYNC_PATH } from '../shared/sync/protocol.ts';
import { Access } from './access/access.ts';
import { Orders } from './board/order.ts';
import { Rooms } from './board/rooms.ts';
import { tidying } from './tidy.ts';
import type { Config } from './config.ts';
import type { Deps } from './deps.ts';
import { Events } from './events/events.ts';
import { Exports } from './exports/exports.ts';
import { Health } from './health.ts';
import type { Api, ApiContext } from './http/context.ts';
import { addErrors, sendRefusal } from './http/plugins/errors.ts';
import { addOpenApi } from './http/plugins/openapi.ts';
import { addSecurity } from './http/plugins/security.ts';
import { accessRoutes } from './http/routes/access.ts';
import { boardRoutes } from './http/routes/boards.ts';
import { eventRoutes } from './http/routes/events.ts';
import { exportRoutes } from './http/routes/exports.ts';
import { feedRoutes } from './http/routes/feeds.ts';
import { healthRoutes } from './http/routes/health.ts';
import { meRoutes } from './http/routes/me.ts';
import { momentRoutes } from './http/routes/moments.ts';
import { tokenRoutes } from './http/routes/tokens.ts';
import { webhookRoutes } from './http/routes/webhooks.ts';
import { LiveGateway } from './live/gateway.ts';
import { originCheck } from './origin.ts';
import type { SyncLimits } from './sync/allowance.ts';
import { SyncGateway } from './sync/gateway.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** How long a request may take to come in, in milliseconds, and how often it is looked whether one takes longer. */
type Patience = { readonly headers: number; readonly request: number; readonly checkEvery: number };
const PATIENCE: Patience = { headers: 10_000, request: 15_000, checkEvery: 5_000 };

export type AppOptions = {
  readonly config: Pick<Config, 'publicUrl' | 'origins' | 'trustProxy' | 'port' | 'dataFolder'> & {
    readonly embed?: Config['embed'];
    readonly syncLimits?: SyncLimits;
    readonly patience?: Patience;
  };
  readonly version: string;
  /** Folder of the built client, or undefined to serve none. */
  readonly clientFolder: string | undefined;
  readonly lanAddresses: () => readonly string[];
};

export type App = {
  readonly http: Api;
  readonly access: Access;
  readonly rooms: Rooms;
  readonly events: Events;
  readonly exports: Exports;
  /** Not ready, refuse upgrades, store everything, ask clients to come back, end sockets, end HTTP: in this order. */
  close(): Promise<void>;
};

export async function buildApp(deps: Deps, options: AppOptions): Promise<App> {
  const { logger } = deps;
  const patience = options.config.patience ?? PATIENCE;
  const http: Api = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.config.trustProxy,
    bodyLimit: 64 * 1024,
    requestTimeout: patience.request,
    connectionTimeout: 0,
    forceCloseConnections: true,
    http: { headersTimeout: patience.headers, connectionsCheckingInterval: patience.checkEvery },
    // Addresses that fit no route's form never reach the error handler.
    frameworkErrors: (error, _request, reply) => {
      const malformed = error.code === 'FST_ERR_BAD_URL';
      sendRefusal(
        reply as FastifyReply,
        malformed ? refuse('malformed', { problem: 'the address is not well-formed' }) : refuse('unknown-address'),
      );
    },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  const access = new Access(deps);
  const report = (error: unknown, what: string) => logger.error({ err: error }, what);
  const webhooks = new Webhooks(access, deps);
  const orders = new Orders({ ...deps, report, span: (board) => access.eventOfBoard(board) });
  const rooms: Rooms = new Rooms({
    ...deps,
    report,
    warden: orders.appoint,
    onlooker: (board) => webhooks.onlooker(board),
    freed: tidying(deps.clock, () => rooms.awake),
  });
  const health = new Health(deps.log, options.config.dataFolder);
  const exports = new Exports({ ...deps, rooms, report, event: (board) => access.eventOfBoard(board) });
  const context: ApiContext = {
    access,
    exports,
    rooms,
    orders,
    deps,
    health,
    webhooks,
    events: new Events(deps, access, rooms),
    config: options.config,
    lanAddresses: options.lanAddresses,
  };

  addErrors(http);
  await addSecurity(http, options.config.embed ?? []);
  await addOpenApi(http, options.version);
  await http.register(async (api: Api) => {
    api.addHook('onSend', async (request, reply) => {
      if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    });
    for (const routes of [
      healthRoutes,
      accessRoutes,
      eventRoutes,
      boardRoutes,
      momentRoutes,
      meRoutes,
      exportRoutes,
      tokenRoutes,
      webhookRoutes,
      feedRoutes,
    ])
      routes(api, context);
  });
  await servePages(http, options.clientFolder);

  const allowed = originCheck(options.config);
  const sync = new SyncGateway(deps, access, rooms, options.config.syncLimits);
  const live = new LiveGateway(http.server, deps, access, context.events, rooms, { open: () => !health.draining, allowed }, sync.tunnel);
  http.server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    const path = request.url ?? '';
    const isLive = path.startsWith(LIVE_PATH);
    if (!isLive && !path.startsWith(SYNC_PATH)) return rejectUpgrade(socket, '404 Not Found');
    if (isLive) return;
    if (health.draining) return rejectUpgrade(socket, '503 Service Unavailable');
    if (!allowed(request)) return rejectUpgrade(socket, '403 Forbidden');
    sync.upgrade(request, socket, head);
  });

  const close = async () => {
    health.drain();
    webhooks.close();
    exports.close();
    await rooms.committed();
    sync.close();
    await live.close();
    await http.close();
    await rooms.close();
    health.close();
  };
  return { http, access, rooms, events: context.events, exports, close };
}

function rejectUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  // Nobody looks after an upgraded socket any more, and the other end may never hang up.
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

/** Files with a hash in their name never change; the page itself is asked for each time. */
async function servePages(http: Api, folder: string | undefined): Promise<void> {
  if (folder !== undefined) {
    await http.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: 'index.html',
      // The build put smaller twins beside the files; nothing is compressed while people wait.
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) =>
        void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    });
  }
  http.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html') && !request.url.startsWith('/api/');
    return folder !== undefined && wantsPage ? reply.sendFile('index.html') : sendRefusal(reply, refuse('unknown-address'));
  });
}
