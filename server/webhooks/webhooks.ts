// Addresses that hear what happens on a board: kept in the catalogue, told by signed requests, tried again when they fail. What
// waits is in memory: a restart forgets it. Whom the server may ask at all is outgoing.ts; what is worth telling is herald.ts.

import { createHmac } from 'node:crypto';
import type { Happening } from '../../shared/access/api-access.ts';
import { LIMITS } from '../../shared/board/schema.ts';
import { millis, type BoardId, type EventId, type Millis } from '../../shared/ids.ts';
import { refuse, type Refusal } from '../../shared/refusal.ts';
import type { Access } from '../access/access.ts';
import { newToken, webhookSecret } from '../access/secrets.ts';
import type { Deps } from '../deps.ts';
import type { EventRecord, WebhookRecord } from '../storage/catalogue.ts';
import { Herald, type Tale } from './herald.ts';

const MOST = 20;
const SHORT_ID = 12;
/** Waits before each further try, in milliseconds; after the last one a message is given up. */
export const TRY_AGAIN_AFTER = [10_000, 60_000, 300_000, 1_800_000, 7_200_000] as const;
/** More than this do not wait for one address; the oldest give way. */
const MOST_WAITING = 200;
const PATIENCE = 10_000;
const GONE = 410;

/** What became of one request. */
export type Delivered = {
  readonly ok: boolean;
  readonly status: number;
  readonly problem: '' | 'not-allowed' | 'too-slow' | 'unreachable';
};
export type Standing = {
  readonly waiting: number;
  readonly givenUp: number;
  readonly last: (Delivered & { readonly at: Millis }) | undefined;
};

type Message = { readonly id: string; readonly body: string; tries: number };
type Line = { readonly waiting: Message[]; readonly alarms: Set<() => void>; busy: boolean; givenUp: number; last: Standing['last'] };

type WebhookDeps = Pick<Deps, 'catalogue' | 'clock' | 'instanceKey' | 'randomBytes' | 'fetch'>;

export class Webhooks {
  readonly #access: Access;
  readonly #deps: WebhookDeps;
  readonly #lines = new Map<string, Line>();
  #closed = false;

  constructor(access: Access, deps: WebhookDeps) {
    this.#access = access;
    this.#deps = deps;
  }

