// The shapes that double every color: sixteen glyphs for people (by the character stored in the document) and eight
// marks for challenge tapes. Drawn, not typed: fonts and emoji sets differ from phone to phone. 24 x 24, filled.

import { GLYPHS } from '../../shared/board/schema.ts';

const disc = (x: number, y: number, r: number): string => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const PETALS = [0, 1, 2, 3, 4].map((n) => {
  const angle = (n * 2 * Math.PI) / 5 - Math.PI / 2;
  return disc(round(12 + 6.4 * Math.cos(angle)), round(12.4 + 6.4 * Math.sin(angle)), 4.1);
});

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export const GLYPH_PATHS: { readonly [glyph in (typeof GLYPHS)[number]]: string } = {
  '●': disc(12, 12, 9.5),
  '▲': 'M12 2.5 22.5 21h-21z',
  '■': 'M3.5 3.5h17v17h-17z',
  '◆': 'M12 1 23 12 12 23 1 12z',
  '★': 'm12 1 3.2 7.4 8 .7-6.1 5.3 1.8 7.9L12 18.1l-6.9 4.2 1.8-7.9L.8 9.1l8-.7z',
  '✚': 'M8.5 2h7v6.5H22v7h-6.5V22h-7v-6.5H2v-7h6.5z',
  '♥': 'M12 22C4 16 1 12.5 1 8.3A5.9 5.9 0 0 1 12 5.2a5.9 5.9 0 0 1 11 3.1C23 12.5 20 16 12 22z',
  '♣': `${disc(12, 6.5, 5)}${disc(6.3, 14, 5)}${disc(17.7, 14, 5)}M10.5 11h3c0 5 .6 8.5 3 12h-9c2.4-3.5 3-7 3-12z`,
  '♠': 'M12 1c5 5.3 10 8.2 10 12.9a4.9 4.9 0 0 1-8.6 3.2c.2 2.3.9 4 2.6 5.9H8c1.7-1.9 2.4-3.6 2.6-5.9A4.9 4.9 0 0 1 2 13.9C2 9.2 7 6.3 12 1z',
  '☀': `${disc(12, 12, 5.5)}M10.5 0h3v4.5h-3zM10.5 19.5h3V24h-3zM0 10.5h4.5v3H0zM19.5 10.5H24v3h-4.5zM2.5 4.6l2.1-2.1 3.2 3.2-2.1 2.1zM16.2 18.3l2.1-2.1 3.2 3.2-2.1 2.1zM19.4 2.5l2.1 2.1-3.2 3.2-2.1-2.1zM5.7 16.2l2.1 2.1-3.2 3.2-2.1-2.1z`,
  '☂': 'M12 1.5C5.5 1.5 1 6.5.5 13h10v5.7a1.4 1.4 0 0 1-2.8 0h-3a4.4 4.4 0 0 0 8.8 0V13h10C23 6.5 18.5 1.5 12 1.5z',
  '♪': 'M8 3.5 21 1v15.2a4.3 4.3 0 1 1-3-4.1V6.7l-7 1.4v10.6a4.3 4.3 0 1 1-3-4.1z',
  '⚑': 'M3 1h3v1.5c4.5-2 8 2 15.5.3v11.5c-7.5 1.7-11-2.3-15.5-.3v9H3z',
  '✿': PETALS.join(''),
  '⚓': 'M12 .5a3.6 3.6 0 0 1 1.6 6.8v1.9h4.2v3h-4.2v7c2.7-.4 4.5-1.9 5.2-4.2l-2.3.6L21 9.5l2.5 6.6-1.7-.4c-1.1 4.6-4.6 7.3-9.8 7.3s-8.7-2.7-9.8-7.3l-1.7.4L3 9.5l4.5 6.1-2.3-.6c.7 2.3 2.5 3.8 5.2 4.2v-7H6.2v-3h4.2V7.3A3.6 3.6 0 0 1 12 .5z',
  '☘': `${disc(12, 5.5, 4.3)}${disc(5.5, 14, 4.3)}${disc(18.5, 14, 4.3)}M10.7 11h2.6l3.2 12h-3.4z`,
};

/** By the number of the tape. */
export const TAPE_PATHS: readonly string[] = [
  'm12 0 3 9 9 3-9 3-3 9-3-9-9-3 9-3z',
  'M14.5.5 3 14h6.5L8 23.5 21 9h-7z',
  `${disc(12, 12, 11)}M17 12a5 5 0 1 0-10 0 5 5 0 0 0 10 0z`,
  'M14.5 1A11 11 0 1 0 23 15.5 9.2 9.2 0 0 1 14.5 1z',
  'M0 8.5c4-6 8-6 12-1s8 5 12-1v9c-4 6-8 6-12 1s-8-5-12 1z',
  'M12 .5c5 6.5 8.5 10 8.5 14.7a8.5 8.5 0 0 1-17 0C3.5 10.5 7 7 12 .5z',
  'M6 1h4v5h4V1h4v5h5v4h-5v4h5v4h-5v5h-4v-5h-4v5H6v-5H1v-4h5v-4H1V6h5zM10 10v4h4v-4z',
  'm12 1 11.5 8.5-2.7 3.7L12 6.7l-8.8 6.5L.5 9.5zM12 10.5 23.5 19l-2.7 3.7L12 16.2l-8.8 6.5L.5 19z',
];
