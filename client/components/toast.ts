// The shape of a message in the stack. Who makes them and for how long they stay is state's.

export type Toast = {
  readonly id: string;
  readonly kind: 'info' | 'ok' | 'warn' | 'refused';
  readonly text: string;
  /** One thing to do about it: 'Undo', 'Ask to pair'. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
};
