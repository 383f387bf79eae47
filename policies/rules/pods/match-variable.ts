import { perWorld } from '../../kubernetes/per-world.ts';
import { workloadKindNames } from '../../kubernetes/pods/workloads.ts';
import { faultsOfItself } from '../../kubernetes/settings/variables-of-itself.ts';
import { faultsOfOwners } from '../../kubernetes/settings/variables-of-owners.ts';
import { faultsOfPartners } from '../../kubernetes/settings/variables-of-partners.ts';
import { configuredIn } from '../../kubernetes/variables.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const service = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: sales-service } }
    spec:
      terminationGracePeriodSeconds: 60
      containers:
        - name: sales-service
          ports: [{ name: http, containerPort: 8000 }, { name: metrics, containerPort: 9091 }]
          env: [{ name: APP_HOST, value: 0.0.0.0 }, { name: APP_PORT, value: "8000" }]
          envFrom: [{ configMapRef: { name: sales-service-config } }]
          lifecycle: { preStop: { sleep: { seconds: 10 } } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: sales-service-config, namespace: erp-prod }
data:
  APP_NAME: sales-service
  DATABASE_MAX_CONNECTIONS: "20"
  DATABASE_MIN_CONNECTIONS: "5"
  KAFKA_BROKERS: kafka-kafka-bootstrap.erp-infra.svc:9092
  KAFKA_SASL_MECHANISM: SCRAM-SHA-512
  KAFKA_SECURITY_PROTOCOL: SASL_SSL
  OTEL_EXPORTER_OTLP_ENDPOINT: http://jaeger-collector.erp-infra.svc:4317
  OTEL_EXPORTER_OTLP_PROTOCOL: grpc
  OTEL_TRACES_SAMPLER: parentbased_traceidratio
  OTEL_TRACES_SAMPLER_ARG: "0.1"
  PROMETHEUS_METRICS_PORT: "9091"
  SHUTDOWN_DRAIN_SECONDS: "45"
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ledger, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: ledger } }, spec: { containers: [{ name: ledger }] } } }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec: { kafka: { listeners: [{ name: clients, port: 9092, type: internal, tls: true, authentication: { type: scram-sha-512 } }] } }
`;

const job = (name: string) => `
apiVersion: batch/v1
kind: CronJob
metadata: { name: ${name}, namespace: erp-infra }
spec:
  jobTemplate:
    spec:
      template:
        metadata: { labels: { app: postgres-backup } }
        spec:
          containers:
            - name: backup
              env:
                - { name: BACKUP_STORE, value: s3://erp-backups/postgres }
                - { name: PGHOST, value: postgres.erp-infra.svc.cluster.local }
                - { name: PGPORT, value: "5432" }
                - { name: PGUSER, value: backup_user }
                - { name: PGSSLMODE, value: verify-full }
`;

const database = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { users: { backup_user: [] }, databases: { sales_db: sales_user }, tls: { secretName: postgres-tls } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: postgres-tls, namespace: erp-infra }
spec: { secretName: postgres-tls, dnsNames: [postgres.erp-infra.svc.cluster.local] }
`;

const jobs = [job('backup'), job('archive-check'), database].join('---');
const [ofService, ofJobs] = ['a service of the manual', 'the backup'];

const wrong = (name: string, key: string, value: string, message: string) => ({
  name,
  from: ofService,
  change: { [`ConfigMap/sales-service-config > data.${key}`]: value },
  problems: [
    { on: 'ConfigMap/sales-service-config', message: `Variable "${key}" of Deployment "sales-service" ${message}`, path: `data.${key}` },
  ],
});

const wrongJob = (name: string, index: number, key: string, value: string, message: string) => {
  const path = `spec.jobTemplate.spec.template.spec.containers[0].env[${index}].value`;
  return {
    name,
    from: ofJobs,
    change: { [`CronJob/backup > ${path}`]: value },
    problems: [{ on: 'CronJob/backup', message: `Variable "${key}" of CronJob "backup" ${message}`, path }],
  };
};

const faults: (world: World) => ReadonlyMap<Manifest, readonly Problem[]> = perWorld((world) => {
  const found = new Map<Manifest, Problem[]>();
  for (const configured of configuredIn(world)) {
    const { kind, name: called, origin } = configured.pod.manifest;
    if (origin !== undefined) continue;
    const all = [...faultsOfItself(configured, world), ...faultsOfPartners(configured, world), ...faultsOfOwners(configured, world)];
    for (const { name, message } of all) {
      const variable = configured.variables.get(name);
      if (variable === undefined) continue;
      const problem = { message: `Variable "${name}" of ${kind} "${called}" ${message}`, path: variable.path };
      const list = found.get(variable.from);
      if (list === undefined) found.set(variable.from, [problem]);
      else list.push(problem);
    }
  }
  return found;
});

export default defineRule({
  id: 'match-variable',
  severity: 'error',
  manual: '2.2, 2.4, 5.3 (D14, D16, D32)',
  summary: 'Let what a program is told about itself and its partners agree with the pod, the broker, the database and the collector.',
  rationale:
    'A program believes its variables. A port that the pod does not declare, a protocol that the broker does not speak, a name that is that of another ' +
    'service or a time that is longer than the pod lives: it starts and serves nobody, or under a wrong name.',
  remediation:
    'Write the value that the finding derives: "settings", ports or shutdown in the file of the service (generators/catalog/services), for the platform ' +
    'in generators/platform.',
  scope: 'object',
  kinds: ['ConfigMap', ...workloadKindNames],

  check(manifest, world) {
    return faults(world).get(manifest) ?? [];
  },

  examples: {
    pass: [
      { name: ofService, manifests: service },
      { name: ofJobs, manifests: jobs },
      {
        name: 'a container for each of several places, one of which has nothing to do yet',
        manifests: jobs
          .replace('name: archive-check, namespace: erp-infra', 'name: archive-check, namespace: erp-infra, labels: { several: places }')
          .replace(
            /(several: places[\s\S]*?containers:\n)([\s\S]*?)(?=\n---|$)/,
            (_, head: string, container: string) =>
              `${head}${container}\n${container.replace('name: backup', 'name: reporting').replace('s3://erp-backups/postgres', 's3://erp-backups/postgres/reporting')}`,
          ),
      },
      {
        name: 'a proxy beside the program, which it asks at its own address',
        manifests: service.replace('env: [', 'env: [{ name: DB_HOST, value: 127.0.0.1 }, { name: DB_PORT, value: "5432" }, '),
      },
    ],
    fail: [
      wrong(
        'the name of another',
        'APP_NAME',
        'ledger',
        'is "ledger", which is Deployment "ledger": its logs, traces and users are told apart by that name.',
      ),
      wrong(
        'a port that nobody scrapes',
        'PROMETHEUS_METRICS_PORT',
        '9090',
        'is "9090", and the pod declares the port 9091 (metrics): whoever is sent there finds nobody.',
      ),
      {
        name: 'a program that only itself reaches, at a port that nobody asks',
        from: ofService,
        change: { 'Deployment/sales-service > spec.template.spec.containers[0].env[0].value': '127.0.0.1' },
        problems: [
          {
            on: 'Deployment/sales-service',
            message: 'Variable "APP_HOST" of Deployment "sales-service" is "127.0.0.1", where nobody but the pod itself reaches port 8000.',
            path: 'spec.template.spec.containers[0].env[0].value',
          },
        ],
      },
      wrong(
        'a protocol in clear',
        'KAFKA_SECURITY_PROTOCOL',
        'PLAINTEXT',
        'is "PLAINTEXT", and the listener "clients" of Kafka "kafka" speaks SASL_SSL.',
      ),
      wrong(
        'another log-in',
        'KAFKA_SASL_MECHANISM',
        'PLAIN',
        'is "PLAIN", and the listener "clients" of Kafka "kafka" takes SCRAM-SHA-512.',
      ),
      wrong(
        'another protocol than the port',
        'OTEL_EXPORTER_OTLP_PROTOCOL',
        'http/protobuf',
        'is "http/protobuf", and OTEL_EXPORTER_OTLP_ENDPOINT leads to port 4317, which speaks gRPC.',
      ),
      wrong(
        'more than the whole',
        'OTEL_TRACES_SAMPLER_ARG',
        '10',
        'is "10", and the sampler "parentbased_traceidratio" takes a share from 0 to 1.',
      ),
      wrong(
        'more at least than at most',
        'DATABASE_MIN_CONNECTIONS',
        '50',
        'is 50, and DATABASE_MAX_CONNECTIONS is 20: nothing is at least the one and at most the other.',
      ),
      wrong(
        'more connections than there are ports',
        'REDIS_MAX_CONNECTIONS',
        '100000',
        'is 100000: a pod has 28232 ports for connections to one address.',
      ),
      wrong(
        'a drain that outlives the pod',
        'SHUTDOWN_DRAIN_SECONDS',
        '600',
        'is "600" after a preStop hook of 10, and the pod is killed after 60 seconds (terminationGracePeriodSeconds).',
      ),
      wrongJob(
        'a role that may do everything',
        3,
        'PGUSER',
        'postgres',
        'is "postgres", the superuser, who may do everything in every database.',
      ),
      wrongJob('a port that the Service does not have', 2, 'PGPORT', '5433', 'is 5433, which Service "postgres" does not have.'),
      wrongJob(
        'a name that the certificate does not have',
        1,
        'PGHOST',
        'postgres.erp-infra.svc',
        'is "postgres.erp-infra.svc", which the certificate "postgres-tls" does not name: verify-full refuses it.',
      ),
      {
        ...wrongJob('a store where the other job does not look', 0, 'BACKUP_STORE', 's3://erp-backups/other', ''),
        problems: [
          ['backup', 's3://erp-backups/other', 's3://erp-backups/postgres', 'archive-check'],
          ['archive-check', 's3://erp-backups/postgres', 's3://erp-backups/other', 'backup'],
        ].map(([name, own, others, other]) => ({
          on: `CronJob/${name}`,
          message: `Variable "BACKUP_STORE" of CronJob "${name}" is "${own}", and "${others}" in CronJob "${other}" of the same owner: one looks where the other never writes.`,
          path: 'spec.jobTemplate.spec.template.spec.containers[0].env[0].value',
        })),
      },
    ],
  },
});
