import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass';
import type { ILimitRange } from 'kubernetes-models/v1/LimitRange';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { IResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { agents, agentsNamespace, nodesAnnotation } from '../model/environment/monitoring.ts';
import { roleLabel } from '../model/environment/place.ts';
import { type Instance, mostPods } from '../model/instance.ts';
import { breakGlassResources } from '../model/names.ts';
import type { KubernetesObject } from '../model/object.ts';
import type { PostgresSize } from '../model/platform/data-layer.ts';
import { ownKey } from '../model/platform/own-keys.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { verifiedNamespace } from '../model/platform/signing.ts';
import { type Priority, priorities, pullRequestPriority } from '../model/priorities.ts';
import { containerMost } from '../model/service/defaults.ts';
import { type Amounts, bytes, formatBytes, formatCpu, millicores, quotaSpare, roundUp } from '../model/service/quantity.ts';
import { furtherClusters } from '../model/stores/postgres-clusters.ts';
import { operatedStores, type Store } from '../model/stores/stores.ts';
import { storesElsewhere } from '../model/stores/told.ts';
import { podResources } from '../resources/companions.ts';
import { electsLeader, leaderAccess } from '../resources/leader-election.ts';
import { accessObjects, viewBindings } from './access/access.ts';
import { storageClass } from './data/storage.ts';
import { ownClaims } from './own-claims.ts';

/** Pods, CPU and memory that a namespace may claim. */
export interface Budget {
  readonly pods: number;
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
  /** Services that a load balancer stands for, and ports of nodes that come with them; absent: none. */
  readonly loadBalancers?: { readonly services: number; readonly nodePorts: number };
}

/** Pods of one kind: how many at their most, a rollout included, and what each claims. */
export interface Claim extends Amounts {
  readonly pods: number;
}

/** Pods, CPU in cores and memory in GiB. */
interface Share {
  readonly pods: number;
  readonly requests: { readonly cpu: number; readonly memory: number };
  readonly limits: { readonly cpu: number; readonly memory: number };
}

/** What the monitoring, the backup and the operators of all environments may claim in the infra namespace, in full size. */
const infraShare: Share = { pods: 60, requests: { cpu: 12, memory: 32 }, limits: { cpu: 32, memory: 74 } };

/** What each store may claim beside that, its operator included; of PostgreSQL a second one beside the first while it is restored. */
const storeShares: Readonly<Record<Store, Share>> = {
  postgres: { pods: 16, requests: { cpu: 7, memory: 16 }, limits: { cpu: 28, memory: 54 } },
  redis: { pods: 10, requests: { cpu: 2, memory: 4 }, limits: { cpu: 6, memory: 10 } },
  kafka: { pods: 14, requests: { cpu: 3, memory: 12 }, limits: { cpu: 14, memory: 22 } },
};

/**
 * What a further cluster of PostgreSQL may claim: its instances and one that is restored, its poolers and one that is replaced, and its part in
 * the dump, the drill and the look at the archive.
 */
function clusterShare({ instances, poolers }: PostgresSize): Share {
  const [servers, ways] = [instances + 1, poolers + 1];
  return {
    pods: servers + ways + 2,
    requests: { cpu: servers * 1.1 + ways * 0.25 + 0.75, memory: servers * 2.1 + ways * 0.25 + 0.75 },
    limits: { cpu: servers * 4.2 + ways + 6, memory: servers * 8.2 + ways + 3 },
  };
}

/** What the infra namespace may claim: nothing for a store that somebody else runs. */
function infraBudget(environment: EnvironmentDefinition): Budget {
  const further = furtherClusters(environment).map(([, size]) => wholly(clusterShare(size)));
  const shares = [infraShare, ...operatedStores(environment).map((store) => storeShares[store]), ...further];
  const sum = (read: (share: Share) => number) => shares.reduce((total, share) => total + read(share), 0);
  const side = (name: 'requests' | 'limits') => ({
    cpu: formatCpu(sum((share) => share[name].cpu) * 1000),
    memory: formatBytes(sum((share) => share[name].memory) * 2 ** 30),
  });
  return { pods: sum(({ pods }) => pods), requests: side('requests'), limits: side('limits') };
}

/** In whole cores and GiB. */
function wholly({ pods, requests, limits }: Share): Share {
  const up = ({ cpu, memory }: Share['requests']) => ({ cpu: Math.ceil(cpu), memory: Math.ceil(memory) });
  return { pods, requests: up(requests), limits: up(limits) };
}

/** The namespaces of an environment, what guards a namespace (manual 2.1, D11, D12, D137), and what all of the cluster counts on. */
export function namespaceObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const { app, infra } = environment.namespaces;
  return [
    storageClass(platform),
    // That of the data layer stands above what serves: where no store is operated, nobody shall name it.
    ...Object.values(priorities)
      .filter((priority) => priority !== priorities.data || operatedStores(environment).length > 0)
      .map(priorityClass),
    ...(environment.pullRequests === undefined ? [] : [neverPreempting(priorityClass(pullRequestPriority))]),
    ...guarded(environment, platform, {
      name: app,
      team: 'erp-platform',
      enforce: 'restricted',
      budget: serviceBudget(instances),
      labels: verifiedNamespace,
    }),
    ...instances.filter(({ service }) => electsLeader(service)).flatMap(leaderAccess),
    // Baseline: the database pods of the operator need privilege escalation for their own cron (D12).
    ...guarded(environment, platform, {
      name: infra,
      team: 'infrastructure',
      enforce: 'baseline',
      budget: infraBudget(environment),
      told: storesElsewhere(environment),
    }),
    // Agents see the host. People may look at them; to run a pod there would be to have the host itself.
    ...closedNamespace(environment, {
      name: agentsNamespace,
      team: 'infrastructure',
      enforce: 'privileged',
      budget: budgetOf(agents.map((agent) => ({ ...agent, pods: environment.nodes.most }))),
      annotations: { [nodesAnnotation]: String(environment.nodes.most) },
    }),
    ...viewBindings(environment, platform, agentsNamespace),
  ];
}

