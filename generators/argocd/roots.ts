import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { confirmed } from '../model/names.ts';
import type { Shelf } from '../model/object.ts';
import { ownKey } from '../model/platform/own-keys.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { finalizer, retry } from './application.ts';
import { rootProjectName } from './project.ts';

/** Where the projects lie that are of no environment. */
export const projectsFolder = 'argocd/projects';

/** The Application that makes all Applications of an environment, wave after wave. */
export function rootApplication(environment: EnvironmentDefinition, platform: PlatformDefinition) {
  return root(platform, {
    name: `root-${environment.name}`,
    environment,
    wave: 10,
    source: { path: `argocd/${environment.name}/applications` },
  });
}

/**
 * The Application that makes those of one shelf, in the wave that they would have beside all others: what it holds stays below a
 * megabyte, however many services there are. It goes when the last of them has left, by the root of the environment, after whoever has
 * taken over; what is still its own ends with it, once a person has confirmed it.
 */
export function shelfApplication({ folder, part }: Shelf, wave: number, environment: EnvironmentDefinition, platform: PlatformDefinition) {
  const { metadata, ...rest } = root(platform, {
    name: `root-${environment.name}-${folder}-${part}`,
    environment,
    wave,
    source: { path: `argocd/${environment.name}/applications/${folder}/${part}` },
  });
  return { ...rest, metadata: { ...metadata, finalizers: [finalizer] } } satisfies IApplication;
}

/**
 * The Application of the AppProjects of an environment. They say when and where everything else may sync, so they are in no
 * operation with it: a root that waits for an Application, or for a person, takes up no newer commit (Argo CD 3.4.4,
 * `autoSync`). It holds nothing but AppProjects, which have no health to wait for, and no window closes its own project.
 */
export function projectsApplication(environment: EnvironmentDefinition, platform: PlatformDefinition) {
  return root(platform, {
    name: `projects-${environment.name}`,
    environment,
    wave: -20,
    source: { path: `argocd/${environment.name}/projects` },
  });
}

/** The Application of the AppProjects of the roots and of Argo CD itself. */
export function sharedProjectsApplication(platform: PlatformDefinition) {
  return root(platform, { name: 'projects', wave: -20, source: { path: projectsFolder } });
}

/** The Application of Argo CD itself, of the projects and of the root of each environment. Applied once by hand. */
export function firstApplication(platform: PlatformDefinition) {
  return root(platform, {
    name: 'root',
    // What lies beside them is for those to sync.
    source: { path: 'argocd', directory: { recurse: true, include: '{argo-cd.yaml,projects.yaml,*/projects.yaml,*/root.yaml}' } },
  });
}

interface Root {
  readonly name: string;
  readonly environment?: EnvironmentDefinition;
  readonly wave?: number;
  readonly source: { readonly path: string; readonly directory?: { readonly recurse: boolean; readonly include: string } };
}

function root(platform: PlatformDefinition, { name, environment, wave, source }: Root) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: platform.argoNamespace,
      labels: {
        'app.kubernetes.io/part-of': 'erp',
        ...(environment !== undefined && { environment: environment.name, [ownKey('tier')]: environment.tier }),
        [ownKey('application')]: name.startsWith('projects') ? 'projects' : 'root',
      },
      annotations: { ...(wave !== undefined && { 'argocd.argoproj.io/sync-wave': String(wave) }), ...confirmed },
    },
    spec: {
      project: rootProjectName,
      source: { repoURL: platform.git.url, targetRevision: platform.git.revision, ...source },
      destination: { name: platform.argo.cluster, namespace: platform.argoNamespace },
      revisionHistoryLimit: 10,
      syncPolicy: {
        automated: { enabled: true, prune: true, selfHeal: true },
        syncOptions: ['ServerSideApply=true', ...(name.startsWith('projects') ? [] : ['PruneLast=true'])],
        retry,
      },
    },
  } satisfies IApplication;
}
