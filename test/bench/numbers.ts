// Middle values and percentiles of what was measured.

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

export const percentile = (values: readonly number[], share: number): number =>
  ascending(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/** What one run of a load gave, by what it is; a value that could not be measured is left out. */
export type Measured = { readonly [what: string]: number };

/** The median of each value over several runs, with the least and the most. */
export function medians(runs: readonly Measured[]): { what: string; median: number; least: number; most: number }[] {
  return Object.keys(runs[0] ?? {}).map((what) => {
    const values = ascending(runs.map((run) => run[what] ?? Number.NaN));
    return { what, median: percentile(values, 0.5), least: values[0] ?? Number.NaN, most: values.at(-1) ?? Number.NaN };
  });
}
