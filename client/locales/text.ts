// The words of the screens: `t(key, values)` answers in the person's language. Texts live in <locale>.json as ICU
// messages under dotted ids and are compiled at build time. Here is no choice of words and no knowledge of screens.

import { i18n, type Messages } from '@lingui/core';
import type en from './en.json';
import messages from './en.json?messages';

export type MessageKey = keyof typeof en;
export type MessageValues = { readonly [name: string]: string | number };

i18n.loadAndActivate({ locale: 'en', messages: messages as Messages });

/** The text for a key in the active language, with plurals and values filled in. */
export const t = (key: MessageKey, values?: MessageValues): string => i18n._(key, values);
