import { added, deleted, type Edits, edited, type Mutation, remove, set, titleOf } from '../mutation.ts';
import type { Production } from '../production.ts';

const parameters = 'spec.postgresql.parameters';
const spread = 'topologySpreadConstraints[0]';

const postgresql: Edits = {
  'require-preload-libraries': {
    'preloads libraries without those that its first start needs': set(
      `${parameters}.shared_preload_libraries`,
      'bg_mon,pg_stat_statements,pgextwlist,pg_auth_mon',
    ),
    'preloads one library': set(`${parameters}.shared_preload_libraries`, 'pg_stat_statements'),
  },
  'match-dependency-priority': {
    'has the class of batch work': set('spec.podPriorityClassName', 'erp-batch'),
  },
  'require-member-spread': {
    'has no spread over zones': set('spec.topologySpreadConstraints', []),
    'spreads over nodes': set(`spec.${spread}.topologyKey`, 'kubernetes.io/hostname'),
    'spreads over zones as far as it is easy': set(`spec.${spread}.whenUnsatisfiable`, 'ScheduleAnyway'),
    'lets two members into a zone': set(`spec.${spread}.maxSkew`, 2),
  },
  'match-connection-budget': {
    'takes more connections than its memory carries': set(`${parameters}.max_connections`, '900'),
    'gives its buffers the memory of its connections': set(`${parameters}.shared_buffers`, '6GB'),
  },
  'forbid-superuser-exporter': {
    'is measured by the superuser': set('spec.sidecars[0].env[1].value', '$(POSTGRES_USER)'),
  },
};

const pool: Edits = {
  'match-dependency-priority': { 'has the class of batch work': set('spec.template.pod.priorityClassName', 'erp-batch') },
  'require-member-spread': {
    'has no spread over zones': set('spec.template.pod.topologySpreadConstraints', []),
    'spreads over zones as far as it is easy': set(`spec.template.pod.${spread}.whenUnsatisfiable`, 'ScheduleAnyway'),
  },
  'require-jvm-memory': { 'has a heap of all its memory': set('spec.jvmOptions["-Xmx"]', '8g') },
};

const kafka: Edits = {
  'match-advertised-name': {
    'tells clients names without the domain': remove('spec.kafka.listeners[0].configuration.useServiceDnsDomain'),
  },
  'match-dependency-priority': {
    'has operators that give way to services': set('spec.entityOperator.template.pod.priorityClassName', 'erp-batch'),
  },
  'require-jvm-memory': {
    'has a quarter of a topic operator': set('spec.entityOperator.topicOperator.resources.limits.memory', '128Mi'),
    'has a quarter of a user operator': set('spec.entityOperator.userOperator.resources.limits.memory', '128Mi'),
  },
};

const environment: Edits = {
  'require-clone-environment': {
    'has no region for a clone': remove('data.CLONE_AWS_REGION'),
    'has another region for a clone': set('data.CLONE_AWS_REGION', 'eu-west-1'),
    'has no token service for a clone': remove('data.CLONE_AWS_STS_REGIONAL_ENDPOINTS'),
    'says no region at all': remove('data.AWS_REGION'),
    'lets a clone read by another program': set('data.CLONE_USE_WALG_RESTORE', 'false'),
  },
};

const roleSecret: Edits = {
  'require-role-secret': {
    'comes with the cluster': set('metadata.annotations["argocd.argoproj.io/sync-wave"]', '0'),
    'wants to own what the operator owns': set('spec.target.creationPolicy', 'Owner'),
  },
};

