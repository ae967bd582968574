// The words of the screens: `t(key, values)` answers in the person's language. Texts live in <locale>.json as ICU
// messages under dotted ids. Here is no choice of words and no knowledge of screens.

import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import en from './en.json';

export type MessageKey = keyof typeof en;
export type MessageValues = { readonly [name: string]: string | number };

i18n.setMessagesCompiler(compileMessage);
i18n.loadAndActivate({ locale: 'en', messages: en });

/** The text for a key in the active language, with plurals and values filled in. */
export const t = (key: MessageKey, values?: MessageValues): string => i18n._(key, values);
