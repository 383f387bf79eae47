import { isIP } from 'node:net';

/** What a kubeconfig says of one context. */
export interface ContextFacts {
  readonly name: string;
  readonly cluster: string;
  readonly server: string;
  /** A program that logs in, such as that of a cloud. */
  readonly logsInBy: string | undefined;
  /** Whether somebody named it, or it is merely the current one. */
  readonly named: boolean;
}

interface Named {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a cluster says of itself. */
export interface ClusterFacts {
  readonly nodes: readonly { readonly name: string; readonly provider: string; readonly labels: Readonly<Record<string, string>> }[];
  readonly namespaces: readonly Named[];
  /** Classes of priority. */
  readonly classes: readonly Named[];
}

/** What the catalog knows of clusters that are none of a laptop. */
export interface Guarded {
  /** Names of clusters. */
  readonly clusters: readonly string[];
  /** Namespaces that are made here, and that of Argo CD, which a laptop has none of. */
  readonly ours: readonly string[];
  readonly argo: string;
  /** Classes of priority that are made here. */
  readonly classes: readonly string[];
  /** The mark of what was made here. */
  readonly mark: string;
}

/** Why a context is none of a laptop. */
export interface Refusal {
  readonly what: string;
  readonly how: string;
}

/** Makers of clusters on a laptop, by what they call a context. */
const makers = /^(k3d-|kind-)|^(minikube|docker-desktop|rancher-desktop|colima|orbstack)$/;
/** How they call a node, or what is behind it. */
const nodeOf = /^k3d-|^(minikube|docker-desktop|lima-rancher-desktop|colima|orbstack)$/;
/** Who may be behind a node: nobody, or a container. `k3s` is behind every node of k3s, wherever it is. */
const harmless = /^(kind|k3s):\/\//;

const how = 'Name a cluster of this machine: --context k3d-<name>, kind-<name>, minikube, or one that answers on the loopback interface.';

/** What can be told from the kubeconfig alone, before anything is asked of a cluster. */
export function refusalOfContext(context: ContextFacts, { clusters }: Pick<Guarded, 'clusters'>): Refusal | undefined {
  const { name, cluster, server, logsInBy, named } = context;
  const known = clusters.find((own) => [name, cluster].some((text) => text.split(/[/@:]/).includes(own)));
  if (known !== undefined) return { what: `The context "${name}" is of "${known}", a cluster of an environment.`, how };
  if (logsInBy !== undefined) return { what: `The context "${name}" logs in by "${logsInBy}", as clusters of a cloud do.`, how };
  const host = hostOf(server);
  if (!isLoopback(host) && !isPrivate(host)) return { what: `The context "${name}" is at ${host}, which is not this machine.`, how };
  if (!named && !makers.test(name))
    return {
      what: `The current context "${name}" is of none that makes clusters on a laptop.`,
      how: `If it is one, name it: --context ${name}.`,
    };
  return undefined;
}

/** What the cluster itself must say: a tunnel to production is on the loopback interface, too. */
export function refusalOfCluster(context: ContextFacts, facts: ClusterFacts, guarded: Guarded): Refusal | undefined {
  const { nodes, namespaces, classes } = facts;
  const cloud = nodes.find(({ provider }) => provider !== '' && !harmless.test(provider));
  if (cloud !== undefined)
    return { what: `The node "${cloud.name}" of "${context.name}" is a machine of a cloud: ${cloud.provider}.`, how };
  const isMade = nodes.length > 0 && nodes.every(isOfMaker);
  if (!isMade && !isLoopback(hostOf(context.server)))
    return { what: `"${context.name}" answers on another machine, and its nodes are of none that makes clusters on a laptop.`, how };
  const argo = namespaces.find(({ name }) => name === guarded.argo);
  if (argo !== undefined)
    return {
      what: `"${context.name}" has the namespace "${argo.name}": an Argo CD would take back what is made here.`,
      how: 'Take a cluster without it.',
    };
  const foreign = (kind: string, found: readonly Named[], ours: readonly string[]) =>
    found.filter(({ name, labels }) => ours.includes(name) && labels[guarded.mark] !== 'true').map(({ name }) => `the ${kind} "${name}"`);
  const all = [...foreign('namespace', namespaces, guarded.ours), ...foreign('PriorityClass', classes, guarded.classes)];
  if (all.length === 0) return undefined;
  return {
    what: `"${context.name}" has ${all.join(', ')}, which this command did not make.`,
    how: 'Take another cluster, or remove them yourself, if nobody needs them.',
  };
}

function isOfMaker({ name, provider, labels }: ClusterFacts['nodes'][number]): boolean {
  return nodeOf.test(name) || provider.startsWith('kind://') || labels['minikube.k8s.io/name'] !== undefined;
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).hostname.replace(/^\[|\]$/g, '') : server;
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.') || host === '0.0.0.0';
  return host === '::1' || host === 'localhost' || host.endsWith('.localhost') || /^(host|kubernetes)\.docker\.internal$/.test(host);
}

function isPrivate(host: string): boolean {
  if (isIP(host) !== 4) return /^f[cd][0-9a-f]{2}:/i.test(host);
  const [a = 0, b = 0] = host.split('.').map(Number);
  return a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168);
}
