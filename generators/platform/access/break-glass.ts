import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { isFurther } from '../../model/further/further.ts';
import type { Instance } from '../../model/instance.ts';
import { breakGlassName, breakGlassResources, registryCredentials } from '../../model/names.ts';
import type { KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { endpoints } from '../../model/service/backing-services.ts';
import { runAs } from '../../model/service/defaults.ts';
import type { Use } from '../../model/service/service.ts';
import { isBeyond, placeOf } from '../../model/stores/places.ts';
import { askingFor, type PostgresCluster, usedClusters } from '../../model/stores/postgres-clusters.ts';
import { operated } from '../../model/stores/stores.ts';
import { hardened } from '../../resources/hardened.ts';
import { selector, serviceLabels, versionLabels } from '../../resources/labels.ts';
import { dnsEgress, toPlace } from '../../resources/network-policy.ts';
import { quantities } from '../../resources/quantities.ts';
import { breakGlassImage } from '../shell-image.ts';
import { breakGlassAdmission } from './break-glass-admission.ts';

const rbac = 'rbac.authorization.k8s.io';
/** Aggregated into `view`: what the charts of the platform do not add to it all by themselves. */
const viewName = 'erp-view';
const readerName = 'erp-cluster-reader';

/**
 * What a person on call may use beyond looking (manual 7.4, D123, D126): a Role for a group whose members the identity provider
 * lets in for hours, a suspended CronJob as the template of a debug pod, and the flows of that pod. Everybody who may look at
 * the environment may look at the objects of operators and at nodes, too.
 */
export function breakGlassObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const { app, infra } = environment.namespaces;
  const used = [...new Set(instances.flatMap(({ service }) => service.uses))].filter((name) => name !== 'tracing');
  const within = used.filter((name) => !isFurther(name)).filter((name) => !isBeyond(placeOf(name, environment, platform)));
  const databases = usedClusters(
    instances.map(({ service }) => service),
    environment,
    platform,
  );
  const labels = within.flatMap((name) =>
    name === 'postgres' ? databases.map(({ clientLabel }) => clientLabel) : [endpoints[name].clientLabel],
  );
  const clients = Object.fromEntries(labels.map((label) => [label, 'true']));
  return [
    role(app, appRules),
    binding(app, platform),
    role(infra, operated(environment, 'postgres') === undefined ? debugging : infraRules),
    binding(infra, platform),
    view(),
    reader(),
    readerBinding(environment, platform),
    serviceAccount(app),
    template(app, platform, clients),
    flows(environment, platform, used, databases),
    ...breakGlassAdmission(environment, platform),
  ];
}

type Rules = NonNullable<IRole['rules']>;

const debugging: Rules = [
  { apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['patch'] },
  // Kubernetes asks for "get" where the stream is a WebSocket, for "create" where it is not.
  { apiGroups: [''], resources: ['pods/attach', 'pods/exec'], verbs: ['create', 'get'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'delete'] },
  // An annotation makes External Secrets read Vault again.
  { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['patch'] },
];

const appRules: Rules = debugging;

const infraRules: Rules = [
  ...debugging,
  // What "npm run restore" writes (docs/backup.md).
  { apiGroups: ['acid.zalan.do'], resources: ['postgresqls'], verbs: ['create', 'patch', 'delete'] },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create', 'patch', 'delete'] },
  { apiGroups: ['monitoring.coreos.com'], resources: ['podmonitors'], verbs: ['create', 'patch', 'delete'] },
];

function role(namespace: string, rules: Rules) {
  return { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: breakGlassName, namespace }, rules } satisfies IRole;
}

function binding(namespace: string, { breakGlassGroup }: PlatformDefinition) {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: breakGlassName, namespace },
    roleRef: { apiGroup: rbac, kind: 'Role', name: breakGlassName },
    subjects: [{ apiGroup: rbac, kind: 'Group', name: breakGlassGroup }],
  };
}

const reading = ['get', 'list', 'watch'];

