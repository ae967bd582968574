// The report: a table per load, and one that holds our figures against the targets. Plain Markdown; measures nothing.

import type { Load } from './loads/load.ts';
import { median, type Measured } from './numbers.ts';
import { TARGETS, type Target } from './targets.ts';

/** Runs in order, by name of the load and id of the server; a run that failed has no figures. */
export type Results = ReadonlyMap<string, ReadonlyMap<string, readonly Measured[]>>;
export type Names = ReadonlyMap<string, string>;

const NONE = '–';

function brief(value: number): string {
  if (Number.isNaN(value)) return NONE;
  if (value >= 1_000) return Math.round(value).toLocaleString('en');
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(value < 0.1 ? 2 : 3);
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const valuesOf = (runs: readonly Measured[], key: string): number[] => runs.map((run) => run[key] ?? Number.NaN);

function cell(values: readonly number[]): string {
  const there = values.filter((value) => !Number.isNaN(value));
  if (there.length === 0) return NONE;
  const range = there.length > 1 ? ` (${brief(Math.min(...there))}–${brief(Math.max(...there))})` : '';
  return brief(median(there)) + range;
}

function loadTable(load: Load, results: Results, names: Names): string {
  const servers = [...(results.get(load.name) ?? [])];
  const rows = servers.map(([id, runs]) => [names.get(id) ?? id, ...load.columns.map(({ key }) => cell(valuesOf(runs, key)))]);
  return `### ${load.name}\n\n${load.about[0]?.toUpperCase()}${load.about.slice(1)}.\n\n${table(['server', ...load.columns.map(({ title }) => title)], rows)}`;
}

/** The server with the best median, and its figures; runs line up with ours, because they were made side by side. */
function rival({ against, load, key, ...bound }: Target, results: Results): { id: string; values: number[] } | undefined {
  const sign = 'atMost' in bound ? 1 : -1;
  const all = against.map((id) => ({ id, values: valuesOf(results.get(load)?.get(id) ?? [], key) }));
  const known = all.filter(({ values }) => !Number.isNaN(median(values)));
  return known.sort((a, b) => sign * (median(a.values) - median(b.values)))[0];
}

const holds = (target: Target, value: number): boolean => ('atMost' in target ? value <= target.atMost : value >= target.atLeast);
const bound = (target: Target): string => ('atMost' in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`);

function targetRow(target: Target, results: Results, names: Names): string[] | undefined {
  const runs = results.get(target.load)?.get('ours');
  if (!runs) return undefined;
  const ours = valuesOf(runs, target.key);
  const own = median(ours);
  const verdict = (met: boolean) => (met ? 'met' : '**missed**');
  const begin = [target.load, target.work, brief(own)];
  if (target.against.length === 0) return [...begin, NONE, NONE, bound(target), verdict(holds(target, own))];
  const other = rival(target, results);
  if (!other) {
    const asked = target.against.filter((id) => results.get(target.load)?.has(id));
    if (asked.length === 0) return undefined;
    // A busy machine lets everybody fail, so a rival without a figure proves nothing.
    const failed = `${asked.map((id) => names.get(id) ?? id).join(', ')}: no figure`;
    return [...begin, failed, NONE, bound(target), Number.isNaN(own) ? 'not measured' : 'ours alone could'];
  }
  const ratio = median(ours.map((value, run) => value / (other.values[run] ?? Number.NaN)));
  const theirs = `${brief(median(other.values))} ${names.get(other.id) ?? other.id}`;
  return [...begin, theirs, `× ${brief(ratio)}`, bound(target), verdict(holds(target, ratio))];
}

export function targetTable(results: Results, names: Names): string {
  const rows = TARGETS.map((target) => targetRow(target, results, names)).filter((cells) => cells !== undefined);
  return table(['', 'work', 'ours', 'against', 'ratio', 'target', ''], rows);
}

export function report(loads: readonly Load[], results: Results, names: Names, heading: string): string {
  const tables = loads.filter(({ name }) => results.has(name)).map((load) => loadTable(load, results, names));
  return [heading, '## Against the targets', targetTable(results, names), '## All figures', ...tables].join('\n\n') + '\n';
}
