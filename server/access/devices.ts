// One person on several devices: a personal link that works once, and the end of sessions. Links are stored as hashes and
// forgotten when used, replaced or too old. Knows no transport and no board.

import { millis, MINUTE, type BoardId, type Millis, type PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { Deps } from '../deps.ts';
import type { DeviceLinkRecord, EventRecord, SessionRecord } from '../storage/catalogue.ts';
import type { Access } from './access.ts';
import { hashSecret, newToken } from './secrets.ts';

const DAY = 24 * 60 * MINUTE;
/** A link lasts to the end of the event, so that it can be kept in case a device is lost; a day at least, a week at most. */
const LASTS = { least: DAY, most: 7 * DAY } as const;

export type PersonalSession = SessionRecord & { readonly person: PersonId; readonly board: BoardId };
export type DeviceLink = { readonly secret: string; readonly expiresAt: Millis };
export type Redeemed = { readonly token: string; readonly session: PersonalSession; readonly event: EventRecord };

export const isPersonal = (session: SessionRecord): session is PersonalSession => session.person !== '' && session.board !== '';

export class Devices {
  readonly #access: Access;
  readonly #deps: Pick<Deps, 'catalogue' | 'clock' | 'instanceKey' | 'randomBytes'>;

  constructor(access: Access, deps: Pick<Deps, 'catalogue' | 'clock' | 'instanceKey' | 'randomBytes'>) {
    this.#access = access;
    this.#deps = deps;
  }

  #hash = (secret: string): string => hashSecret(this.#deps.instanceKey, secret);

  /** The newest session of somebody on a board: what a new device of theirs may do. */
  newest(board: BoardId, person: PersonId): PersonalSession | undefined {
    return this.of(board, person).at(-1);
  }

  /** All sessions of somebody on a board, oldest first. */
  of(board: BoardId, person: PersonId): PersonalSession[] {
    return this.#deps.catalogue.data.sessions
      .filter(isPersonal)
      .filter((session) => session.board === board && session.person === person)
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  /** Makes a personal link; the one made before works no more. */
  async invite(like: PersonalSession, event: EventRecord): Promise<DeviceLink | Refusal> {
    const now = this.#deps.clock.now();
    const secret = newToken(this.#deps.randomBytes);
    const lasts = Math.min(LASTS.most, Math.max(LASTS.least, event.endsAt - now));
    const { person, board, role, link, generation } = like;
    const record: DeviceLinkRecord = {
      ...{ person, board, role, link, generation },
      event: event.id,
      hash: this.#hash(secret),
      createdAt: now,
      expiresAt: millis(now + lasts),
    };
    const failure = await this.#access.record((data) => {
      data.deviceLinks = data.deviceLinks.filter((known) => !isOf(known, board, person) && known.expiresAt > now);
      data.deviceLinks.push(record);
    });
    return failure ?? { secret, expiresAt: record.expiresAt };
  }

  /** Whose link this is and for which event, if it still works. */
  linked(secret: string): { readonly record: DeviceLinkRecord; readonly event: EventRecord } | undefined {
    const hash = this.#hash(secret);
    const record = this.#deps.catalogue.data.deviceLinks.find((known) => known.hash === hash);
    const event = record && this.#access.event(record.event);
    return record && event && record.expiresAt > this.#deps.clock.now() ? { record, event } : undefined;
  }

  /** Trades a link for a session, once. */
  async redeem(secret: string): Promise<Redeemed | Refusal> {
    const linked = this.linked(secret);
    if (!linked) return refuse('code-revoked');
    const { hash, person, board, role, link, generation, event } = linked.record;
    const taken = await this.#access.record((data) => {
      data.deviceLinks = data.deviceLinks.filter((known) => known.hash !== hash);
    });
    if (taken) return taken;
    const opened = await this.#access.keep({ person, board, role, link, generation, event });
    if (isRefusal(opened)) return opened;
    const session = this.#access.session(opened);
    return isRefusal(session) ? session : { token: opened, session: session as PersonalSession, event: linked.event };
  }

  async revokeLinks(board: BoardId, person: PersonId): Promise<Refusal | undefined> {
    return this.#access.record((data) => {
      data.deviceLinks = data.deviceLinks.filter((known) => !isOf(known, board, person));
    });
  }

  /** Whether somebody has a link that nobody used yet. */
  linkOf(board: BoardId, person: PersonId): DeviceLinkRecord | undefined {
    const now = this.#deps.clock.now();
    return this.#deps.catalogue.data.deviceLinks.find((known) => isOf(known, board, person) && known.expiresAt > now);
  }
}

const isOf = (link: DeviceLinkRecord, board: BoardId, person: PersonId): boolean => link.board === board && link.person === person;
