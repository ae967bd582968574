// How the editor looks: the tokens of the page, which reach into its shadow root. No behaviour here.

import { EditorView } from '@codemirror/view';
import { PERSON_COLORS } from '../../../shared/board/schema.ts';

const people = Object.fromEntries(
  Array.from({ length: PERSON_COLORS }, (_, color) => [`.who-${color}`, { '--who': `var(--person-${color})` }]),
);

export const editorLook = EditorView.theme({
  '&': {
    border: 'var(--stroke) solid var(--accent)',
    borderRadius: 'var(--radius)',
    background: 'var(--raised)',
    color: 'var(--ink)',
    font: 'inherit',
  },
  '&.cm-focused': { outline: 'var(--stroke-strong) solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { font: 'inherit', lineHeight: 'var(--leading)', maxHeight: '55vh', overflow: 'auto' },
  '.cm-content': { padding: 'var(--space-5) var(--space-3) var(--space-3)', minHeight: '7rem', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0' },
  '.cm-placeholder': { color: 'var(--ink-soft)' },
  '.cursor': { position: 'relative', borderInlineStart: '2px solid var(--who)', marginInlineStart: '-1px', marginInlineEnd: '-1px' },
  '.cursor .name': {
    position: 'absolute',
    insetBlockEnd: '100%',
    insetInlineStart: '-2px',
    padding: '0 0.35em',
    borderRadius: 'var(--radius-small) var(--radius-small) var(--radius-small) 0',
    background: 'var(--who)',
    color: 'var(--on-person)',
    fontSize: 'var(--text-xs)',
    fontWeight: '700',
    lineHeight: '1.35',
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
  },
  '.marked': { background: 'color-mix(in srgb, var(--who) 28%, transparent)' },
  ...people,
});
