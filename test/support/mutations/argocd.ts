import { textAt } from '../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../policies/model.ts';
import { added, append, deleted, type Edit, type Edits, edited, type Mutation, remove, rewrite, set, together } from './mutation.ts';
import type { Production } from './production.ts';

const options = 'metadata.annotations["argocd.argoproj.io/sync-options"]';
const values = 'spec.source.helm.valuesObject';
const configs = `${values}.configs`;

/** What would let somebody into production who has no row there, or into its containers. */
const productionProject = ({ name }: { readonly name: string }): Edits => ({
  'limit-project-roles': {
    'opens shells': append('spec.roles[0].policies', `p, proj:${name}:ops, exec, create, ${name}/*, allow`),
    'lets operations override Git': append('spec.roles[0].policies', `p, proj:${name}:ops, applications, override, ${name}/*, allow`),
    'gives every action': append('spec.roles[0].policies', `p, proj:${name}:ops, *, *, ${name}/*, allow`),
    'lets developers in': append('spec.roles[0].groups', 'erp-dev'),
    'has a role for developers': append('spec.roles', {
      name: 'dev',
      groups: ['erp-dev'],
      policies: [`p, proj:${name}:dev, applications, get, ${name}/*, allow`],
    }),
    'gives the Applications of all projects': rewrite('spec.roles[0].policies[0]', (line) => line.replace(`${name}/*`, '*/*')),
    'speaks for a role of another project': rewrite('spec.roles[0].policies[0]', (line) => line.replace(`proj:${name}:`, 'proj:erp-dev:')),
  },
});

const anyProject = ({ name }: { readonly name: string }): Edits => ({
  'require-valid-project': {
    'gives an action of a later version': append('spec.roles[0].policies', `p, proj:${name}:ops, applications, rollback, ${name}/*, allow`),
    'has one repository twice': together(
      append('spec.sourceRepos', 'https://git.example.com/x.git'),
      append('spec.sourceRepos', 'https://git.example.com/x.git'),
    ),
    'has a window about nothing': set('spec.syncWindows', [{ kind: 'deny', schedule: '0 0 28 * *', duration: '96h' }]),
  },
  'require-free-projects': {
    'is synced in a wave': set('metadata.annotations["argocd.argoproj.io/sync-wave"]', '-20'),
    'goes only when a person confirms': set(options, 'Prune=confirm'),
  },
  'match-project-access': {
    'lets everybody in': append('spec.roles[0].groups', '*'),
    'lets nobody see anything': set('spec.roles[0].policies', []),
    'has no roles': set('spec.roles', []),
  },
  'limit-argo-fields': {
    'has tokens that somebody wrote': set('status', { jwtTokensByRole: { ops: { items: [{ iat: 1535390316 }] } } }),
    'stays when it is deleted': set('metadata.finalizers', ['example.com/keep']),
    'is told of elsewhere': set('metadata.annotations', { 'notifications.argoproj.io/subscribe.on-deployed.webhook': 'x' }),
  },
  'limit-project-reach': {
    'takes what any repository holds': append('spec.sourceRepos', '*'),
    'reaches every namespace': set('spec.destinations[0].namespace', '*'),
    'reaches every cluster': set('spec.destinations[0].name', '*'),
    'names its cluster by address': set('spec.destinations[0]', { server: 'https://kubernetes.default.svc', namespace: 'argocd' }),
    'allows every kind': append('spec.namespaceResourceWhitelist', { group: '*', kind: '*' }),
  },
});

const application: Edits = {
  'require-endless-retry': {
    'gives a commit up': set('spec.syncPolicy.retry.limit', 5),
    'has no retries of its own': remove('spec.syncPolicy.retry'),
    'tries the old commit again': remove('spec.syncPolicy.retry.refresh'),
    'is tried again once a day': set('spec.syncPolicy.retry.backoff.maxDuration', '24h'),
  },
  'match-application-project': {
    'is in the project that allows everything': set('spec.project', 'default'),
    'goes to a namespace that its project does not allow': set('spec.destination.namespace', 'kube-public'),
    'comes from somewhere else': set('spec.source.repoURL', 'https://git.example.com/someone/else.git'),
  },
};

