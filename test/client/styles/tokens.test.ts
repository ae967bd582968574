// The promises of tokens.css, computed: what reads on what, and that eight tapes stay apart for every eye. What a
// screen does with the colors is looked at, not tested here.

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const CLIENT = new URL('../../../client/', import.meta.url);
const css = readFileSync(new URL('styles/tokens.css', CLIENT), 'utf8');

type Theme = 'light' | 'dark' | 'contrast';
const THEMES: readonly Theme[] = ['light', 'dark', 'contrast'];
const SURFACES = ['paper', 'raised', 'sunk'];

// -- reading the tokens -----------------------------------------------------------------------------------------------

const contrastBlock = /\[data-theme='contrast'\] \{(.*?)\n\}/s.exec(css)?.[1] ?? '';
const find = (source: string, name: string): string | undefined => new RegExp(`\\n  --${name}: ([^;]+);`).exec(source)?.[1];

/** The hex color of a token in a theme. */
function color(name: string, theme: Theme): string {
  const own = theme === 'contrast' ? find(contrastBlock, name) : undefined;
  const value = own ?? find(css, name) ?? '';
  const pair = /^light-dark\((#\w+), (#\w+)\)$/.exec(value);
  return long((pair ? pair[theme === 'light' ? 1 : 2] : value) ?? '');
}
const long = (hex: string): string => (/^#\w{3}$/.test(hex) ? hex.replaceAll(/\w/g, '$&$&') : hex);

// -- color arithmetic ---------------------------------------------------------------------------------------------------

type Triple = readonly [number, number, number];
const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const through = (m: readonly [Triple, Triple, Triple], v: Triple): Triple => [dot(m[0], v), dot(m[1], v), dot(m[2], v)];

function linear(hex: string): Triple {
  expect(hex).toMatch(/^#[0-9a-f]{6}$/);
  const part = (from: number): number => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [dark, light] = [a, b].map((hex) => dot([0.2126, 0.7152, 0.0722], linear(hex)) + 0.05).sort((x, y) => x - y) as [number, number];
  return light / dark;
}

/** Full dichromacy in linear RGB, after Machado, Oliveira and Fernandes (2009). */
const EYES: Record<string, readonly [Triple, Triple, Triple]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** OKLab: equal distances look about equally different; 0.02 is just noticeable. */
function oklab(rgb: Triple): Triple {
  const clipped = rgb.map((value) => Math.min(1, Math.max(0, value))) as unknown as Triple;
  const lms = through(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    clipped,
  ).map(Math.cbrt) as unknown as Triple;
  return through(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  );
}
const apart = (a: Triple, b: Triple): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

// -- the rules --------------------------------------------------------------------------------------------------------

describe.each(THEMES)('in the %s theme', (theme) => {
  const of = (name: string): string => color(name, theme);

  test('[LK1] every text color reads at 4.5:1 or more on every surface it lies on', () => {
    for (const text of ['ink', 'ink-soft', 'accent', 'ok', 'warn', 'danger']) {
      for (const surface of SURFACES) expect(contrast(of(text), of(surface)), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
    for (const [text, ground] of [
      ['on-accent', 'accent'],
      ['on-danger', 'danger'],
      ['on-marker', 'marker'],
      ['accent', 'accent-wash'],
      ['ink', 'accent-wash'],
      ['warn', 'warn-wash'],
      ['ink', 'warn-wash'],
      ['danger', 'danger-wash'],
      ['ink', 'danger-wash'],
    ] as const)
      expect(contrast(of(text), of(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  test('[LK2] ink on paper and the words on every tape read at 7:1 or more, as the wall needs', () => {
    for (const surface of SURFACES) expect(contrast(of('ink'), of(surface)), `ink on ${surface}`).toBeGreaterThanOrEqual(7);
    for (let tape = 0; tape < 8; tape++) {
      expect(contrast(of(`on-tape-${tape}`), of(`tape-${tape}`)), `tape ${tape}`).toBeGreaterThanOrEqual(7);
    }
  });

  test('[LK3] any two of the eight tapes stay apart under every color-vision deficiency', () => {
    for (const [eye, matrix] of Object.entries(EYES)) {
      const seen = [0, 1, 2, 3, 4, 5, 6, 7].map((tape) => oklab(through(matrix, linear(of(`tape-${tape}`)))));
      seen.forEach((a, i) => {
        seen.slice(0, i).forEach((b, j) => expect(apart(a, b), `tapes ${j} and ${i}, ${eye}`).toBeGreaterThan(0.075));
      });
    }
  });

  test('[LK4] the letters on every face read at 4.5:1 or more, and edges one must see at 3:1', () => {
    for (let person = 0; person < 12; person++) {
      expect(contrast(of('on-person'), of(`person-${person}`)), `person ${person}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(of(`person-${person}`), of('raised')), `face ${person} on a card`).toBeGreaterThanOrEqual(3);
    }
    for (const surface of ['paper', 'raised']) expect(contrast(of('line-strong'), of(surface)), surface).toBeGreaterThanOrEqual(3);
  });
});

test('[LK5] components take colors and durations from the tokens, and spell none of their own', () => {
  const folder = new URL('components/', CLIENT);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.svelte') && name !== 'QrCode.svelte')) {
    const style = /<style>(.*)<\/style>/s.exec(readFileSync(new URL(file, folder), 'utf8'))?.[1] ?? '';
    expect(style, file).not.toMatch(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl\(|\boklch\(|\d+m?s\b/i);
  }
});
