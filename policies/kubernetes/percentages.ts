/** A number from 0 to 100 out of `"25%"`; undefined for anything else. */
export function percentage(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d{1,3})%$/.exec(value) : null;
  return match === null ? undefined : Number(match[1]);
}

/**
 * An integer or percentage of a whole as a count (Kubernetes: IntOrString). Percentages are rounded up, as Kubernetes does
 * for disruption budgets and for `maxSurge`. Undefined when it is neither.
 */
export function countOf(value: unknown, whole: number): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  const percent = percentage(value);
  return percent === undefined ? undefined : Math.ceil((percent * whole) / 100);
}
