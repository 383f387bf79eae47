import type { KubernetesObject } from './object.ts';

/** A change of drawn objects of one kind. */
export interface Adjustment {
  readonly kind: string;
  /** The object of that kind; absent: every one of the service. */
  readonly name?: string;
  /** Gives the object as it shall be. What it gets is frozen, so it makes another; for the same object it gives the same. */
  readonly change: (drawn: KubernetesObject) => KubernetesObject;
}

/** The adjustments of a service by name, as `generators/adjustments/<service>.ts` exports them. */
export type Adjustments = Readonly<Record<string, readonly Adjustment[]>>;

/** A file of adjustments, by the service that its path names. */
export interface AdjustmentsEntry {
  readonly file: string;
  readonly service: string;
  /** Whatever the file exports: its shape is checked before anything of it runs. */
  readonly value: Adjustments;
  /** The text of the file; absent: it was not read from one. */
  readonly text?: string;
}
