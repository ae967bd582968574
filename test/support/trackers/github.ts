// A GitHub of our own: keeps issues, rights and limits as GitHub's documentation tells, lags behind in its lists, and fails where
// a test says so. Every request is held against GitHub's own description.

import { describedBy } from './described.ts';
import type { FakeClock } from '../clock.ts';

/** `lost`: it is done and no answer comes. `broken`: it is done and the answer is a 502. `unheard`: it never arrives. */
export type Fault = 'lost' | 'broken' | 'unheard' | 'refused' | 'limited' | undefined;
export type Call = {
  readonly method: string;
  readonly path: string;
  readonly at: number;
  readonly body: Record<string, unknown> | undefined;
};

type Issue = {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  labels: string[];
  assignees: string[];
  milestone: number | null;
  user: string;
  madeAt: number;
};

const described = describedBy(new URL('../../data/github-openapi/excerpt.json', import.meta.url));
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

export class OwnGitHub {
  readonly token = 'ghp_canary0123456789abcdefghijklmnop';
  readonly issues: Issue[] = [];
  readonly calls: Call[] = [];
  /** Requests GitHub would not have understood, and writes it would have punished. */
  readonly offences: string[] = [];
  rights = { admin: false, maintain: false, push: true, triage: true, pull: true };
  scopes: string | undefined = 'repo';
  repository: Record<string, unknown> = { private: false, archived: false, has_issues: true };
  milestones = [{ number: 3, title: 'Autumn', state: 'open' }];
  collaborators = ['ada-l', 'grace'];
  /** How long an issue is not listed after it was made. */
  lag = 0;
  /** Asked at each call. */
  fault: (call: Call, nth: number) => Fault = () => undefined;
  readonly #clock: Pick<FakeClock, 'now'>;
  readonly #writes: number[] = [];

  constructor(clock: Pick<FakeClock, 'now'>) {
    this.#clock = clock;
  }

  readonly fetch = async (address: string, options: RequestInit): Promise<Response> => {
    const url = new URL(address);
    const method = options.method ?? 'GET';
    const path = url.pathname;
    const body = typeof options.body === 'string' ? (JSON.parse(options.body) as Record<string, unknown>) : undefined;
    const call = { method, path, at: this.#clock.now(), body };
    this.calls.push(call);
    const offence = described(method, path, url.searchParams, body);
    if (offence !== undefined) this.offences.push(offence);
    const fault = this.fault(call, this.calls.length);
    if (fault === 'refused')
      throw Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    if (fault === 'unheard') return this.#silence(options.signal);
    if (fault === 'limited') return json({ message: 'You have exceeded a secondary rate limit.' }, 403, { 'retry-after': '90' });
    const answer = this.#answer(method, path, url.searchParams, body, new Headers(options.headers).get('authorization'));
    if (fault === 'lost') return this.#silence(options.signal);
    return fault === 'broken' ? json({ message: 'Server Error' }, 502) : answer;
  };

  /** An answer that never comes: whoever waits gives up at some time. */
  #silence(signal: AbortSignal | null | undefined): Promise<Response> {
    return new Promise((_, reject) =>
      signal?.addEventListener('abort', () => reject(new DOMException('This operation was aborted', 'AbortError'))),
    );
  }

  #answer(method: string, path: string, query: URLSearchParams, body: Record<string, unknown> | undefined, auth: string | null): Response {
    if (auth !== `Bearer ${this.token}`) return json({ message: 'Bad credentials' }, 401);
    if (path === '/user') return json({ login: 'fay' });
    const [, rest] = /^\/repos\/octo\/atlas(\/.*)?$/.exec(path) ?? [];
    if (!path.startsWith('/repos/octo/atlas')) return json({ message: 'Not Found' }, 404);
    if (method !== 'GET' && this.#tooFast())
      return json({ message: 'You have exceeded a secondary rate limit.' }, 403, { 'retry-after': '60' });
    if (rest === undefined) return this.#repository();
    if (rest === '/milestones') return json(this.milestones);
    const login = /^\/assignees\/(.+)$/.exec(rest)?.[1];
    if (login !== undefined) return new Response(null, { status: this.collaborators.includes(login) ? 204 : 404 });
    if (rest === '/issues') return method === 'POST' ? this.#create(body ?? {}) : this.#list(query);
    const issue = this.issues.find(({ number }) => rest === `/issues/${number}`);
    if (!issue) return json({ message: 'Not Found' }, 404);
    if (method === 'PATCH') Object.assign(issue, pick(body ?? {}, ['title', 'body', 'state']));
    return json(this.#shown(issue));
  }

  #repository(): Response {
    const headers = this.scopes === undefined ? {} : { 'x-oauth-scopes': this.scopes };
    const facts = { full_name: 'octo/atlas', html_url: 'https://github.com/octo/atlas', permissions: this.rights };
    return json({ ...facts, ...this.repository }, 200, headers);
  }

  #create(body: Record<string, unknown>): Response {
    if (typeof body['title'] !== 'string' || body['title'] === '') return json({ message: 'Validation Failed' }, 422);
    const { push } = this.rights;
    const issue: Issue = {
      number: this.issues.length + 1,
      title: body['title'],
      body: (body['body'] as string | undefined) ?? '',
      state: 'open',
      labels: push ? ((body['labels'] as string[] | undefined) ?? []) : [],
      assignees: push ? ((body['assignees'] as string[] | undefined) ?? []).filter((login) => this.collaborators.includes(login)) : [],
      milestone: push ? ((body['milestone'] as number | undefined) ?? null) : null,
      user: 'fay',
      madeAt: this.#clock.now(),
    };
    this.issues.push(issue);
    return json(this.#shown(issue), 201);
  }

  #list(query: URLSearchParams): Response {
    const wanted = query.get('labels');
    const creator = query.get('creator');
    const shown = this.issues.filter(
      (issue) =>
        issue.madeAt + this.lag <= this.#clock.now() &&
        (wanted === null || issue.labels.includes(wanted)) &&
        (creator === null || issue.user === creator),
    );
    const size = Number(query.get('per_page') ?? 30);
    const from = (Number(query.get('page') ?? 1) - 1) * size;
    return json(shown.slice(from, from + size).map((issue) => this.#shown(issue)));
  }

  #shown(issue: Issue) {
    const milestone = this.milestones.find(({ number }) => number === issue.milestone) ?? null;
    return {
      number: issue.number,
      html_url: `https://github.com/octo/atlas/issues/${issue.number}`,
      title: issue.title,
      body: issue.body,
      state: issue.state,
      labels: issue.labels.map((name) => ({ name })),
      assignees: issue.assignees.map((name) => ({ login: name })),
      milestone,
      user: { login: issue.user },
    };
  }

  /** At least a second between writes, at most 80 a minute and 500 an hour. */
  #tooFast(): boolean {
    const now = this.#clock.now();
    const last = this.#writes.at(-1);
    const within = (ms: number) => this.#writes.filter((at) => at > now - ms).length;
    const tooFast = (last !== undefined && now - last < 1_000) || within(60_000) >= 80 || within(3_600_000) >= 500;
    this.#writes.push(now);
    if (tooFast) this.offences.push(`a write too soon at ${now}`);
    return tooFast;
  }
}

const pick = (from: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
