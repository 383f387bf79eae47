/** The metadata that the generators write. */
export interface Metadata {
  readonly name: string;
  /** Absent on cluster-scoped objects. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Kubernetes object as the generators intend it: exactly what `kustomize build` must give. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

/** An object of a kind that no type of ours describes; its schema is in `policies/schemas/kinds`. */
export type CustomResource = KubernetesObject & { readonly spec: Readonly<Record<string, unknown>> };

/** What an application deploys to one environment. */
export interface ApplicationVariant {
  readonly environment: string;
  readonly objects: readonly KubernetesObject[];
  /** Images of the containers by name, which the overlay pins. */
  readonly images: readonly PinnedImage[];
}

/** An image of the overlay's `images:` list. */
export interface PinnedImage {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** A root for the services of a folder, or for what they have in the data layer, each in the wave of its Applications. */
export interface Shelf {
  /** As the files of the services name it. */
  readonly folder: string;
  readonly part: 'data' | 'services';
}

/** What Argo CD syncs as one: a service, or a component of the platform. */
export interface Application {
  /** Name of the folder of its overlays. */
  readonly name: string;
  /** What it is for, where somebody has said it. */
  readonly title?: { readonly en: string; readonly zh: string };
  /** Folder under `base/`. */
  readonly base: string;
  /** The file that a person edits to change it. */
  readonly source: string;
  /** Order of the sync, lowest first. */
  readonly syncWave: number;
  /** The AppProject that it belongs to: that of the platform's charts, of Argo CD, of the services, or (absent) of the environment. */
  readonly project?: 'platform' | 'argocd' | 'services';
  /** The root that makes it beside that of the environment; absent: that of the environment. */
  readonly shelf?: Shelf;
  readonly variants: readonly ApplicationVariant[];
}
