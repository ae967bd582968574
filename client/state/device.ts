// What this browser gives: memory that survives a reload, random ids, clocks, copying. Works on insecure origins, where
// crypto.randomUUID, the clipboard and wake locks do not exist.

import { customAlphabet } from 'nanoid';
import { ID_ALPHABET, ID_BODY_LENGTH, millis, minting, type Millis } from '../../shared/ids.ts';

export const mint = minting(customAlphabet(ID_ALPHABET, ID_BODY_LENGTH));

/** A key that makes the retry of a command harmless. */
export const commandKey = customAlphabet(ID_ALPHABET, 20);
/** A secret key that makes the retry of a join harmless: 165 bits. */
export const joinKey = customAlphabet(ID_ALPHABET, 32);

/** This device's clock, which never jumps back while the page is open; wrong by whatever the device is wrong. */
export const deviceTime = (): Millis => millis(performance.timeOrigin + performance.now());

/** Reads JSON kept in this browser; anything missing, unreadable or blocked reads as undefined. */
export function recall<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Keeps JSON in this browser; private windows may refuse, then it lasts as long as the page. */
export function remember(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Nothing is lost that the page needs now; the person will be asked for a name again after a reload.
  }
}
const PREFIX = 'hackfest:';

/** Copies text; says whether it worked, so that the page can offer selecting by hand instead. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Outside an open modal dialog nothing can be selected, so the text goes where the focus is. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement as HTMLElement | null;
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  (focused?.closest('dialog') ?? document.body).append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  focused?.focus();
  return copied;
}

/** Saves text as a file through the browser's own download. */
export function saveFile(name: string, type: string, content: Blob | string): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
