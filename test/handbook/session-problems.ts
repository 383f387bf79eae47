import { accessRules, bindingsOf, boundClusterRole, subjectsOf } from '../../policies/kubernetes/access/access.ts';
import { at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Manifest, World } from '../../policies/model.ts';
import type { Asked } from './api-server.ts';
import type { Call, Session } from './shell.ts';

/** What is wrong with the calls of a page. */
export function problemsOf({ calls, failed }: Session, world: World | undefined, argocd: World): readonly string[] {
  return [
    ...failed.map((text) => `fails: ${text}`),
    ...calls.flatMap((call) => {
      const about = (problem: string) => `line ${call.line}: ${problem}: ${call.program} ${call.args.join(' ')}`;
      return [...callProblems(call, argocd), ...hostProblems(call, world)].map(about);
    }),
  ];
}

function callProblems(call: Call, argocd: World): readonly string[] {
  switch (call.program) {
    case 'kubectl':
      return kubectlProblems(call);
    case 'argocd':
      return argocdProblems(call, argocd);
    case 'aws':
      return awsProblems(call);
    default:
      return [];
  }
}

function kubectlProblems({ args, code, stdout, stderr }: Call): readonly string[] {
  const isTemplate = args.some((arg) => arg.startsWith('jsonpath='));
  const isTable = args.some((arg) => arg.startsWith('custom-columns='));
  const emptyColumns =
    isTable &&
    stdout
      .split('\n')
      .slice(1)
      .every((row) => row === '' || row.includes('<none>'));
  return [
    ...(code === 0 ? [] : [stderr.trim()]),
    ...(/No resources found/.test(stderr) && !args.includes('events') && !args.some((arg) => arg.startsWith('--field-selector'))
      ? ['finds nothing']
      : []),
    ...(isTemplate && stdout.trim() === '' ? ['prints nothing'] : []),
    ...(emptyColumns ? ['has an empty column'] : []),
    ...(args[0] === 'exec' || !args.includes('secret') ? [] : ['reads a Secret']),
  ];
}

/** Commands of Argo CD's CLI that the handbook may use, with their options (its command reference). */
const argocdCommands: Readonly<Record<string, readonly string[]>> = {
  'app actions run': ['--kind', '--resource-name'],
  'app diff': ['--refresh'],
  'app get': ['--refresh'],
  'app history': [],
  'app list': ['-l'],
  'app sync': ['--prune'],
  'app terminate-op': [],
  'app wait': ['--health', '--sync', '--timeout'],
  'proj windows list': [],
};

function argocdProblems({ args }: Call, argocd: World): readonly string[] {
  const text = args.join(' ');
  const command = Object.keys(argocdCommands).find((name) => text === name || text.startsWith(`${name} `));
  if (command === undefined) return ['is no command of argocd that is known'];
  const options = args.filter((arg) => arg.startsWith('-'));
  const unknown = options.filter((option) => !(argocdCommands[command] ?? []).includes(option));
  const [subject = ''] = args.slice(command.split(' ').length).filter((arg) => !arg.startsWith('-'));
  const kind = command.startsWith('proj') ? 'AppProject' : 'Application';
  const isMissing = command !== 'app list' && argocd.find(kind, 'argocd', subject) === undefined;
  return [...unknown.map((option) => `has no option ${option}`), ...(isMissing ? [`knows no ${kind} "${subject}"`] : [])];
}

function awsProblems({ args }: Call): readonly string[] {
  return args[0] === 's3' && args[1] === 'ls' && args.length === 3 ? [] : ['does more than list'];
}

/** Hosts of the cluster and object stores must be those of the environment; ports, those of the Service. */
function hostProblems({ args }: Call, world: World | undefined): readonly string[] {
  if (world === undefined) return [];
  const text = args.join(' ');
  const names = [...text.matchAll(/\b([\w-]+)\.([\w-]+)\.svc\.cluster\.local(?:(?: -p |:)(\d+))?/g)].flatMap(
    ([host, name = '', namespace = '', port]) => {
      const rendered = world.find('Service', namespace, name);
      const ports = listAt(rendered?.fields, 'spec', 'ports').map((item) => String((item as { port?: unknown }).port));
      if (ports.length === 0) return [`there is no Service for ${host}`];
      return port === undefined || ports.includes(port) ? [] : [`${name} has no port ${port}`];
    },
  );
  const buckets = [...text.matchAll(/s3:\/\/[\w-]+\/[\w-]+/g)].flatMap(([bucket]) =>
    world.manifests.some(({ fields }) => JSON.stringify(fields).includes(`"${bucket}"`)) ? [] : [`nothing writes to ${bucket}`],
  );
  const domains = [...text.matchAll(/\b[\w.]+\.erp\.example\.com\b/g)].flatMap(([host]) =>
    world
      .ofKind('Gateway')
      .some(({ fields }) => listAt(fields, 'spec', 'listeners').some((listener) => textAt(listener, 'hostname') === host))
      ? []
      : [`no Gateway serves ${host}`],
  );
  return [...names, ...buckets, ...domains];
}

