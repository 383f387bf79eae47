import type { CloudDefinition } from '../../clouds/definition.ts';
import type { DataLayerNames } from './data-layer.ts';
import type { GitHost } from './git-host.ts';
import type { Signing } from './signing.ts';

/** A group of people, by its name in the identity provider and on the Git host. */
export interface Group {
  readonly oidc: string;
  readonly codeOwner: `@${string}`;
}

/** People who own services, by the name that their objects and alerts carry as `team`. */
export interface Team {
  /** Who approves changes of their service files. */
  readonly codeOwner: `@${string}`;
  /** Slack channel, with its `#`, for alerts about their services in every environment. */
  readonly channel: `#${string}`;
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

/** Who stands between clients and the proxies of the edge (manual 1.2). */
export interface EdgeNetworks {
  /**
   * Subnets that load balancers have an address in, one in each zone. They ask the proxies how they are, and hand connections on
   * under the address of the client: nothing that they say about a client is believed, because they say nothing.
   */
  readonly loadBalancerSubnets: readonly string[];
  /** Addresses from which the CDN asks. Nobody else may connect to the API, and nobody else's `X-Forwarded-For` is believed. */
  readonly cdn: readonly string[];
  /** Networks of the company, from which people reach the tools and Argo CD. */
  readonly company: readonly string[];
}

/** Where the API servers of the clusters answer, and call from. */
export interface KubernetesApi {
  /** Subnets of the control planes alone: who may call webhooks, and where operators may go. */
  readonly cidrs: readonly string[];
  /** Address of the Service `kubernetes`, the first of the range of Services. */
  readonly service: string;
  readonly port: number;
}

/**
 * What enforces NetworkPolicies, and so what an `ipBlock` must name for the way to the API server, which pods take by the
 * Service `kubernetes`:
 * - `aws-vpc`: the address of the Service as well, since the agent of the VPC CNI judges a packet as it leaves the pod, before the
 *   translation (aws-network-policy-agent, issue 549);
 * - `calico`: the addresses behind it, since kube-proxy has translated before policies are judged;
 * - `cilium`: the addresses behind it, and only with `policyCIDRMatchMode: nodes`: else no range ever means a node or the API
 *   server (cilium, issue 20550).
 */
export type NetworkPlugin = 'aws-vpc' | 'calico' | 'cilium';

/** What all environments share. */
export interface PlatformDefinition {
  /** Registry and folder of the images: `registry.example.com/erp`. */
  readonly imageRepository: string;
  readonly signing: Signing;
  /** What images of pods may come from: the company's own registries and mirrors, with a folder where the host is shared (`ghcr.io/acme`). */
  readonly registries: readonly string[];
  /** Domain of the labels and annotations that are ours, `erp.example.com`; of rules and disks with `policies.` and `saved.` before it. */
  readonly labelDomain: string;
  readonly git: GitHost;
  /** Namespace of Argo CD, in the cluster that it runs in. */
  readonly argoNamespace: string;
  readonly argo: Argo;
  readonly groups: Readonly<Record<string, Group>>;
  /** Names of the groups that may act in environments of the tier `production`, and on Argo CD itself (manual 1.1). */
  readonly productionGroups: readonly string[];
  /** Group at the identity provider whose members it lets in for a few hours, with a reason that it records. */
  readonly breakGlassGroup: string;
  /** Absent: every service belongs to all groups, and its alerts go to the channel of all services. */
  readonly teams?: Readonly<Record<string, Team>>;
  /** Who approves an emergency besides the owners of its environment: a team that none of them is in. */
  readonly incidentOwner: `@${string}`;
  /** Contact of the certificate authority's account. */
  readonly acmeEmail: string;
  /** Address of Vault, the mount of its key-value engine (version 2), and the networks that it answers in. */
  readonly vault: { readonly server: string; readonly mount: string; readonly cidrs: readonly string[] };
  readonly identity: Identity;
  readonly edge: EdgeNetworks;
  /** Names of the clusters of the data layer, the same in every environment. */
  readonly dataLayer: DataLayerNames;
  readonly kubernetesApi: KubernetesApi;
  /** Subnets of the nodes, on which kubelets and host-level agents answer. With the VPC's own network plugin pods have theirs there too. */
  readonly nodes: { readonly cidrs: readonly string[] };
  /** Where the clusters run: disks, identities, buckets, DNS and load balancers are drawn for it. */
  readonly cloud: CloudDefinition;
  readonly networkPlugin: NetworkPlugin;
  /** Kinds of which service files may bring objects of their own: `Service`, `batch/CronJob`. Absent: none. */
  readonly ownKinds?: readonly string[];
}

/** Types the platform file. */
export function definePlatform(platform: PlatformDefinition): PlatformDefinition {
  return platform;
}
