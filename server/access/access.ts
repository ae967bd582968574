// Who is let in: links and codes of events, sessions behind bearer tokens, and the budget on wrong guesses. Knows the
// catalogue and the key, no transport.

import type { Role } from '../../shared/board/schema.ts';
import { millis, MINUTE, type BoardId, type EventId, type PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Deps } from '../deps.ts';
import type { BarRecord, CatalogueData, EventRecord, Joining, LinkKind, LinkRecord, SessionRecord } from '../storage/catalogue.ts';
import { ApiTokens } from './api-tokens.ts';
import { hashSecret, joinToken, linkSecret, newToken, organizerSecret, readTypedCode, typedCode } from './secrets.ts';

/** Wrong codes anybody may type within a minute, all together; QR links carry 128 bits and do not count. */
const GUESSES_PER_MINUTE = 60;

export type Invitation = { readonly event: EventRecord; readonly kind: LinkKind };
/** What a browser shows when it joins: the token it got before, and the key of this join. */
export type Shown = { readonly token: string | undefined; readonly key: string | undefined };
export type Admitted = { readonly token: string; readonly session: SessionRecord & { readonly person: PersonId } };
type AccessDeps = Pick<Deps, 'catalogue' | 'clock' | 'instanceKey' | 'randomBytes' | 'logger'>;

export class Access {
  readonly apiTokens: ApiTokens;
  readonly #deps: AccessDeps;
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #watchers = new Set<() => void>();
  #guesses: number[] = [];

  constructor(deps: AccessDeps) {
    this.#deps = deps;
    this.apiTokens = new ApiTokens(this, deps);
    for (const session of deps.catalogue.data.sessions) this.#sessions.set(session.hash, session);
  }

  #hash = (secret: string): string => hashSecret(this.#deps.instanceKey, secret);

