// What a key does on the board, and the list of it for people. Deciding only; doing it is LaptopBoard.svelte's.

import type { Direction } from './places.ts';
import type { Arrangement } from './selection.ts';

export type KeyAct =
  | { readonly act: 'go'; readonly to: Direction | 'next' | 'previous' | 'first' | 'last' }
  | { readonly act: 'arrange'; readonly arrangement: Arrangement }
  | { readonly act: 'claim' | 'move' | 'new' | 'search' | 'help' | 'people' | 'undo' | 'redo' | 'pitch' | 'then' };

export type Press = {
  readonly key: string;
  /** Ctrl, or Cmd on a Mac. */
  readonly command: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Focus is where letters are typed. */
  readonly typing: boolean;
};

const GO: { readonly [key: string]: (KeyAct & { act: 'go' })['to'] } = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
  j: 'next',
  k: 'previous',
};
const PLAIN: { readonly [key: string]: Exclude<KeyAct['act'], 'go' | 'arrange'> } = {
  c: 'claim',
  m: 'move',
  n: 'new',
  p: 'pitch',
  '/': 'search',
  '?': 'help',
  g: 'then',
};
const AFTER_G: { readonly [key: string]: KeyAct } = {
  c: { act: 'arrange', arrangement: 'challenges' },
  s: { act: 'arrange', arrangement: 'states' },
  m: { act: 'arrange', arrangement: 'mine' },
  p: { act: 'people' },
};

/**
 * @param afterG whether `g` was the key before
 * @param letters whether keys without Ctrl or Cmd do anything: people who dictate turn that off
 */
export function actOf(press: Press, afterG: boolean, letters: boolean): KeyAct | undefined {
  if (press.typing || press.alt) return undefined;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.command) {
    if (key === 'z') return { act: press.shift ? 'redo' : 'undo' };
    return key === 'y' && !press.shift ? { act: 'redo' } : undefined;
  }
  const to = GO[key];
  if (to && key.length > 1) return press.shift ? undefined : { act: 'go', to };
  if (!letters) return undefined;
  if (afterG) return AFTER_G[key];
  if (to) return { act: 'go', to };
  const act = PLAIN[key];
  return act && { act };
}

/** The list as people read it: each line's keys, alternatives apart, and the word for it below `keys.`. */
export const SHORTCUTS = [
  { group: 'cards', word: 'go', keys: [['←'], ['↑'], ['↓'], ['→']] },
  { group: 'cards', word: 'next', keys: [['j'], ['k']] },
  { group: 'cards', word: 'open', keys: [['Enter']] },
  { group: 'cards', word: 'claim', keys: [['c']] },
  { group: 'cards', word: 'move', keys: [['m']] },
  { group: 'cards', word: 'close', keys: [['Esc']] },
  { group: 'add', word: 'new', keys: [['n']] },
  { group: 'add', word: 'add', keys: [['Enter']] },
  { group: 'add', word: 'addOpen', keys: [['Shift', 'Enter']] },
  { group: 'add', word: 'addClaim', keys: [['Ctrl', 'Enter']] },
  { group: 'add', word: 'pitch', keys: [['p']] },
  { group: 'board', word: 'search', keys: [['/']] },
  { group: 'board', word: 'challenges', keys: [['g', 'c']] },
  { group: 'board', word: 'states', keys: [['g', 's']] },
  { group: 'board', word: 'mine', keys: [['g', 'm']] },
  { group: 'board', word: 'people', keys: [['g', 'p']] },
  { group: 'board', word: 'undo', keys: [['Ctrl', 'Z']] },
  { group: 'board', word: 'redo', keys: [['Ctrl', 'Shift', 'Z']] },
  { group: 'board', word: 'help', keys: [['?']] },
] as const;
export const SHORTCUT_GROUPS = ['cards', 'add', 'board'] as const;