  of(event: EventId): readonly WebhookRecord[] {
    return (this.#deps.catalogue.data.webhooks ?? []).filter((hook) => hook.event === event);
  }

  standing(id: string): Standing {
    const { waiting, busy, alarms, givenUp, last } = this.#line(id);
    return { waiting: waiting.length + alarms.size + (busy ? 1 : 0), givenUp, last };
  }

  secretOf = (id: string): string => webhookSecret(this.#deps.instanceKey, id);

  async add(event: EventId, url: string, of: readonly Happening[]): Promise<WebhookRecord | Refusal> {
    const problem = addressProblem(url);
    if (problem) return refuse('bad-field', { field: 'url', problem });
    if (this.of(event).length >= MOST) return refuse('bad-field', { field: 'url', problem: `an event has at most ${MOST} webhooks` });
    const id = newToken(this.#deps.randomBytes).slice(0, SHORT_ID);
    const hook: WebhookRecord = { id, event, url, of: [...of], createdAt: this.#deps.clock.now() };
    return (await this.#access.record((data) => void (data.webhooks = [...(data.webhooks ?? []), hook]))) ?? hook;
  }

  /** What still waits for it is forgotten. */
  async remove(event: EventId, id: string): Promise<Refusal | undefined> {
    const isIt = (hook: WebhookRecord) => hook.id === id && hook.event === event;
    if (!this.of(event).some(isIt)) return refuse('unknown-address');
    const failure = await this.#access.record((data) => void (data.webhooks = (data.webhooks ?? []).filter((hook) => !isIt(hook))));
    if (!failure) this.#drop(id);
    return failure;
  }

  #drop(id: string): void {
    for (const callOff of this.#lines.get(id)?.alarms ?? []) callOff();
    this.#lines.delete(id);
  }

  /** Sends a ping now, once. */
  async test(event: EventId, id: string): Promise<Delivered | Refusal> {
    const hook = this.of(event).find((one) => one.id === id);
    const record = this.#access.event(event);
    if (!hook || !record) return refuse('unknown-address');
    return this.#send(hook, this.#message(record, 'ping', this.#deps.clock.now(), {}));
  }

  /** Somebody to look on at a board for those who want to hear of it. */
  onlooker(board: BoardId): Herald {
    const hooks = () => {
      const event = this.#access.eventOfBoard(board);
      return event ? this.of(event.id) : [];
    };
    return new Herald(
      () => hooks().length > 0,
      (tales) => {
        const event = this.#access.eventOfBoard(board);
        if (event) for (const hook of hooks()) this.#tell(hook, event, tales);
      },
    );
  }

  #tell(hook: WebhookRecord, event: EventRecord, tales: readonly Tale[]): void {
    const line = this.#line(hook.id);
    for (const { happening, at, told } of tales)
      if (hook.of.includes(happening)) line.waiting.push(this.#message(event, happening, at, told));
    const over = line.waiting.length - MOST_WAITING;
    if (over > 0) line.givenUp += line.waiting.splice(0, over).length;
    void this.#work(hook);
  }

  #message(event: EventRecord, type: string, at: Millis, told: object): Message {
    const { id, board, title } = event;
    const data = { event: { id, board, title }, ...told };
    return {
      id: `msg_${newToken(this.#deps.randomBytes)}`,
      body: JSON.stringify({ type, timestamp: new Date(at).toISOString(), data }),
      tries: 0,
    };
  }

  #line(id: string): Line {
    const line = this.#lines.get(id) ?? { waiting: [], alarms: new Set(), busy: false, givenUp: 0, last: undefined };
    this.#lines.set(id, line);
    return line;
  }

  /** One request at a time to each address. */
  async #work(hook: WebhookRecord): Promise<void> {
    const line = this.#line(hook.id);
    if (line.busy) return;
    line.busy = true;
    for (let message = line.waiting.shift(); message && !this.#closed; message = line.waiting.shift()) {
      const delivered = await this.#send(hook, message);
      line.last = { ...delivered, at: this.#deps.clock.now() };
      if (!delivered.ok) this.#later(hook, line, message, delivered);
    }
    line.busy = false;
  }

  #later(hook: WebhookRecord, line: Line, message: Message, { status }: Delivered): void {
    const wait = status === GONE ? undefined : TRY_AGAIN_AFTER[message.tries++];
    if (wait === undefined) {
      line.givenUp++;
      return;
    }
    if (this.#closed || this.#lines.get(hook.id) !== line) return;
    const callOff = this.#deps.clock.alarm(millis(this.#deps.clock.now() + wait), () => {
      line.alarms.delete(callOff);
      line.waiting.push(message);
      void this.#work(hook);
    });
    line.alarms.add(callOff);
  }

  /** Nothing of the answer is read but its status. */
  async #send(hook: WebhookRecord, { id, body }: Message): Promise<Delivered> {
    const timestamp = String(Math.floor(this.#deps.clock.now() / 1_000));
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'hackfest-board',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature(this.secretOf(hook.id), `${id}.${timestamp}.${body}`)}`,
    };
    try {
      const answer = await this.#deps.fetch(hook.url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE) });
      await answer.body?.cancel();
      return { ok: answer.status >= 200 && answer.status < 300, status: answer.status, problem: '' };
    } catch (error) {
      return { ok: false, status: 0, problem: problemOf(error) };
    }
  }

  close(): void {
    this.#closed = true;
    for (const id of [...this.#lines.keys()]) this.#drop(id);
  }
}

/** As Standard Webhooks has it: the key is what follows the mark, read as base64. */
const signature = (secret: string, signed: string): string =>
  createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(signed)
    .digest('base64');

function addressProblem(url: string): string | undefined {
  const read = URL.canParse(url) ? new URL(url) : undefined;
  if (!read || !/^https?:$/.test(read.protocol) || url.length > LIMITS.url) return 'this is no web address';
  return read.username || read.password ? 'leave name and password out of the address' : undefined;
}

function problemOf(error: unknown): Delivered['problem'] {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (code === 'EPRIVATE') return 'not-allowed';
  return name === 'TimeoutError' || name === 'AbortError' ? 'too-slow' : 'unreachable';
}
