/** A value of the catalog and the file that a person edits to change it, relative to the repository. */
export interface Entry<T> {
  readonly file: string;
  readonly value: T;
  /** Of an environment that was derived of a further cluster: which entry of `clusters` in the file says it. */
  readonly cluster?: number;
}
