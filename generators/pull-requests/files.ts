import { pullRequestProject, pullRequestSet } from '../argocd/pull-requests.ts';
import { withFileNames } from '../kustomize/files.ts';
import type { Catalog } from '../model/catalog.ts';
import { templateFolder, templateNamespace } from '../model/environment/pull-requests.ts';
import { freezesIn } from '../model/operations/freezes.ts';
import { type GeneratedFile, yamlFile } from '../output/file.ts';
import { type PullRequestEnvironment, pullRequestEnvironment } from './environment.ts';

/**
 * What environments for pull requests are made from: for each host the template, and for each repository what makes one of it for each of
 * its pull requests.
 * @param environments the hosts whose files are made; others have none
 */
export function pullRequestFiles(catalog: Catalog, environments: Catalog['environments'] = catalog.environments): readonly GeneratedFile[] {
  return environments.flatMap(({ file, value: host }) => {
    if (host.pullRequests === undefined) return [];
    const platform = catalog.platform.value;
    const drawn = pullRequestEnvironment(catalog, host);
    const argo = `argocd/${host.name}`;
    const project = pullRequestProject(host, platform, drawn.objects, freezesIn(catalog, host.name));
    return [
      ...templateFiles(drawn, file),
      yamlFile(`${argo}/projects/${project.metadata.name}.yaml`, file, project),
      ...host.pullRequests.repositories.map((repository) => {
        const images = drawn.instances.flatMap(({ service, imageName }) => (repository.services.includes(service.name) ? [imageName] : []));
        const set = pullRequestSet(host, repository, platform, images);
        return yamlFile(`${argo}/applications/${set.metadata.name}.yaml`, file, set);
      }),
    ];
  });
}

/** An overlay in which everything is of one namespace, and what names the namespace elsewhere takes it from there. */
function templateFiles({ host, objects, instances }: PullRequestEnvironment, source: string): readonly GeneratedFile[] {
  const folder = templateFolder(host.name);
  const named = withFileNames(objects, '');
  return [
    yamlFile(`${folder}/kustomization.yaml`, source, {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: templateNamespace(host),
      resources: named.map(({ file }) => file).sort(),
      images: instances.map(({ imageName, release: { version, digest } }) => ({ name: imageName, newTag: version, digest })),
      replacements: [
        {
          source: { kind: 'Namespace', fieldPath: 'metadata.name' },
          targets: [
            { select: { kind: 'SecretStore' }, fieldPaths: ['spec.provider.kubernetes.remoteNamespace'] },
            { select: { kind: 'RoleBinding', name: 'made-up' }, fieldPaths: ['subjects.0.namespace'] },
          ],
        },
      ],
    }),
    ...named.map(({ file, object }) => yamlFile(`${folder}/${file}`, source, object)),
  ];
}
