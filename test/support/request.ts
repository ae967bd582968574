// One HTTP request and its answer, read whole. No expectations here.

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON, or undefined when it is none. */
  readonly body: unknown;
};

export type Ask = { readonly token?: string; readonly body?: unknown; readonly headers?: Record<string, string> };

/** @param line such as 'POST /api/join'. A string or bytes as body go out as they are, all else as JSON. */
export async function request(origin: string, line: string, { token, body, headers = {} }: Ask = {}): Promise<Reply> {
  const [method, path] = line.split(' ') as [string, string];
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(origin + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The code of a refusal, or undefined. */
export const refusalOf = (reply: Reply): string | undefined => (reply.body as { error?: { code?: string } } | undefined)?.error?.code;
