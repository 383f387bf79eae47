import { ownKey } from '../platform/own-keys.ts';

/** What a cluster does for its environment: it serves, it follows what serves and can take its place, or it holds no data. */
export type PlaceRole = 'primary' | 'standby' | 'stateless';

/** How the first cluster of an environment is called where others are asked for. */
export const homePlace = 'home';

/**
 * One cluster of an environment. The first is home: its facts are the fields of the environment. Every further one is a place of its own, drawn
 * as the environment `<environment>-<place>`, and says whatever differs from place to place (docs/places.md).
 */
export interface Cluster {
  /** Name of the cluster in Argo CD. */
  readonly name: string;
  /** Zones in which services run, each with an equal share of the pods. */
  readonly zones: readonly string[];
  /** Of every cluster but the first: a DNS label that ends the name of its environment, its folder in Vault and its Applications. */
  readonly place?: string;
  /** Of every cluster but the first. `stateless`: it runs what keeps nothing, and has no stores. */
  readonly role?: Exclude<PlaceRole, 'primary'>;
  /** Absent: as many as at home. */
  readonly nodes?: { readonly most: number };
  readonly issuer?: { readonly dns: DnsOfPlace };
  readonly observability?: {
    readonly logs: { readonly bucket: string; readonly region: string; readonly role: string; readonly endpoints: readonly string[] };
    readonly hosts: { readonly grafana: string; readonly jaeger: string };
  };
  /** Of a standby: where it archives when it serves, and where the copy of the archive lies that it follows until then. */
  readonly backup?: {
    readonly bucket: string;
    readonly region: string;
    readonly role: string;
    readonly archiveRole: string;
    readonly endpoints: readonly string[];
  };
  /**
   * Of PostgreSQL in this place, `first` and each further cluster by its name: the UID of its `postgresql` object, after which the folder of its
   * archive is called. Standbys find it by that. A cluster that is made anew has another.
   */
  readonly archives?: Readonly<Record<string, string>>;
  /** As whom the object store copies the bucket of this place to those of its standbys; only where the cloud asks for one (AWS). */
  readonly replicationRole?: string;
}

interface DnsOfPlace {
  /** Absent: those of home, where the zone is the same. */
  readonly role?: string;
  readonly region?: string;
  readonly endpoints: readonly string[];
}

/** Of the namespaces of services and stores: the role of the place, where it does not serve. */
export const roleLabel = ownKey('role');

/** What a place is among the places of its environment; an environment of one cluster has none. */
export interface Place {
  /** Name of the environment that it is a place of, whose settings of services hold here. */
  readonly of: string;
  /** `home`, or as its cluster says. */
  readonly name: string;
  readonly role: PlaceRole;
  /** Of a standby: what it follows. */
  readonly follows?: {
    /** Name of the environment of the place that serves. */
    readonly environment: string;
    /** As that place says them. */
    readonly archives: Readonly<Record<string, string>>;
  };
  /** Of the place that serves: the buckets of its standbys, in the order of the clusters. */
  readonly copies?: readonly { readonly environment: string; readonly bucket: string; readonly region: string }[];
  readonly replicationRole?: string;
  /** Whether another place of the environment may take its place, so that passwords inside PostgreSQL must be known to both. */
  readonly shared: boolean;
}

interface Placed {
  readonly name: string;
  readonly place?: Place;
}

/** The name that files of services know an environment by: of a place, that of its environment. */
export function declaredName({ name, place }: Placed): string {
  return place?.of ?? name;
}

/** Whether services sleep and PostgreSQL follows what serves elsewhere. */
export function isStandby({ place }: Pick<Placed, 'place'>): boolean {
  return place?.role === 'standby';
}

/** Whether there are no stores, and nobody who needs any. */
export function isStateless({ place }: Pick<Placed, 'place'>): boolean {
  return place?.role === 'stateless';
}
