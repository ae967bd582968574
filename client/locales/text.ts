// The words of the screens: `t(key, values)` answers in the person's language. Texts live in <language>.json as ICU
// messages under dotted ids and are compiled at build time. Which language it is, is language.ts's; no screens in here.

import { i18n, type Messages } from '@lingui/core';
import { createSubscriber } from 'svelte/reactivity';
import type en from './en.json';
import messages from './en.json?messages=first';

export type MessageKey = keyof typeof en;
export type MessageValues = { readonly [name: string]: string | number };

let spoken = 'en';
let wordsCame: () => void = () => undefined;
/** Screens that said something before its words were there say it again. */
const awaitWords = createSubscriber((update) => {
  wordsCame = update;
});

i18n.loadAndActivate({ locale: spoken, messages: messages as Messages });

/** The text for a key in the active language, with plurals and values filled in; '' until its words are there. */
export function t(key: MessageKey, values?: MessageValues): string {
  awaitWords();
  const text = i18n._(key, values);
  return text === key ? '' : text;
}

/**
 * Adds words, in the place of English ones where there are some.
 * @param language decides plurals
 */
export function speak(language: string, given: Messages): void {
  const known = i18n.messages;
  spoken = language;
  i18n.loadAndActivate({ locale: language, messages: { ...known, ...given } });
  wordsCame();
}

/** English words where the language spoken has none. */
export const fallBackOn = (given: Messages): void => speak(spoken, { ...given, ...i18n.messages });
