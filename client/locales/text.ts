// The words of the screens: `t(key, values)` answers in the person's language. Texts live in <language>.json as ICU
// messages under dotted ids and are compiled at build time. Which language it is, is language.ts's; no screens in here.

import { i18n, type Messages } from '@lingui/core';
import type en from './en.json';
import messages from './en.json?messages';

export type MessageKey = keyof typeof en;
export type MessageValues = { readonly [name: string]: string | number };

export const ENGLISH = messages as Messages;

i18n.loadAndActivate({ locale: 'en', messages: ENGLISH });

/** The text for a key in the active language, with plurals and values filled in. */
export const t = (key: MessageKey, values?: MessageValues): string => i18n._(key, values);

/** @param language decides plurals; keys the messages lack answer in English. */
export const speak = (language: string, given: Messages): void =>
  i18n.loadAndActivate({ locale: language, messages: { ...ENGLISH, ...given } });
