/** Window of rates: as long as four scrapes at least, longer where the panel shows much time. */
export const window = '$__rate_interval';

/** One number divided by another, without a point where there is nothing to divide by. */
export function share(part: string, whole: string): string {
  return `(${part}) / (${whole} > 0)`;
}

/** Rate of a counter, summed. */
export function rate(selector: string, by: readonly string[] = []): string {
  return `${sum(by)} (rate(${selector}[${window}]))`;
}

/** `sum by (a, b)` */
export function sum(by: readonly string[]): string {
  return by.length === 0 ? 'sum' : `sum by (${by.join(', ')})`;
}

/** A quantile of a histogram over all its series (D98). */
export function quantile(q: number, bucket: string, by: readonly string[] = []): string {
  return `histogram_quantile(${q}, ${rate(bucket, [...by, 'le'])})`;
}

/** Requests of services that 5xx answered, and all of them. */
export function requests(selector: string) {
  return { all: `http_requests_total{${selector}}`, failed: `http_requests_total{${selector}, status=~"5.."}` } as const;
}

/** Share of failed requests; zero where none failed yet. */
export function errorShare(selector: string, by: readonly string[] = []): string {
  return failedShare(requests(selector), by);
}

/** Share of what failed; zero where nothing failed yet. Both are selectors of counters. */
export function failedShare({ all, failed }: { readonly all: string; readonly failed: string }, by: readonly string[] = []): string {
  return share(`${rate(failed, by)} or 0 * ${rate(all, by)}`, rate(all, by));
}
