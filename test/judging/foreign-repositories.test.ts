import { describe, expect, it } from 'vitest';
import type { Finding } from '../../policies/model.ts';
import { lintFiles } from '../../scripts/judging/lint/lint-files.ts';
import { loadSuite } from '../../scripts/judging/lint/suite.ts';
import { validateFiles } from '../../scripts/judging/validate/validate-run.ts';
import { discover, metAmong } from '../../scripts/repository/discover.ts';
import { folderWith, type Tree } from '../support/folder.ts';

const object = (kind: string, name: string, rest = '') =>
  `---\napiVersion: ${kind === 'Deployment' ? 'apps/v1' : 'v1'}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\n${rest}`;
const service = (name: string) => object('Service', name, `spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: web }] }\n`);
const deployment = (name: string) =>
  object(
    'Deployment',
    name,
    `spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: app, image: a, ports: [{ name: web, containerPort: 80 }] }] }
`,
  );

const suite = await loadSuite();

async function judged(tree: Tree, rules: readonly string[], paths: readonly string[] = ['.']) {
  const root = folderWith(tree);
  const asked = paths.map((path) => (path === '.' ? root : `${root}/${path}`));
  const { files, empty } = await discover(asked);
  const met = metAmong(files, asked);
  const told = ({ file, rule, message }: Finding) =>
    `${file.replace(`${root}/`, '')} ${rule} ${message}`.replaceAll(`${root}/`, '').replaceAll(root, '.');
  const lint = await lintFiles(
    { files, empty, met, input: '', environment: 'production' },
    { ...suite, selected: rules, today: '2026-11-29' },
  );
  const validated = await validateFiles({ files, empty, met, input: '', kubeconform: { skip: true } });
  return {
    lint: lint.findings.map(told),
    validate: validated.findings.map(told),
    notes: lint.notes.map((note) => note.replaceAll(root, '.')),
  };
}

const undescribed = (version: string, kind: string) =>
  `The kind "${kind}" of "${version}" is not described here: neither Kubernetes nor an operator of the platform serves it`;