/** Every Application, whatever it applies. */
const anyApplication: Edits = {
  'limit-argo-fields': {
    'is to do something at once': set('operation', { sync: { revision: 'feature/x' } }),
    'goes when another object goes': set('metadata.ownerReferences', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: '1' }]),
    'stays when it is pruned': set('metadata.annotations["helm.sh/resource-policy"]', 'keep'),
    'belongs to another Application': set('metadata.labels["app.kubernetes.io/instance"]', 'root'),
    'shows a link': set('spec.info', [{ name: 'Log in', value: 'https://login.example.org' }]),
  },
  'match-application-source': {
    'takes a branch': set('spec.source.targetRevision', 'feature/x'),
    'takes a second source': set('spec.sources', []),
    'runs a plugin': set('spec.source.plugin', { name: 'x' }),
  },
  'match-application-name': {
    'is not looked at': set('metadata.annotations["argocd.argoproj.io/skip-reconcile"]', 'true'),
    'is called after something else': set('metadata.labels["erp.example.com/application"]', 'other'),
    'names its cluster by address': set('spec.destination.server', 'https://kubernetes.default.svc'),
  },
  'limit-sync-policy': {
    'leaves changes by hand': set('spec.syncPolicy.automated.selfHeal', false),
    'replaces what is there': append('spec.syncPolicy.syncOptions', 'Replace=true'),
    'keeps no way back': set('spec.revisionHistoryLimit', 0),
  },
  'limit-ignored-differences': {
    'ignores all of a Deployment': set('spec.ignoreDifferences', [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec'] }]),
    'ignores what somebody edits': set('spec.ignoreDifferences', [{ group: '*', kind: '*', managedFieldsManagers: ['kubectl-edit'] }]),
  },
};

const ofOverlay: Edits = {
  'match-application-source': {
    'takes the overlay of nothing': set('spec.source.path', 'overlays/production/none'),
    'takes all of an environment': set('spec.source.path', 'overlays/production'),
    'changes an image on its way': set('spec.source.kustomize', { images: ['x:1'] }),
  },
  'match-application-name': {
    'does not see its own folder': set('metadata.annotations["argocd.argoproj.io/manifest-generate-paths"]', '/base/none'),
  },
};

const ofChartSource: Edits = {
  'match-application-source': {
    'takes whatever version': set('spec.source.targetRevision', '*'),
    'takes another chart': set('spec.source.chart', 'other'),
    'says a value beside the values': set('spec.source.helm.parameters', [{ name: 'a', value: 'b' }]),
  },
};

const ofValues: Edits = {
  'limit-chart-values': {
    'is told a key that nobody has looked at': set(`${values}.hostNetwork`, true),
    'is told a list where mappings belong': set(values, []),
  },
};

const ofRedis: Edits = {
  'limit-chart-values': {
    'asks nobody for a password': set(`${values}.auth`, false),
    'keeps nothing on a disk': set(`${values}.persistentVolume.enabled`, false),
    'counts its members in words': set(`${values}.replicas`, 'three'),
    'runs an image of elsewhere': set(`${values}.image.repository`, 'docker.io/someone/redis'),
    'decides alone who is master': set(`${values}.sentinel.quorum`, 0),
  },
};

const ofWindows: Edits = {
  'match-sync-windows': {
    'has a freeze of an hour': set('spec.syncWindows[1].duration', '1h'),
    'lets people sync in a freeze': set('spec.syncWindows[1].manualSync', true),
    'freezes only some': set('spec.syncWindows[1].applications', ['x']),
    'has no windows': remove('spec.syncWindows'),
    'may sync at any time': append('spec.syncWindows', { kind: 'allow', schedule: '0 0 * * *', duration: '24h', applications: ['*'] }),
  },
};

const anyNeeds: Edits = {
  'match-project-needs': {
    'takes a repository that nobody needs': append('spec.sourceRepos', 'https://charts.example.org/x'),
    'allows a kind that nobody needs': append('spec.namespaceResourceWhitelist', { group: 'apps', kind: 'ReplicaSet' }),
    'does not allow a kind that is needed': remove('spec.namespaceResourceWhitelist[0]'),
    'reaches a namespace that nobody needs': append('spec.destinations', { name: 'erp-production', namespace: 'default' }),
    'lets Applications of elsewhere in': set('spec.sourceNamespaces', ['*']),
  },
};

const certManager: Edits = {
  'require-certificate-access': {
    'gives no role': remove('spec.source.helm.valuesObject.serviceAccount'),
    'asks the name servers of the zone': set('spec.source.helm.valuesObject.config.acmeDNS01Config.recursiveNameserversOnly', false),
  },
};

const argoCd: Edits = {
  'match-argo-version': { 'is of a version that nobody has read': set('spec.source.helm.valuesObject.global.image.tag', 'v3.6.1') },
  'require-argo-settings': {
    'compares in the client': remove(`${configs}.params["controller.diff.server.side"]`),
    'tracks by a label': set(`${configs}.cm["application.resourceTrackingMethod"]`, 'label'),
    'does not know how healthy an Application is': remove(`${configs}.cm["resource.customizations.health.argoproj.io_Application"]`),
    'lets an old version that is healthy pass for the new one': rewrite(
      `${configs}.cm["resource.customizations.health.argoproj.io_Application"]`,
      (script) => script.replaceAll('operationState', 'nothing'),
    ),
    'calls a Prometheus that comes up degraded': remove(`${configs}.cm["resource.customizations.health.monitoring.coreos.com_Prometheus"]`),
  },
  'limit-argo-access': {
    'lets everybody read': set(`${configs}.rbac["policy.default"]`, 'role:readonly'),
    'makes a group administrators': set(`${configs}.rbac["policy.csv"]`, 'g, erp-dev, role:admin'),
    'says nothing of the default role': remove(`${configs}.rbac["policy.default"]`),
    'has the account admin': set(`${configs}.cm["admin.enabled"]`, 'true'),
    'lets strangers in': set(`${configs}.cm["users.anonymous.enabled"]`, 'true'),
    'takes rights from the address of a person': set(`${configs}.rbac.scopes`, '[groups, email]'),
  },
};

/** How the proxy before Redis ends out of memory. */
function unbounded(haproxy: string): Readonly<Record<string, Edit>> {
  return {
    'takes as many clients as its node has files': remove(`${haproxy}.extraConfig`),
    'has no memory for its clients': set(`${haproxy}.resources.limits.memory`, '64Mi'),
    'bounds the clients of another section': rewrite(`${haproxy}.extraConfig`, (text) => text.replace('global', 'defaults x')),
  };
}

/** How alerts of a team come to others than the team. */
const teamRoutes: Edits = {
  'match-team-route': {
    'has a route that takes everything': set(`${values}.alertmanager.config.route.routes[0]`, { receiver: 'slack-infrastructure' }),
    'has no route of its own for a team': set(`${values}.alertmanager.config.route.routes`, []),
  },
};

function ofChart(applications: readonly Manifest[], ...charts: readonly string[]): readonly Manifest[] {
  return applications.filter(({ fields }) => charts.includes(chartOf(fields) ?? ''));
}

function chartOf(fields: Manifest['fields']): string | undefined {
  return textAt(fields, 'spec', 'source', 'chart');
}

/** What Argo CD is told, with one mistake. */
export function argoMutations(argo: Production): readonly Mutation[] {
  const { manifests } = argo;
  const applications = argo.ofKind('Application');
  const projects = argo.ofKind('AppProject');
  const guardedApplications = applications.filter(({ labels }) => ['staging', 'production'].includes(labels['environment'] ?? ''));
  /** Of production, and of no environment. */
  const live = applications.filter(({ labels }) => (labels['environment'] ?? 'production') === 'production');
  const roots = applications.filter(({ labels }) => labels['erp.example.com/application'] === 'root');
  /** The projects of an environment, or those of none. */
  const projectsOf = (environment: string | undefined) =>
    projects
      .filter(({ name }) => (environment === undefined ? ['erp-root', 'erp-argocd'].includes(name) : name.startsWith(`erp-${environment}`)))
      .map(({ name }) => `AppProject argocd/${name}`);
  const guarded = ['erp-production', 'erp-production-services', 'erp-production-platform', 'erp-argocd', 'erp-root'];
  return [
    ...edited(manifests, argo.ofKind('AppProject', ...guarded), productionProject),
    ...edited(manifests, projects, anyProject),
    ...edited(
      manifests,
      projects.filter(({ name }) => !name.endsWith('-platform')),
      { 'limit-project-reach': { 'reaches the namespace of Kubernetes itself': set('spec.destinations[0].namespace', 'kube-system') } },
    ),
    ...edited(
      manifests,
      projects.filter(({ name }) => name !== 'erp-root'),
      {
        'limit-project-reach': {
          'makes Applications': append('spec.namespaceResourceWhitelist', { group: 'argoproj.io', kind: 'Application' }),
        },
      },
    ),
    ...edited(
      manifests,
      projects.filter(({ name }) => name.startsWith('erp-dev')),
      { 'limit-project-reach': { 'reaches the cluster of production': set('spec.destinations[0].name', 'erp-production') } },
    ),
    ...edited(manifests, ofChart(applications, 'redis-ha', 'argo-cd'), ({ fields }) => ({
      'limit-proxy-connections': unbounded(chartOf(fields) === 'argo-cd' ? `${values}.redis-ha.haproxy` : `${values}.haproxy`),
    })),
    ...edited(manifests, ofChart(guardedApplications, 'redis-ha'), {
      'require-member-spread': {
        'spreads over zones as far as it is easy': set(`${values}.topologySpreadConstraints.whenUnsatisfiable`, 'ScheduleAnyway'),
        'has no spread over zones': remove(`${values}.topologySpreadConstraints`),
      },
    }),
    ...edited(manifests, ofChart(guardedApplications, 'postgres-operator'), {
      'require-member-spread': {
        'keeps poolers apart by node': remove(`${values}.configKubernetes.pod_antiaffinity_topology_key`),
        'keeps poolers apart by nothing': set(`${values}.configKubernetes.enable_pod_antiaffinity`, false),
      },
    }),
    ...edited(
      manifests,
      applications.filter(({ fields }) => (textAt(fields, 'spec', 'source', 'path') ?? '').startsWith('overlays/')),
      ({ labels, name }) => ({
        'match-code-owners': {
          'takes what others approve': set(
            'spec.source.path',
            `overlays/${labels['environment'] === 'dev' ? 'production' : 'dev'}/${name}`,
          ),
        },
      }),
    ),
    ...edited(manifests, ofChart(applications, 'kube-prometheus-stack'), teamRoutes),
    ...edited(manifests, ofChart(applications, 'argo-cd'), {
      'match-argo-size': { 'has more controllers than clusters': set(`${values}.controller.replicas`, 9) },
    }),
    ...edited(manifests, argo.ofKind('AppProject', 'erp-production-platform', 'erp-staging-platform'), {
      'match-signature-keys': { 'asks for signed commits of charts': set('spec.signatureKeys', [{ keyID: '4AEE18F83AFDEB23' }]) },
    }),
    ...edited(manifests, argo.ofKind('AppProject', 'erp-production', 'erp-production-services'), {
      'match-signature-keys': { 'names the end of a key': set('spec.signatureKeys', [{ keyID: '3AFDEB23' }]) },
    }),
    ...edited(manifests, argo.ofKind('AppProject', 'erp-production-services', 'erp-dev-services'), {
      'limit-service-project': {
        'makes rights over the cluster': append('spec.clusterResourceWhitelist', {
          group: 'rbac.authorization.k8s.io',
          kind: 'ClusterRoleBinding',
        }),
        'gives rights in the namespace': append('spec.namespaceResourceWhitelist', {
          group: 'rbac.authorization.k8s.io',
          kind: 'RoleBinding',
        }),
      },
    }),
    ...edited(
      manifests,
      applications.filter(({ labels }) => labels['app.kubernetes.io/component'] === 'service' && labels['environment'] === 'production'),
      { 'limit-service-project': { 'is in the project of the platform': set('spec.project', 'erp-production') } },
    ),
    ...edited(manifests, applications, application),
    ...edited(manifests, live, anyApplication),
    ...edited(
      manifests,
      live.filter(({ fields }) => textAt(fields, 'spec', 'source', 'path')?.startsWith('overlays/') === true),
      ofOverlay,
    ),
    ...edited(
      manifests,
      live.filter(({ fields }) => chartOf(fields) !== undefined),
      { ...ofChartSource, ...ofValues },
    ),
    ...edited(manifests, ofChart(applications, 'redis-ha'), ofRedis),
    ...edited(
      manifests,
      projects.filter(({ name }) => name.startsWith('erp-production')),
      ofWindows,
    ),
    ...edited(manifests, projects, anyNeeds),
    ...edited(
      manifests,
      argo.ofKind('Application', 'root-dev', 'root-production'),
      { 'require-one-sync': { 'reads the folder of another environment': set('spec.source.path', 'argocd/test/applications') } },
      ({ labels }) => [`Application argocd/namespaces-${labels['environment']}`],
    ),
    ...roots.flatMap((target) =>
      edited(
        manifests,
        [target],
        {
          'require-free-projects': {
            'makes the projects too': together(
              set('spec.source.path', target.name === 'root' ? 'argocd' : `argocd/${target.labels['environment']}`),
              set('spec.source.directory', { recurse: true }),
            ),
          },
        },
        () => projectsOf(target.labels['environment']),
      ),
    ),
    ...deleted(
      manifests,
      applications.filter(({ labels }) => labels['erp.example.com/application'] === 'projects'),
      'require-free-projects',
      ({ labels }) => projectsOf(labels['environment']),
    ),
    ...edited(
      manifests,
      argo.ofKind('AppProject', 'erp-root'),
      {
        'require-free-projects': {
          'has a freeze': set('spec.syncWindows', [{ kind: 'deny', schedule: '0 0 28 * *', duration: '96h', applications: ['*'] }]),
        },
      },
      () => projectsOf(undefined),
    ),
    ...edited(
      manifests,
      applications.filter(({ labels }) => labels['environment'] === 'dev' && labels['erp.example.com/application'] !== 'root'),
      { 'match-application-project': { 'is in the project of production': set('spec.project', 'erp-production') } },
    ),
    ...edited(manifests, argo.ofKind('Application', 'policy-controller-production', 'policy-controller-staging'), {
      'require-signature-settings': {
        'warns of images that no policy is about': set(`${values}.webhook.configData.no-match-policy`, 'warn'),
        'lets images pass that no policy is about': set(`${values}.webhook.configData.no-match-policy`, 'allow'),
        'installs a version that nobody read': set('spec.source.targetRevision', '0.11.0'),
      },
    }),
    ...edited(manifests, argo.ofKind('Application', 'argo-cd'), argoCd),
    ...edited(manifests, argo.ofKind('Application', 'cert-manager-production', 'cert-manager-dev'), certManager),
    ...edited(
      manifests,
      applications.filter(({ labels }) => labels['environment'] === 'production' || labels['environment'] === undefined),
      { 'require-prune-confirmation': { 'goes without a question': remove(options) } },
    ),
    ...deleted(
      manifests,
      applications.filter(({ labels }) => labels['environment'] === 'production' && labels['erp.example.com/application'] !== 'root'),
      'require-application',
      ({ labels }) => [`Application argocd/${labels['erp.example.com/application'] === 'projects' ? 'root' : 'root-production'}`],
    ),
    ...deleted(manifests, argo.ofKind('Application', 'root'), 'require-application', () => ['AppProject argocd/erp-root']),
    added('forbid-wide-application-set', 'whatever lies in a folder is deployed', folders),
    added('forbid-wide-application-set', 'pull requests are deployed into dev, for ever', pullRequests),
  ];
}

const folders = `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: everything, namespace: argocd, labels: { environment: production } }
spec:
  goTemplate: true
  generators: [{ git: { repoURL: https://git.example.com/erp/erp-gitops.git, revision: main, directories: [{ path: overlays/production/* }] } }]
  template:
    metadata: { name: '{{ .path.basename }}' }
    spec:
      project: erp-production
      source: { repoURL: https://git.example.com/erp/erp-gitops.git, targetRevision: main, path: '{{ .path.path }}' }
      destination: { name: erp-production, namespace: erp-prod }
`;
const pullRequests = `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: pull-requests-dev, namespace: argocd, labels: { environment: dev } }
spec:
  goTemplate: true
  generators: [{ pullRequest: { github: { owner: erp, repo: services, labels: [preview] } } }]
  template:
    metadata: { name: 'dev-{{ .number }}', finalizers: [resources-finalizer.argocd.argoproj.io] }
    spec:
      project: erp-dev
      source: { repoURL: https://git.example.com/erp/erp-gitops.git, targetRevision: '{{ .branch }}', path: overlays/dev }
      destination: { name: erp-dev, namespace: erp-dev }
`;
