// What route files are handed: the services behind the API. Routes never reach past it.

import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Access } from '../access/access.ts';
import type { Orders } from '../board/order.ts';
import type { Rooms } from '../board/rooms.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import type { Events } from '../events/events.ts';
import type { Exports } from '../exports/exports.ts';
import type { Health } from '../health.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

export type ApiContext = {
  readonly access: Access;
  readonly events: Events;
  readonly rooms: Rooms;
  readonly exports: Exports;
  readonly orders: Orders;
  readonly deps: Deps;
  readonly health: Health;
  readonly webhooks: Webhooks;
  readonly config: Pick<Config, 'publicUrl' | 'port'>;
  /** Addresses of this machine on its networks, for the QR on the wall. */
  readonly lanAddresses: () => readonly string[];
};

export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
