import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { Kind } from '../model/chart-facts.ts';
import type { Access, ArgoVerb, EnvironmentDefinition } from '../model/environment/environment.ts';
import type { KubernetesObject } from '../model/object.ts';
import { denyWindows } from '../model/operations/freezes.ts';
import type { FreezeList } from '../model/operations/operations.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';

/** Name of the AppProject of an environment. */
export function projectName(environment: string): string {
  return `erp-${environment}`;
}

/** Name of the AppProject of the charts of an environment, and of the namespaces made for them. */
export function platformProjectName(environment: string): string {
  return `erp-${environment}-platform`;
}

/** Name of the AppProject of the services of an environment: what their owners change must not reach the cluster as a whole. */
export function servicesProjectName(environment: string): string {
  return `erp-${environment}-services`;
}

/** Name of the AppProject of Argo CD itself. */
export const argoProjectName = 'erp-argocd';

/** Name of the AppProject of the root Applications, which may make Applications and projects and nothing else. */
export const rootProjectName = 'erp-root';

/**
 * What an environment, or its services alone, may be made of (manual 1.1, D3): this repository, its own clusters and namespaces,
 * the kinds that the overlays hold, and what each group may do. Services have none of the kinds that are in no namespace.
 */
export function appProject(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  objects: readonly KubernetesObject[],
  freezes: FreezeList,
  name = projectName(environment.name),
) {
  const { app, infra } = environment.namespaces;
  const namespaces = [...new Set([app, infra, ...objects.flatMap(({ metadata }) => metadata.namespace ?? []).sort()])];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: platform.argoNamespace },
    spec: {
      description: name === servicesProjectName(environment.name) ? `Services of ${environment.name}` : environment.title.en,
      sourceRepos: [platform.git.url],
      destinations: environment.clusters.flatMap((cluster) => namespaces.map((namespace) => ({ name: cluster.name, namespace }))),
      clusterResourceWhitelist: distinct(clusterKinds(objects)),
      namespaceResourceWhitelist: distinct(namespacedKinds(objects)),
      orphanedResources: { warn: true },
      roles: projectRoles(name, environment, platform),
      ...signed(environment),
      ...syncWindows(environment, freezes),
    },
  } satisfies IAppProject;
}

/** Whose commits may be synced; where nobody says so, everybody's. Only in projects without charts, which have no commit (3.4.4, verifyGnuPGSignature). */
function signed({ sync: { signatureKeys = [] } }: EnvironmentDefinition) {
  return signatureKeys.length === 0 ? {} : { signatureKeys: signatureKeys.map((keyID) => ({ keyID })) };
}

/**
 * The project of the root Applications. Applied once by hand, with the first of them.
 * @param listsPullRequests whether an environment is host to pull requests
 */
export function rootProject(platform: PlatformDefinition, home: EnvironmentDefinition | undefined, listsPullRequests = false) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: rootProjectName, namespace: platform.argoNamespace },
    spec: {
      description: 'Applications and projects of all environments',
      sourceRepos: [platform.git.url],
      destinations: [{ name: platform.argo.cluster, namespace: platform.argoNamespace }],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'AppProject' },
        { group: 'argoproj.io', kind: 'Application' },
        ...(listsPullRequests ? [{ group: 'argoproj.io', kind: 'ApplicationSet' }] : []),
      ],
      ...(home !== undefined && { roles: projectRoles(rootProjectName, home, platform), ...signed(home) }),
    },
  } satisfies IAppProject;
}

/** What each group of the access table may do with the Applications of a project. */
export function projectRoles(project: string, environment: EnvironmentDefinition, platform: PlatformDefinition) {
  return environment.access.map((access) => role(project, access, platform));
}

/** When the Applications of a project may sync, where that is limited, and the freezes, in which not even a person may. */
export function syncWindows({ sync, delivery }: EnvironmentDefinition, freezes: FreezeList) {
  const denied = denyWindows(delivery.freezes, freezes).map((window) => ({ kind: 'deny', ...window, manualSync: false }));
  const windows = [...sync.windows, ...denied];
  if (windows.length === 0) return {};
  return {
    syncWindows: windows.map(({ kind, schedule, duration, timeZone, manualSync, description }) => {
      return { kind, schedule, duration, timeZone, manualSync, applications: ['*'], description };
    }),
  };
}

function role(project: string, { group, argo }: Access, platform: PlatformDefinition) {
  return {
    name: group,
    description: `What ${group} may do in ${project}`,
    groups: [platform.groups[group]?.oidc ?? group],
    policies: argo.map((verb) => `p, proj:${project}:${group}, ${permission(verb)}, ${project}/*, allow`),
  };
}

/** Resource and action of a verb in Argo CD's RBAC (operator manual, RBAC configuration). */
function permission(verb: ArgoVerb): string {
  switch (verb) {
    case 'logs':
      return 'logs, get';
    case 'exec':
      return 'exec, create';
    case 'action':
      return 'applications, action/*';
    default:
      return `applications, ${verb}`;
  }
}

/** Kinds of the objects that live in no namespace. */
export function clusterKinds(objects: readonly KubernetesObject[]): readonly Kind[] {
  return objects.filter(({ metadata }) => metadata.namespace === undefined).map(kindOf);
}

/** Kinds of the objects that live in a namespace. */
export function namespacedKinds(objects: readonly KubernetesObject[]): readonly Kind[] {
  return objects.filter(({ metadata }) => metadata.namespace !== undefined).map(kindOf);
}

/** Each kind once, in the order of their groups and names. */
export function distinct(kinds: readonly Kind[]): Kind[] {
  const byName = new Map(kinds.map((kind) => [`${kind.group} ${kind.kind}`, kind]));
  return [...byName.keys()].sort().flatMap((key) => byName.get(key) ?? []);
}

function kindOf({ apiVersion, kind }: KubernetesObject): Kind {
  return { group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '', kind };
}