const ofFlux = undescribed('kustomize.toolkit.fluxcd.io/v1', 'Kustomization');
const policyOf = (apiVersion: string, kind: string, namespace: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: closed${namespace && `, namespace: ${namespace}`} }\nspec: {}\n`;
const openRules = ['require-default-deny', 'require-egress-policy', 'require-ingress-policy'];
const twice = ['unique-object-name', 'match-service-port', 'match-service-selector'];

describe('repositories of others', () => {
  it.each<{
    readonly title: string;
    readonly tree: Tree;
    readonly rules?: readonly string[];
    readonly paths?: readonly string[];
    readonly lint?: readonly string[];
    readonly validate?: readonly string[];
    readonly notes?: readonly string[];
  }>([
    {
      title: 'two overlays of one base describe each object once in a cluster of their own',
      tree: {
        'base/kustomization.yaml': 'resources: [all.yaml]\n',
        'base/all.yaml': deployment('web') + service('web'),
        'dev/kustomization.yaml': 'resources: [../base]\n',
        'prod/kustomization.yaml': 'resources: [../base]\n',
      },
      notes: ['Built with kustomize: ./dev', 'Built with kustomize: ./prod'],
    },
    {
      title: 'an overlay of which another choice exists still sees what both need',
      tree: {
        'shared/service.yaml': service('web'),
        'dev/kustomization.yaml': 'resources: [web.yaml]\n',
        'dev/web.yaml': deployment('web'),
        'prod/kustomization.yaml': 'resources: [web.yaml]\n',
        'prod/web.yaml': deployment('web') + service('other'),
      },
      lint: ['prod/web.yaml match-service-selector Service "other" selects "app=other", which no pod has.'],
      notes: ['Built with kustomize: ./dev', 'Built with kustomize: ./prod'],
    },
    {
      title: 'files of one folder that describe the same installation are choices',
      tree: {
        'install.yaml': deployment('web') + service('web') + deployment('worker'),
        'install-ha.yaml': deployment('web') + service('web') + deployment('worker') + deployment('more'),
      },
    },
    {
      title: 'one object in two files of a folder is there twice',
      tree: { 'a.yaml': service('web') + deployment('web'), 'b.yaml': service('web') },
      lint: ['b.yaml unique-object-name Service "web" is described already in a.yaml.'],
    },
    {
      title: 'files of other programs are told, and no findings',
      tree: {
        '.github/workflows/test.yaml': 'on: push\njobs: {}\n',
        'chart/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
        'chart/values.yaml': 'replicas: 1\n',
        'dashboard.json': '{ "panels": [], "schemaVersion": 39 }',
        'all.yaml': deployment('web') + service('web'),
      },
      notes: [
        'No Kubernetes objects, and not judged: ./.github/workflows/test.yaml, ./chart/Chart.yaml, ./chart/values.yaml, ./dashboard.json',
      ],
    },
    {
      title: 'a file of another program that somebody names is judged',
      tree: { 'Chart.yaml': 'name: a\nversion: 1.0.0\n' },
      paths: ['Chart.yaml'],
      rules: ['not-an-object'],
      lint: ['Chart.yaml not-an-object Expected a Kubernetes object, got a mapping without apiVersion and kind.'],
      validate: ['Chart.yaml not-an-object Expected a Kubernetes object, got a mapping without apiVersion and kind.'],
    },
    {
      title: 'a folder with nothing but files of other programs is not passed in silence',
      tree: { '.github/a.yaml': 'on: push\n' },
      rules: ['not-an-object'],
      lint: ['.github/a.yaml not-an-object Expected a Kubernetes object, got a mapping without apiVersion and kind.'],
      validate: ['.github/a.yaml not-an-object Expected a Kubernetes object, got a mapping without apiVersion and kind.'],
    },
    {
      title: 'values that are called so without a chart are judged',
      tree: { 'values.yaml': 'spec: { a: 1 }\n', 'all.yaml': deployment('web') + service('web') },
      rules: ['not-an-object'],
      lint: ['values.yaml not-an-object Expected a Kubernetes object, got a mapping without apiVersion and kind.'],
      validate: ['values.yaml not-an-object Expected a Kubernetes object, got a mapping without apiVersion and kind.'],
    },
    {
      title: 'whether a policy of another kind closes a namespace is not decided, and where there is none it is',
      tree: {
        'a.yaml': deployment('a') + policyOf('cilium.io/v2', 'CiliumNetworkPolicy', 'shop'),
        'b.yaml': deployment('b').replace('namespace: shop', 'namespace: office'),
      },
      rules: openRules,
      lint: [
        `a.yaml undescribed-kind ${undescribed('cilium.io/v2', 'CiliumNetworkPolicy')}.`,
        'b.yaml require-default-deny Namespace "office" has no NetworkPolicy that denies all egress by default.',
        'b.yaml require-default-deny Namespace "office" has no NetworkPolicy that denies all ingress by default.',
        'b.yaml require-egress-policy No NetworkPolicy of their own selects the pods of "b" for egress.',
        'b.yaml require-ingress-policy No NetworkPolicy of their own selects the pods of "b" for ingress.',
      ],
      validate: [`a.yaml schema-undescribed-kind ${undescribed('cilium.io/v2', 'CiliumNetworkPolicy')}, and it is not judged.`],
      notes: ['Not decided by these files, and not told: 4 findings that something is absent which charts, or others, may make.'],
    },
    {
      title: 'a policy of all namespaces leaves open whether any is closed',
      tree: { 'a.yaml': deployment('a') + policyOf('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', '') },
      rules: openRules,
      lint: [`a.yaml undescribed-kind ${undescribed('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy')}.`],
      validate: [
        `a.yaml schema-undescribed-kind ${undescribed('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy')}, and it is not judged.`,
      ],
      notes: ['Not decided by these files, and not told: 4 findings that something is absent which charts, or others, may make.'],
    },
    {
      title: 'variables of Flux have the values that its Kustomization gives them, and those without a value are not decided',
      tree: {
        'apps/kustomization.yaml': 'resources: [all.yaml]\n',
        'apps/all.yaml':
          object('Service', '"${APP}"', 'spec: { selector: { app: "${APP}" }, ports: [{ port: "${PORT:=80}", targetPort: web }] }\n') +
          deployment('web').replaceAll('web }', '"${APP}" }').replace('name: web,', 'name: "${APP}",') +
          object('Service', 'other', 'spec: { selector: { app: "${OTHER}" }, ports: [{ port: 80 }] }\n'),
        'flux.yaml':
          'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: web, namespace: flux-system }\n' +
          'spec: { path: ./apps, prune: true, postBuild: { substitute: { APP: web } } }\n',
      },
      lint: [`flux.yaml undescribed-kind ${ofFlux}.`],
      validate: [`flux.yaml schema-undescribed-kind ${ofFlux}, and it is not judged.`],
      notes: [
        'Built with kustomize: ./apps',
        'Not decided, and not told: 1 finding about variables of Flux that no Kustomization here gives a value.',
      ],
    },
    {
      title: 'a folder that Flux builds with two values is not decided, and what Flux is told to leave alone is judged as it is written',
      tree: {
        'apps/all.yaml':
          service('web').replace('app: web', 'app: "${APP}"') +
          service('left')
            .replace('name: left,', 'name: left, labels: { kustomize.toolkit.fluxcd.io/substitute: disabled },')
            .replace('app: left', 'app: gone'),
        ...Object.fromEntries(
          ['a', 'b'].map((app) => [
            `${app}.yaml`,
            `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${app}, namespace: flux-system }\n` +
              `spec: { path: apps/, postBuild: { substitute: { APP: ${app} } } }\n`,
          ]),
        ),
      },
      rules: ['match-service-selector'],
      lint: [
        `a.yaml undescribed-kind ${ofFlux} (2 objects).`,
        'apps/all.yaml match-service-selector Service "left" selects "app=gone", which no pod has.',
      ],
      validate: [`a.yaml schema-undescribed-kind ${ofFlux}, and it is not judged.`],
      notes: ['Not decided, and not told: 1 finding about variables of Flux that no Kustomization here gives a value.'],
    },
    {
      title: 'beside what makes objects elsewhere it is not decided that something is absent',
      tree: {
        'release.yaml': 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: web, namespace: shop }\nspec: {}\n',
        'service.yaml': service('web'),
      },
      rules: ['match-service-selector'],
      lint: [
        'release.yaml undescribed-kind The kind "HelmRelease" of "helm.toolkit.fluxcd.io/v2" is not described here: neither Kubernetes nor an operator of the platform serves it.',
      ],
      validate: [
        'release.yaml schema-undescribed-kind The kind "HelmRelease" of "helm.toolkit.fluxcd.io/v2" is not described here: neither Kubernetes nor an operator of the platform serves it, and it is not judged.',
      ],
      notes: ['Not decided by these files, and not told: 1 finding that something is absent which charts, or others, may make.'],
    },
    {
      title: 'a namespace is made elsewhere, unless one is made here that is nearly called so',
      tree: {
        'all.yaml':
          'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n' +
          service('web').replace('namespace: shop', 'namespace: shpo') +
          service('other').replace('namespace: shop', 'namespace: monitoring'),
      },
      rules: ['match-namespace'],
      lint: ['all.yaml match-namespace Service "web" is in namespace "shpo", which nothing in the environment makes.'],
      notes: ['Not decided by these files, and not told: 1 finding that something is absent which charts, or others, may make.'],
    },
    {
      title: 'what lies below a chart, or in a folder that begins with a dot, is of other programs',
      tree: {
        'all.yaml': deployment('web') + service('web'),
        'chart/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
        'chart/files/config/config.yaml': 'a: 1\n',
        '.woodpecker/test.yaml': 'steps: []\n',
        'playbook.yml': '- hosts: all\n  tasks: []\n',
        'versions.yaml': 'talos: 1.9.0\n',
      },
      notes: [
        'No Kubernetes objects, and not judged: ./.woodpecker/test.yaml, ./chart/Chart.yaml, ./chart/files/config/config.yaml, ./playbook.yml, ./versions.yaml',
      ],
    },
    {
      title: 'what a kustomization completes is validated as it is built',
      tree: {
        'kustomization.yaml': 'namespace: shop\nresources: [namespace.yaml]\npatches:\n',
        'namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: _ }\n',
      },
      notes: ['Built with kustomize: .'],
    },
    {
      title: 'what configures kustomize is no object, and what is in a folder that does not build is validated as written',
      tree: {
        'kustomization.yaml': 'resources: [web.yaml]\ntransformers: [labels.yaml]\nconfigurations: [names.yaml]\ncomponents:\n',
        'labels.yaml': 'apiVersion: builtin\nkind: LabelTransformer\nmetadata: { name: Labels }\n',
        'names.yaml': 'nameReference: []\n',
        'web.yaml': service('web').replace('port: 80', 'port: 0'),
      },
      rules: ['not-an-object', 'unknown-kind'],
      notes: ['No Kubernetes objects, and not judged: ./names.yaml'],
      validate: [
        'kustomization.yaml broken-overlay The overlay "." is not built: kustomization.yaml: The field "transformers" of the kustomization runs transformers, which may be programs or containers.',
        'web.yaml schema-invalid-value Field "port" is 0, which is less than 1.',
      ],
      lint: [
        'kustomization.yaml broken-overlay The overlay "." is not built: kustomization.yaml: The field "transformers" of the kustomization runs transformers, which may be programs or containers.',
      ],
    },
  ])('$title', async ({ tree, rules = twice, paths, lint = [], validate = [], notes = [] }) => {
    expect(await judged(tree, rules, paths)).toEqual({ lint, validate, notes });
  });

  it('costs no more than a few times as much for many choices', async () => {
    const { alternativesOf } = await import('../../scripts/judging/lint/alternatives.ts');
    const group = (index: number) =>
      ['same', `own-${index}`].map((name) => ({
        fields: {},
        apiVersion: 'v1',
        kind: 'ConfigMap',
        name,
        namespace: '',
        labels: {},
        annotations: {},
        file: `${index}/a.yaml`,
        document: 0,
      }));
    const shared = { ...group(0)[1], name: 'shared', file: 'shared/a.yaml' } as ReturnType<typeof group>[number];
    const worlds = alternativesOf([], [...Array.from({ length: 200 }, (_, index) => group(index)).flat(), shared]);
    expect(worlds.flatMap(({ judged }) => [...judged])).toHaveLength(401);
    expect(worlds).toHaveLength(200);
    expect(worlds.reduce((sum, { manifests }) => sum + manifests.length, 0)).toBeLessThan(401 * 9);
  });
});
