import type { Fields, Manifest } from '../../model.ts';
import { asFields, at, fieldsAt } from '../fields.ts';
import { containerPorts, countAt, given, type Made, metadata, nameAt, secret, secretVolume, service } from './operator.ts';
import { accountOf, apart, balanced, credentialsOf, poolerUser, port, resourcesOf, teamOf } from './postgres-parts.ts';

/** A pooler of a cluster: before the primary, or before the standbys. */
export interface Pooler {
  readonly suffix: string;
  readonly role: string;
}

/** The poolers that a cluster asks for. */
export function poolersOfSpec(spec: Fields): readonly Pooler[] {
  const asked = spec['enableConnectionPooler'];
  const primary = asked === true || (asked === undefined && asFields(spec['connectionPooler']) !== undefined);
  return [
    ...(primary ? [{ suffix: '-pooler', role: 'master' }] : []),
    ...(spec['enableReplicaConnectionPooler'] === true ? [{ suffix: '-pooler-repl', role: 'replica' }] : []),
  ];
}

/** The same with the names of their objects. */
export function poolersOf({ name }: Manifest, spec: Fields): readonly (Pooler & { readonly name: string })[] {
  return poolersOfSpec(spec).map((pooler) => ({ ...pooler, name: `${name}${pooler.suffix}` }));
}

/** PgBouncer; the pods carry neither a priority nor a spread of their own, whatever the cluster asks for. */
export function ofPooler(cluster: Manifest, spec: Fields, settings: Fields, pooler: Pooler & { readonly name: string }): readonly Made[] {
  const own = fieldsAt(spec, 'connectionPooler');
  const defaults = fieldsAt(settings, 'connection_pooler');
  const kubernetes = fieldsAt(settings, 'kubernetes');
  const matchLabels = { application: 'db-connection-pooler', 'cluster-name': cluster.name, 'connection-pooler': pooler.name };
  const labels = { ...matchLabels, ...teamOf(spec), 'spilo-role': pooler.role };
  const userList = `${pooler.name}-u`;
  const certificate = nameAt(spec, 'tls', 'secretName');
  const credentials = credentialsOf(cluster, poolerUser(spec, settings), settings);
  const container = {
    name: 'connection-pooler',
    image: nameAt(own, 'dockerImage') ?? nameAt(defaults, 'connection_pooler_image') ?? '',
    resources: resourcesOf(own['resources'], defaults, 'connection_pooler_default'),
    ports: containerPorts([{ port }]),
    readinessProbe: { tcpSocket: { port } },
    securityContext: { allowPrivilegeEscalation: false },
    env: ['username', 'password'].map((key) => ({ name: `PG_${key}`, valueFrom: { secretKeyRef: { name: credentials, key } } })),
  };
  return [
    {
      of: cluster,
      fields: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata(cluster.namespace, pooler.name, labels),
        spec: {
          replicas: countAt(own, countAt(defaults, 1, 'connection_pooler_number_of_instances'), 'numberOfInstances'),
          selector: { matchLabels },
          template: {
            metadata: { labels },
            spec: given({
              serviceAccountName: accountOf(settings),
              securityContext: { runAsUser: 100, runAsGroup: 101, fsGroup: kubernetes['spilo_fsgroup'] },
              affinity:
                at(kubernetes, 'enable_pod_antiaffinity') === true ? { podAntiAffinity: apart(matchLabels, kubernetes) } : undefined,
              containers: [container],
              volumes: [secretVolume(userList, userList), ...(certificate === undefined ? [] : [secretVolume('tls-secret', certificate)])],
            }),
          },
        },
      },
    },
    secret(cluster, userList, ['userlist.txt']),
    service(cluster, pooler.name, { 'connection-pooler': pooler.name }, [{ name: pooler.name, port }], {
      labels,
      ...balanced(
        pooler.role === 'master'
          ? (spec['enableMasterPoolerLoadBalancer'] ?? at(settings, 'load_balancer', 'enable_master_pooler_load_balancer'))
          : (spec['enableReplicaPoolerLoadBalancer'] ?? at(settings, 'load_balancer', 'enable_replica_pooler_load_balancer')),
      ),
    }),
  ];
}
