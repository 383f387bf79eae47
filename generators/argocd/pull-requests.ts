import type { IApplicationSet } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSet';
import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import {
  type PullRequestRepository,
  pullRequestImage,
  pullRequestTag,
  templateFolder,
  templateNamespace,
  untilLabel,
} from '../model/environment/pull-requests.ts';
import type { KubernetesObject } from '../model/object.ts';
import type { FreezeList } from '../model/operations/operations.ts';
import type { Forge } from '../model/platform/git-host.ts';
import { pullRequestsSecret } from '../model/platform/operators.ts';
import { ownKey } from '../model/platform/own-keys.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { finalizer, retry } from './application.ts';
import { clusterKinds, distinct, namespacedKinds, projectRoles, syncWindows } from './project.ts';

/** Name of the AppProject of the pull requests that an environment is host to. */
export function pullRequestProjectName(environment: string): string {
  return `erp-${environment}-pull-requests`;
}

/** What environments of pull requests may be made of: this repository, namespaces of their own, the kinds of the template. */
export function pullRequestProject(
  host: EnvironmentDefinition,
  platform: PlatformDefinition,
  objects: readonly KubernetesObject[],
  freezes: FreezeList,
) {
  const name = pullRequestProjectName(host.name);
  const namespace = `${templateNamespace(host)}-*`;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: platform.argoNamespace },
    spec: {
      description: `Pull requests that are tried out in ${host.name}`,
      sourceRepos: [platform.git.url],
      destinations: host.clusters.map((cluster) => ({ name: cluster.name, namespace })),
      clusterResourceWhitelist: distinct(clusterKinds(objects)).map((kind) => ({ ...kind, name: namespace })),
      namespaceResourceWhitelist: distinct(namespacedKinds(objects)),
      orphanedResources: { warn: true },
      roles: projectRoles(name, host, platform),
      ...syncWindows(host, freezes),
    },
  } satisfies IAppProject;
}

/**
 * Makes an environment for each open pull request of a repository that asks for one by its label, until the day that the label names: it
 * is looked at anew every five minutes, and what is not made any more is deleted, with all that it deployed.
 * @param images names of the images that a pull request builds
 */
export function pullRequestSet(
  host: EnvironmentDefinition,
  repository: PullRequestRepository,
  platform: PlatformDefinition,
  images: readonly string[],
) {
  const [cluster] = host.clusters;
  const name = `pull-requests-${host.name}-${repository.name}`;
  const instance = `${repository.name}-{{ .number }}`;
  const labels = {
    'app.kubernetes.io/part-of': 'erp',
    environment: host.name,
    [ownKey('tier')]: host.tier,
    [ownKey('application')]: 'pull-request',
  };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name, namespace: platform.argoNamespace, labels, annotations: { 'argocd.argoproj.io/sync-wave': '20' } },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          matrix: {
            generators: [
              { pullRequest: { ...pullRequestsOf(repository, platform.git.forge), requeueAfterSeconds: 300 } },
              { list: { elements: [], elementsYaml: untilTheDay(host.pullRequests?.mostDays ?? 0) } },
            ],
          },
        },
      ],
      syncPolicy: { applicationsSync: 'sync', preserveResourcesOnDeletion: false },
      template: {
        metadata: {
          name: `pr-${host.name}-${instance}`,
          namespace: platform.argoNamespace,
          labels,
          annotations: { 'argocd.argoproj.io/manifest-generate-paths': `/${templateFolder(host.name)}` },
          finalizers: [finalizer],
        },
        spec: {
          project: pullRequestProjectName(host.name),
          source: {
            repoURL: platform.git.url,
            targetRevision: platform.git.revision,
            path: templateFolder(host.name),
            kustomize: {
              namespace: `${templateNamespace(host)}-${instance}`,
              images: images.map((image) => `${image}=${pullRequestImage(image)}:${pullRequestTag}{{ .head_sha }}`),
            },
          },
          destination: { name: cluster?.name ?? '', namespace: `${templateNamespace(host)}-${instance}` },
          revisionHistoryLimit: 1,
          info: [
            { name: 'Pull request', value: `${repository.url}/${page[platform.git.forge]}/{{ .number }}` },
            { name: 'Until', value: '{{ .until }}' },
          ],
          syncPolicy: {
            automated: { enabled: true, prune: true, selfHeal: true },
            syncOptions: ['CreateNamespace=false', 'ServerSideApply=true', 'PruneLast=true', 'FailOnSharedResource=true'],
            retry,
          },
        },
      },
    },
  } satisfies IApplicationSet;
}

/** Between the page of a repository and the number of a pull request. */
const page: Readonly<Record<Forge, string>> = { github: 'pull', gitlab: '-/merge_requests', gitea: 'pulls' };

/** How Argo CD lists them (3.4.7, applicationset/services/pull_request). It has no field for forks: the label decides. */
function pullRequestsOf({ url }: PullRequestRepository, forge: Forge) {
  const { origin, host, pathname } = new URL(url);
  const path = pathname.slice(1);
  const [owner = '', repo = ''] = path.split('/');
  const tokenRef = { secretName: pullRequestsSecret.name, key: pullRequestsSecret.key };
  switch (forge) {
    case 'gitlab':
      return { gitlab: { project: path, api: origin, pullRequestState: 'opened', tokenRef } };
    case 'gitea':
      return { gitea: { owner, repo, api: origin, tokenRef } };
    default:
      return { github: { owner, repo, ...(host !== 'github.com' && { api: `${origin}/` }), tokenRef } };
  }
}

/**
 * One element until the day of the label is over in UTC, none after it: the second part of the matrix, which Argo CD fills with the labels
 * of each pull request. A label that is none, or further ahead than may be, makes no environment.
 */
function untilTheDay(mostDays: number): string {
  const date = (when: string) => `dateInZone "2006-01-02" (${when}) "UTC"`;
  return [
    `{{- $today := ${date('now')} -}}`,
    `{{- $last := ${date(`now | dateModify "${mostDays * 24}h"`)} -}}`,
    '{{- $until := "" -}}',
    '{{- range .labels -}}',
    `{{- if regexMatch "^${untilLabel}[0-9]{4}-[0-9]{2}-[0-9]{2}$" . -}}`,
    `{{- $day := trimPrefix "${untilLabel}" . -}}`,
    '{{- if and (ge $day $today) (le $day $last) (gt $day $until) -}}{{- $until = $day -}}{{- end -}}',
    '{{- end -}}',
    '{{- end -}}',
    '{{- if $until -}}[{"until": "{{ $until }}"}]{{- else -}}[]{{- end -}}',
  ].join('');
}
