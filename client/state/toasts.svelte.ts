// Short messages that come and go. What they look like is a component's business.

import type { Toast } from '../components/toast.ts';

const STAYS = 6_000;
/** With something to do about it, people need time to read and reach it. */
const STAYS_WITH_ACTION = 15_000;

export class ToastList {
  #list = $state.raw<readonly Toast[]>([]);
  #count = 0;

  get list(): readonly Toast[] {
    return this.#list;
  }

  say(kind: Toast['kind'], text: string, action?: Toast['action']): void {
    const toast: Toast = { id: String(++this.#count), kind, text, action };
    this.#list = [...this.#list.slice(-3), toast];
    setTimeout(() => this.dismiss(toast.id), action ? STAYS_WITH_ACTION : STAYS);
  }

  dismiss = (id: string): void => {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  };
}
