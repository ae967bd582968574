// Pasted lists: what becomes a task, what is skipped and why, what is refused. Putting them on a board is tested elsewhere.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPaste } from '../../../shared/board/paste.ts';
import { LIMITS } from '../../../shared/board/schema.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { sentence } from '../../../shared/sentences.ts';

const titles = (text: string) => readPaste(text).lines.map((task) => task.title);
const reasons = (text: string) => readPaste(text).skipped.map((line) => line.reason);
const outline = (text: string) => readPaste(text).lines.map((task) => `${task.depth} ${task.title}`);

describe('reading a pasted list', () => {
  test('[SP1] plain lines, bullets, numbers and boxes become one task each, without their marks', () => {
    expect(
      titles('Fix the footer\n- Add alt texts\n* Test on a phone\n+ Sort\n• Dot\n1. Number\n2) Bracket\n- [ ] Box\n☐ Sign\n> quoted'),
    ).toEqual(['Fix the footer', 'Add alt texts', 'Test on a phone', 'Sort', 'Dot', 'Number', 'Bracket', 'Box', 'Sign', 'quoted']);
  });

  test('[SP1] what only looks like a mark stays part of the title', () => {
    const lines = ['-5 degrees is too cold', '#42 is broken', '2017 in numbers', '*.css is unused', '[draft] page', '>= 3 items crash'];
    expect(titles(lines.join('\n'))).toEqual(lines);
  });

  test('[SP2] a line ticked off already is skipped as done', () => {
    const paste = readPaste('- [x] Old\n- [X] Older\n[x] Oldest\n✅ Green\n- [ ] New');
    expect(paste.lines.map((task) => task.title)).toEqual(['New']);
    expect(paste.skipped).toEqual([
      { line: 1, text: 'Old', reason: 'done' },
      { line: 2, text: 'Older', reason: 'done' },
      { line: 3, text: 'Oldest', reason: 'done' },
      { line: 4, text: 'Green', reason: 'done' },
    ]);
  });

  test('[SP3] indented lines belong to the line above; deeper ones are brought up to one level', () => {
    expect(outline('- Site\n  - Header\n    - Logo\n  - Footer\n- Docs\n\t- Index')).toEqual([
      '0 Site',
      '1 Header',
      '1 Logo',
      '1 Footer',
      '0 Docs',
      '1 Index',
    ]);
    expect(outline('    All\n    are\n    indented')).toEqual(['0 All', '0 are', '0 indented']);
    expect(outline('1. One\n   - Under\n2. Two')).toEqual(['0 One', '1 Under', '0 Two']);
  });

  test('[SP3] under a line that became no task, indented lines stand for themselves', () => {
    expect(outline('- [x] Done\n  - Left over\n  - Also left\n- Next\n  - Part')).toEqual([
      '0 Left over',
      '0 Also left',
      '0 Next',
      '1 Part',
    ]);
    expect(outline('- One\n# Heading\n  - Two')).toEqual(['0 One', '0 Two']);
  });

  test('[SP4] any way to end a line is understood, and blank lines do not count', () => {
    expect(titles('a\r\nb\rc\nd\u2028e\u0085f\n\n \n')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(readPaste(' \n\t\r\n')).toEqual({ lines: [], skipped: [] });
    expect(readPaste('')).toEqual({ lines: [], skipped: [] });
    expect(readPaste('\n\nthird').lines[0]?.line).toBe(3);
  });

  test('[SP5] headings, rules, fences and empty bullets are skipped, each with its reason', () => {
    expect(reasons('# Plan\n## Part\n---\n***\n```js\n-\n- [ ]\n1.\n\u0007')).toEqual([
      'heading',
      'heading',
      'separator',
      'separator',
      'separator',
      'empty',
      'empty',
      'empty',
      'empty',
    ]);
    expect(reasons('The plan\n========\nStep')).toEqual(['heading', 'separator']);
  });

  test('[SP6] a Markdown link gives its title and its address; a bare address is kept in both', () => {
    expect(readPaste('- [ ] [Fix the map](https://example.org/a_(b)?x=1 "tip") on phones').lines[0]).toEqual({
      line: 1,
      title: 'Fix the map on phones',
      link: 'https://example.org/a_(b)?x=1',
      brief: '',
      depth: 0,
    });
    expect(readPaste('See https://example.org/1.').lines[0]).toMatchObject({
      title: 'See https://example.org/1.',
      link: 'https://example.org/1',
    });
    expect(readPaste('[x](javascript:alert(1))').lines[0]).toMatchObject({ title: '[x](javascript:alert(1))', link: '' });
    expect(readPaste('[ ](https://example.org)').lines[0]?.title).toBe('[ ](https://example.org)');
  });

  test('[SP6] of several links the first is the link, and the whole line is kept as the brief', () => {
    const line = '[One](https://example.org/1) and [two](https://example.org/2)';
    expect(readPaste(line).lines[0]).toMatchObject({ title: 'One and two', link: 'https://example.org/1', brief: line });
  });

  test('[SP7] a title that stands there twice is taken once, in the same place and with the same link', () => {
    expect(readPaste('Fix it\n- fix  IT\nOther').skipped).toEqual([{ line: 2, text: 'fix IT', reason: 'duplicate' }]);
    expect(outline('- A\n  - Test\n  - Test\n- B\n  - Test')).toEqual(['0 A', '1 Test', '0 B', '1 Test']);
    expect(titles('[Typo](https://e.org/1)\n[Typo](https://e.org/2)')).toEqual(['Typo', 'Typo']);
  });

  test('[SP8] a title that is too long is cut at a word and loses nothing: the brief has it all', () => {
    const long = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    const [task] = readPaste(`- ${long}`).lines;
    expect(task?.title.length).toBeLessThanOrEqual(LIMITS.title);
    expect(task?.title).toMatch(/^word0 .* word\d+…$/);
    expect(task?.brief).toBe(long);
    const emoji = readPaste('🦦'.repeat(100)).lines[0];
    expect(emoji?.title).toBe(`${'🦦'.repeat(69)}…`);
    expect(reasons('x'.repeat(LIMITS.text + 1))).toEqual(['too-long']);
  });

  test('[SP9] characters that control the screen or turn the direction of text are dropped', () => {
    expect(titles('Fix\u0000 the\u202e gpj.\u2066exe\u001b[0m')).toEqual(['Fix the gpj.exe[0m']);
  });
});

describe('a paste that is too large', () => {
  test('[SP10] more lines than allowed are refused with the number, and nothing is read', () => {
    const paste = readPaste('task\n'.repeat(10_000));
    expect(paste).toEqual({ lines: [], skipped: [], refusal: { refused: 'too-large', detail: { limit: 500, unit: 'lines' } } });
    expect(isRefusal(paste.refusal) && sentence(paste.refusal)).toContain('at most 500 lines');
    expect(readPaste(Array.from({ length: 500 }, (_, index) => `task ${index}\n\n`).join('')).lines).toHaveLength(500);
    expect(readPaste(Array.from({ length: 501 }, (_, index) => `task ${index}`).join('\n')).refusal?.detail).toMatchObject({
      unit: 'lines',
    });
  });

  test('[SP10] more characters than allowed are refused with the number', () => {
    expect(readPaste('x'.repeat(LIMITS.pasteChars + 1)).refusal).toEqual({
      refused: 'too-large',
      detail: { limit: LIMITS.pasteChars, unit: 'characters' },
    });
  });

  test('[SP10] text made to be slow to read is read within a blink', () => {
    const room = LIMITS.pasteChars;
    const fill = (part: string) => part.repeat(Math.floor(room / part.length));
    const hostile = [
      '[',
      '[a](http://',
      '[a](http://x(',
      '**a',
      '__',
      '> ',
      '- ',
      '`` ',
      '\t',
      '\u00a0',
      '[[a](https://b)',
      'http://',
      '* _',
      '1.',
    ];
    for (const part of [...hostile, '\n'.repeat(7) + ' ']) {
      const started = performance.now();
      readPaste(fill(part));
      expect(performance.now() - started, JSON.stringify(part)).toBeLessThan(500);
    }
  });
});

describe('whatever is pasted', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '- ',
      '* ',
      '1. ',
      '[ ] ',
      '[x] ',
      '# ',
      '---',
      '\t',
      '  ',
      '    ',
      '\n',
      '\r\n',
      '\r',
      '> ',
      '**',
      'word ',
      'a',
      '```',
      '===',
    ),
    fc.webUrl().map((url) => `[link](${url})`),
    fc.integer({ min: 100, max: 400 }).map((length) => 'long '.repeat(length / 5)),
  );
  const pasted = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

  test('[SP11] every line that is not blank is a task or skipped with a reason, each once and in order', () => {
    fc.assert(
      fc.property(pasted, (text) => {
        const paste = readPaste(text);
        if (paste.refusal) return;
        const filled = text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).flatMap((line, index) => (line.trim() === '' ? [] : [index + 1]));
        const read = [...paste.lines, ...paste.skipped].map((entry) => entry.line).sort((a, b) => a - b);
        expect(read).toEqual(filled);
        expect(paste.lines.map((task) => task.line)).toEqual([...paste.lines.map((task) => task.line)].sort((a, b) => a - b));
      }),
      { seed: 2017, numRuns: 400 },
    );
  });

  test('[SP11] everything read is within the limits of the board', () => {
    fc.assert(
      fc.property(pasted, (text) => {
        const { lines } = readPaste(text);
        for (const task of lines) {
          expect(task.title.trim()).toBe(task.title);
          expect(task.title.length).toBeGreaterThan(0);
          expect(task.title.length).toBeLessThanOrEqual(LIMITS.title);
          expect(task.brief.length).toBeLessThanOrEqual(LIMITS.text);
          expect(task.link).toMatch(/^(https?:\/\/\S+)?$/i);
          expect(task.link.length).toBeLessThanOrEqual(LIMITS.url);
          expect(task.title + task.brief).not.toMatch(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
        }
        if (lines[0]) expect(lines[0].depth).toBe(0);
      }),
      { seed: 2017, numRuns: 400 },
    );
  });
});
