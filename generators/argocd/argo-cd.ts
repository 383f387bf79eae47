import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { argoCd, argoCdChart } from '../charts/argo-cd.ts';
import type { ChartFacts } from '../model/chart-facts.ts';
import type { ArgoSize } from '../model/environment/argo-size.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { confirmed } from '../model/names.ts';
import type { KubernetesObject } from '../model/object.ts';
import { ownKey } from '../model/platform/own-keys.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { finalizer, syncPolicy } from './application.ts';
import { argoProjectName, clusterKinds, distinct, namespacedKinds, projectRoles } from './project.ts';

/** What Argo CD may be made of: its own chart, objects and namespace. Those who guard its cluster guard it too. */
export function argoCdProject(
  platform: PlatformDefinition,
  home: EnvironmentDefinition | undefined,
  objects: readonly KubernetesObject[],
  charts: readonly ChartFacts[],
) {
  const { name, repository } = argoCdChart;
  const facts = charts.find(({ environment, application }) => environment === home?.name && application === name);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: argoProjectName, namespace: platform.argoNamespace },
    spec: {
      description: 'Argo CD itself',
      sourceRepos: [platform.git.url, repository].sort(),
      destinations: [
        ...new Set([platform.argoNamespace, ...(facts?.namespaces ?? []), ...objects.flatMap(({ metadata }) => metadata.namespace ?? [])]),
      ]
        .sort()
        .map((namespace) => ({ name: platform.argo.cluster, namespace })),
      clusterResourceWhitelist: distinct([...(facts?.kinds.cluster ?? []), ...clusterKinds(objects)]),
      namespaceResourceWhitelist: distinct([...(facts?.kinds.namespaced ?? []), ...namespacedKinds(objects)]),
      ...(home !== undefined && { roles: projectRoles(argoProjectName, home, platform) }),
    },
  } satisfies IAppProject;
}

/** Argo CD, which installs itself, in one wave with the roots: neither waits for the other. It is never pruned: what makes it is what it would have to undo. */
export function argoCdApplication(platform: PlatformDefinition, home: EnvironmentDefinition | undefined, size: ArgoSize) {
  const { name, repository, chart, version, values } = argoCd(platform, home?.issuer.name ?? '', size);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: platform.argoNamespace,
      labels: { 'app.kubernetes.io/part-of': 'erp', [ownKey('application')]: name },
      annotations: { 'argocd.argoproj.io/sync-wave': '10', ...confirmed },
      finalizers: [finalizer],
    },
    spec: {
      project: argoProjectName,
      source: { repoURL: repository, chart, targetRevision: version, helm: { releaseName: name, valuesObject: { ...values } } },
      destination: { name: platform.argo.cluster, namespace: platform.argoNamespace },
      revisionHistoryLimit: 10,
      syncPolicy: {
        ...syncPolicy,
        // The kinds that it uses come with the environment beside it: it tries until they are there.
        automated: { enabled: true, prune: false, selfHeal: true },
      },
    },
  } satisfies IApplication;
}
