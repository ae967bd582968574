// What all trackers of our own have in common: items, faults where a test says so, lists that lag behind, and a note of every request the
// real one would not have understood.

import { markedItem } from '../../../shared/report/issue-text.ts';
import type { FakeClock } from '../clock.ts';

/** `lost`: it is done and no answer comes. `broken`: it is done and the answer is a 502. `unheard`: it never arrives. */
export type Fault = 'lost' | 'broken' | 'unheard' | 'refused' | 'limited' | undefined;
export type Body = Record<string, unknown>;
export type Call = {
  readonly method: string;
  readonly path: string;
  readonly at: number;
  readonly body: Body | undefined;
  readonly creates: boolean;
};

export type Item = { readonly id: number; title: string; body: string; closed: boolean; labels: string[]; readonly madeAt: number };

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
export const empty = (status = 204): Response => new Response(null, { status });

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Body | undefined;
  readonly headers: Headers;
};

export abstract class OwnTracker<I extends Item = Item> {
  abstract readonly token: string;
  readonly items: I[] = [];
  readonly calls: Call[] = [];
  readonly offences: string[] = [];
  /** How long an item is not listed after it was made. */
  lag = 0;
  /** Asked at each call. */
  fault: (call: Call) => Fault = () => undefined;
  protected readonly clock: Pick<FakeClock, 'now'>;

  constructor(clock: Pick<FakeClock, 'now'>) {
    this.clock = clock;
  }

  protected abstract creates(asked: Asked): boolean;
  protected abstract answer(asked: Asked): Response;

  readonly fetch = async (address: string, options: RequestInit): Promise<Response> => {
    const url = new URL(address);
    const body = typeof options.body === 'string' ? (JSON.parse(options.body) as Body) : undefined;
    const asked = {
      method: options.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body,
      headers: new Headers(options.headers),
    };
    const call = { ...asked, at: this.clock.now(), creates: this.creates(asked) };
    this.calls.push(call);
    const fault = this.fault(call);
    if (fault === 'refused')
      throw Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    if (fault === 'unheard') return silence(options.signal);
    if (fault === 'limited') return json({ message: 'You have exceeded a secondary rate limit.' }, 403, { 'retry-after': '90' });
    const answer = this.answer(asked);
    if (fault === 'lost') return silence(options.signal);
    return fault === 'broken' ? json({ message: 'Server Error' }, 502) : answer;
  };

  /** What a list shows by now. */
  protected get listed(): I[] {
    return this.items.filter(({ madeAt }) => madeAt + this.lag <= this.clock.now());
  }

  protected item(id: string | number | undefined): I | undefined {
    return this.items.find((one) => one.id === Number(id));
  }

  /** Fields the real one takes; others it would refuse or, worse, ignore. */
  protected takes(what: string, body: Body | undefined, needs: readonly string[], takes: readonly string[] = []): void {
    const given = Object.keys(body ?? {});
    for (const field of needs) if (!given.includes(field)) this.offences.push(`${what} lacks ${field}`);
    for (const field of given) if (![...needs, ...takes].includes(field)) this.offences.push(`${what} knows no ${field}`);
  }

  /** Tasks there are items for, one for each item. */
  get tasks(): string[] {
    return this.items.map(({ body }) => markedItem(body)?.task ?? '');
  }
}

/** An answer that never comes: whoever waits gives up at some time. */
function silence(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(new DOMException('This operation was aborted', 'AbortError'))),
  );
}