/** What loses data, or stops all of it, only later: at the first start, when a zone is lost, when a certificate ends. */
export default function dataSafety(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const clusters = production.ofKind('postgresql');
  const ofClusters = () => clusters.map(titleOf);
  const variables = production.ofKind('ConfigMap', 'postgres-pod-env');
  const certificates = production.ofKind('Certificate', 'postgres-tls');
  const restarts = production.ofKind('CronJob', 'postgres-pooler-restart');
  const roleSecrets = production.ofKind('ExternalSecret').filter(({ name }) => name.includes('.credentials.postgresql.'));
  return [
    ...edited(manifests, clusters, postgresql),
    ...edited(manifests, production.ofKind('KafkaNodePool'), pool),
    ...edited(manifests, production.ofKind('Kafka'), kafka),
    ...edited(manifests, production.ofKind('EnvoyProxy'), {
      'match-dependency-priority': {
        'has proxies that give way to services': set('spec.provider.kubernetes.envoyDeployment.pod.priorityClassName', 'erp-batch'),
      },
    }),
    ...deleted(manifests, production.ofKind('PriorityClass', 'erp-data'), 'match-dependency-priority', () => [
      ...ofClusters(),
      ...production.titles('Kafka'),
      ...production.titles('KafkaNodePool'),
    ]),
    ...deleted(manifests, production.ofKind('PriorityClass', 'erp-platform'), 'match-dependency-priority', () =>
      production.titles('EnvoyProxy'),
    ),
    ...edited(manifests, variables, environment),
    ...edited(manifests, roleSecrets, roleSecret),
    ...edited(
      manifests,
      certificates,
      {
        'match-advertised-name': { 'lacks the alias of the services': set('spec.dnsNames[0]', 'postgres.example.com') },
        'require-certificate-restart': { 'is renewed ten days before its end': set('spec.renewBefore', '240h') },
      },
      ofClusters,
    ),
    ...edited(
      manifests,
      production.ofKind('Certificate', 'kafka-tls'),
      {
        'match-advertised-name': { 'lacks the brokers': set('spec.dnsNames[2]', '*.kafka-kafka-brokers.erp-infra.svc') },
      },
      () => production.titles('Kafka'),
    ),
    ...edited(
      manifests,
      restarts,
      {
        'require-certificate-restart': {
          'runs once a month': set('spec.schedule', '0 4 1 * *'),
          'restarts something else': set('metadata.annotations["erp.example.com/restarts"]', 'grafana'),
          'is run by an account without rights': set('spec.jobTemplate.spec.template.spec.serviceAccountName', 'data-layer'),
        },
      },
      ofClusters,
    ),
    ...deleted(manifests, restarts, 'require-certificate-restart', ofClusters),
    ...edited(
      manifests,
      production.ofKind('Role', 'postgres-pooler-restart'),
      { 'require-certificate-restart': { 'allows another Deployment': set('rules[0].resourceNames', ['grafana']) } },
      ofClusters,
    ),
    ...edited(
      manifests,
      production.ofKind('PriorityClass', 'erp-platform'),
      { 'match-dependency-priority': { 'is no default, which poolers get': set('globalDefault', false) } },
      ofClusters,
    ),
    ...edited(
      manifests,
      production.ofKind('CronJob', 'postgres-archive-check'),
      { 'require-archive-check': { 'runs on Sundays': set('spec.schedule', '20 0 * * 0') } },
      () => variables.map(titleOf),
    ),
    added(
      'forbid-pooled-migration',
      'a migration that has the database through the pooler only',
      `apiVersion: batch/v1
kind: Job
metadata: { name: orders-migrate, namespace: erp-prod, annotations: { argocd.argoproj.io/hook: Sync } }
spec:
  template:
    metadata: { labels: { app: orders-migrate } }
    spec: { containers: [{ name: orders-migrate, env: [{ name: DATABASE_URL_FILE, value: /app/secrets/DATABASE_URL }] }] }
`,
    ),
    added(
      'forbid-unsaved-disk',
      'a service with a disk of which nobody says how it is saved',
      `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: print-spooler, namespace: erp-prod }
spec:
  serviceName: print-spooler-pods
  selector: { matchLabels: { app: print-spooler } }
  template: { metadata: { labels: { app: print-spooler } }, spec: { containers: [{ name: print-spooler }] } }
  volumeClaimTemplates: [{ metadata: { name: spool } }]
`,
    ),
    ...deleted(manifests, production.ofKind('CronJob', 'postgres-archive-check'), 'require-archive-check', () => variables.map(titleOf)),
  ];
}
