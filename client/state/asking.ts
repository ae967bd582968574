// One question to the server over HTTP: a value or a refusal, never an exception for what can be expected. Which there are is api.ts.

import { REFUSALS, refuse, type Refusal, type RefusalCode, type RefusalDetail } from '../../shared/refusal.ts';

type Method = 'GET' | 'POST' | 'PUT';
type Options = { readonly token?: string | undefined; readonly body?: unknown };

export async function ask(method: Method, path: string, { token, body }: Options): Promise<Response | Refusal> {
  const headers: Record<string, string> = {};
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, { method, headers, cache: 'no-store', body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    return refuse('unreachable');
  }
  return response.ok ? response : readRefusal(response);
}

/** A proxy may answer in its own words; that reads as a server that cannot be reached. */
async function readRefusal(response: Response): Promise<Refusal> {
  const body = (await response.json().catch(() => undefined)) as { error?: { code?: string; detail?: RefusalDetail } } | undefined;
  const code = body?.error?.code;
  return code !== undefined && code in REFUSALS ? refuse(code as RefusalCode, body?.error?.detail ?? {}) : refuse('unreachable');
}

export async function json<T>(method: Method, path: string, options: Options = {}): Promise<T | Refusal> {
  const response = await ask(method, path, options);
  return response instanceof Response ? ((await response.json()) as T) : response;
}
