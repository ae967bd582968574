// The reading view of Markdown against what people have tried elsewhere: nothing in it runs, fetches, or leads anywhere but the web.

import { expect, test } from 'vitest';
import { inlineMarkdown, markdown } from '../../../client/components/markdown.ts';

const ELEMENTS = new Set('P BR HR UL OL LI STRONG EM DEL CODE PRE BLOCKQUOTE TABLE THEAD TBODY TR TH TD A SPAN H4 H5 H6'.split(' '));
const ATTRIBUTES = new Set(['href', 'rel', 'target', 'dir']);

/** What should not be there, in words; empty when all is well. */
function faults(made: DocumentFragment): string[] {
  const found: string[] = [];
  for (const element of made.querySelectorAll('*')) {
    if (!ELEMENTS.has(element.tagName)) found.push(`<${element.tagName.toLowerCase()}>`);
    for (const { name } of element.attributes) if (!ATTRIBUTES.has(name)) found.push(name);
    const href = element.getAttribute('href');
    if (href !== null && !/^(https?|mailto):$/.test(new URL(href, 'javascript:base').protocol)) found.push(href);
    if (href !== null && (element.getAttribute('rel') !== 'noopener noreferrer' || element.getAttribute('target') !== '_blank'))
      found.push(`${href} opens here`);
  }
  return found;
}

const shown = (text: string) => {
  const host = document.createElement('div');
  host.append(markdown(text));
  return host;
};

const HOSTILE: readonly string[] = [
  // Addresses that run something.
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x]( javascript:alert(1))',
  '[x](<javascript:alert(1)>)',
  '[x](<java\tscript:alert(1)>)',
  '[x](&#106;avascript:alert(1))',
  '[x](&#x6A;&#x61;vascript&colon;alert(1))',
  '[x](javascript&#58;alert(1))',
  '[x](\\javascript:alert(1))',
  '[x](\u0001javascript:alert(1))',
  '[x](java\u00adscript:alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](blob:https://example.org/1)',
  '[x](file:///etc/passwd)',
  '[x](//evil.example/x)',
  '[x](/report/b1)',
  '[x](#join)',
  '[x]: javascript:alert(1)\n\n[x]',
  '[x][y]\n\n[y]: <javascript:alert(1)> "title"',
  '<javascript:alert(1)>',
  '<data:text/html,x>',
  'javascript:alert(1)',
  // Pictures fetch; here they are links, or nothing.
  '![x](javascript:alert(1))',
  '![x](https://evil.example/pixel.gif)',
  '![x](data:image/svg+xml,<svg onload=alert(1)>)',
  '![x](x" onerror="alert(1))',
  '[![x](https://evil.example/p.gif)](javascript:alert(1))',
  '[![x](javascript:alert(1))](https://example.org)',
  // Titles and what breaks out of quotes.
  '[x](https://example.org "a" onmouseover="alert(1)")',
  '[x](https://example.org \'" onclick="alert(1)\')',
  '[x](https://example.org/"onmouseover="alert(1))',
  '[x](https://example.org/?a=<script>alert(1)</script>)',
  // HTML in blocks and lines.
  '<script>alert(1)</script>',
  '<script src=//evil.example></script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><circle/></svg>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<form action="javascript:alert(1)"><input type=submit></form>',
  '<button formaction="javascript:alert(1)">x</button>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="https://example.org" onclick="alert(1)" style="position:fixed;inset:0">x</a>',
  '<base href="https://evil.example/">',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<style>*{display:none}</style>',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<template><script>alert(1)</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<video><source onerror=alert(1)></video>',
  '<input autofocus onfocus=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<?xml version="1.0"?><img src=x onerror=alert(1)>',
  'text <b onmouseover=alert(1)>bold</b> text',
  // Nested in what Markdown makes.
  '> <img src=x onerror=alert(1)>',
  '- <svg/onload=alert(1)>\n  - [x](javascript:alert(1))',
  '# <img src=x onerror=alert(1)>',
  '| a | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |',
  '**[x](javascript:alert(1))**',
  '~~<svg onload=alert(1)>~~',
  '`<img src=x onerror=alert(1)>`',
  '```html\n<script>alert(1)</script>\n```',
  '```"onload="alert(1)\ncode\n```',
  '    <script>alert(1)</script>',
  '- [x] <img src=x onerror=alert(1)>',
  // Entities and names.
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;img src=x onerror=alert(1)&#62;',
  '<p id="__proto__" name="constructor">x</p>',
  '<form id=location><input name=href></form>',
  // Addresses found in the text.
  'https://example.org/"><img src=x onerror=alert(1)>',
  'www.example.org/<script>alert(1)</script>',
  'a@example.org"><svg onload=alert(1)>',
  '[^1]: <img src=x onerror=alert(1)>\n\nsee[^1]',
];

