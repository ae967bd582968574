// The files a report goes out as: one table of their endings, media types and writers. Sending and packing them is the
// caller's business.

import { reportCsv } from './csv.ts';
import { reportHackathon } from './hackathon.ts';
import { reportHtml } from './html.ts';
import { reportJson } from './json.ts';
import { reportMarkdown } from './markdown.ts';
import type { Report } from './shape.ts';

type ReportFile = { readonly name: string; readonly type: string; readonly write: (report: Report) => string };

export const REPORT_FILES = {
  html: { name: 'report.html', type: 'text/html; charset=utf-8', write: reportHtml },
  md: { name: 'report.md', type: 'text/markdown; charset=utf-8', write: reportMarkdown },
  csv: { name: 'report.csv', type: 'text/csv; charset=utf-8', write: reportCsv },
  json: { name: 'report.json', type: 'application/json; charset=utf-8', write: reportJson },
  'hackathon.json': { name: 'hackathon.json', type: 'application/ld+json; charset=utf-8', write: reportHackathon },
} as const satisfies { readonly [ending: string]: ReportFile };
export type ReportFormat = keyof typeof REPORT_FILES;

export const REPORT_FORMATS = Object.keys(REPORT_FILES) as ReportFormat[];
