// The words of the screens: `t(key, values)` answers in the person's language. Texts live in <language>.json as ICU
// messages under dotted ids and are compiled at build time. Which language it is, is language.ts's; no screens in here.

import { createSubscriber } from 'svelte/reactivity';
import type en from './en.json';
import english from './en.json?messages=first';
import { countIn, written, type Messages, type MessageValues } from './message.ts';

export type MessageKey = keyof typeof en;

let words = english as Messages;
let wordsCame: () => void = () => undefined;
/** Screens that said something before its words were there, or in another language, say it again. */
const awaitWords = createSubscriber((update) => {
  wordsCame = update;
});

/** The text for a key in the active language, with plurals and values filled in; '' until its words are there. */
export function t(key: MessageKey, values: MessageValues = {}): string {
  awaitWords();
  const message = words[key];
  return message === undefined ? '' : written(message, values);
}

/** The language of the page, as BCP 47 has it; screens that write dates by it write them anew in another one. */
export function spoken(): string {
  awaitWords();
  return document.documentElement.lang || 'en';
}

/**
 * Adds words, in the place of those that were there under the same key.
 * @param language decides plurals
 */
export function speak(language: string, given: Messages): void {
  countIn(language);
  words = { ...words, ...given };
  wordsCame();
}

/** English words where the language spoken has none. */
export function fallBackOn(given: Messages): void {
  words = { ...given, ...words };
  wordsCame();
}