test.each(HOSTILE)('[MD1] nothing of %s runs, fetches or leads astray', (text) => {
  expect(faults(markdown(text))).toEqual([]);
  expect(faults(inlineMarkdown(text))).toEqual([]);
});

test('[MD2] all of it at once, in any order, is as harmless', () => {
  expect(faults(markdown(HOSTILE.join('\n\n')))).toEqual([]);
  expect(faults(markdown(HOSTILE.toReversed().join('\n')))).toEqual([]);
  expect(faults(markdown(HOSTILE.join('')))).toEqual([]);
});

test('[MD3] none of it did anything, and nothing was asked of another address', () => {
  const host = document.createElement('div');
  document.body.append(host);
  for (const text of HOSTILE) host.append(markdown(text), inlineMarkdown(text));
  expect(performance.getEntriesByType('resource').filter(({ name }) => name.includes('evil.example'))).toEqual([]);
  expect(host.querySelectorAll('img, script, iframe, svg, style, link').length).toBe(0);
  host.remove();
});

test('[MD4] HTML somebody writes about is read as they wrote it', () => {
  expect(shown('Use `<b>` or <b>, not &lt;i&gt;.').textContent).toBe('Use <b> or <b>, not <i>.');
  expect(shown('```\n<script>alert(1)</script>\n```').querySelector('pre')?.textContent).toBe('<script>alert(1)</script>\n');
});

test('[MD5] links, bare addresses and pictures lead out, apart, and name where they lead', () => {
  const links = [
    ...shown('[docs](https://example.org/a) www.example.org a@b.example ![plan](https://example.org/p.png)').querySelectorAll('a'),
  ];
  expect(links.map((link) => [link.getAttribute('href'), link.textContent])).toEqual([
    ['https://example.org/a', 'docs'],
    ['http://www.example.org', 'www.example.org'],
    ['mailto:a@b.example', 'a@b.example'],
    ['https://example.org/p.png', 'plan'],
  ]);
});

test('[MD6] lists, tables, headings below the page’s own, and boxes of a checklist', () => {
  const host = shown('# What\n\n- [x] who\n- [ ] how\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two');
  expect(host.querySelector('h4')?.textContent).toBe('What');
  expect([...host.querySelectorAll('ul li')].map((item) => item.textContent?.trim().replaceAll(/\s+/g, ' '))).toEqual(['☑ who', '☐ how']);
  expect([...host.querySelectorAll('td')].map((cell) => cell.textContent)).toEqual(['1', '2']);
  expect(host.querySelectorAll('ol li').length).toBe(2);
});

test('[MD7] a text longer than is read at once loses nothing', () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => `line ${at}`);
  const text = shown(lines.join('\n\n')).textContent ?? '';
  expect(text.match(/line \d+/g)).toEqual(lines);
});

test('[MD8] one line of talk takes no more room than words', () => {
  const host = document.createElement('div');
  host.append(inlineMarkdown('# not a heading\n- **bold** [x](https://example.org)\n> quote'));
  expect(host.querySelectorAll('h4, ul, li, blockquote').length).toBe(0);
  expect(host.querySelector('strong')?.textContent).toBe('bold');
});
