import type { DataLayerNames } from './data-layer.ts';

/** A group of people, by its name in the identity provider and on the Git host. */
export interface Group {
  readonly oidc: string;
  readonly codeOwner: `@${string}`;
}

/** Where people log in to the tools (OpenID Connect, manual 8.3). Their tokens name their groups. */
export interface Identity {
  /** Address of the provider, as in the tokens. */
  readonly issuer: string;
  /** Address of the keys that it signs with. */
  readonly keys: string;
  /** The claim that lists a person's groups. */
  readonly groupsClaim: string;
  /** Scopes to ask for, so that the token has the name, the address and the groups. */
  readonly scopes: readonly string[];
  /** Addresses at which pods reach it. */
  readonly cidrs: readonly string[];
}

/** The one Argo CD of all environments. */
export interface Argo {
  /** The cluster that it runs in, by its name in Argo CD: one of an environment, whose guards guard Argo CD too. */
  readonly cluster: string;
  readonly host: string;
  /** Where Slack is told what was deployed, or was not. */
  readonly slackChannel: string;
  /** Private addresses that it asks by HTTPS: Git, the identity provider, the API servers of the clusters. */
  readonly reaches: readonly string[];
}

/** What all environments share. */
export interface PlatformDefinition {
  /** Registry and folder of the images: `registry.example.com/erp`. */
  readonly imageRepository: string;
  /** This repository, as Argo CD reads it, and the revision that it follows. */
  readonly git: { readonly url: string; readonly revision: string };
  /** Namespace of Argo CD, in the cluster that it runs in. */
  readonly argoNamespace: string;
  readonly argo: Argo;
  readonly groups: Readonly<Record<string, Group>>;
  /** Contact of the certificate authority's account. */
  readonly acmeEmail: string;
  /** Address of Vault, the mount of its key-value engine (version 2), and the networks that it answers in. */
  readonly vault: { readonly server: string; readonly mount: string; readonly cidrs: readonly string[] };
  readonly identity: Identity;
  /** Addresses of the CDN and the load balancers in front of the edge, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Names of the clusters of the data layer, the same in every environment. */
  readonly dataLayer: DataLayerNames;
  /** Addresses and port of the Kubernetes API servers, which operators and database pods ask. */
  readonly kubernetesApi: { readonly cidrs: readonly string[]; readonly port: number };
  /** Addresses of the nodes, on which kubelets and host-level agents answer. */
  readonly nodes: { readonly cidrs: readonly string[] };
  /** Restricted Pod Security Standard, pinned to the version of the clusters: `v1.35`. */
  readonly podSecurityVersion: string;
}

/** Types the platform file. */
export function definePlatform(platform: PlatformDefinition): PlatformDefinition {
  return platform;
}
