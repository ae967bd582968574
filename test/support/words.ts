// Before tests of screens: all words are there, as they are in a browser a moment after the first sight of the board.

import { moreWords } from '../../client/locales/language.ts';

await moreWords();
