// A GitHub of our own: keeps issues, rights and limits as GitHub's documentation tells, lags behind in its lists, and fails where
// a test says so. Every request is held against GitHub's own description.

import { describedBy } from './described.ts';
import { json, OwnTracker, type Asked, type Body, type Item } from './own-tracker.ts';

type Issue = Item & { readonly number: number; state: 'open' | 'closed'; assignees: string[]; milestone: number | null; user: string };

const described = describedBy(new URL('../../data/github-openapi/excerpt.json', import.meta.url));

export class OwnGitHub extends OwnTracker<Issue> {
  token = 'ghp_canary0123456789abcdefghijklmnop';
  rights = { admin: false, maintain: false, push: true, triage: true, pull: true };
  scopes: string | undefined = 'repo';
  repository: Record<string, unknown> = { private: false, archived: false, has_issues: true };
  milestones = [{ number: 3, title: 'Autumn', state: 'open' }];
  collaborators = ['ada-l', 'grace'];
  readonly #writes: number[] = [];

  get issues(): Issue[] {
    return this.items;
  }

  protected creates({ method, path }: Asked): boolean {
    return method === 'POST' && path.endsWith('/issues');
  }

  protected answer({ method, path, query, body, headers }: Asked): Response {
    const offence = described(method, path, query, body);
    if (offence !== undefined) this.offences.push(offence);
    if (headers.get('authorization') !== `Bearer ${this.token}`) return json({ message: 'Bad credentials' }, 401);
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

  #create(body: Body): Response {
    if (typeof body['title'] !== 'string' || body['title'] === '') return json({ message: 'Validation Failed' }, 422);
    const { push } = this.rights;
    const number = this.issues.length + 1;
    const issue: Issue = {
      id: number,
      number,
      closed: false,
      title: body['title'],
      body: (body['body'] as string | undefined) ?? '',
      state: 'open',
      labels: push ? ((body['labels'] as string[] | undefined) ?? []) : [],
      assignees: push ? ((body['assignees'] as string[] | undefined) ?? []).filter((login) => this.collaborators.includes(login)) : [],
      milestone: push ? ((body['milestone'] as number | undefined) ?? null) : null,
      user: 'fay',
      madeAt: this.clock.now(),
    };
    this.issues.push(issue);
    return json(this.#shown(issue), 201);
  }

  #list(query: URLSearchParams): Response {
    const wanted = query.get('labels');
    const creator = query.get('creator');
    const shown = this.listed.filter(
      (issue) => (wanted === null || issue.labels.includes(wanted)) && (creator === null || issue.user === creator),
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
    const now = this.clock.now();
    const last = this.#writes.at(-1);
    const within = (ms: number) => this.#writes.filter((at) => at > now - ms).length;
    const tooFast = (last !== undefined && now - last < 1_000) || within(60_000) >= 80 || within(3_600_000) >= 500;
    this.#writes.push(now);
    if (tooFast) this.offences.push(`a write too soon at ${now}`);
    return tooFast;
  }
}

const pick = (from: Body, keys: readonly string[]) =>
  Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
