import { anyMapping, defineKind, flag, integer, labels, list, mapOf, mapping, matching, oneOf, text, word } from '../json-schema.ts';
import { env, tolerations, topologySpreadConstraints } from '../parts/pod-parts.ts';

const cpu = matching('\\d+m|\\d+(\\.\\d{1,3})?');
const size = matching('\\d+(e\\d+)?|\\d+(\\.\\d+)?(e\\d+)?[EPTGMK]i?');
const amounts = mapping({}, { cpu, memory: size, 'hugepages-2Mi': size, 'hugepages-1Gi': size });
const roleFlag =
  '^((no)?(bypassrls|createdb|createrole|inherit|login|replication|superuser)|(NO)?(BYPASSRLS|CREATEDB|CREATEROLE|INHERIT|LOGIN|REPLICATION|SUPERUSER))$';
const resources = mapping({}, { requests: amounts, limits: amounts });

export default defineKind({
  apiVersion: 'acid.zalan.do/v1',
  kind: 'postgresql',
  required: {
    spec: mapping(
      {
        teamId: word,
        numberOfInstances: integer(0),
        postgresql: mapping({ version: oneOf('14', '15', '16', '17', '18') }, { parameters: labels }),
        volume: mapping(
          { size },
          { storageClass: text, iops: integer(0, 80_000), throughput: integer(0, 2_000), type: text, subPath: text },
        ),
      },
      {
        users: mapOf(list({ type: 'string', pattern: roleFlag })),
        databases: labels,
        resources,
        patroni: mapping(
          {},
          {
            ttl: integer(),
            loop_wait: integer(),
            retry_timeout: integer(),
            maximum_lag_on_failover: integer(),
            synchronous_mode: flag,
            synchronous_mode_strict: flag,
            synchronous_node_count: integer(),
            failsafe_mode: flag,
            initdb: labels,
            pg_hba: list(text),
          },
        ),
        enableConnectionPooler: flag,
        enableReplicaConnectionPooler: flag,
        connectionPooler: mapping(
          {},
          {
            numberOfInstances: integer(1),
            mode: oneOf('session', 'transaction'),
            maxDBConnections: integer(),
            schema: text,
            user: text,
            dockerImage: text,
            resources,
          },
        ),
        clone: mapping(
          { cluster: text },
          {
            uid: matching('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
            timestamp: matching('\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([+-]\\d{2}:\\d{2})'),
            s3_wal_path: text,
            s3_endpoint: text,
            s3_force_path_style: flag,
          },
        ),
        enableLogicalBackup: flag,
        logicalBackupSchedule: matching('(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}'),
        logicalBackupRetention: text,
        tls: mapping({ secretName: word }, { caFile: text, caSecretName: text, certificateFile: text, privateKeyFile: text }),
        sidecars: list(
          mapping(
            {},
            {
              name: word,
              image: text,
              command: list(text),
              ports: list(mapping({ containerPort: integer(1, 65535) }, { name: text, protocol: oneOf('TCP', 'UDP') })),
              env,
              resources,
            },
          ),
        ),
        env,
        envFrom: list(anyMapping),
        tolerations,
        topologySpreadConstraints,
        podAnnotations: labels,
        podPriorityClassName: text,
        serviceAnnotations: labels,
        allowedSourceRanges: list(text),
        maintenanceWindows: list(text),
        enableShmVolume: flag,
        spiloRunAsUser: integer(0),
        spiloRunAsGroup: integer(0),
        spiloFSGroup: integer(0),
        dockerImage: text,
        schedulerName: text,
        preparedDatabases: mapOf(anyMapping),
        usersWithSecretRotation: list(text),
        usersWithInPlaceSecretRotation: list(text),
      },
    ),
  },
  example: `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata:
  name: postgres
  namespace: erp-infra
spec:
  teamId: erp
  numberOfInstances: 3
  postgresql:
    version: "16"
    parameters:
      max_connections: "200"
  users:
    financial_user: []
  databases:
    financial_db: financial_user
  volume:
    size: 100Gi
    storageClass: gp3
  enableConnectionPooler: true
`,
});
