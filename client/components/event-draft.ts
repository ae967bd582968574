// An event as the form asks for it, before anybody judged it. Times are as date fields write them, in the draft's zone.

import type { Scale } from '../../shared/board/schema.ts';

export type EventDraft = {
  readonly title: string;
  readonly scale: Scale;
  readonly place: string;
  readonly callUrl: string;
  readonly starts: string;
  readonly ends: string;
  readonly zone: string;
};

/** What is wrong, in words, by field. */
export type EventProblems = { readonly [field in keyof EventDraft]?: string | undefined };
