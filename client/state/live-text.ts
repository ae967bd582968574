// A text area bound to a Y.Text: typing goes into the document at once, others' edits appear without moving the caret.

import type { Attachment } from 'svelte/attachments';
import type * as Y from 'yjs';
import { replaceText } from '../../shared/board/board.ts';
import { OWN_EDIT } from './board.svelte.ts';

type TextField = HTMLTextAreaElement | HTMLInputElement;

/** @param text undefined leaves the field empty and still. */
export function liveText(text: Y.Text | undefined): Attachment<TextField> {
  return (field) => {
    if (!text) return;
    show(field, text.toString());
    const type = () => text.doc?.transact(() => replaceText(text, field.value), OWN_EDIT);
    const follow = (event: Y.YTextEvent) => {
      const next = text.toString();
      if (field.value === next) return;
      const { selectionStart, selectionEnd } = field;
      field.value = next;
      if (document.activeElement !== field || selectionStart === null || selectionEnd === null) return;
      field.setSelectionRange(moved(selectionStart, event), moved(selectionEnd, event));
    };
    field.addEventListener('input', type);
    text.observe(follow);
    return () => {
      field.removeEventListener('input', type);
      text.unobserve(follow);
    };
  };
}

/** Shows another text; a caret stays beside what it stood beside, as far as that is still there. */
function show(field: TextField, next: string): void {
  const { value, selectionStart, selectionEnd } = field;
  if (value === next) return;
  field.value = next;
  if (document.activeElement !== field || selectionStart === null || selectionEnd === null) return;
  let same = 0;
  while (same < value.length && value[same] === next[same]) same++;
  const stay = (at: number) => (at <= same ? at : Math.max(same, at + next.length - value.length));
  field.setSelectionRange(stay(selectionStart), stay(selectionEnd));
}

/** Where a caret stands after somebody else's change. */
function moved(caret: number, event: Y.YTextEvent): number {
  let at = 0;
  let result = caret;
  for (const part of event.delta) {
    if (part.retain !== undefined) at += part.retain;
    else if (typeof part.insert === 'string') {
      if (at < result) result += part.insert.length;
      at += part.insert.length;
    } else if (part.delete !== undefined && at < result) result -= Math.min(part.delete, result - at);
  }
  return result;
}
