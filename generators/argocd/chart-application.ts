import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { Chart, Kind } from '../charts/chart.ts';
import type { Cluster, EnvironmentDefinition } from '../model/environment.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { applicationMetadata, syncPolicy } from './application.ts';
import { projectRoles, syncWindows } from './project.ts';

/** Name of the AppProject of the charts of an environment. */
export function platformProjectName(environment: string): string {
  return `erp-${environment}-platform`;
}

/** The Application of one chart, pinned, on one cluster. */
export function chartApplication(chart: Chart, environment: EnvironmentDefinition, cluster: Cluster, platform: PlatformDefinition) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: applicationMetadata(chart, environment, cluster, platform),
    spec: {
      project: platformProjectName(environment.name),
      source: {
        repoURL: chart.repository,
        chart: chart.chart,
        targetRevision: chart.version,
        helm: { releaseName: chart.name, valuesObject: { ...chart.values } },
      },
      destination: { name: cluster.name, namespace: chart.namespace ?? environment.namespaces.infra },
      revisionHistoryLimit: 10,
      syncPolicy,
    },
  } satisfies IApplication;
}

/**
 * What the charts of an environment may be made of: their own repositories, kinds and namespaces. The project of the services
 * stays narrow.
 */
export function platformProject(environment: EnvironmentDefinition, platform: PlatformDefinition, charts: readonly Chart[]) {
  const name = platformProjectName(environment.name);
  const own = charts.flatMap(({ namespace, namespaces = [] }) => (namespace === undefined ? namespaces : [namespace, ...namespaces]));
  const namespaces = [...new Set([environment.namespaces.infra, ...own])].sort();
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: platform.argoNamespace, annotations: { 'argocd.argoproj.io/sync-wave': '-20' } },
    spec: {
      description: `Operators and charts of ${environment.name}`,
      sourceRepos: [...new Set(charts.map(({ repository }) => repository))].sort(),
      destinations: environment.clusters.flatMap((cluster) => namespaces.map((namespace) => ({ name: cluster.name, namespace }))),
      clusterResourceWhitelist: distinct(charts.flatMap(({ kinds }) => kinds.cluster)),
      namespaceResourceWhitelist: distinct(charts.flatMap(({ kinds }) => kinds.namespaced)),
      orphanedResources: { warn: true },
      roles: projectRoles(name, environment, platform),
      ...syncWindows(environment),
    },
  } satisfies IAppProject;
}

function distinct(kinds: readonly Kind[]): Kind[] {
  const byName = new Map(kinds.map((kind) => [`${kind.group} ${kind.kind}`, kind]));
  return [...byName.keys()].sort().flatMap((key) => byName.get(key) ?? []);
}
