// Who is let in: links and codes of events, sessions behind bearer tokens, and the budget on wrong guesses. Knows the
// catalogue and the key, no transport.

import type { Role } from '../../shared/board/schema.ts';
import { millis, MINUTE, type BoardId, type EventId, type PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Deps } from '../deps.ts';
import type { CatalogueData, EventRecord, LinkKind, LinkRecord, SessionRecord } from '../storage/catalogue.ts';
import { hashSecret, linkSecret, newToken, organizerSecret, readTypedCode, typedCode } from './secrets.ts';

/** Wrong codes anybody may type within a minute, all together; QR links carry 128 bits and do not count. */
const GUESSES_PER_MINUTE = 60;

export type Invitation = { readonly event: EventRecord; readonly kind: LinkKind };
export type NewSession = {
  readonly role: Role;
  readonly event: EventRecord;
  readonly person: PersonId | '';
  readonly link: LinkKind;
};

export class Access {
  readonly #deps: Pick<Deps, 'catalogue' | 'clock' | 'instanceKey' | 'randomBytes'>;
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #watchers = new Set<() => void>();
  #guesses: number[] = [];

  constructor(deps: Pick<Deps, 'catalogue' | 'clock' | 'instanceKey' | 'randomBytes'>) {
    this.#deps = deps;
    for (const session of deps.catalogue.data.sessions) this.#sessions.set(session.hash, session);
  }

  #hash = (secret: string): string => hashSecret(this.#deps.instanceKey, secret);

  // -- links and codes ------------------------------------------------------------------------------------------------

  /** The secret of a valid link, to be shown again. */
  secretOf(event: EventRecord, kind: Exclude<LinkKind, 'code'>): string {
    return linkSecret(this.#deps.instanceKey, event.id, kind, event.generations[kind]);
  }

  /** The code on the wall. */
  codeOf(event: EventRecord): string {
    for (let attempt = 0; ; attempt++) {
      const code = typedCode(this.#deps.instanceKey, event.id, event.generations.join, attempt);
      const hash = this.#hash(code);
      const link = this.#deps.catalogue.data.links.find((known) => known.hash === hash);
      if (link?.event === event.id && link.revokedAt === 0) return code;
      if (!link) throw new Error(`event ${event.id} has no code`);
    }
  }

  /** Adds an event's links and code to the catalogue; call it within a change. */
  issueLinks(data: CatalogueData, event: EventRecord, kinds: readonly LinkKind[]): void {
    for (const kind of kinds) {
      const hash = kind === 'code' ? this.#freeCodeHash(data, event) : this.#hash(this.secretOf(event, kind));
      data.links.push({ hash, kind, event: event.id, revokedAt: millis(0) });
    }
  }

  #freeCodeHash(data: CatalogueData, event: EventRecord): string {
    for (let attempt = 0; ; attempt++) {
      const hash = this.#hash(typedCode(this.#deps.instanceKey, event.id, event.generations.join, attempt));
      if (!data.links.some((link) => link.hash === hash)) return hash;
    }
  }

  /** Replaces a link (for 'join' the code too); the old one stops working at once. */
  async rotate(eventId: EventId, kind: Exclude<LinkKind, 'code'>): Promise<EventRecord | Refusal> {
    const now = this.#deps.clock.now();
    const kinds: readonly LinkKind[] = kind === 'join' ? ['join', 'code'] : [kind];
    let changed: EventRecord | undefined;
    await this.#deps.catalogue.change((data) => {
      const index = data.events.findIndex((event) => event.id === eventId);
      const event = data.events[index];
      if (!event) return;
      data.links = data.links.map((link) =>
        link.event === eventId && kinds.includes(link.kind) && link.revokedAt === 0 ? { ...link, revokedAt: now } : link,
      );
      changed = { ...event, generations: { ...event.generations, [kind]: event.generations[kind] + 1 } };
      data.events[index] = changed;
      this.issueLinks(data, changed, kinds);
    });
    for (const told of this.#watchers) told();
    return changed ?? refuse('unknown-event');
  }

  /** Calls back when sessions may have ended, so that open connections can be ended too. */
  watchRevocations(told: () => void): () => void {
    this.#watchers.add(told);
    return () => this.#watchers.delete(told);
  }

  /** What a link's secret or a typed code opens. */
  invitation(secretOrCode: string): Invitation | Refusal {
    const bySecret = this.#link(secretOrCode);
    if (bySecret && bySecret.kind !== 'code') return this.#invite(bySecret);
    const now = this.#deps.clock.now();
    this.#guesses = this.#guesses.filter((at) => now - at < MINUTE);
    if (this.#guesses.length >= GUESSES_PER_MINUTE) return refuse('too-many-guesses');
    const byCode = this.#link(readTypedCode(secretOrCode));
    if (byCode?.kind === 'code') return this.#invite(byCode);
    this.#guesses.push(now);
    return refuse('wrong-code');
  }

  #link(secret: string): LinkRecord | undefined {
    const hash = this.#hash(secret);
    return this.#deps.catalogue.data.links.find((known) => known.hash === hash);
  }

  #invite(link: LinkRecord): Invitation | Refusal {
    const event = this.event(link.event);
    if (!event) return refuse('unknown-event');
    return link.revokedAt === 0 ? { event, kind: link.kind } : refuse('code-revoked');
  }

  event(id: EventId | ''): EventRecord | undefined {
    return this.#deps.catalogue.data.events.find((event) => event.id === id);
  }

  eventOfBoard(board: BoardId): EventRecord | undefined {
    return this.#deps.catalogue.data.events.find((event) => event.board === board);
  }

  // -- sessions ---------------------------------------------------------------------------------------------------------

  async openSession(given: NewSession): Promise<string> {
    const { event, link } = given;
    const generation = event.generations[link === 'code' ? 'join' : link];
    return this.#keep({ role: given.role, event: event.id, board: event.board, person: given.person, link, generation });
  }

  isOrganizerSecret(secret: string): boolean {
    return this.#hash(secret) === this.#hash(organizerSecret(this.#deps.instanceKey));
  }

  openOrganizerSession(): Promise<string> {
    return this.#keep({ role: 'organizer', event: '', board: '', person: '', link: 'organizer', generation: 0 });
  }

  async #keep(given: Omit<SessionRecord, 'hash' | 'createdAt'>): Promise<string> {
    const token = newToken(this.#deps.randomBytes);
    const session: SessionRecord = { ...given, hash: this.#hash(token), createdAt: this.#deps.clock.now() };
    await this.#deps.catalogue.change((data) => void data.sessions.push(session));
    this.#sessions.set(session.hash, session);
    return token;
  }

  /** Whose token this is. A wall's or facilitator's session ends when its link is replaced. */
  session(token: string): SessionRecord | Refusal {
    const session = this.#sessions.get(this.#hash(token));
    if (!session) return refuse('not-signed-in');
    if (session.link === 'wall' || session.link === 'facilitator') {
      const current = this.event(session.event)?.generations[session.link];
      if (current !== session.generation) return refuse('code-revoked');
    }
    return session;
  }

  /** A session that may see this board. */
  sessionOn(token: string, board: BoardId): SessionRecord | Refusal {
    const session = this.session(token);
    if (isRefusal(session)) return session;
    if (!this.eventOfBoard(board)) return refuse('unknown-board');
    if (session.role === 'organizer' && session.board === '') return session;
    return session.board === board ? session : refuse('not-signed-in');
  }
}
