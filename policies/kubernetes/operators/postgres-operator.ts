import type { Fields, Manifest, World } from '../../model.ts';
import { asFields, asList, at, fieldsAt, listAt, textAt } from '../fields.ts';
import {
  budget,
  containerPorts,
  countAt,
  given,
  type Made,
  metadata,
  nameAt,
  type Operator,
  secret,
  secretVolume,
  service,
  serviceAccount,
} from './operator.ts';
import {
  accountOf,
  apart,
  balanced,
  credentialsOf,
  operatorSettings,
  poolerUser,
  port,
  resourcesOf,
  teamOf,
  volumeOf,
} from './postgres-parts.ts';
import { ofPooler, poolersOf, poolersOfSpec } from './postgres-pooler.ts';

/** Zalando's operator: instances under Patroni, the pooler, a Service for each, Secrets of the roles. */
export const postgresOperator: Operator = {
  name: 'postgres-operator',
  readIn: '2.0.1',
  chart: 'postgres-operator',
  chartVersion: '2.0.1',
  make: (known) => known.ofKind('postgresql').flatMap((cluster) => ofCluster(cluster, operatorSettings(known))),
};

function ofCluster(cluster: Manifest, settings: Fields): readonly Made[] {
  const spec = fieldsAt(cluster.fields, 'spec');
  const labels = { application: 'spilo', 'cluster-name': cluster.name };
  const instances = countAt(spec, 1, 'numberOfInstances');
  const role = (name: string) => ({ ...labels, 'spilo-role': name });
  const pdbName = (textAt(settings, 'kubernetes', 'pdb_name_format') ?? 'postgres-{cluster}-pdb').replace('{cluster}', cluster.name);
  return [
    {
      of: cluster,
      fields: statefulSet(cluster, spec, settings, labels, instances),
      // Patroni labels the pods (KUBERNETES_ROLE_LABEL); a switchover exchanges the roles.
      roles: [
        { labels: { 'spilo-role': 'master' }, count: Math.min(instances, 1) },
        { labels: { 'spilo-role': 'replica' }, count: Math.max(instances - 1, 0) },
      ],
    },
    service(cluster, cluster.name, role('master'), [{ name: 'postgresql', port }], {
      labels: role('master'),
      ...balanced(spec['enableMasterLoadBalancer'] ?? at(settings, 'load_balancer', 'enable_master_load_balancer')),
    }),
    service(cluster, `${cluster.name}-repl`, role('replica'), [{ name: 'postgresql', port }], {
      labels: role('replica'),
      ...balanced(spec['enableReplicaLoadBalancer'] ?? at(settings, 'load_balancer', 'enable_replica_load_balancer')),
    }),
    budget(cluster, pdbName, role('master'), { minAvailable: 1 }),
    budget(cluster, `postgres-${cluster.name}-critical-op-pdb`, { ...labels, 'critical-operation': 'true' }, { maxUnavailable: 0 }),
    serviceAccount(cluster, accountOf(settings)),
    ...rolesOf(spec, settings).map((user) => secret(cluster, credentialsOf(cluster, user, settings), ['username', 'password'])),
    ...poolersOf(cluster, spec).flatMap((pooler) => ofPooler(cluster, spec, settings, pooler)),
  ];
}

