import type { BucketPlace, CloudDefinition, Zone } from './definition.ts';

/** How a string is written on a cloud. */
export interface Form {
  readonly pattern: RegExp;
  /** As the end of a sentence: `"x" is no ARN of a role`. */
  readonly title: string;
  readonly example: string;
}

/** An address beyond the cluster, and a port there. */
export interface Beyond {
  readonly cidr: string;
  readonly port: number;
}

/** The StorageClass of every disk. */
export interface DiskClass {
  readonly name: string;
  readonly provisioner: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** How pods are somebody for the cloud. */
export interface Identity {
  /** Undefined where the cloud knows no pods. */
  readonly role: Form | undefined;
  /** Of the ServiceAccount. */
  readonly annotations: (role: string) => Readonly<Record<string, string>>;
  /** Of the pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Where pods ask who they are, beside what the environment names. */
  readonly asks: readonly Beyond[];
}

/** A key of an object store, in a Secret: its files or variables as templates, and the properties of Vault that these name. */
export interface StoreKey {
  readonly data: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>>;
}

/** What the parts of the platform are told about their place in the object store. */
export interface Buckets {
  readonly bucket: Form;
  /** As whom Loki and the dumps enter it, and as whom PostgreSQL does. */
  readonly role: Form;
  readonly archiveRole: Form;
  /** Port of the store and of what gives out its credentials. */
  readonly port: number;
  /** A folder, as the scripts of the backup name it. */
  readonly address: (bucket: string, folder: string) => string;
  readonly logs: (place: BucketPlace) => LogStore;
  readonly archive: (place: BucketPlace) => ArchiveStore;
  /**
   * Field of `spec.standby` that names the archive which a standby follows (postgres-operator 2.0.1, `generateStandbyEnvironment`); absent: it
   * knows no such store.
   */
  readonly followedBy?: 's3_wal_path' | 'gs_wal_path';
  readonly dumps: (place: BucketPlace) => DumpStore;
}

/** Loki's (chart loki 18.11.0, Loki 3.7.6). */
export interface LogStore {
  /** Name of the kind of store. */
  readonly type: 's3' | 'gcs' | 'azure';
  readonly bucket: string;
  /** Values of the chart below `loki.storage`, under the name of the kind. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly key?: StoreKey;
  /** Variables, beside the folder of the key. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What PostgreSQL's pods are told (postgres-operator 2.0.1, Spilo 4.1, WAL-G 3.0.5). */
export interface ArchiveStore {
  /** Values of the chart below `configAwsOrGcp`. */
  readonly operator: Readonly<Record<string, string>>;
  /** Annotations of the account of the pods that the operator does not put there itself. */
  readonly account?: Readonly<Record<string, string>>;
  /** Variables of the store: a clone gets them under `CLONE_` as well, and a standby under `STANDBY_`. */
  readonly store: Readonly<Record<string, string>>;
  /** Further variables. */
  readonly more?: Readonly<Record<string, string>>;
  readonly key?: StoreKey;
}

/** What the jobs of the dumps are told. */
export interface DumpStore {
  readonly environment: Readonly<Record<string, string>>;
  readonly key?: StoreKey;
  /** Whether the store speaks no S3, so that the scripts reach it by rclone. */
  readonly byRclone?: true;
}

/** Zones of DNS, in which cert-manager (1.21.1) proves that hosts are ours. */
export interface DnsZones {
  readonly zone: Form;
  readonly role: Form;
  /** Whether a zone is asked in a region. */
  readonly hasRegion: boolean;
  /** Port at the addresses that the environment names. */
  readonly port: number;
  readonly solver: (zone: Zone) => Readonly<Record<string, unknown>>;
  /** Secret of the key that the solver names, in the namespace of cert-manager. */
  readonly key?: StoreKey & { readonly name: string };
}

/** Load balancers of Services of the type LoadBalancer, which keep the address of the client. */
export interface LoadBalancers {
  /**
   * Annotations of the Service.
   * @param readiness where a proxy says by HTTP whether it serves: its port stays open while it drains
   */
  readonly annotations: (
    scheme: 'internet-facing' | 'internal',
    readiness?: { readonly port: number; readonly path: string },
  ) => Readonly<Record<string, string>>;
  /** Of the namespace of the pods behind it. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

/** All that differs between clouds. */
export interface Cloud {
  readonly name: CloudDefinition['name'];
  readonly title: string;
  readonly disks: DiskClass;
  readonly identity: Identity;
  readonly buckets: Buckets;
  readonly dns: DnsZones;
  readonly loadBalancers: LoadBalancers;
}
