import { describe, expect, it } from 'vitest';
import { requiredEnvironments } from '../../policies/environments.ts';
import type { Finding } from '../../policies/model.ts';
import { lintRepository } from '../../scripts/judging/lint/lint.ts';
import { loadSuite } from '../../scripts/judging/lint/suite.ts';
import { addTo, folderWith, type Tree } from '../support/folder.ts';
import { run } from '../support/process.ts';

const suite = await loadSuite();

const kustomization = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';

const project = (policy: string) => `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: erp-production, namespace: argocd }
spec:
  sourceRepos: [https://git.example.com/a.git]
  destinations: [{ name: erp-production, namespace: erp-prod }]
  roles:
    - name: ops
      groups: [erp-ops]
      policies:
        - p, proj:erp-production:ops, ${policy}, erp-production/*, allow
`;

const application = (name: string, namespace = 'erp-prod') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
  labels: { environment: production }
  annotations: { argocd.argoproj.io/sync-options: "Prune=confirm,Delete=confirm" }
spec:
  project: erp-production
  source: { repoURL: https://git.example.com/a.git, targetRevision: main, path: overlays/production/${name} }
  destination: { name: erp-production, namespace: ${namespace} }
`;

const tree: Tree = {
  'base/settings/kustomization.yaml': `${kustomization}resources: [config-map.yaml]\n`,
  'base/settings/config-map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n',
  ...Object.fromEntries(
    requiredEnvironments.flatMap((name) => [
      [`overlays/${name}/kustomization.yaml`, `${kustomization}resources: [settings]\n`],
      [`overlays/${name}/settings/kustomization.yaml`, `${kustomization}namespace: erp-${name}\nresources: [../../../base/settings]\n`],
    ]),
  ),
  'argocd/production/projects/erp-production.yaml': project('applications, sync'),
  'argocd/production/projects.yaml': application('projects-production').replace(
    'overlays/production/projects-production',
    'argocd/production/projects',
  ),
  'argocd/production/applications/web.yaml': application('web'),
  'argocd/production/applications/shop.yaml': application('shop'),
};

const shell =
  'limit-project-roles argocd/production/projects/erp-production.yaml:11 argocd AppProject "erp-production" gives "exec, create" in production.';
const astray =
  'match-application-project argocd/production/applications/web.yaml:11 argocd Application "web" goes to namespace "kube-system" of "erp-production", which AppProject "erp-production" does not allow.';

async function committed(): Promise<string> {
  const root = folderWith(tree);
  const git = (...args: readonly string[]) => run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root });
  await git('init', '--quiet');
  await git('add', '--all');
  expect((await git('commit', '--quiet', '--message', 'start')).code).toBe(0);
  return root;
}

/** Findings about what Argo CD is told, one line each. */
function told(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ environment }) => environment === 'argocd')
    .map(({ rule, file, line, environment, message }) => `${rule} ${file}:${line} ${environment} ${message}`);
}

describe('what Argo CD is told', () => {
  it('is judged with the whole repository, and counted', async () => {
    const root = folderWith({ ...tree, 'argocd/production/projects/erp-production.yaml': project('exec, create') });
    const { findings, summary } = await lintRepository({ root }, suite);
    expect(told(findings)).toEqual([shell]);
    expect(summary.environments['argocd']).toEqual({ objects: 4, findings: 1 });
  });

  it('is not judged where only an environment is asked for', async () => {
    const root = folderWith({ ...tree, 'argocd/production/projects/erp-production.yaml': project('exec, create') });
    const { findings, summary } = await lintRepository({ root, environments: ['production'] }, suite);
    expect(told(findings)).toEqual([]);
    expect(Object.keys(summary.environments)).toEqual(['production']);
  });

  it('is judged after a change by the Applications that changed, within the projects that did not', async () => {
    const root = await committed();
    addTo(root, { 'argocd/production/applications/web.yaml': application('web', 'kube-system') });
    const { findings, summary, notes } = await lintRepository({ root, changed: { ref: 'HEAD' } }, suite);
    expect(told(findings)).toEqual([astray]);
    expect(summary.environments['argocd']?.objects).toBe(1);
    expect(notes).toEqual(['Judged of what Argo CD is told: argocd/production/applications/web.yaml.']);
  });

  it('is judged as a whole after the change of a project', async () => {
    const root = await committed();
    addTo(root, {
      'argocd/production/projects/erp-production.yaml': project('applications, sync').replace('namespace: erp-prod', 'namespace: erp-shop'),
    });
    const { findings, summary } = await lintRepository({ root, changed: { ref: 'HEAD' } }, suite);
    expect(told(findings).map((line) => line.split(' ')[0])).toEqual(Array.from({ length: 3 }, () => 'match-application-project'));
    expect(summary.environments['argocd']?.objects).toBe(4);
  });

  it('is left alone where nothing of it changed', async () => {
    const root = await committed();
    addTo(root, {
      'base/settings/config-map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { A: b }\n',
    });
    const { summary } = await lintRepository({ root, changed: { ref: 'HEAD' } }, suite);
    expect(summary.environments['argocd']).toBeUndefined();
  });

  it('is reported where it is no YAML', async () => {
    const root = folderWith({ ...tree, 'argocd/production/applications/web.yaml': 'a: [\n' });
    const { findings } = await lintRepository({ root }, suite);
    expect(told(findings).map((line) => line.split(' ')[0])).toEqual(['yaml-syntax']);
  });
});