/** What a namespace is called, who answers for it, how strict it is and what it may claim. */
export interface NamespaceFacts {
  readonly name: string;
  readonly team: string;
  readonly enforce: 'restricted' | 'baseline' | 'privileged';
  readonly budget: Budget;
  /** Of the namespace; absent: those that guard it only. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the namespace beside those that guard it; absent: none. */
  readonly told?: Readonly<Record<string, string>>;
  /** Of the quota; absent: none. */
  readonly annotations?: Readonly<Record<string, string>>;
}

function guarded(environment: EnvironmentDefinition, platform: PlatformDefinition, facts: NamespaceFacts): KubernetesObject[] {
  return [...closedNamespace(environment, facts), ...accessObjects(environment, platform, facts.name)];
}

/** A namespace with its bounds, in which nobody may do anything yet and no pod may talk. */
export function closedNamespace(environment: EnvironmentDefinition, facts: NamespaceFacts) {
  return [namespace(environment, facts), resourceQuota(facts), limitRange(facts.name), defaultDeny(facts.name)];
}

function namespace(environment: EnvironmentDefinition, { name, team, enforce, labels, told }: NamespaceFacts) {
  const podSecurity = (mode: string, level: string) => ({
    [`pod-security.kubernetes.io/${mode}`]: level,
    [`pod-security.kubernetes.io/${mode}-version`]: `v${environment.versions.kubernetes}`,
  });
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        environment: environment.name,
        [ownKey('tier')]: environment.tier,
        team,
        ...podSecurity('enforce', enforce),
        ...podSecurity('audit', 'restricted'),
        ...podSecurity('warn', 'restricted'),
        ...roleLabels(environment),
        ...labels,
      },
      // Deleting a namespace deletes everything in it: a person has to confirm it.
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm', ...told },
    },
  } satisfies INamespace;
}

/** What judges a place as what it is: none where it serves. */
function roleLabels({ place }: EnvironmentDefinition): Readonly<Record<string, string>> {
  return place === undefined || place.role === 'primary' ? {} : { [roleLabel]: place.role };
}

function priorityClass({ name, value, description, default: isDefault }: Priority) {
  return {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    globalDefault: isDefault ?? false,
    description,
  } satisfies IPriorityClass;
}

function neverPreempting(own: IPriorityClass): KubernetesObject {
  return { ...own, preemptionPolicy: 'Never' } as IPriorityClass & KubernetesObject;
}

function resourceQuota({ name: namespace, budget, annotations }: NamespaceFacts) {
  const { pods, requests, limits, loadBalancers = { services: 0, nodePorts: 0 } } = budget;
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'quota', namespace, ...(annotations !== undefined && { annotations: { ...annotations } }) },
    spec: {
      hard: {
        pods: String(pods),
        'requests.cpu': requests.cpu,
        'requests.memory': requests.memory,
        'limits.cpu': limits.cpu,
        'limits.memory': limits.memory,
        'services.loadbalancers': String(loadBalancers.services),
        'services.nodeports': String(loadBalancers.nodePorts),
      },
    },
  } satisfies IResourceQuota;
}

/** Defaults for a container that states none, and the most that any may ask for. */
function limitRange(namespace: string) {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'limits', namespace },
    spec: {
      limits: [
        {
          type: 'Container',
          defaultRequest: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
          default: { cpu: '200m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
          max: { cpu: containerMost.cpu, memory: containerMost.memory, 'ephemeral-storage': containerMost.ephemeralStorage },
        },
      ],
    },
  } satisfies ILimitRange;
}

function defaultDeny(namespace: string) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  } satisfies INetworkPolicy;
}

/**
 * What pods claim at their most, with a quarter to spare, rounded up to two digits.
 * @param least what the namespace may claim in any case
 */
export function budgetOf(claims: readonly Claim[], least?: Claim): Budget {
  const total = (read: (claim: Claim) => number) =>
    Math.max(
      claims.reduce((sum, claim) => sum + claim.pods * read(claim), 0) * quotaSpare,
      least === undefined ? 0 : least.pods * read(least),
    );
  const sums = (side: 'requests' | 'limits') => ({
    cpu: formatCpu(roundUp(total((claim) => millicores(claim[side].cpu) ?? 0) / 1000) * 1000),
    memory: formatBytes(roundUp(total((claim) => bytes(claim[side].memory) ?? 0) / 2 ** 30) * 2 ** 30),
  });
  return { pods: roundUp(total(() => 1)), requests: sums('requests'), limits: sums('limits') };
}

/**
 * All services at their most, with one pod more for each rolling update and each run that ends, and a quarter to spare; rounded up to
 * two digits, so that a small change of one service seldom changes what all of them share.
 */
function serviceBudget(instances: readonly Instance[]): Budget {
  // Where no service is released yet, a person on call may still debug.
  return budgetOf([...instances.flatMap(claimsOf)], { ...breakGlassResources, pods: 1 });
}

function claimsOf(instance: Instance): readonly Claim[] {
  const { processes, tasks } = instance;
  return [
    ...processes.map((process) => ({ ...podResources(instance, process), pods: mostPods(process.replicas) })),
    ...tasks.map(({ resources }) => ({ ...resources, pods: 1 })),
    ...ownClaims(instance),
  ];
}
