/**
 * What a service promises (SLO), and for how long it is counted: as long as Prometheus keeps its data in every
 * environment. Shares are of all requests.
 */
export const objectives = {
  days: 14,
  /** Requests that are not answered by 5xx. */
  availability: 0.999,
  /** Requests that are answered within `seconds`, which must be a bucket of the histogram (D98). */
  latency: { share: 0.99, seconds: 1 },
} as const;

/** A rate at which the budget of errors is used up too fast: measured over a long window, and still so over the short one. */
export interface Burn {
  /** Share of the whole budget that is gone after the long window. */
  readonly budget: number;
  readonly long: Window;
  readonly short: Window;
}

/** A window over which errors are averaged. */
export type Window = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d';

const hours: Readonly<Record<Window, number>> = { '5m': 1 / 12, '30m': 0.5, '1h': 1, '2h': 2, '6h': 6, '1d': 24, '3d': 72 };

/** Windows of the recording rules, shortest first. */
export const windows = Object.keys(hours) as readonly Window[];

/**
 * Multi-window burn rates (Google SRE Workbook, "Alerting on SLOs"): the first two wake somebody up. The shares are those of the
 * workbook, whose 14.4, 6 and 3 they make of 30 days; the last is a budget that will just be used up, its 1 in both.
 */
export const burns: readonly Burn[] = [
  { budget: 0.02, long: '1h', short: '5m' },
  { budget: 0.05, long: '6h', short: '30m' },
  { budget: 0.1, long: '1d', short: '2h' },
  { budget: 3 / objectives.days, long: '3d', short: '6h' },
];

/** How many times faster than allowed the budget is used up, at that burn: 6.72 for 2 % of 14 days in an hour. */
export function burnFactor({ budget, long }: Burn): number {
  return Math.round(((budget * objectives.days * 24) / hours[long]) * 1000) / 1000;
}

/** Where panels turn red, as the alerts do (manual 5.2; those that the manual lacks are of D105). */
export const thresholds = {
  /** Share of requests answered by 5xx. */
  errors: 0.05,
  /** 95th percentile of the duration of requests. */
  latencySeconds: 1,
  /** Share of the CPU or memory limit. */
  resources: 0.9,
  /** Share of max_connections, and of maxclients. */
  connections: 0.8,
  /** Share of a volume or disk in use. */
  storage: 0.85,
  replicationLagSeconds: 30,
  transactionSeconds: 300,
  backupHours: 26,
  consumerLag: 10_000,
  certificateDays: 21,
} as const;

/** Codes that say that the server is at fault, by OpenTelemetry's conventions for spans of gRPC servers (1.37). */
export const grpcFaults = 'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss';
