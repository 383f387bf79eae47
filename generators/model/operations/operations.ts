import type { Entry } from '../entry.ts';

/** Other bounds for the pods of one service in one environment, for a while (manual 7.2, D124). */
export interface TemporaryScale {
  readonly min: number;
  /** Equal to `min` where the environment has a fixed number of pods. */
  readonly max: number;
  readonly reason: string;
  /** An instant. Nothing happens by itself: from then on `npm run ops -- check` asks to remove the file. */
  readonly until: string;
}

/** A time in which an environment must not change and that comes again, such as the closing of each month. */
export interface RecurringFreeze {
  /** DNS label, unique in the environment. */
  readonly name: string;
  /** When it begins: cron, five fields, in `timeZone`. */
  readonly schedule: string;
  readonly hours: number;
  readonly timeZone: string;
  readonly reason: string;
}

/** A freeze that comes once. */
export interface OneTimeFreeze {
  /** DNS label, unique in the environment. */
  readonly name: string;
  /** First instant of it, and first instant after it. */
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** A gap in all freezes of an environment. */
export interface Thaw {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** Why it could not wait: `INC-123`. */
  readonly incident: string;
}

/** What machines write about the freezes of one environment; each thaw has a file of its own. */
export interface FreezeFile {
  readonly freezes: readonly OneTimeFreeze[];
}

/** What comes once in an environment, and the gaps in it and in what comes again. */
export interface FreezeList {
  readonly freezes: readonly OneTimeFreeze[];
  readonly thaws: readonly Thaw[];
}

/** What a person decides about the path of a change into an environment (manual 4.1, D78). */
export interface Delivery {
  /** The environment that a version comes from; absent: the pipeline of the service delivers here. */
  readonly from?: string;
  /** Hours that a version must have been here before it may go on. */
  readonly soakHours: number;
  readonly freezes: readonly RecurringFreeze[];
}

/** Data of one service in one environment, by the names in its path. */
export interface DataEntry<T> extends Entry<T> {
  readonly environment: string;
  readonly service: string;
}

/** One-time freezes, by the environment that the path names. */
export interface FreezeEntry extends Entry<FreezeFile> {
  readonly environment: string;
}

/** What has no file has nothing in it. */
export const noFreezes: FreezeList = { freezes: [], thaws: [] };

/** What of an environment ends on purpose. */
export interface Retirement {
  readonly reason: string;
  /** What ends, by its kind and name: `topic sales.order.confirmed`, `database sales_db`, `Application sales-service-dev`. */
  readonly ends: readonly string[];
  /** The instant from which it is over, because what ends is gone: it would let the same end again unasked. Absent: it stays. */
  readonly until?: string;
}