function statefulSet(cluster: Manifest, spec: Fields, settings: Fields, labels: Fields, replicas: number): Fields {
  const kubernetes = fieldsAt(settings, 'kubernetes');
  const [, environmentMap] = /^(?:[^/]+\/)?(.+)$/.exec(textAt(kubernetes, 'pod_environment_configmap') ?? '') ?? [];
  const environmentSecret = nameAt(kubernetes, 'pod_environment_secret');
  const superuser = credentialsOf(cluster, textAt(settings, 'users', 'super_username') ?? 'postgres', settings);
  const standby = credentialsOf(cluster, textAt(settings, 'users', 'replication_username') ?? 'standby', settings);
  const certificate = nameAt(spec, 'tls', 'secretName');
  const volumes = [
    ...(certificate === undefined ? [] : [secretVolume('tls-secret', certificate)]),
    ...listAt(spec, 'additionalVolumes').flatMap(volumeOf),
  ];
  const privileged = at(kubernetes, 'spilo_privileged') === true;
  const capabilities = listAt(kubernetes, 'additional_pod_capabilities');
  const spilo = {
    name: 'postgres',
    image: textAt(spec, 'dockerImage') ?? textAt(settings, 'docker_image') ?? '',
    resources: resourcesOf(spec['resources'], fieldsAt(settings, 'postgres_pod_resources'), 'default'),
    ports: containerPorts([{ port: 8008 }, { port }, { port: 8080 }]),
    ...(at(kubernetes, 'enable_readiness_probe') === true && { readinessProbe: { httpGet: { path: '/readiness', port: 8008 } } }),
    env: [
      { name: 'PGPASSWORD_SUPERUSER', valueFrom: { secretKeyRef: { name: superuser, key: 'password' } } },
      { name: 'PGPASSWORD_STANDBY', valueFrom: { secretKeyRef: { name: standby, key: 'password' } } },
    ],
    // What its objects name is read once, when the StatefulSet is made: what is missing then stops it.
    envFrom: [
      ...(environmentMap === undefined ? [] : [{ configMapRef: { name: environmentMap } }]),
      ...(environmentSecret === undefined ? [] : [{ secretRef: { name: environmentSecret } }]),
    ],
    securityContext: given({
      allowPrivilegeEscalation: at(kubernetes, 'spilo_allow_privilege_escalation') ?? true,
      privileged,
      readOnlyRootFilesystem: false,
      capabilities: capabilities.length === 0 ? undefined : { add: capabilities },
    }),
  };
  const sidecars = listAt(spec, 'sidecars').map((value) => {
    const sidecar = asFields(value) ?? {};
    return given({
      name: sidecar['name'],
      image: sidecar['image'],
      ports: sidecar['ports'],
      resources: resourcesOf(sidecar['resources'], fieldsAt(settings, 'postgres_pod_resources'), 'default'),
      env: [{ name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: superuser, key: 'password' } } }, ...asList(sidecar['env'])],
      command: sidecar['command'],
    });
  });
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata(cluster.namespace, cluster.name, labels),
    spec: {
      replicas,
      serviceName: cluster.name,
      podManagementPolicy: 'OrderedReady',
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, ...teamOf(spec) } },
        spec: given({
          serviceAccountName: accountOf(settings),
          priorityClassName: nameAt(spec, 'podPriorityClassName') ?? nameAt(kubernetes, 'pod_priority_class_name'),
          terminationGracePeriodSeconds: 300,
          securityContext: given({
            runAsUser: spec['spiloRunAsUser'] ?? kubernetes['spilo_runasuser'],
            runAsGroup: spec['spiloRunAsGroup'] ?? kubernetes['spilo_runasgroup'],
            fsGroup: spec['spiloFSGroup'] ?? kubernetes['spilo_fsgroup'],
          }),
          affinity: at(kubernetes, 'enable_pod_antiaffinity') === true ? { podAntiAffinity: apart(labels, kubernetes) } : undefined,
          topologySpreadConstraints: spec['topologySpreadConstraints'],
          initContainers: spec['initContainers'],
          containers: [spilo, ...sidecars],
          volumes,
        }),
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'pgdata' },
          spec: given({
            accessModes: ['ReadWriteOnce'],
            storageClassName: nameAt(spec, 'volume', 'storageClass'),
            resources: { requests: given({ storage: at(spec, 'volume', 'size') }) },
          }),
        },
      ],
    },
  };
}

/** Roles that the operator keeps a Secret for: those of the object, of its databases, the pooler's and its own two. */
function rolesOf(spec: Fields, settings: Fields): readonly string[] {
  const owners = Object.values(fieldsAt(spec, 'databases')).filter((owner) => typeof owner === 'string');
  return [
    ...new Set([
      textAt(settings, 'users', 'super_username') ?? 'postgres',
      textAt(settings, 'users', 'replication_username') ?? 'standby',
      ...(poolersOfSpec(spec).length > 0 ? [poolerUser(spec, settings)] : []),
      ...Object.keys(fieldsAt(spec, 'users')),
      ...owners,
    ]),
  ];
}

/** The `postgresql` object behind a Service: by the labels of its instances, or of its pooler. */
export function postgresBehind(world: World, namespace: string, name: string): Manifest | undefined {
  const found = world.find('Service', namespace, name);
  if (found === undefined) return undefined;
  if (found.origin?.by === 'operator' && found.origin.of.kind === 'postgresql') return found.origin.of;
  const selector = at(found.fields, 'spec', 'selector');
  return world
    .ofKind('postgresql')
    .find(
      (postgres) =>
        postgres.namespace === namespace &&
        (textAt(selector, 'cluster-name') === postgres.name ||
          poolersOf(postgres, fieldsAt(postgres.fields, 'spec')).some((pooler) => textAt(selector, 'connection-pooler') === pooler.name)),
    );
}
