import { type Amounts, formatBytes } from '../service/quantity.ts';

/** What Argo CD has to carry: what is declared, whether it is released yet or not, so that no release changes it. */
export interface ArgoLoad {
  readonly services: number;
  readonly applications: number;
  readonly clusters: number;
}

/** How much of Argo CD there is. What is undefined is left to Argo CD, or to the LimitRange. */
export interface ArgoSize {
  /** Controllers. Each has whole clusters: more of them than clusters would have nothing to do (3.4.7, `controller/sharding`). */
  readonly shards: number;
  /** Of one controller: comparisons and syncs at a time, and calls of kubectl's code. */
  readonly processors?: { readonly status: number; readonly operation: number; readonly kubectl: number };
  readonly controller: Amounts;
  readonly repoServers: number;
  /** Builds of one repo-server at a time. */
  readonly builds?: number;
  /** Room of one repo-server for the clone and the charts, which lie in an emptyDir. */
  readonly scratch?: string;
  readonly redisMemory: string;
}

/** Applications of an environment that are of no service: components and charts. */
const platformApplications = 32;

/** Applications that one controller is meant to have, where there are clusters to share. A judgement: twice what Argo CD's own page runs on one. */
const perShard = 2000;
/** Applications for one comparison at a time: 1,000 with 50, and with half as many syncs (3.4.7, docs/operator-manual/high_availability.md). */
const perProcessor = 20;
/** What Argo CD does where nobody says it (3.4.7, cmd/argocd-application-controller). */
const defaults = { status: 20, operation: 10, kubectl: 20 } as const;
const mostProcessors = 100;

/**
 * Processor seconds for one kustomize build of an Application: 24 minutes for 8,047 (docs/scale.md). Two cores of a repo-server do
 * them in this time for so many: a change of everything is compared before the next comparison is due (120 s, and up to 60 s at random).
 */
const perRepoServer = 2000;
/**
 * A repo-server has 2Gi: itself and, at once, so many builds of at most 96Mi each (docs/scale.md). Without a limit there are as many as
 * all controllers together have comparisons.
 */
const mostBuilds = 16;

/** Services whose clone fits into what the LimitRange gives everybody. */
const smallClone = 100;

/** What of a catalog counts. */
interface Declared {
  readonly services: readonly unknown[];
  readonly environments: readonly { readonly value: { readonly clusters: readonly unknown[] } }[];
}

/** What is declared for all environments together. */
export function argoLoadOf({ services, environments }: Declared): ArgoLoad {
  const clusters = environments.reduce((sum, { value }) => sum + value.clusters.length, 0);
  return { services: services.length, clusters, applications: clusters * (2 * services.length + platformApplications) };
}

/** Argo CD for so much, in steps, so that one more service seldom changes it (docs/scale.md has each number's source). */
export function argoSizeOf({ services, applications, clusters }: ArgoLoad): ArgoSize {
  const shards = Math.max(1, Math.min(clusters, Math.ceil(applications / perShard)));
  const own = applications / shards;
  const processors = (of: number) => Math.min(mostProcessors, Math.ceil(own / of / 10) * 10);
  const status = Math.max(defaults.status, processors(perProcessor));
  const operation = Math.max(defaults.operation, Math.ceil(status / 2));
  const isLarge = own > perShard / 2;
  return {
    shards,
    ...(status > defaults.status && { processors: { status, operation, kubectl: Math.max(defaults.kubectl, 2 * operation) } }),
    controller: isLarge
      ? { requests: { cpu: '1000m', memory: '4Gi' }, limits: { cpu: '4000m', memory: '8Gi' } }
      : { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2000m', memory: '4Gi' } },
    repoServers: Math.max(2, Math.ceil(applications / perRepoServer)),
    ...(shards * status > defaults.status && { builds: mostBuilds }),
    ...(services > smallClone && { scratch: formatBytes(nextPower(256 + services) * 2 ** 20) }),
    redisMemory: applications > 4 * perShard ? '2Gi' : applications > 2 * perShard ? '1Gi' : '512Mi',
  };
}

/** The smallest power of two that is not below an amount. */
function nextPower(amount: number): number {
  return 2 ** Math.ceil(Math.log2(amount));
}