  /** Changes the catalogue. A store that fails is told as such; an error of the change itself is a bug and thrown. */
  async record(change: (data: CatalogueData) => void): Promise<Refusal | undefined> {
    let made = false;
    try {
      await this.#deps.catalogue.change((data) => {
        change(data);
        made = true;
      });
      return undefined;
    } catch (error) {
      if (!made || error instanceof TypeError) throw error;
      this.#deps.logger.error({ err: error }, 'the catalogue could not be stored');
      return refuse('not-saved');
    }
  }

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
    const failure = await this.record((data) => {
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
    if (failure) return failure;
    for (const told of this.#watchers) told();
    return changed ?? refuse('unknown-event');
  }

  /** Who may come in from now on. Whoever is in stays. */
  async setJoining(eventId: EventId, joining: Joining): Promise<EventRecord | Refusal> {
    let changed: EventRecord | undefined;
    const failure = await this.record((data) => {
      const index = data.events.findIndex((event) => event.id === eventId);
      const event = data.events[index];
      if (event) data.events[index] = changed = { ...event, joining };
    });
    return failure ?? changed ?? refuse('unknown-event');
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

  /**
   * Keeps the session of somebody who joins. Who shows a token of this board, or a key that came before, stays the same
   * person with the same token, and a facilitator link raises them; where their link was replaced, the new one counts.
   * @param newcomer the id of a person who was not here before
   */
  async admit(invitation: Invitation, shown: Shown, newcomer: PersonId): Promise<Admitted | Refusal> {
    const token = this.#tokenFor(invitation.event.board, shown);
    const hash = this.#hash(token);
    let session: Admitted['session'] | undefined;
    const failure = await this.record((data) => {
      const at = data.sessions.findIndex((known) => known.hash === hash);
      const before = data.sessions[at];
      if (before && isPersonal(before)) session = data.sessions[at] = this.#goingOn(before, invitation);
      else data.sessions.push((session = { ...this.#by(invitation), hash, person: newcomer, createdAt: this.#deps.clock.now() }));
    });
    if (failure) return failure;
    if (!session) throw new Error('a change of the catalogue was not made');
    this.#sessions.set(hash, session);
    return { token, session };
  }

  /** Who of this board shows this, if anybody who was let in before. */
  personBehind(board: BoardId, shown: Shown): PersonId | undefined {
    return this.#personOn(board, this.#tokenFor(board, shown));
  }

  #tokenFor(board: BoardId, { token, key }: Shown): string {
    if (token !== undefined && this.#personOn(board, token)) return token;
    return key === undefined ? newToken(this.#deps.randomBytes) : joinToken(this.#deps.instanceKey, board, key);
  }

  /** Who this token stood for, also when its link was replaced: that ends rights, not who somebody is. */
  #personOn(board: BoardId, token: string): PersonId | undefined {
    const session = this.#sessions.get(this.#hash(token));
    return session?.board === board && isPersonal(session) ? session.person : undefined;
  }

  #by({ event, kind }: Invitation): Omit<SessionRecord, 'hash' | 'person' | 'createdAt'> {
    const role = kind === 'facilitator' ? 'facilitator' : 'participant';
    return { role, event: event.id, board: event.board, link: kind, generation: event.generations[kind === 'code' ? 'join' : kind] };
  }

  #goingOn(before: Admitted['session'], invitation: Invitation): Admitted['session'] {
    const keeps = invitation.kind !== 'facilitator' && !isRefusal(this.#stillValid(before));
    return keeps ? before : { ...before, ...this.#by(invitation) };
  }

  openWallSession(event: EventRecord): Promise<string | Refusal> {
    return this.keep({
      role: 'viewer',
      event: event.id,
      board: event.board,
      person: '',
      link: 'wall',
      generation: event.generations.wall,
    });
  }

  isOrganizerSecret(secret: string): boolean {
    return this.#hash(secret) === this.#hash(organizerSecret(this.#deps.instanceKey));
  }

  openOrganizerSession(): Promise<string | Refusal> {
    return this.keep({ role: 'organizer', event: '', board: '', person: '', link: 'organizer', generation: 0 });
  }

  /** Keeps a session with a token of its own. */
  async keep(given: Omit<SessionRecord, 'hash' | 'createdAt'>): Promise<string | Refusal> {
    const token = newToken(this.#deps.randomBytes);
    const session: SessionRecord = { ...given, hash: this.#hash(token), createdAt: this.#deps.clock.now() };
    const failure = await this.record((data) => void data.sessions.push(session));
    if (failure) return failure;
    this.#sessions.set(session.hash, session);
    return token;
  }

  /** Ends sessions for good, and with them every connection that was opened by them. */
  async endSessions(ends: (session: SessionRecord) => boolean): Promise<Refusal | undefined> {
    const gone: string[] = [];
    const failure = await this.record((data) => {
      gone.push(...data.sessions.filter(ends).map(({ hash }) => hash));
      data.sessions = data.sessions.filter((session) => !ends(session));
    });
    if (failure) return failure;
    for (const hash of gone) this.#sessions.delete(hash);
    for (const told of this.#watchers) told();
    return undefined;
  }

  /**
   * Carries over to somebody's sessions what the board says of them: their role, and whether they are let in. Open
   * connections end or begin anew by it. Again, it changes nothing.
   */
  async keepStanding(board: BoardId, person: PersonId, role: Role, why: BarRecord['why'] | undefined): Promise<Refusal | undefined> {
    const isTheirs = (record: { readonly board: BoardId | ''; readonly person: PersonId | '' }) =>
      record.board === board && record.person === person;
    const asIs = (session: SessionRecord) => !isTheirs(session) || session.role === role;
    const { sessions, bars = [] } = this.#deps.catalogue.data;
    if (bars.find(isTheirs)?.why === why && sessions.every(asIs)) return undefined;
    const generation = this.eventOfBoard(board)?.generations.join ?? 0;
    const changed = new Map<string, SessionRecord>();
    const failure = await this.record((data) => {
      data.bars = [...(data.bars ?? []).filter((bar) => !isTheirs(bar)), ...(why ? [{ board, person, why }] : [])];
      data.sessions = data.sessions.map((session) => {
        if (asIs(session)) return session;
        // A role given on the board does not hang on a link any more, nor comes back with it.
        const given: SessionRecord = { ...session, role, link: 'join', generation };
        changed.set(session.hash, given);
        return given;
      });
    });
    if (failure) return failure;
    for (const [hash, session] of changed) this.#sessions.set(hash, session);
    for (const told of this.#watchers) told();
    return undefined;
  }

  /** Whose token this is. A wall's or facilitator's session ends when its link is replaced. */
  session(token: string): SessionRecord | Refusal {
    const session = this.#sessions.get(this.#hash(token));
    return session ? this.#stillValid(session) : refuse('not-signed-in');
  }

  #stillValid(session: SessionRecord): SessionRecord | Refusal {
    const bar = this.#deps.catalogue.data.bars?.find(({ board, person }) => board === session.board && person === session.person);
    if (bar) return refuse(bar.why);
    if (session.link === 'wall' || session.link === 'facilitator') {
      const current = this.event(session.event)?.generations[session.link];
      if (current !== session.generation) return refuse('code-revoked');
    }
    return session;
  }

  /** A session that may see this board. */
  sessionOn(token: string, board: BoardId): SessionRecord | Refusal {
    const session = this.session(token);
    return isRefusal(session) ? session : this.mayUse(session, board);
  }

  /** This session, if it may see this board. */
  mayUse(session: SessionRecord, board: BoardId): SessionRecord | Refusal {
    if (!this.eventOfBoard(board)) return refuse('unknown-board');
    if (session.role === 'organizer' && session.board === '') return session;
    return session.board === board ? session : refuse('not-signed-in');
  }
}

const isPersonal = (session: SessionRecord): session is Admitted['session'] => session.person !== '';
