// A client process's side of the conversation with the one that directs it. It ends with its director.

import type { Parts } from './crew.ts';

export type Asked = { readonly id: number; readonly name: string; readonly given: unknown };
export type Answered = { readonly id: number; readonly answer?: unknown; readonly error?: string };

async function answerTo(parts: Parts, { id, name, given }: Asked): Promise<Answered> {
  try {
    return { id, answer: await parts[name]?.(given as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

export function answering(parts: Parts): void {
  process.on('message', (asked: Asked) => void answerTo(parts, asked).then((answered) => process.send?.(answered)));
  process.on('disconnect', () => process.exit());
}
