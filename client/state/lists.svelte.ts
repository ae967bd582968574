// What a run room lists on one board (raised hands, announcements), kept up to date for the screens that show it. Fetched after
// the board itself.

import { viewLists, type LiveLists } from '../../shared/board/live-lists.ts';
import { watchBoard } from '../../shared/board/view.ts';
import type { Board } from './board.svelte.ts';

export class Lists {
  #lists = $state.raw() as LiveLists;

  /** To be made while a component is set up: it follows the board, also when that becomes another document. */
  constructor(board: () => Board) {
    this.#lists = viewLists(board().doc);
    $effect(() => {
      const { doc } = board();
      this.#lists = viewLists(doc);
      return watchBoard(doc, (dirty) => {
        if (dirty.has('live')) this.#lists = viewLists(doc, this.#lists, dirty);
      });
    });
  }

  get hands(): LiveLists['hands'] {
    return this.#lists.hands;
  }
  get checkins(): LiveLists['checkins'] {
    return this.#lists.checkins;
  }
  get announcements(): LiveLists['announcements'] {
    return this.#lists.announcements;
  }
}
