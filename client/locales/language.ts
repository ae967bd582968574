// Which language the screens speak: what the person chose on this device, else the first of the browser's that there is.
// Catalogues other than English are fetched before the first screen; the words themselves are text.ts's.

import type { Messages } from './message.ts';
import { fallBackOn, speak } from './text.ts';

/** Languages there are, each by its own name. */
export const LANGUAGES = {
  en: 'English',
  'pt-BR': 'Português (Brasil)',
  fr: 'Français',
  es: 'Español',
  ca: 'Català',
  de: 'Deutsch',
} as const;
export type Language = keyof typeof LANGUAGES;

/** English made longer, and English written from right to left: for looking at screens, not for people. */
const PSEUDO = { 'en-XA': 'ltr', 'ar-XB': 'rtl' } as const;
type Pseudo = keyof typeof PSEUDO;

const CHOSEN = 'hackfest:language';

const FIRST = import.meta.glob<Messages>('./*.json', { query: '?messages=first', import: 'default' });
const LATER = import.meta.glob<Messages>('./*.json', { query: '?messages=later', import: 'default' });
type Part = typeof FIRST;

const isLanguage = (name: string): name is Language => Object.hasOwn(LANGUAGES, name);
const isPseudo = (name: string): name is Pseudo => Object.hasOwn(PSEUDO, name);

/** The best of our languages for somebody who reads these (BCP 47, best first): the very one, else one of the same family. */
export function languageFor(wanted: readonly string[]): Language {
  const ours = Object.keys(LANGUAGES) as Language[];
  for (const name of wanted) {
    const family = (tag: string) => tag.split('-')[0]?.toLowerCase();
    const match = ours.find((one) => one.toLowerCase() === name.toLowerCase()) ?? ours.find((one) => family(one) === family(name));
    if (match) return match;
  }
  return 'en';
}

function chosen(): string {
  try {
    return localStorage.getItem(CHOSEN) ?? '';
  } catch {
    // A browser that keeps nothing still has a language of its own.
    return '';
  }
}

export function currentLanguage(): Language {
  const name = chosen();
  return isLanguage(name) ? name : languageFor(navigator.languages);
}

let language: Language | Pseudo = 'en';
/** Whether the page has asked for its other half. */
let later: Promise<void> | undefined;

/** Speaks another language at once, and remembers it on this device. Says whether its words arrived. */
export async function chooseLanguage(name: Language): Promise<boolean> {
  const before = language;
  try {
    await talk(name, later !== undefined);
  } catch {
    if (language === name) wear(before);
    return false;
  }
  try {
    localStorage.setItem(CHOSEN, name);
  } catch {
    // Then it holds for this page only, and there is nothing the person could do about it.
  }
  return true;
}

/** Makes the page speak. A catalogue that does not arrive leaves English, so that the board opens all the same. */
export async function startLanguage(): Promise<void> {
  const name = chosen();
  try {
    await talk(isPseudo(name) ? name : currentLanguage(), false);
  } catch {
    wear('en');
  }
}

/** The page's language, for hyphens, voices and the direction of writing. */
function wear(name: Language | Pseudo): void {
  language = name;
  document.documentElement.lang = name;
  document.documentElement.dir = isPseudo(name) ? PSEUDO[name] : 'ltr';
}

/** @param whole the words of everything, not of the first sight only. Nothing is spoken until all of them are there. */
async function talk(name: Language | Pseudo, whole: boolean): Promise<void> {
  const from = language;
  wear(name);
  if (name === 'en' && from === 'en') return;
  const parts = await Promise.all([fetchPart(FIRST), ...(whole ? [fetchPart(LATER)] : [])]);
  // Somebody who chose a third one meanwhile gets that.
  if (language === name) speak(name, Object.assign({}, ...parts) as Messages);
}

/** The words of everything that opens on top of the board, and of all other pages. Once they are asked for, they come once. */
export const moreWords = (): Promise<void> => (later ??= fetchLater());

async function fetchLater(): Promise<void> {
  const name = language;
  try {
    const words = await fetchPart(LATER);
    if (language === name) speak(name, words);
  } catch (error) {
    // Without its other half a language is helped out by English; without that a page can not be shown.
    later = undefined;
    if (language === 'en') throw error;
    fallBackOn(await partOf(LATER, 'en'));
  }
}

async function fetchPart(part: Part): Promise<Messages> {
  if (!isPseudo(language)) return partOf(part, language);
  const [{ pseudo }, english] = await Promise.all([import('./pseudo.ts'), partOf(part, 'en')]);
  return pseudo(english, PSEUDO[language]);
}

async function partOf(part: Part, name: Language): Promise<Messages> {
  const load = part[`./${name}.json`];
  if (!load) throw new Error(`there is no catalogue for ${name}`);
  return load();
}
