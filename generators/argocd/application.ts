import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { Cluster } from '../model/environment/place.ts';
import { confirmed, overlayFolder } from '../model/names.ts';
import type { Application } from '../model/object.ts';
import { ownKey } from '../model/platform/own-keys.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { argoProjectName, platformProjectName, projectName, servicesProjectName } from './project.ts';

/** Deletes what an Application deployed before the Application itself goes. */
export const finalizer = 'resources-finalizer.argocd.argoproj.io';

/** Name of the Application of an overlay folder; with its cluster, where the environment has several. */
export function applicationName(application: string, environment: EnvironmentDefinition, cluster: Cluster): string {
  const name = `${application}-${environment.name}`;
  return environment.clusters.length === 1 ? name : `${name}-${cluster.name}`;
}

/**
 * What Argo CD does when a sync fails: it tries again for as long as it takes, each time with the newest commit. With a limit it
 * gives a commit up, and does not try it again when what it failed at is well (3.4.4, `autoSync`); without `refresh` it tries
 * the old commit although a newer one mends it (`processRequestedAppOperation`). A store or a Secret that is not well for seconds
 * costs a root one attempt: it must not cost minutes.
 */
export const retry = { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '1m' } };

/** How every Application syncs. */
export const syncPolicy = {
  automated: { enabled: true, prune: true, selfHeal: true },
  syncOptions: ['CreateNamespace=false', 'ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'PruneLast=true', 'FailOnSharedResource=true'],
  retry,
};

/**
 * Name, place in the sync and finalizer of an Application. On a shelf a person confirms that it goes, in every environment: one that
 * changes its root is gone for the old one before the new one has it, and until somebody confirms, the new one takes it over (3.4.7,
 * `isSelfReferencedObj` goes by the annotation that the last to apply it has written).
 */
export function applicationMetadata(
  { name, syncWave, project, shelf }: Pick<Application, 'name' | 'syncWave' | 'project' | 'shelf'>,
  environment: EnvironmentDefinition,
  cluster: Cluster,
  platform: PlatformDefinition,
  annotations: Readonly<Record<string, string>> = {},
) {
  return {
    name: applicationName(name, environment, cluster),
    namespace: platform.argoNamespace,
    labels: {
      'app.kubernetes.io/part-of': 'erp',
      ...(project === 'services' && { 'app.kubernetes.io/component': 'service' }),
      environment: environment.name,
      [ownKey('tier')]: environment.tier,
      [ownKey('application')]: name,
    },
    annotations: {
      'argocd.argoproj.io/sync-wave': String(syncWave),
      ...annotations,
      ...((environment.sync.confirmPrune || shelf !== undefined) && confirmed),
    },
    finalizers: [finalizer],
  };
}

/**
 * The Application of one overlay folder on one cluster. Self-heal undoes changes by hand; what left Git is deleted last. In
 * guarded environments a person must confirm that the Application itself goes, with all that it deployed; not so for
 * single objects, since every change of a ConfigMap leaves the old one behind to be deleted.
 */
export function application(item: Application, environment: EnvironmentDefinition, cluster: Cluster, platform: PlatformDefinition) {
  const path = overlayFolder(item, environment.name);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: applicationMetadata(item, environment, cluster, platform, {
      // Only a commit that touches these folders makes Argo CD build the overlay again.
      'argocd.argoproj.io/manifest-generate-paths': `/${path};/base/${item.base}`,
    }),
    spec: {
      project: projectOf(item, environment.name),
      source: { repoURL: platform.git.url, targetRevision: platform.git.revision, path },
      destination: { name: cluster.name, namespace: namespaceOf(item, environment, platform) },
      revisionHistoryLimit: 10,
      // Who reads its page in Argo CD sees what it is for.
      ...(item.title !== undefined && {
        info: [
          { name: 'Title', value: item.title.en },
          { name: '名称', value: item.title.zh },
        ],
      }),
      syncPolicy,
    },
  } satisfies IApplication;
}

/** Where an object goes that names no namespace; all of ours do, so it only has to be one that the project allows. */
function namespaceOf({ project }: Application, { namespaces }: EnvironmentDefinition, { argoNamespace }: PlatformDefinition): string {
  if (project === 'argocd') return argoNamespace;
  return project === 'platform' ? namespaces.infra : namespaces.app;
}

function projectOf({ project }: Application, environment: string): string {
  switch (project) {
    case 'platform':
      return platformProjectName(environment);
    case 'argocd':
      return argoProjectName;
    case 'services':
      return servicesProjectName(environment);
    default:
      return projectName(environment);
  }
}
