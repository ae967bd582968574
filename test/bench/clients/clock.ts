// One clock for all processes of the bench: microseconds of the machine's monotonic clock. No wall time.

export function micros(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1_000_000 + Math.floor(nanos / 1_000);
}
