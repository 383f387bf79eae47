import { type ArgoEdit, fileMore, fileMoved, filesLess, fileTwice, textOf } from './edit.ts';

const production = 'argocd/production';
const sales = `${production}/applications/sales-service.yaml`;
const devSales = 'argocd/dev/applications/sales-service.yaml';
const services = `${production}/projects/erp-production-services.yaml`;

const object = (apiVersion: string, kind: string, name: string, rest = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: argocd\n${rest}`;

const evil = object(
  'argoproj.io/v1alpha1',
  'Application',
  'evil-production',
  `  labels: { environment: production, erp.example.com/application: evil }
spec:
  project: erp-production
  source: { repoURL: "https://git.example.com/erp/erp-gitops.git", targetRevision: main, path: overlays/production/sales-service }
  destination: { name: erp-production, namespace: erp-prod }
  syncPolicy: { automated: { prune: true, selfHeal: true } }
`,
);
const asJson = JSON.stringify({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'evil', namespace: 'argocd' },
  spec: {
    project: 'default',
    source: { repoURL: 'https://git.example.com/x.git', path: '.', targetRevision: 'main' },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'kube-system' },
  },
});
const toStaging = (text: string) => text.replaceAll('production', 'staging');

/** Files more, less, elsewhere, and texts that no field shows. */
export const fileEdits: readonly ArgoEdit[] = [
  fileMore('an Application of nothing', `${production}/applications/evil.yaml`, evil),
  fileMore('the same where Argo CD reads JSON', `${production}/applications/evil.json`, asJson),
  fileMore('the same as jsonnet', `${production}/applications/evil.jsonnet`, asJson),
  fileMore('the same under the other ending', `${production}/applications/evil.yml`, evil),
  fileMore('a JSON beside the projects', `${production}/projects/evil.json`, asJson),
  fileMore('a JSON among the projects of all', 'argocd/projects/evil.json', asJson),
  fileMore(
    'a kustomization that takes the place of the files',
    `${production}/applications/kustomization.yaml`,
    'resources: [sales-service.yaml]\n',
  ),
  fileMore('the same under another name', `${production}/applications/Kustomization`, 'resources: [sales-service.yaml]\n'),
  fileMore('the same in the folder of all', 'argocd/kustomization.yml', 'resources: [root.yaml]\n'),
  fileMore('a chart', `${production}/applications/Chart.yaml`, 'apiVersion: v2\nname: x\nversion: 1.0.0\n'),
  fileMore('a chart by the end of its name', `${production}/applications/MyChart.yaml`, 'apiVersion: v2\nname: x\nversion: 1.0.0\n'),
  fileMore('what replaces a source', `${production}/applications/.argocd-source-root-production.yaml`, 'directory: { recurse: true }\n'),
  fileMore(
    'a Secret of a repository',
    `${production}/applications/repository.yaml`,
    object(
      'v1',
      'Secret',
      'repo',
      '  labels: { argocd.argoproj.io/secret-type: repository }\nstringData: { url: "https://git.example.com/x.git" }\n',
    ),
  ),
  fileMore(
    'a Secret of a cluster',
    'argocd/projects/cluster.yaml',
    object('v1', 'Secret', 'cluster', '  labels: { argocd.argoproj.io/secret-type: cluster }\ntype: Opaque\n'),
  ),
  fileMore(
    'an ExternalSecret of a repository',
    `${production}/applications/repository.yaml`,
    object(
      'external-secrets.io/v1',
      'ExternalSecret',
      'repo',
      'spec: { refreshInterval: 1h, secretStoreRef: { name: vault, kind: ClusterSecretStore }, target: { template: { metadata: { labels: { argocd.argoproj.io/secret-type: repository } } } }, data: [{ secretKey: url, remoteRef: { key: x } }] }\n',
    ),
  ),
  fileMore(
    'settings of Argo CD',
    `${production}/applications/argocd-cm.yaml`,
    object('v1', 'ConfigMap', 'argocd-cm', 'data: { "accounts.ci": "login, apiKey" }\n'),
  ),
  fileMore(
    'rights of Argo CD',
    'argocd/projects/argocd-rbac-cm.yaml',
    object('v1', 'ConfigMap', 'argocd-rbac-cm', 'data: { policy.default: "role:admin" }\n'),
  ),
  fileMore(
    'keys that signatures are believed by',
    'argocd/projects/argocd-gpg-keys-cm.yaml',
    object('v1', 'ConfigMap', 'argocd-gpg-keys-cm', 'data: {}\n'),
  ),
  fileMore(
    'who notifies whom',
    'argocd/projects/argocd-notifications-cm.yaml',
    object('v1', 'ConfigMap', 'argocd-notifications-cm', 'data: { service.webhook.x: "url: https://x" }\n'),
  ),
  fileMore(
    'a role of the cluster',
    `${production}/applications/role.yaml`,
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: x }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }\nsubjects: [{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: erp-dev }]\n',
  ),
  fileMore(
    'a pod',
    `${production}/applications/pod.yaml`,
    object('v1', 'Pod', 'x', 'spec: { containers: [{ name: x, image: busybox }] }\n'),
  ),
  fileMore(
    'a job at each sync',
    `${production}/applications/job.yaml`,
    object(
      'batch/v1',
      'Job',
      'x',
      '  annotations: { argocd.argoproj.io/hook: PreSync }\nspec: { template: { spec: { restartPolicy: Never, containers: [{ name: x, image: busybox }] } } }\n',
    ),
  ),
  fileMore('a Namespace', 'argocd/projects/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: x }\n'),
  fileMore(
    'a set of Applications',
    `${production}/applications/set.yaml`,
    object(
      'argoproj.io/v1alpha1',
      'ApplicationSet',
      'x',
      `spec:
  generators: [{ list: { elements: [{ name: x }] } }]
  template:
    metadata: { name: "{{.name}}" }
    spec:
      project: default
      source: { repoURL: "https://git.example.com/x.git", path: ., targetRevision: main }
      destination: { server: "https://kubernetes.default.svc", namespace: kube-system }
`,
    ),
  ),
  fileMore('a workflow', `${production}/applications/workflow.yaml`, object('argoproj.io/v1alpha1', 'Workflow', 'x', 'spec: {}\n')),
  fileMore('an Application of an environment that nobody has', 'argocd/qa/applications/evil.yaml', evil.replaceAll('production', 'qa')),
  fileMore('a folder below the Applications', `${production}/applications/more/evil.yaml`, evil),
  fileMore('a root of one’s own', `${production}/root.yml`, evil.replace('evil-production', 'root-more')),
  fileMore(
    'a list of Applications',
    `${production}/applications/list.yaml`,
    `apiVersion: v1\nkind: List\nitems:\n  - ${evil.trimEnd().replaceAll('\n', '\n    ')}\n`,
  ),
  fileMore('YAML that nobody can read', `${production}/applications/broken.yaml`, 'apiVersion: v1\nkind: [\n'),
  fileMore('a note', `${production}/applications/notes.md`, '# Notes\n'),
  fileMore(
    'settings of a plugin',
    `${production}/applications/plugin.yaml`,
    object('argoproj.io/v1alpha1', 'ConfigManagementPlugin', 'x', 'spec: { generate: { command: [sh] } }\n'),
  ),
  textOf('a mark that Argo CD leaves the file out by', sales, (text) => `# +argocd:skip-file-rendering\n${text}`),
  textOf('the same at the end of a project', services, (text) => `${text}# +argocd:skip-file-rendering\n`),
  textOf('the same in a value', services, (text) =>
    text.replace('Services of production', 'Services of production +argocd:skip-file-rendering'),
  ),
  textOf('a second document', sales, (text) => `${text}---\n${evil}`),
  textOf('the same Application twice', sales, (text) => `${text}---\n${text}`),
  textOf('a key twice', sales, (text) =>
    text.replace('  revisionHistoryLimit: 10', '  revisionHistoryLimit: 10\n  revisionHistoryLimit: 1'),
  ),
  textOf('nothing', sales, () => ''),
  textOf('only a comment', services, () => '# moved\n'),
  textOf('a number where a text belongs', sales, (text) => text.replace("sync-wave: '10'", 'sync-wave: 10')),
  textOf('an anchor that brings fields', sales, (text) => text.replace('spec:\n', 'spec:\n  <<: { sources: [] }\n')),
  textOf('a tag', sales, (text) => text.replace('  project: erp-production-services', '  project: !!binary ZGVmYXVsdA==')),
  textOf('the text of a conflict', sales, (text) => `<<<<<<< HEAD\n${text}=======\n>>>>>>> x\n`),
  filesLess('no Application of sales-service in production', sales),
  filesLess('no Application of the data layer in production', `${production}/applications/data-layer.yaml`),
  filesLess('no Application of a chart in production', `${production}/applications/redis-ha.yaml`),
  filesLess('no Application of the namespaces in dev', 'argocd/dev/applications/namespaces.yaml'),
  filesLess('no project of the services of production', services),
  filesLess('no project of the platform of dev', 'argocd/dev/projects/erp-dev-platform.yaml'),
  filesLess('no root of production', `${production}/root.yaml`),
  filesLess('no root of the projects of production', `${production}/projects.yaml`),
  filesLess('no first root', 'argocd/root.yaml'),
  filesLess('no root of the projects of all', 'argocd/projects.yaml'),
  filesLess('no Argo CD', 'argocd/argo-cd.yaml'),
  filesLess('no project of the roots', 'argocd/projects/erp-root.yaml'),
  fileMoved('of production, where dev approves', sales, 'argocd/dev/applications/sales-service-production.yaml'),
  fileMoved('a project of production, where dev approves', services, 'argocd/dev/projects/erp-production-services.yaml'),
  fileMoved('where no root looks', sales, `${production}/sales-service.yaml`),
  fileMoved('of dev in the folder of production', devSales, `${production}/applications/sales-service-dev.yaml`),
  fileMoved('the root of production, where no first root looks', `${production}/root.yaml`, `${production}/applications/root.yaml`),
  fileMoved('under another ending', sales, `${production}/applications/sales-service.txt`),
  fileTwice('one overlay by two Applications', sales, `${production}/applications/sales-service-2.yaml`, (text) =>
    text.replace('name: sales-service-production', 'name: sales-service-production-2'),
  ),
  fileTwice('one name in two files', sales, `${production}/applications/sales-copy.yaml`),
  fileTwice('production as staging, into its cluster', sales, 'argocd/staging/applications/sales-copy.yaml', toStaging),
  fileTwice('a second root of production', `${production}/root.yaml`, `${production}/applications/root-2.yaml`, (text) =>
    text.replace('name: root-production', 'name: root-production-2'),
  ),
  fileTwice('a project twice', services, `${production}/projects/copy.yaml`),
  fileTwice('a project more', services, `${production}/projects/erp-production-extra.yaml`, (text) =>
    text.replace('name: erp-production-services', 'name: erp-production-extra'),
  ),
];
