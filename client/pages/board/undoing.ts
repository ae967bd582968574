// Undo and redo as the board's pages offer them: with a sentence that names what went back, and the way forth again in it.

import { nameStep } from '../../../shared/board/step-name.ts';
import type { Step } from '../../../shared/board/own-steps.ts';
import { t } from '../../locales/text.ts';
import type { Board } from '../../state/board.svelte.ts';
import type { ToastList } from '../../state/toasts.svelte.ts';

export class Undoing {
  readonly #board: Board;
  readonly #toasts: ToastList;
  #last = '';

  constructor(board: Board, toasts: ToastList) {
    this.#board = board;
    this.#toasts = toasts;
  }

  undo = (): void => {
    const told = (step: Step, inverse: Step) => this.#say('undone', step, inverse);
    if (!this.#board.undo(told)) this.#tell(t('undo.nothing'));
  };

  redo = (): void => {
    const told = (step: Step, inverse: Step) => this.#say('redone', step, inverse);
    if (!this.#board.redo(told)) this.#tell(t('undo.nothingAgain'));
  };

  #say(way: 'undone' | 'redone', step: Step, inverse: Step): void {
    const { challenges, tasks } = this.#board.view;
    const { act, title, count } = nameStep(step, inverse, (id) => [...challenges, ...tasks].find((one) => one.id === id)?.title);
    const action = way === 'undone' ? { label: t('undo.redo'), run: this.redo } : { label: t('undo.undo'), run: this.undo };
    this.#tell(t(`undo.${way}`, { what: t(`undo.${act}`, { title, count }) }), action);
  }

  /** Of several in a row only the last counts. */
  #tell(text: string, action?: { readonly label: string; readonly run: () => void }): void {
    this.#toasts.dismiss(this.#last);
    this.#toasts.say('info', text, action);
    this.#last = this.#toasts.list.at(-1)?.id ?? '';
  }
}
