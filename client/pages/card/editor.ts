// A text several people write at once, in CodeMirror: what is typed goes into the Y.Text, what others write appears, and their
// cursors show. Undo takes back one's own typing only, as new edits, never through Yjs's history. Fetched when
// a text is first opened for writing; what is around the editor is LiveMarkdown.svelte's.

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { Annotation, EditorState, StateEffect, StateField, Transaction, type ChangeSet, type Extension } from '@codemirror/state';
import { Decoration, EditorView, keymap, placeholder, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import type * as Y from 'yjs';
import { replaceText } from '../../../shared/board/board.ts';
import { OWN_EDIT } from '../../state/board.svelte.ts';
import { editorLook } from './editor-look.ts';

export type RemoteCursor = {
  readonly client: number;
  readonly name: string;
  readonly color: number;
  readonly anchor: number;
  readonly head: number;
};

type Options = {
  readonly text: Y.Text;
  readonly label: string;
  readonly hint: string;
  readonly max: number;
  /** Somebody tried to write more than fits. */
  readonly onfull: () => void;
  readonly onleave: () => void;
  /** The own selection moved; undefined when the text has no focus. */
  readonly onselect: (place: { readonly anchor: number; readonly head: number } | undefined) => void;
};

export type Editor = {
  showCursors(cursors: readonly RemoteCursor[]): void;
  focus(at: { readonly anchor: number; readonly head: number }): void;
  close(): void;
};

/** What came from others: it does not go back to them, and is not one's own to undo. */
const fromOthers = Annotation.define<true>();
const setCursors = StateEffect.define<DecorationSet>();

/** Styles go into a shadow root as sheets, which the page's security policy lets pass; a style element it refuses. */
export function openEditor(host: HTMLElement, options: Options): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  // Letters typed here are no shortcuts of the page.
  const keep = (event: Event) => event.stopPropagation();
  host.addEventListener('keydown', keep);
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({ doc: options.text.toString(), extensions: extensions(options) }),
  });
  return {
    showCursors: (cursors) => view.dispatch({ effects: setCursors.of(drawn(cursors, view.state.doc.length)) }),
    focus: ({ anchor, head }) => {
      const last = view.state.doc.length;
      view.focus();
      view.dispatch({ selection: { anchor: Math.min(anchor, last), head: Math.min(head, last) }, scrollIntoView: true });
    },
    close: () => {
      host.removeEventListener('keydown', keep);
      view.destroy();
    },
  };
}

function extensions({ text, label, hint, max, onfull, onleave, onselect }: Options): Extension[] {
  const leave = () => {
    onleave();
    return true;
  };
  return [
    // Any other kind of line end is a character like others, so that both sides count alike.
    EditorState.lineSeparator.of('\n'),
    history(),
    keymap.of([{ key: 'Escape', run: leave }, { key: 'Mod-Enter', run: leave }, ...historyKeymap, ...defaultKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true', spellcheck: 'true', autocapitalize: 'sentences' }),
    placeholder(hint),
    EditorState.changeFilter.of((transaction) => {
      const { newLength, length } = transaction.changes;
      if (transaction.annotation(fromOthers) || newLength <= max || newLength <= length) return true;
      onfull();
      return false;
    }),
    joined(text),
    others,
    EditorView.updateListener.of((update) => {
      if (!update.selectionSet && !update.docChanged && !update.focusChanged) return;
      const { anchor, head } = update.state.selection.main;
      onselect(update.view.hasFocus ? { anchor, head } : undefined);
    }),
    editorLook,
  ];
}

/** Both ways between the editor and the shared text. */
function joined(text: Y.Text): Extension {
  let typing = false;
  return ViewPlugin.define((view) => {
    const follow = (event: Y.YTextEvent) => {
      if (typing) return;
      const changes: { from: number; to: number; insert: string }[] = [];
      let at = 0;
      for (const { retain, insert, delete: gone } of event.delta) {
        if (retain !== undefined) at += retain;
        else if (typeof insert === 'string') changes.push({ from: at, to: at, insert });
        else if (gone !== undefined) {
          changes.push({ from: at, to: at + gone, insert: '' });
          at += gone;
        }
      }
      view.dispatch({ changes, annotations: [fromOthers.of(true), Transaction.addToHistory.of(false), Transaction.remote.of(true)] });
    };
    text.observe(follow);
    return {
      update(update: ViewUpdate) {
        if (!update.docChanged || update.transactions.some((one) => one.annotation(fromOthers))) return;
        typing = true;
        text.doc?.transact(() => write(text, update.changes, update.state.sliceDoc()), OWN_EDIT);
        typing = false;
      },
      destroy: () => text.unobserve(follow),
    };
  });
}

function write(text: Y.Text, changes: ChangeSet, whole: string): void {
  // Half a character is no text, and of words put in place of others only what differs is new.
  if (replaces(changes) || cutsCharacter(text.toString(), changes)) return replaceText(text, whole);
  let moved = 0;
  changes.iterChanges((from, to, _from, _to, inserted) => {
    if (to > from) text.delete(from + moved, to - from);
    if (inserted.length > 0) text.insert(from + moved, inserted.sliceString(0, undefined, '\n'));
    moved += inserted.length - (to - from);
  });
}

function replaces(changes: ChangeSet): boolean {
  let found = false;
  changes.iterChanges((from, to, _from, _to, inserted) => (found ||= to > from && inserted.length > 0));
  return found;
}

function cutsCharacter(old: string, changes: ChangeSet): boolean {
  const inside = (at: number) => /[\ud800-\udbff]/.test(old[at - 1] ?? '') && /[\udc00-\udfff]/.test(old[at] ?? '');
  let cuts = false;
  changes.iterChanges((from, to) => (cuts ||= inside(from) || inside(to)));
  return cuts;
}

class CursorMark extends WidgetType {
  readonly #name: string;
  readonly #color: number;

  constructor(name: string, color: number) {
    super();
    this.#name = name;
    this.#color = color;
  }

  override eq(other: CursorMark): boolean {
    return other.#name === this.#name && other.#color === this.#color;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement('span');
    mark.className = `cursor who-${this.#color}`;
    mark.setAttribute('aria-hidden', 'true');
    const name = mark.appendChild(document.createElement('span'));
    name.className = 'name';
    name.textContent = this.#name;
    return mark;
  }
}

/** Others' cursors and what they marked; both move with what is written before them. */
const others = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => transaction.effects.find((effect) => effect.is(setCursors))?.value ?? marks.map(transaction.changes),
  provide: (field) => EditorView.decorations.from(field),
});

function drawn(cursors: readonly RemoteCursor[], length: number): DecorationSet {
  const marks = cursors.flatMap(({ name, color, anchor, head }) => {
    const from = Math.min(anchor, head, length);
    const to = Math.min(Math.max(anchor, head), length);
    const widget = Decoration.widget({ widget: new CursorMark(name, color), side: 1 }).range(Math.min(head, length));
    return from < to ? [Decoration.mark({ class: `marked who-${color}` }).range(from, to), widget] : [widget];
  });
  return Decoration.set(marks, true);
}
