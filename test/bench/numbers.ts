// Middle values and percentiles of what was measured.

const ascending = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

export function percentile(values: Iterable<number>, share: number): number {
  const sorted = ascending(values);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle one, or the mean of the middle two; what could not be measured does not count. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values.filter((value) => !Number.isNaN(value)));
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
    : (sorted[Math.floor(middle)] as number);
}

/** Delays as they travel between processes, in milliseconds. */
export type Delays = { readonly count: number; readonly p50: number; readonly p99: number; readonly most: number };

/** @param micros what was measured, in microseconds. */
export function delays(micros: readonly number[]): Delays {
  const at = (share: number) => percentile(micros, share) / 1_000;
  return { count: micros.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

/** What one run of a load gave, by what it is; NaN could not be measured. */
export type Measured = { readonly [what: string]: number };
