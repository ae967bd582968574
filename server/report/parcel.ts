// All files of a report in one zip. The same report gives the same bytes.

import { strToU8, zipSync } from 'fflate';
import { REPORT_FILES } from '../../shared/report/files.ts';
import type { Report } from '../../shared/report/report.ts';

/** What the form of a zip can say of a moment begins in 1980 and ends in 2099. */
const KNOWN = { first: Date.UTC(1980, 0, 2), last: Date.UTC(2099, 11, 30) };

export function reportZip(report: Report): Uint8Array {
  const mtime = Math.min(KNOWN.last, Math.max(KNOWN.first, report.madeAt));
  const files = Object.values(REPORT_FILES).map(({ name, write }) => [`hackfest-report/${name}`, strToU8(write(report))] as const);
  return zipSync(Object.fromEntries(files), { level: 6, mtime });
}
