import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { Forge } from '../../generators/model/platform/git-host.ts';
import { exampleCompany } from '../../policies/company/company.ts';
import { lint } from '../../policies/engine.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Manifest } from '../../policies/model.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { loadSuite } from '../../scripts/judging/lint/suite.ts';
import { validateObjects } from '../../scripts/judging/validate/validation.ts';
import { parseYaml } from '../../scripts/repository/yaml.ts';
import { present } from '../support/mutations/mutation.ts';
import { declared, withHost } from './support.ts';

const plain = withHost(await loadCatalog(process.cwd()), 'dev', { pullRequests: undefined } as never);
const catalog = withHost(plain, 'dev', { pullRequests: declared });
const filesOf = (own: Catalog) => new Map(generate(own).files.map(({ path, text }) => [path, text]));
const files = filesOf(catalog);
const valueIn = (name: string) => parseYaml(present(files.get(name))).documents[0]?.value as Record<string, unknown>;
const set = valueIn('argocd/dev/applications/pull-requests-dev-services.yaml');
const generatorOf = (own: unknown) =>
  (own as { spec: { generators: { matrix: { generators: Record<string, Record<string, unknown>>[] } }[] } }).spec.generators[0]?.matrix
    .generators ?? [];

describe('environments of pull requests in Argo CD', () => {
  it('add files and lines, and change nothing that is there, but for what names them', () => {
    const before = filesOf(plain);
    expect([...before.keys()].filter((file) => !files.has(file))).toEqual([]);
    const changed = [...before].filter(([file, text]) => files.get(file) !== text).map(([file]) => file);
    expect(changed).toEqual([
      'argocd/projects/erp-root.yaml',
      'base/platform/argo-cd/kustomization.yaml',
      'overlays/dev/namespaces/kustomization.yaml',
      'overlays/dev/secrets/kustomization.yaml',
      'overlays/production/argo-cd/vault-policy.hcl',
    ]);
    const added = [...files.keys()].filter((file) => !before.has(file) && !file.startsWith('base/pull-requests/dev/'));
    expect(added).toEqual([
      'argocd/dev/applications/pull-requests-dev-services.yaml',
      'argocd/dev/applications/pull-requests-dev-stock.yaml',
      'argocd/dev/projects/erp-dev-pull-requests.yaml',
      'base/platform/argo-cd/external-secret.argocd-pull-requests.yaml',
      'overlays/dev/namespaces/priority-class.yaml',
      'overlays/dev/secrets/cluster-secret-store.yaml',
      'overlays/dev/secrets/role-binding.yaml',
      'overlays/dev/secrets/role.yaml',
      'overlays/dev/secrets/service-account.yaml',
    ]);
  });

  it('are made by one ApplicationSet for each repository, of its images, in the project of the host', () => {
    expect((set['spec'] as { template: object }).template).toMatchObject({
      metadata: { name: 'pr-dev-services-{{ .number }}', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      spec: {
        project: 'erp-dev-pull-requests',
        source: {
          path: 'base/pull-requests/dev',
          kustomize: {
            namespace: 'erp-dev-pr-services-{{ .number }}',
            images: ['financial-service', 'sales-service'].map(
              (name) => `registry.example.com/erp/${name}=registry.example.com/erp/pull-requests/${name}:pr-{{ .head_sha }}`,
            ),
          },
        },
        destination: { name: 'erp-dev', namespace: 'erp-dev-pr-services-{{ .number }}' },
      },
    });
  });

  it('are deleted when nothing makes them any more', () => {
    expect((set['spec'] as { syncPolicy: object }).syncPolicy).toEqual({ applicationsSync: 'sync', preserveResourcesOnDeletion: false });
  });

  it('reach no namespace but their own', () => {
    expect(valueIn('argocd/dev/projects/erp-dev-pull-requests.yaml')['spec']).toMatchObject({
      destinations: [{ name: 'erp-dev', namespace: 'erp-dev-pr-*' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'erp-dev-pr-*' }],
    });
  });

  it.each<[Forge, string, unknown]>([
    ['github', 'https://github.com/a/b', { github: { owner: 'a', repo: 'b' } }],
    ['github', 'https://git.example.com/a/b', { github: { owner: 'a', repo: 'b', api: 'https://git.example.com/' } }],
    [
      'gitlab',
      'https://gitlab.example.com/a/b/c',
      { gitlab: { project: 'a/b/c', api: 'https://gitlab.example.com', pullRequestState: 'opened' } },
    ],
    ['gitea', 'https://gitea.example.com:3000/a/b', { gitea: { owner: 'a', repo: 'b', api: 'https://gitea.example.com:3000' } }],
  ])('are listed at %s as it asks: %s', async (forge, url, asked) => {
    const platform = { ...catalog.platform, value: { ...catalog.platform.value, git: { ...catalog.platform.value.git, forge } } };
    const repositories = [{ ...present(declared.repositories[0]), url }];
    const own = filesOf({ ...withHost(catalog, 'dev', { pullRequests: { ...declared, repositories } }), platform });
    const value = parseYaml(present(own.get('argocd/dev/applications/pull-requests-dev-services.yaml'))).documents[0]?.value;
    expect(generatorOf(value)[0]?.['pullRequest']).toMatchObject(asked as object);
    const manifests = manifestsOf(value, { file: 'set', document: 0 }).filter((item): item is Manifest => 'fields' in item);
    expect(await validateObjects(manifests, { environment: 'dev' })).toEqual([]);
  });

  it('are in order by the rules about what Argo CD is told', async () => {
    const manifests = [...files]
      .filter(([file]) => file.startsWith('argocd/') && /Application(Set)?$|AppProject/m.test(present(files.get(file))))
      .flatMap(([file, text]) => parseYaml(text).documents.flatMap(({ value }) => manifestsOf(value, { file, document: 0 })))
      .filter((item): item is Manifest => 'fields' in item);
    const { findings } = lint({ environment: 'argocd', manifests, company: exampleCompany }, await loadSuite());
    const about = ['forbid-wide-application-set', 'limit-project-reach', 'limit-project-roles'];
    expect(manifests.filter(({ kind }) => kind === 'ApplicationSet')).toHaveLength(2);
    expect(findings.filter(({ rule }) => about.includes(rule)).map(({ message }) => message)).toEqual([]);
  });

  it('follow the label and its day in UTC', () => {
    const text = String(generatorOf(set)[1]?.['list']?.['elementsYaml']);
    expect(text).toContain('regexMatch "^environment-until-[0-9]{4}-[0-9]{2}-[0-9]{2}$"');
    expect(text).toContain('now | dateModify "336h"');
  });
});