/** What Kubernetes' own role `view` lets people read (kubernetes.io, default roles); Secrets and roles are not among it. */
const viewed: Readonly<Record<string, readonly string[]>> = {
  '': [
    'configmaps',
    'endpoints',
    'events',
    'limitranges',
    'namespaces',
    'persistentvolumeclaims',
    'pods',
    'pods/log',
    'resourcequotas',
    'serviceaccounts',
    'services',
  ],
  apps: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'discovery.k8s.io': ['endpointslices'],
  'networking.k8s.io': ['ingresses', 'networkpolicies'],
  policy: ['poddisruptionbudgets'],
};
const reading: readonly string[] = ['get', 'list', 'watch'];

/** Requests that neither operations nor the group for incidents may make, and lists by label that found nothing. */
export function requestProblems(asked: readonly Asked[], world: World | undefined): readonly string[] {
  if (world === undefined) return [];
  return asked.flatMap((request) => {
    const { verb, group, resource, namespace, name, query, found } = request;
    const what = `${verb} ${resource}${group === '' ? '' : `.${group}`} ${namespace}/${name}`;
    const selector = query.get('labelSelector') ?? '';
    return [
      ...(resource === 'pods/ephemeralcontainers' ? ephemeralProblems(request, world) : []),
      ...(mayAsk(request, world) ? [] : [`nobody may ${what}`]),
      ...(found === 0 && selector !== '' && verb === 'list' && !query.has('fieldSelector')
        ? [`nothing has the labels ${selector}: ${what}`]
        : []),
    ];
  });
}

/** Why the standard `restricted`, which the namespaces of services enforce, would refuse an ephemeral container, or its image is not ours. */
function ephemeralProblems({ body }: Asked, world: World): readonly string[] {
  return listAt(body, 'spec', 'ephemeralContainers').flatMap((container) => {
    const context = at(container, 'securityContext');
    const isRestricted =
      at(context, 'allowPrivilegeEscalation') === false &&
      at(context, 'runAsNonRoot') === true &&
      textAt(context, 'seccompProfile', 'type') === 'RuntimeDefault' &&
      listAt(context, 'capabilities', 'drop').includes('ALL');
    const image = textAt(container, 'image') ?? '';
    const isOurs = world.company.registries.some((registry) => image.startsWith(`${registry}/`)) && image.includes('@sha256:');
    return [
      ...(isRestricted ? [] : ['the ephemeral container is not restricted']),
      ...(isOurs ? [] : [`the image "${image}" is not one of ours by digest`]),
    ];
  });
}

/** The part of a request that rights are about. */
export type Wanted = Pick<Asked, 'verb' | 'group' | 'resource' | 'name' | 'namespace'>;

/**
 * Whether operations, or a person let in for an incident, may do it, by the bindings that are rendered.
 * @param groups others than those two
 */
export function mayAsk(
  { verb, group, resource, name, ...asked }: Wanted,
  world: World,
  groups: readonly string[] = [...world.company.productionGroups, world.company.breakGlassGroup],
): boolean {
  // A namespace lies in itself.
  const namespace = resource === 'namespaces' ? name : asked.namespace;
  if (resource === 'selfsubjectaccessreviews') return true;
  // Nothing is known of who may do what in a namespace that is not rendered.
  if (namespace !== '' && world.find('Namespace', '', namespace) === undefined) return true;
  const isOurs = (binding: Manifest) => subjectsOf(binding).some((subject) => groups.includes(subject.name));
  // A list over all namespaces has no namespace: no RoleBinding gives it.
  const bindings = [
    ...world.ofKind('ClusterRoleBinding').filter(isOurs),
    ...world.ofKind('RoleBinding').filter((binding) => binding.namespace === namespace && isOurs(binding)),
  ];
  const isView = bindings.some((binding) => binding.kind === 'RoleBinding' && boundClusterRole(binding) === 'view');
  if (isView && reading.includes(verb) && (viewed[group] ?? []).includes(resource)) return true;
  const bound = [...world.ofKind('Role'), ...world.ofKind('ClusterRole')].filter((role) =>
    bindingsOf(role, world).some((binding) => bindings.includes(binding)),
  );
  const added = world
    .ofKind('ClusterRole')
    .filter(({ labels }) => isView && labels['rbac.authorization.k8s.io/aggregate-to-view'] === 'true');
  return [...bound, ...added]
    .flatMap(accessRules)
    .some((rule) => rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.verbs.includes(verb));
}
