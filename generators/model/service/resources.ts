/** CPU and memory of one container, as Kubernetes quantities (`500m`, `512Mi`). */
export interface Compute {
  readonly cpu: string;
  readonly memory: string;
  /** Scratch space and logs on the node. */
  readonly ephemeralStorage: string;
}

/** What one container asks for and may use. */
export interface Resources {
  readonly requests: Compute;
  readonly limits: Compute;
}
