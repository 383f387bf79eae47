import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { Chart } from '../charts/chart.ts';
import type { ChartFacts } from '../model/chart-facts.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { Cluster } from '../model/environment/place.ts';
import type { KubernetesObject } from '../model/object.ts';
import type { FreezeList } from '../model/operations/operations.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { applicationMetadata, syncPolicy } from './application.ts';
import { clusterKinds, distinct, namespacedKinds, platformProjectName, projectRoles, syncWindows } from './project.ts';

/** The Application of one chart, pinned, on one cluster. */
export function chartApplication(chart: Chart, environment: EnvironmentDefinition, cluster: Cluster, platform: PlatformDefinition) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: applicationMetadata({ name: chart.name, syncWave: chart.syncWave }, environment, cluster, platform),
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
 * What the charts of an environment, and the namespaces made for them, may be made of: their own repositories, kinds and
 * namespaces. The project of the services stays narrow.
 */
export function platformProject(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  charts: readonly Chart[],
  facts: readonly ChartFacts[],
  objects: readonly KubernetesObject[],
  freezes: FreezeList,
) {
  const name = platformProjectName(environment.name);
  const namespaces = [
    ...charts.map(({ namespace = environment.namespaces.infra }) => namespace),
    ...facts.flatMap((chart) => chart.namespaces),
    ...objects.flatMap(({ metadata }) => metadata.namespace ?? []),
  ];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: platform.argoNamespace },
    spec: {
      description: `Operators and charts of ${environment.name}`,
      sourceRepos: [...new Set([...charts.map(({ repository }) => repository), ...(objects.length > 0 ? [platform.git.url] : [])])].sort(),
      destinations: environment.clusters.flatMap((cluster) =>
        [...new Set(namespaces)].sort().map((namespace) => ({ name: cluster.name, namespace })),
      ),
      clusterResourceWhitelist: distinct([...facts.flatMap(({ kinds }) => kinds.cluster), ...clusterKinds(objects)]),
      namespaceResourceWhitelist: distinct([...facts.flatMap(({ kinds }) => kinds.namespaced), ...namespacedKinds(objects)]),
      orphanedResources: { warn: true },
      roles: projectRoles(name, environment, platform),
      ...syncWindows(environment, freezes),
    },
  } satisfies IAppProject;
}
