/** What an environment keeps of metrics, logs and traces, and how much of each tool runs (manual 1.2, 5). */
export interface Observability {
  /** Prometheus. */
  readonly metrics: Store & { readonly replicas: number };
  /** Members of Alertmanager. */
  readonly alertmanagers: number;
  /** Loki: chunks are in the bucket, the disk holds what is not yet there. */
  readonly logs: Store & {
    readonly replicas: number;
    readonly bucket: string;
    readonly region: string;
    /** As whom it enters the store: a role as the cloud writes it, or a key in Vault (docs/clouds.md). */
    readonly role: string;
    /** Addresses of the object store and of the service that gives out its credentials. */
    readonly endpoints: readonly string[];
  };
  /** Jaeger. */
  readonly traces: Store;
  /** Hosts of the tools, behind the Gateway with a log-in (manual 8.3). */
  readonly hosts: { readonly grafana: string; readonly jaeger: string };
}

interface Store {
  readonly retentionDays: number;
  /** Disk of one pod, such as `50Gi`. */
  readonly storage: string;
}
