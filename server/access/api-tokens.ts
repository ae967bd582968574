// Tokens of the API, which the organizer makes for programs: named, for all events or for one, each for some scopes only, stored
// as hashes. They open HTTP alone, never a board's live connections. What a request needs is decided here; who asks is http's.

import { SCOPES, type Scope } from '../../shared/access/api-access.ts';
import { LIMITS } from '../../shared/board/schema.ts';
import type { EventId } from '../../shared/ids.ts';
import { plainLine } from '../../shared/plain.ts';
import { refuse, type Refusal } from '../../shared/refusal.ts';
import type { Deps } from '../deps.ts';
import type { ApiTokenRecord, CatalogueData, EventRecord, SessionRecord } from '../storage/catalogue.ts';
import { hashSecret, newToken } from './secrets.ts';

const MOST = 100;
/** What a token begins with, so that people and secret scanners know it when they see it. */
const MARK = 'hackfest_';
const SHORT_ID = 12;

/** What it needs of the rest of access. */
type Keeper = {
  record(change: (data: CatalogueData) => void): Promise<Refusal | undefined>;
  event(id: EventId): EventRecord | undefined;
};
export type MadeToken = { readonly token: string; readonly record: ApiTokenRecord };

export class ApiTokens {
  readonly #access: Keeper;
  readonly #deps: Pick<Deps, 'catalogue' | 'clock' | 'instanceKey' | 'randomBytes'>;

  constructor(access: Keeper, deps: Pick<Deps, 'catalogue' | 'clock' | 'instanceKey' | 'randomBytes'>) {
    this.#access = access;
    this.#deps = deps;
  }

  list(): readonly ApiTokenRecord[] {
    return this.#deps.catalogue.data.apiTokens ?? [];
  }

  /** The token itself is seen this once. */
  async make(given: { name: string; scopes: readonly Scope[]; event: EventId | '' }): Promise<MadeToken | Refusal> {
    const name = plainLine(given.name);
    if (name === '' || name.length > LIMITS.name) return refuse('bad-field', { field: 'name', problem: `1 to ${LIMITS.name} characters` });
    if (given.event !== '' && !this.#access.event(given.event)) return refuse('unknown-event');
    if (this.list().length >= MOST) return refuse('bad-field', { field: 'name', problem: `there are ${MOST} tokens already; revoke one` });
    const token = `${MARK}${newToken(this.#deps.randomBytes)}${newToken(this.#deps.randomBytes)}`;
    const record: ApiTokenRecord = {
      id: newToken(this.#deps.randomBytes).slice(0, SHORT_ID),
      hash: hashSecret(this.#deps.instanceKey, token),
      name,
      scopes: SCOPES.filter((scope) => given.scopes.includes(scope)),
      event: given.event,
      createdAt: this.#deps.clock.now(),
    };
    const failure = await this.#access.record((data) => void (data.apiTokens = [...(data.apiTokens ?? []), record]));
    return failure ?? { token, record };
  }

  /** Again, it changes nothing. */
  revoke(id: string): Promise<Refusal | undefined> {
    return this.#access.record((data) => void (data.apiTokens = (data.apiTokens ?? []).filter((known) => known.id !== id)));
  }

  /** What a token stands for in a request that needs this scope; undefined when it is none of ours. */
  open(token: string, needs: Scope | 'nothing-a-token-has'): SessionRecord | Refusal | undefined {
    if (!token.startsWith(MARK)) return undefined;
    const hash = hashSecret(this.#deps.instanceKey, token);
    const record = this.list().find((known) => known.hash === hash);
    if (!record) return undefined;
    if (needs === 'nothing-a-token-has' || !record.scopes.includes(needs)) return refuse('not-allowed', { role: 'token' });
    const event = record.event === '' ? undefined : this.#access.event(record.event);
    if (record.event !== '' && !event) return refuse('unknown-event');
    return {
      hash,
      role: 'organizer',
      event: event?.id ?? '',
      board: event?.board ?? '',
      person: '',
      link: 'organizer',
      generation: 0,
      createdAt: record.createdAt,
    };
  }
}

/** By method and address of the route. What hands out ways in needs `write`: whoever joins may write. */
export function scopeFor(method: string, route: string): Scope | 'nothing-a-token-has' {
  if (/^\/api\/(tokens|session\/end|boards\/:board\/me)\b/.test(route)) return 'nothing-a-token-has';
  if (/\/(report\.|exports\b)/.test(route)) return 'export';
  if (/\/(invitation|device-link)$/.test(route)) return 'write';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}
