/** Applications of one folder: how many, and how many characters their names have together. */
export interface Told {
  readonly applications: number;
  readonly characters: number;
}

/**
 * JSON of one Application in the status of its root without its name, as Argo CD 3.4.7 writes it (`pkg/apis/application/v1alpha1`):
 * `resources` with its wave and the confirmation that it asks for, `operationState.syncResult.resources` with the message of a
 * server-side apply, and, when all of them are healed at once, `operation` and `operationState.operation` (`autoSync`).
 */
const resource = 165;
const result = 214;
const healed = 2 * 55;
/** How often the name stands in these. */
const names = 5;
/** Spec, history of ten syncs, the rest of the status. */
const itself = 8_000;

/** Bytes of a root in etcd, which holds custom resources as JSON, with everything in it that a sync writes; messages of failures come on top. */
export function rootBytes({ applications, characters }: Told): number {
  return itself + applications * (resource + result + healed) + characters * names;
}
