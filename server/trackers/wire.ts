// One request to a tracker: JSON there and back, with a limit of time and size, no redirects, and every way it can fail told apart.
// The one difference that matters is whether anything was sent. It never asks twice and never waits.

import { TrackerProblem } from './problem.ts';

export type Fetch = (url: string, options: RequestInit) => Promise<Response>;

export type Question = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: { readonly [name: string]: string | number | undefined };
  readonly body?: unknown;
  /** Statuses that are an answer here and no problem. */
  readonly also?: readonly number[];
};
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };
export type Ask = (path: string, question?: Question) => Promise<Answer>;

export type Wire = {
  readonly fetch: Fetch;
  readonly base: string;
  readonly headers: { readonly [name: string]: string };
  /** What must not appear in any message. */
  readonly secrets: readonly string[];
  readonly now: () => number;
  /** Runs after so many milliseconds; the returned function calls it off. */
  readonly after: (ms: number, ring: () => void) => () => void;
};

const PATIENCE = 30_000;
const MOST_BYTES = 8 * 1024 * 1024;
const SAID = 200;

export const asking =
  (wire: Wire): Ask =>
  async (path, question = {}) => {
    const response = await sent(wire, addressOf(wire.base, path, question.query), question);
    const text = await readWhole(response);
    const body = parsed(text);
    if (response.ok || question.also?.includes(response.status)) {
      if (body === undefined && text.trim() !== '') throw new TrackerProblem('unknown', 'The answer is not JSON. Check the address.');
      return { status: response.status, headers: response.headers, body };
    }
    throw problemOf(response, body, wire);
  };

function addressOf(base: string, path: string, query: Question['query'] = {}): string {
  const url = new URL(`${base}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
}

async function sent(wire: Wire, url: string, { method = 'GET', body }: Question): Promise<Response> {
  const ending = new AbortController();
  const callOff = wire.after(PATIENCE, () => ending.abort());
  try {
    return await wire.fetch(url, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...wire.headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: ending.signal,
    });
  } catch (error) {
    throw notAnswered(error, wire);
  } finally {
    callOff();
  }
}

/** The connection was never there: nothing can have been done. */
const NEVER_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|CERT|SELF_SIGNED|ERR_TLS|EPRIVATE/;

function notAnswered(error: unknown, wire: Wire): TrackerProblem {
  const codes = [error, (error as { cause?: unknown }).cause].map((one) => {
    const { code, message } = (one ?? {}) as { code?: string; message?: string };
    return `${code ?? ''} ${message ?? ''}`.trim();
  });
  const said = clean(codes.filter(Boolean).join(': '), wire.secrets);
  return new TrackerProblem(codes.some((code) => NEVER_SENT.test(code)) ? 'unreachable' : 'unknown', said);
}

/** An answer cut short tells as little as none. */
async function readWhole(response: Response): Promise<string> {
  let size = 0;
  const parts: Uint8Array[] = [];
  try {
    for await (const part of response.body ?? []) {
      size += (part as Uint8Array).byteLength;
      if (size > MOST_BYTES) break;
      parts.push(part as Uint8Array);
    }
  } catch {
    throw new TrackerProblem('unknown', 'The answer broke off.');
  }
  if (size > MOST_BYTES) throw new TrackerProblem('refused', 'The answer is too large.');
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return text.trim() === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function problemOf(response: Response, body: unknown, wire: Wire): TrackerProblem {
  const { status } = response;
  const said = clean(`${status} ${wordsOf(body)}`.trim(), wire.secrets);
  const seconds = secondsToWait(response.headers, wire.now());
  const limited = status === 429 || (status === 403 && (seconds > 0 || /rate limit|abuse/i.test(said)));
  if (limited) return new TrackerProblem('limited', said, seconds);
  if (status >= 300 && status < 400) return new TrackerProblem('missing', `${said} It was moved; give the new address.`);
  if (status === 401) return new TrackerProblem('token', said);
  if (status === 403) return new TrackerProblem('denied', said);
  if (status === 404 || status === 410) return new TrackerProblem('missing', said);
  if (status >= 500 || status === 408) return new TrackerProblem('unknown', said, seconds);
  return new TrackerProblem('refused', said);
}

/** Retry-After in seconds or as a date, or when a spent allowance is new again. */
function secondsToWait(headers: Headers, now: number): number {
  const after = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(after)) return Number(after);
  const at = Date.parse(after);
  if (!Number.isNaN(at)) return Math.max(0, Math.ceil((at - now) / 1_000));
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset') ?? NaN);
  if ((headers.get('x-ratelimit-remaining') ?? headers.get('ratelimit-remaining')) !== '0' || Number.isNaN(reset)) return 0;
  return Math.max(1, Math.ceil(reset > 1e9 ? reset - now / 1_000 : reset));
}

/** What trackers say in an error, wherever they put it. */
function wordsOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const { message, error, errorMessages, errors } = body as { [name: string]: unknown };
  return [message, error, errorMessages, errors]
    .filter((part) => part !== undefined && part !== null && part !== true)
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join(' ');
}

function clean(text: string, secrets: readonly string[]): string {
  let shown = text;
  for (const secret of secrets) if (secret !== '') shown = shown.replaceAll(secret, '•••');
  return shown.replaceAll(/\s+/g, ' ').slice(0, SAID);
}

// -- reading what came ------------------------------------------------------------------------------------------------------

export type Json = { readonly [name: string]: unknown };
export const asRecord = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const asList = (value: unknown): Json[] => (Array.isArray(value) ? value.map(asRecord) : []);
export const asText = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
