// The report as one page that needs nothing else: no script, no picture, no address but the links people gave. It is the
// Markdown file in print; a policy inside keeps it dead even if something slipped through.

import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { chartLines, halfDoneAt } from './burn-up.ts';
import { markdownParts } from './markdown.ts';
import { momentsIn } from './moments.ts';
import type { Report } from './shape.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function reportHtml(report: Report): string {
  const { first, rest } = markdownParts(report);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    `<title>${escaped(report.title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    html(first),
    chart(report),
    html(rest),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Raw HTML is escaped and unsafe protocols are emptied: both are micromark's own default. */
const html = (markdown: string): string => micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const SIZE = { width: 640, height: 160 };

function chart({ burnUp, zone }: Report): string {
  const lines = chartLines(burnUp, SIZE);
  const last = burnUp.at(-1);
  if (!lines || !last) return '';
  const moments = momentsIn(zone);
  const half = halfDoneAt(burnUp);
  const words = `${last.finished} of ${last.tasks} tasks were finished in the end${half ? `; half of those by ${moments.long(half)}` : ''}.`;
  return [
    '<h2>Tasks over time</h2>',
    '<figure>',
    `<svg viewBox="-2 -4 ${SIZE.width + 4} ${SIZE.height + 8}" role="img" aria-label="${escaped(words)}">`,
    `<path class="area" d="${lines.area}"/><path class="all" d="${lines.tasks}"/><path class="done" d="${lines.finished}"/>`,
    '</svg>',
    `<figcaption><span>${escaped(moments.long(lines.from))}</span> <span>${escaped(moments.long(lines.to))}</span><br>`,
    `Dashed: all tasks. Solid: finished. ${escaped(words)}</figcaption>`,
    '</figure>',
  ].join('\n');
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1d1b16;--soft:#5a554a;--line:#d8d2c4;--paper:#fffdf8;--accent:#1b5e52}
@media (prefers-color-scheme:dark){:root{--ink:#f1ede3;--soft:#b8b1a2;--line:#454c63;--paper:#151a2b;--accent:#7fd1bf}}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:2rem 1.25rem 4rem;overflow-wrap:anywhere}
h1{font-size:2.25rem;line-height:1.1;margin:0 0 1rem}h2{font-size:1.5rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:3px solid}
h3{font-size:1.125rem;margin:1.75rem 0 .25rem}a{color:var(--accent)}ul{padding-left:1.25rem}li{margin:.25rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
figure{margin:0}svg{display:block;width:100%;height:auto;overflow:visible}path{fill:none;stroke:var(--ink);stroke-width:2;vector-effect:non-scaling-stroke}
.area{fill:var(--accent);stroke:none;opacity:.18}.done{stroke:var(--accent);stroke-width:3}.all{stroke-dasharray:5 4}
figcaption{color:var(--soft);font-size:.875rem;margin-top:.5rem}
figcaption span:nth-child(2){float:right}
@page{size:A4;margin:18mm 16mm}
@media print{:root{--ink:#000;--soft:#333;--line:#999;--paper:#fff;--accent:#000}body{font-size:10pt}main{padding:0;max-width:none}
h1,h2,h3{break-after:avoid}li,tr,figure{break-inside:avoid}}
`;