function view() {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: viewName, labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
    rules: [
      { apiGroups: ['acid.zalan.do'], resources: ['postgresqls'], verbs: reading },
      { apiGroups: ['autoscaling.k8s.io'], resources: ['verticalpodautoscalers'], verbs: reading },
      { apiGroups: ['cert-manager.io'], resources: ['certificaterequests', 'certificates', 'issuers'], verbs: reading },
      { apiGroups: ['acme.cert-manager.io'], resources: ['challenges', 'orders'], verbs: reading },
      { apiGroups: ['external-secrets.io'], resources: ['externalsecrets', 'secretstores'], verbs: reading },
      { apiGroups: ['gateway.envoyproxy.io'], resources: ['backendtrafficpolicies', 'clienttrafficpolicies'], verbs: reading },
      { apiGroups: ['gateway.networking.k8s.io'], resources: ['gateways', 'httproutes'], verbs: reading },
      { apiGroups: ['kafka.strimzi.io'], resources: ['kafkanodepools', 'kafkas', 'kafkatopics', 'kafkausers'], verbs: reading },
      { apiGroups: ['core.strimzi.io'], resources: ['strimzipodsets'], verbs: reading },
      { apiGroups: ['keda.sh'], resources: ['scaledobjects'], verbs: reading },
      { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: ['monitoring.coreos.com'], resources: ['podmonitors', 'prometheusrules', 'servicemonitors'], verbs: reading },
    ],
  } satisfies IClusterRole;
}

/** What belongs to no namespace is not shown by a RoleBinding to `view`. */
function reader() {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: readerName },
    rules: [
      { apiGroups: [''], resources: ['nodes', 'persistentvolumes'], verbs: reading },
      { apiGroups: ['cert-manager.io'], resources: ['clusterissuers'], verbs: reading },
      { apiGroups: ['external-secrets.io'], resources: ['clustersecretstores'], verbs: reading },
      { apiGroups: ['policy.sigstore.dev'], resources: ['clusterimagepolicies'], verbs: reading },
      { apiGroups: ['metrics.k8s.io'], resources: ['nodes'], verbs: ['get', 'list'] },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get', 'list'] },
    ],
  } satisfies IClusterRole;
}

function readerBinding({ access }: EnvironmentDefinition, { groups }: PlatformDefinition) {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: readerName },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: readerName },
    subjects: access
      .filter(({ kubernetes }) => kubernetes !== 'none')
      .map(({ group }) => ({ apiGroup: rbac, kind: 'Group', name: groups[group]?.oidc ?? group })),
  };
}

function serviceAccount(namespace: string) {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: breakGlassName, namespace, labels: serviceLabels(breakGlassName) },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
}

/** Never runs by itself: `kubectl create job --from=cronjob/break-glass` makes a pod of it, which ends after an hour. */
function template(namespace: string, platform: PlatformDefinition, clients: Readonly<Record<string, string>>) {
  const { name, tag, digest } = breakGlassImage(platform);
  const labels = { ...serviceLabels(breakGlassName), ...versionLabels(tag) };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: breakGlassName, namespace, labels },
    spec: {
      suspend: true,
      schedule: '0 0 1 1 *',
      timeZone: 'Asia/Shanghai',
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: 3600,
          ttlSecondsAfterFinished: 3600,
          template: { metadata: { labels: { ...labels, ...clients } }, spec: podSpec(`${name}:${tag}@${digest}`) },
        },
      },
    },
  } satisfies ICronJob;
}

function podSpec(reference: string): IPodSpec {
  return {
    serviceAccountName: breakGlassName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    imagePullSecrets: [{ name: registryCredentials }],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: runAs,
      runAsGroup: runAs,
      fsGroup: runAs,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: breakGlassName,
        image: reference,
        imagePullPolicy: 'IfNotPresent',
        command: ['sleep', '3600'],
        resources: { requests: quantities(breakGlassResources.requests), limits: quantities(breakGlassResources.limits) },
        securityContext: hardened,
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '128Mi' } }],
  };
}

/** The stores that services use, and nothing else; nobody calls it. */
function flows(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  used: readonly Use[],
  databases: readonly PostgresCluster[],
) {
  const { app, infra } = environment.namespaces;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: breakGlassName, namespace: app },
    spec: {
      podSelector: { matchLabels: selector(breakGlassName) },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        ...used.flatMap((name) =>
          name === 'postgres' && databases.length > 0
            ? databases.map(({ key }) => toPlace(placeOf(name, environment, platform, askingFor(key)), infra))
            : [toPlace(placeOf(name, environment, platform), infra)],
        ),
        dnsEgress(),
      ],
    },
  } satisfies INetworkPolicy;
}
