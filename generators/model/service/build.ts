/** Which build of a service runs. */
export interface Build {
  /** Semantic version without `v`: the tag of the image. */
  readonly version: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}
