// Asks the server to bring a board back, or one person's work. What comes of it is seen in the document.

import { REFUSALS, refuse, type Refusal, type RefusalCode, type RefusalDetail } from '../../../shared/refusal.ts';
import type { BoardId, Millis, PersonId } from '../../../shared/ids.ts';

export type Wanted = { readonly at: Millis; readonly of?: PersonId };

/** Gives why it was refused, or nothing. */
export async function restoreBoard(token: string, board: BoardId, wanted: Wanted): Promise<Refusal | undefined> {
  try {
    const response = await fetch(`/api/boards/${board}/restore`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(wanted),
    });
    if (response.ok) return undefined;
    const { error } = (await response.json()) as { error?: { code?: string; detail?: RefusalDetail } };
    const code = error?.code ?? '';
    return code in REFUSALS ? refuse(code as RefusalCode, error?.detail) : refuse('unreachable');
  } catch {
    return refuse('unreachable');
  }
}
