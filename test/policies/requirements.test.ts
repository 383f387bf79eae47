import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Manifest, World } from '../../policies/model.ts';
import { ownersOf } from '../../policies/requirements/model/code-owners.ts';
import { absent, amount, differences, exactly, including, keys, type Pattern, without } from '../../policies/requirements/model/pattern.ts';
import { type CheckedRequirement, type Evidence, isChecked, type Shortfall } from '../../policies/requirements/model/requirement.ts';
import { createWorld } from '../../policies/world.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import {
  collectEvidence,
  conformanceFile,
  conformanceSummary,
  conformanceText,
  judge,
  loadRequirements,
  shortfallText,
} from '../../scripts/judging/conformance.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { releaseChanges } from '../support/release-changes.ts';
import { copyOfRepository, runScript } from '../support/repository.ts';

const located = await loadRequirements();
const requirements = located.map(({ requirement }) => requirement);
const checked = requirements.filter(isChecked);
const root = realpathSync(process.cwd());
// What operators change for a while or for good is in no table of wrong values: those start from the catalog without it.
const operated = ['settings', 'scaling'].map((kind) => path.join('generators/catalog', kind)).filter((folder) => existsSync(folder));
const plain = operated.length === 0 ? root : await withoutOperations();
const sources = createSources(plain);
const evidence = await collectEvidence(sources);
const services = ['financial-service', 'sales-service', 'material-service'];

describe('the list of requirements', () => {
  it('has every requirement once, by number', () => {
    expect(requirements.map(({ id }) => id)).toEqual(Array.from({ length: 127 }, (_, index) => `R${index + 1}`));
  });

  it('checks what manifests can show today', () => {
    const covered = range(1, 127).map((number) => `R${number}`);
    expect(checked.map(({ id }) => id)).toEqual(covered);
  });

  it('keeps each requirement in the file of its section, in sentences', () => {
    for (const { requirement, file } of located) {
      const [chapter = '', part] = requirement.section.split('.');
      const names = [`section-${chapter}.ts`, `section-${chapter}-${part}.ts`];
      expect(names).toContain(file.replace('policies/requirements/', ''));
      expect(requirement.requirement).toMatch(/[.]$/);
      if (isChecked(requirement)) expect(requirement.deviation?.text ?? '.').toMatch(/[.]$/);
    }
  });

  it('names the defects of the manual by their numbers', () => {
    for (const defect of checked.flatMap(({ deviation }) => deviation?.defects ?? [])) {
      expect(defect).toMatch(/^D\d+$/);
      expect(Number(defect.slice(1))).toBeLessThanOrEqual(143);
    }
  });
});

describe('the rendered environments', () => {
  it.each(checked)('meet $id: $requirement', (requirement) => {
    expect(requirement.check(evidence)).toEqual([]);
  });
});

interface Change {
  readonly id: string;
  /** Absent: production. `argocd` means the objects under `argocd/`. */
  readonly environment?: string;
  readonly kind: string;
  /** `<service>` stands for each of the three; a trailing `*` for a hash. */
  readonly name: string;
  readonly namespace?: string;
  /** Empty: the whole object is taken away. Items of lists by position, or by a key: `[name=http]`. */
  readonly path: string;
  /** Undefined takes the field away; a function makes the new value from the old. */
  readonly to: unknown;
}

const notice = (path: string, to: unknown): Change => ({
  id: 'R84',
  environment: 'argocd',
  kind: 'Application',
  name: 'argo-cd',
  path: `spec.source.helm.valuesObject.notifications.${path}`,
  to,
});
const deployment = (id: string, path: string, to: unknown, environment = 'production'): Change => ({
  id,
  environment,
  kind: 'Deployment',
  name: '<service>',
  path,
  to,
});
const pod = (id: string, path: string, to: unknown, environment = 'production') =>
  deployment(id, `spec.template.spec.${path}`, to, environment);
const container = (id: string, path: string, to: unknown, environment = 'production') =>
  pod(id, `containers[name=<service>].${path}`, to, environment);
const config = (id: string, key: string, to: unknown, environment = 'production'): Change => ({
  id,
  environment,
  kind: 'ConfigMap',
  name: '<service>-config-*',
  path: `data.${key}`,
  to,
});
const secret = (id: string, path: string, to: unknown): Change => ({ id, kind: 'ExternalSecret', name: '<service>-secrets', path, to });
const store = (id: string, path: string, to: unknown): Change => ({
  id,
  kind: 'SecretStore',
  name: '<service>-vault',
  path: `spec.provider.vault.auth.jwt.${path}`,
  to,
});
const service = (id: string, path: string, to: unknown): Change => ({ id, kind: 'Service', name: '<service>', path, to });
const scaled = (id: string, path: string, to: unknown, environment = 'production'): Change => ({
  id,
  environment,
  kind: 'ScaledObject',
  name: '<service>',
  path,
  to,
});
const recommended = (id: string, path: string, to: unknown): Change => ({
  id,
  kind: 'VerticalPodAutoscaler',
  name: '<service>-vpa',
  path,
  to,
});
const flow = (id: string, path: string, to: unknown): Change => ({ id, kind: 'NetworkPolicy', name: '<service>-netpol', path, to });
const route = (id: string, path: string, to: unknown, environment = 'production'): Change => ({
  id,
  environment,
  kind: 'HTTPRoute',
  name: '<service>',
  path,
  to,
});
const infra = (id: string, kind: string, name: string, path: string, to: unknown, environment = 'production'): Change => ({
  id,
  environment,
  kind,
  name,
  namespace: 'erp-infra',
  path,
  to,
});
const chart = (id: string, release: string, value: string, to: unknown): Change => ({
  id,
  environment: 'argocd',
  kind: 'Application',
  name: `${release}-production`,
  path: `spec.source.helm.valuesObject.${value}`,
  to,
});
const added = (item: unknown) => (list: unknown) => [...asItems(list), item];
const horizontal = 'advanced.horizontalPodAutoscalerConfig';
const stranger = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'erp-strangers' };
const peersOn = (direction: 'from' | 'to', port: number) => (rules: unknown) =>
  asItems(rules).map((rule) => (JSON.stringify(rule).includes(`"port":${port}`) ? { ...(rule as object), [direction]: [] } : rule));
const anotherPort = (port: number) => (rules: unknown) =>
  JSON.parse(JSON.stringify(rules).replaceAll(`"port":${port}`, `"port":${port + 1}`)) as unknown;

const cron = (id: string, path: string, to: unknown, environment = 'production') =>
  infra(id, 'CronJob', 'postgres-backup', path === '' ? '' : `spec.${path}`, to, environment);
const dump = (id: string, path: string, to: unknown) =>
  cron(id, `jobTemplate.spec.template.spec.containers[name=postgres-backup].${path}`, to);
const script = (id: string, name: string, change: (text: string) => string) =>
  infra(id, 'ConfigMap', 'postgres-backup-scripts*', `data["${name}"]`, (text: unknown) => change(String(text)));

const alert = (id: string, object: string, name: string, path: string, to: unknown, environment = 'production') =>
  infra(id, 'PrometheusRule', object, `spec.groups[0].rules[alert=${name}].${path}`, to, environment);
const inText = (from: string, to: string) => (text: unknown) => String(text).replace(from, to);
/** Requirement, page of the handbook, and what its code must have. */
const neededCommands: readonly (readonly [string, string, string])[] = [
  ['R112', 'deploy', 'npm run ops -- promote'],
  ['R112', 'deploy', 'argocd app wait'],
  ['R112', 'rollout', 'rollout status'],
  ['R112', 'rollout', 'rollout history'],
  ['R112', 'rollout', 'git log'],
  ['R112', 'rollback', '--to 1.0.0'],
  ['R112', 'rollback', '--env production'],
  ['R114', 'logs', 'logs -f'],
  ['R114', 'logs', '--previous'],
  ['R114', 'logs', '--tail=100'],
  ['R114', 'logs', '{namespace="erp-prod"'],
  ['R114', 'logs', 'trace_id='],
  ['R115', 'debug', '--profile=restricted'],
  ['R115', 'debug', 'get cronjob break-glass'],
  ['R115', 'debug', 'create job --from=cronjob/break-glass'],
  ['R115', 'debug', '-n erp-prod top pods'],
  ['R115', 'debug', 'top nodes'],
  ['R116', 'pod-does-not-start', 'get events'],
  ['R116', 'pod-does-not-start', 'describe pod'],
  ['R116', 'pod-does-not-start', '--previous'],
  ['R116', 'pod-does-not-start', '.resources}'],
  ['R116', 'pod-does-not-start', '.image}'],
  ['R116', 'pod-does-not-start', 'get configmap'],
  ['R116', 'pod-does-not-start', 'describe externalsecret'],
  ['R117', 'database-connections', '-L spilo-role'],
  ['R117', 'database-connections', 'pg_isready'],
  ['R117', 'database-connections', 'spilo-role=master'],
  ['R117', 'database-connections', 'max_connections'],
  ['R117', 'slow-statements', 'pg_monitor'],
  ['R117', 'slow-statements', "state <> 'idle'"],
  ['R118', 'performance', 'top pods'],
  ['R118', 'performance', 'top nodes'],
  ['R118', 'performance', 'https://grafana.erp.example.com'],
  ['R118', 'performance', 'https://jaeger.erp.example.com'],
  ['R118', 'performance', 'mean_exec_time DESC'],
];

/** Requirement, and a command that no page may have. */
const forbiddenCommands: readonly (readonly [string, string])[] = [
  ['R112', 'kubectl set image deployment/financial-service financial-service=x -n erp-prod'],
  ['R112', 'kubectl -n erp-prod rollout undo deployment/financial-service'],
  ['R112', 'kubectl -n erp-prod scale deployment/financial-service --replicas=5'],
  ['R112', 'argocd app rollback financial-service-production'],
  ['R116', 'kubectl -n erp-prod get secret financial-service-secrets -o yaml'],
  ['R118', 'curl http://grafana.erp.example.com'],
];

const changes: readonly Change[] = [
  { id: 'R1', environment: 'test', kind: 'Deployment', name: '<all>', path: '', to: undefined },
  { id: 'R2', environment: 'dev', kind: 'RoleBinding', name: 'erp-dev-edit', namespace: 'erp-dev', path: 'subjects', to: added(stranger) },
  { id: 'R2', environment: 'dev', kind: 'RoleBinding', name: 'erp-dev-edit', namespace: 'erp-infra', path: '', to: undefined },
  { id: 'R2', environment: 'dev', kind: 'LimitRange', name: 'limits', namespace: 'erp-infra', path: 'kind', to: 'Backup' },
  { id: 'R2', environment: 'argocd', kind: 'AppProject', name: 'erp-dev', path: 'spec.roles[name=dev].groups', to: added('erp-qa') },
  { id: 'R3', environment: 'test', kind: 'RoleBinding', name: 'erp-qa-view', namespace: 'erp-test', path: 'subjects', to: added(stranger) },
  { id: 'R3', environment: 'test', kind: 'RoleBinding', name: 'erp-dev-edit', namespace: 'erp-test', path: 'subjects', to: [] },
  {
    id: 'R3',
    environment: 'test',
    kind: 'postgresql',
    name: 'postgres',
    namespace: 'erp-infra',
    path: 'spec.enableLogicalBackup',
    to: true,
  },
  { id: 'R3', environment: 'argocd', kind: 'AppProject', name: 'erp-test', path: 'spec.roles[name=qa]', to: undefined },
  {
    id: 'R4',
    environment: 'staging',
    kind: 'RoleBinding',
    name: 'erp-ops-edit',
    namespace: 'erp-staging',
    path: 'subjects[0].name',
    to: 'erp-qa',
  },
  cron('R4', 'schedule', '0 2 * * 1', 'staging'),
  cron('R5', '', undefined),
  { id: 'R115', kind: 'Role', name: 'break-glass', namespace: 'erp-prod', path: 'rules[0].verbs', to: ['get'] },
  { id: 'R115', kind: 'RoleBinding', name: 'break-glass', namespace: 'erp-prod', path: 'subjects', to: added(stranger) },
  { id: 'R115', kind: 'CronJob', name: 'break-glass', path: 'spec.suspend', to: false },
  {
    id: 'R115',
    kind: 'CronJob',
    name: 'break-glass',
    path: 'spec.jobTemplate.spec.template.spec.containers[0].image',
    to: 'busybox:latest',
  },
  { id: 'R115', kind: 'ClusterRole', name: 'erp-cluster-reader', path: 'rules', to: [] },
  { id: 'R115', kind: 'ClusterRoleBinding', name: 'erp-cluster-reader', path: '', to: undefined },
  infra('R118', 'postgresql', 'postgres', 'spec.postgresql.parameters.shared_preload_libraries', 'bg_mon'),
  infra('R5', 'ConfigMap', 'postgres-pod-env', 'data.USE_WALG_BACKUP', 'false'),
  infra('R5', 'postgresql', 'postgres', 'spec.postgresql.parameters.archive_timeout', undefined),
  { id: 'R4', environment: 'argocd', kind: 'AppProject', name: 'erp-staging', path: 'spec.destinations[0].namespace', to: '*' },
  {
    id: 'R5',
    kind: 'RoleBinding',
    name: 'erp-ops-view',
    namespace: 'erp-prod',
    path: 'subjects',
    to: added({ ...stranger, name: 'erp-dev' }),
  },
  {
    id: 'R5',
    kind: 'RoleBinding',
    name: 'erp-ops-view',
    namespace: 'erp-infra',
    path: 'subjects',
    to: added({ ...stranger, name: 'erp-dev' }),
  },
  { id: 'R5', kind: 'RoleBinding', name: 'erp-ops-view', namespace: 'erp-prod', path: 'subjects[0].kind', to: 'User' },
  { id: 'R5', environment: 'argocd', kind: 'AppProject', name: 'erp-production', path: 'spec.roles[name=ops].groups', to: ['erp-dev'] },
  {
    id: 'R5',
    environment: 'argocd',
    kind: 'AppProject',
    name: 'erp-production-platform',
    path: 'spec.roles[name=ops].policies',
    to: added('p, proj:erp-production-platform:ops, exec, create, erp-production-platform/*, allow'),
  },
  { id: 'R5', kind: 'RoleBinding', name: 'erp-ops-view', namespace: 'erp-prod', path: 'roleRef.name', to: 'edit' },
  { id: 'R2', environment: 'dev', kind: 'RoleBinding', name: 'erp-dev-exec', namespace: 'erp-infra', path: '', to: undefined },
  infra('R6', 'Gateway', 'erp-gateway', 'spec.listeners[name=https].tls.mode', 'Passthrough'),
  infra('R6', 'Gateway', 'erp-gateway', 'spec.listeners[name=https].port', 8443),
  infra('R6', 'EnvoyProxy', 'erp-gateway', 'spec.provider.kubernetes.envoyService.type', 'NodePort'),
  infra('R6', 'ClientTrafficPolicy', 'erp-gateway', 'spec.clientIPDetection.xForwardedFor.trustedCIDRs', []),
  { id: 'R6', kind: 'GatewayClass', name: 'eg', namespace: '', path: 'spec.controllerName', to: 'example.com/controller' },
  pod('R7', 'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values', [
    'us-east-1a',
  ]),
  pod('R7', 'topologySpreadConstraints[topologyKey=topology.kubernetes.io/zone].whenUnsatisfiable', 'ScheduleAnyway'),
  pod('R7', 'topologySpreadConstraints[topologyKey=topology.kubernetes.io/zone].maxSkew', 2, 'staging'),
  scaled('R8', 'spec.minReplicaCount', 5),
  scaled('R8', 'spec.minReplicaCount', 3, 'staging'),
  deployment('R8', 'spec.replicas', 2, 'dev'),
  deployment('R8', '', undefined),
  infra('R9', 'postgresql', 'postgres', 'spec.numberOfInstances', 2),
  infra('R9', 'postgresql', 'postgres', 'spec.patroni.ttl', undefined),
  chart('R10', 'redis-ha', 'replicas', 2),
  chart('R10', 'redis-ha', 'sentinel.quorum', 1),
  infra('R11', 'KafkaNodePool', 'broker', 'spec.replicas', 2),
  infra('R11', 'KafkaNodePool', 'broker', 'spec.roles', ['broker', 'controller']),
  chart('R12', 'kube-prometheus-stack', 'prometheus.prometheusSpec.podMetadata.labels.app', 'prom'),
  chart('R12', 'kube-prometheus-stack', 'alertmanager.enabled', false),
  chart('R12', 'kube-prometheus-stack', 'grafana.enabled', false),
  chart('R12', 'kube-prometheus-stack', 'grafana.admin.existingSecret', 'grafana'),
  chart('R12', 'kube-prometheus-stack', 'grafana["grafana.ini"]["auth.anonymous"].enabled', true),
  chart('R12', 'kube-prometheus-stack', 'grafana.sidecar.dashboards.label', 'dashboard'),
  chart('R12', 'loki', 'fullnameOverride', 'logs'),
  chart('R12', 'jaeger', 'fullnameOverride', 'traces'),
  infra('R12', 'ConfigMap', 'grafana-data-sources', 'metadata.labels.grafana_datasource', '0'),
  infra('R12', 'ConfigMap', 'grafana-data-sources', 'data', { 'data-sources.yaml': '{}' }),
  infra('R12', 'ExternalSecret', 'grafana-admin', 'spec.target.template.data', { password: '{{ .password }}' }),
  { id: 'R13', kind: 'Namespace', name: 'erp-prod', namespace: '', path: 'metadata.labels.team', to: 'infrastructure' },
  { id: 'R13', kind: 'Namespace', name: 'erp-prod', namespace: '', path: 'metadata.labels.environment', to: 'prod' },
  {
    id: 'R13',
    environment: 'staging',
    kind: 'Namespace',
    name: 'erp-staging',
    namespace: '',
    path: 'metadata.labels.environment',
    to: 'production',
  },
  { id: 'R14', kind: 'Namespace', name: 'erp-infra', namespace: '', path: 'metadata.labels.team', to: 'erp-platform' },
  { id: 'R14', kind: 'Namespace', name: 'erp-infra', namespace: '', path: 'metadata.labels.environment', to: 'staging' },
  infra('R14', 'Service', 'redis-master', '', undefined),
  { id: 'R15', kind: 'ConfigMap', name: '<service>-config-*', path: 'metadata.name', to: 'settings' },
  container('R15', 'envFrom[0].configMapRef.name', 'settings'),
  config('R16', 'APP_NAME', 'erp'),
  config('R16', 'APP_ENV', 'prod'),
  config('R16', 'LOG_LEVEL', 'debug'),
  config('R16', 'LOG_LEVEL', 'info', 'dev'),
  config('R17', 'DATABASE_MAX_CONNECTIONS', '21'),
  config('R17', 'DATABASE_MIN_CONNECTIONS', '4'),
  config('R18', 'REDIS_MAX_CONNECTIONS', '51'),
  config('R19', 'KAFKA_BROKERS', (text: unknown) => String(text).replace('kafka-broker-2.', 'kafka-2.')),
  config('R19', 'KAFKA_BROKERS', (text: unknown) => String(text).replaceAll('9092', '9093'), 'dev'),
  config('R20', 'KAFKA_GROUP_ID', 'group'),
  config('R20', 'KAFKA_GROUP_ID', 'financial-service-prod-group', 'staging'),
  {
    id: 'R21',
    kind: 'ConfigMap',
    name: 'financial-service-config-*',
    path: 'data.KAFKA_TOPIC_TRANSACTION_POSTED',
    to: 'transaction.posted',
  },
  config('R22', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'http://jaeger-collector.erp-infra.svc.cluster.local:14268/api/traces'),
  config('R22', 'OTEL_SERVICE_NAME', 'erp'),
  config('R22', 'OTEL_RESOURCE_ATTRIBUTES', 'service.namespace=erp,deployment.environment.name=staging'),
  flow('R22', 'spec.egress', anotherPort(4317)),
  infra('R22', 'Service', 'jaeger-collector', 'spec.ports[name=otlp-grpc].port', 14268),
  infra('R22', 'NetworkPolicy', 'tracing-clients', 'spec.ingress[0].ports[0].port', 14268),
  infra('R22', 'NetworkPolicy', 'tracing-clients', 'spec.podSelector', {}),
  deployment('R22', 'spec.template.metadata.labels["erp.example.com/tracing-client"]', undefined),
  chart('R22', 'jaeger', 'userconfig.receivers.otlp.protocols.grpc.endpoint', '0.0.0.0:14268'),
  chart('R22', 'jaeger', 'userconfig.extensions.jaeger_storage.backends.badger.badger.ttl.spans', '24h'),
  chart('R22', 'jaeger', 'userconfig.extensions.jaeger_storage.backends.badger.badger.ephemeral', true),
  infra('R22', 'PersistentVolumeClaim', 'jaeger-badger', '', undefined),
  config('R23', 'PROMETHEUS_METRICS_PORT', '9090'),
  secret('R24', 'spec.target.name', 'secrets'),
  secret('R24', 'spec.target.template.type', 'kubernetes.io/basic-auth'),
  secret('R24', 'spec.target.template.data.JWT_SECRET', undefined),
  secret('R24', 'spec.target.template.data.ADMIN_PASSWORD', '{{ .ADMIN_PASSWORD }}'),
  secret('R24', 'spec.data[0].remoteRef.key', 'erp/staging/financial-service'),
  secret('R24', 'spec.secretStoreRef.name', 'other'),
  secret('R24', 'spec.secretStoreRef', { kind: 'ClusterSecretStore', name: 'vault' }),
  store('R24', 'role', 'erp-production'),
  store('R24', 'path', 'jwt-staging'),
  store('R24', 'kubernetesServiceAccountToken.serviceAccountRef.name', 'default'),
  store('R24', 'kubernetesServiceAccountToken.serviceAccountRef.audiences', ['https://kubernetes.default.svc']),
  secret('R25', 'spec.target.template.data.DATABASE_URL', (text: unknown) => String(text).replace('verify-full', 'require')),
  secret('R25', 'spec.target.template.data.DATABASE_URL', (text: unknown) => String(text).replace(/\w+_user/, 'erp_user')),
  secret('R25', 'spec.target.template.data.DATABASE_URL', (text: unknown) => String(text).replace(/\w+_db/, 'erp_prod')),
  pod('R25', 'volumes[name=ca].secret.secretName', 'other-ca'),
  container('R25', 'volumeMounts[name=ca].mountPath', '/ca'),
  { id: 'R25', kind: 'ExternalSecret', name: 'data-ca', path: 'spec.target.template.data', to: { ca: '{{ .value }}' } },
  infra('R25', 'Service', 'postgres-primary', 'spec.selector', { 'app.kubernetes.io/name': 'postgresql-ha' }),
  secret('R26', 'spec.target.template.data.REDIS_URL', (text: unknown) => String(text).replace('/0', '/1')),
  secret('R26', 'spec.target.template.data.REDIS_URL', 'redis://redis-master.erp-infra.svc.cluster.local:6379/0'),
  infra('R26', 'Service', 'redis-master', 'spec.ports[name=redis].port', 26379),
  secret('R27', 'spec.target.template.data.JWT_SECRET', 'short'),
  secret('R27', 'spec.target.template.data.JWT_SECRET', '{{ .JWT_SECRET }}'),
  secret('R27', 'spec.target.template.data.JWT_SECRET', (text: unknown) => String(text).replace('32 }}', '16 }}')),
  secret('R27', 'spec.data[secretKey=JWT_SECRET].remoteRef.key', 'erp/production/shared'),
  secret('R28', 'spec.target.template.data.ENCRYPTION_KEY', 'c2hvcnQ='),
  secret('R28', 'spec.target.template.data.ENCRYPTION_KEY', '{{ .ENCRYPTION_KEY }}'),
  secret('R28', 'spec.data[secretKey=ENCRYPTION_KEY].remoteRef.property', 'JWT_SECRET'),
  { id: 'R29', kind: 'ExternalSecret', name: '<service>-secrets', path: 'kind', to: 'Secret' },
  {
    id: 'R29',
    kind: 'ClusterSecretStore',
    name: 'vault',
    namespace: '',
    path: 'spec.provider.vault.server',
    to: 'http://vault.example.com:8200',
  },
  { id: 'R29', kind: 'ClusterSecretStore', name: 'vault', namespace: '', path: 'spec.provider.vault.auth.jwt.role', to: 'erp-dev' },
  deployment('R30', 'apiVersion', 'apps/v1beta1'),
  deployment('R30', 'metadata.labels.app', 'erp'),
  deployment('R30', 'metadata.labels.version', 'v0.9.0'),
  deployment('R30', 'spec.template.metadata.labels.version', 'v0.9.0'),
  deployment('R30', 'spec.selector.matchLabels.version', 'v1.0.0'),
  scaled('R31', 'spec.minReplicaCount', 2),
  deployment('R31', 'spec.replicas', 3),
  deployment('R32', 'spec.strategy.rollingUpdate.maxSurge', '25%'),
  deployment('R32', 'spec.strategy.rollingUpdate.maxUnavailable', 1),
  deployment('R32', 'spec.strategy.type', 'Recreate', 'dev'),
  deployment('R33', 'spec.template.metadata.annotations["prometheus.io/scrape"]', 'false'),
  deployment('R33', 'spec.template.metadata.annotations["prometheus.io/port"]', '9090'),
  deployment('R33', 'spec.template.metadata.annotations["prometheus.io/path"]', '/'),
  pod('R34', 'affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight', 50),
  pod(
    'R34',
    'affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey',
    'topology.kubernetes.io/zone',
  ),
  pod(
    'R34',
    'affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector.matchExpressions[0].key',
    'name',
  ),
  container('R35', 'image', (text: unknown) => String(text).replace(/@.*/, '')),
  container('R35', 'image', (text: unknown) => String(text).replace('registry.example.com', 'docker.io')),
  container('R35', 'imagePullPolicy', 'Always'),
  pod('R35', 'imagePullSecrets', []),
  { id: 'R35', kind: 'ExternalSecret', name: 'registry-credentials', path: 'spec.target.template.type', to: 'Opaque' },
  { id: 'R35', kind: 'ExternalSecret', name: 'registry-credentials', path: 'spec.target.template.data', to: {} },
  container('R36', 'ports[name=http].containerPort', 8080),
  container('R36', 'ports[name=grpc].containerPort', 50052),
  container('R36', 'ports[name=metrics].containerPort', 9090),
  container('R36', 'ports[name=http].protocol', 'UDP', 'dev'),
  container('R37', 'env[name=APP_HOST].value', '127.0.0.1'),
  container('R37', 'env[name=APP_PORT].value', '8080'),
  container('R38', 'envFrom', added({ secretRef: { name: 'secrets' } })),
  container('R38', 'env', added({ name: 'JWT_SECRET', valueFrom: { secretKeyRef: { name: 'secrets', key: 'JWT_SECRET' } } })),
  container('R38', 'env[name=JWT_SECRET_FILE].value', '/tmp/JWT_SECRET'),
  container('R38', 'volumeMounts[name=config].readOnly', false),
  container('R38', 'volumeMounts[name=secrets].mountPath', '/secrets'),
  pod('R38', 'volumes[name=secrets].secret.defaultMode', 0o644),
  pod('R38', 'volumes[name=config].configMap.name', 'other'),
  container('R39', 'resources.requests.cpu', '400m'),
  container('R39', 'resources.requests.memory', '1Gi'),
  container('R39', 'resources.requests.cpu', '500m', 'dev'),
  container('R39', 'resources.requests.memory', '256Mi', 'staging'),
  container('R40', 'resources.limits.cpu', '4'),
  container('R40', 'resources.limits.memory', '4Gi'),
  container('R40', 'resources.limits.memory', '2Gi', 'test'),
  container('R41', 'livenessProbe.failureThreshold', 4),
  container('R41', 'livenessProbe.initialDelaySeconds', 0),
  container('R41', 'livenessProbe.periodSeconds', 15),
  container('R41', 'livenessProbe.timeoutSeconds', 1),
  container('R41', 'livenessProbe.httpGet.path', '/health', 'dev'),
  container('R41', 'livenessProbe.httpGet.port', 'grpc'),
  container('R42', 'readinessProbe.failureThreshold', 1),
  container('R42', 'readinessProbe.initialDelaySeconds', 5),
  container('R42', 'readinessProbe.periodSeconds', 10),
  container('R42', 'readinessProbe.timeoutSeconds', 5),
  container('R42', 'readinessProbe.successThreshold', undefined),
  container('R42', 'readinessProbe.httpGet.path', '/health/live'),
  container('R43', 'startupProbe.failureThreshold', 10),
  container('R43', 'startupProbe.initialDelaySeconds', 5),
  container('R43', 'startupProbe.periodSeconds', 10),
  container('R43', 'startupProbe.timeoutSeconds', 1),
  container('R43', 'startupProbe', undefined, 'test'),
  container('R44', 'securityContext.runAsNonRoot', false),
  container('R44', 'securityContext.runAsUser', 1001),
  container('R44', 'securityContext.allowPrivilegeEscalation', true),
  container('R44', 'securityContext.readOnlyRootFilesystem', undefined),
  container('R44', 'securityContext.capabilities.drop', ['NET_RAW']),
  container('R44', 'securityContext.capabilities.add', ['NET_ADMIN']),
  pod('R44', 'securityContext.seccompProfile', undefined),
  pod('R45', 'volumes[name=tmp]', { name: 'tmp', hostPath: { path: '/tmp' } }),
  pod('R45', 'volumes[name=tmp].emptyDir', {}),
  container('R45', 'volumeMounts[name=tmp].readOnly', true),
  pod('R46', 'terminationGracePeriodSeconds', 30),
  container('R46', 'lifecycle.preStop.sleep.seconds', 20),
  config('R46', 'SHUTDOWN_DRAIN_SECONDS', '60'),
  deployment('R47', 'spec.progressDeadlineSeconds', undefined),
  { id: 'R47', environment: 'argocd', kind: 'AppProject', name: 'erp-production', path: 'spec.roles[name=ops].policies', to: [] },
  service('R48', 'spec.type', 'LoadBalancer'),
  service('R48', 'spec.selector.version', 'v1.0.0'),
  service('R48', 'spec.sessionAffinity', 'ClientIP'),
  service('R49', 'spec.ports[name=http].port', 8000),
  service('R49', 'spec.ports[name=grpc].targetPort', 50051),
  service('R49', 'spec.ports[name=metrics]', undefined),
  { id: 'R49', kind: 'Service', name: '<service>-grpc', path: 'spec.clusterIP', to: undefined },
  infra(
    'R50',
    'EnvoyProxy',
    'erp-gateway',
    'spec.provider.kubernetes.envoyService.annotations["service.beta.kubernetes.io/aws-load-balancer-type"]',
    undefined,
  ),
  infra('R50', 'Gateway', 'erp-gateway', 'spec.infrastructure', undefined),
  infra('R51', 'Gateway', 'erp-gateway', 'metadata.annotations["cert-manager.io/cluster-issuer"]', 'letsencrypt-staging'),
  infra('R51', 'Gateway', 'erp-gateway', 'spec.listeners[name=https].hostname', 'erp.example.com'),
  infra('R51', 'Gateway', 'erp-gateway', 'spec.listeners[name=https].tls.certificateRefs[0].name', 'other'),
  { id: 'R51', kind: 'ClusterIssuer', name: 'letsencrypt-prod', namespace: '', path: 'spec.acme.server', to: 'https://acme.example.com/' },
  route('R51', 'spec.hostnames', ['api.example.com']),
  route('R51', 'spec.parentRefs[0].sectionName', undefined),
  route('R51', 'spec.hostnames', ['api.erp.example.com'], 'staging'),
  { id: 'R52', kind: 'HTTPRoute', name: 'https-redirect', path: 'spec.rules[0].filters[0].requestRedirect.scheme', to: 'http' },
  { id: 'R52', kind: 'HTTPRoute', name: 'https-redirect', path: '', to: undefined },
  { id: 'R52', environment: 'dev', kind: 'HTTPRoute', name: 'https-redirect', path: 'spec.parentRefs[0].sectionName', to: 'https' },
  route('R52', 'spec.parentRefs[0].sectionName', undefined),
  infra('R52', 'HTTPRoute', 'jaeger', 'spec.parentRefs[0].sectionName', 'http'),
  { id: 'R53', kind: 'BackendTrafficPolicy', name: '<service>', path: 'spec.rateLimit.local.rules[0].limit.requests', to: 1000 },
  { id: 'R53', kind: 'BackendTrafficPolicy', name: '<service>', path: 'spec.rateLimit.local.rules[0].limit.unit', to: 'Minute' },
  {
    id: 'R53',
    kind: 'BackendTrafficPolicy',
    name: '<service>',
    path: 'spec.rateLimit.local.rules[1].clientSelectors[0].sourceCIDR.type',
    to: 'Exact',
  },
  { id: 'R53', kind: 'BackendTrafficPolicy', name: '<service>', path: 'spec.targetRefs[0].name', to: 'other' },
  infra('R53', 'ClientTrafficPolicy', 'erp-gateway', 'spec.connection', undefined),
  infra('R54', 'SecurityPolicy', 'erp-gateway', 'spec.cors.allowOrigins', ['*']),
  infra('R54', 'SecurityPolicy', 'erp-gateway', 'spec.cors.allowOrigins', added('https://other.example.com')),
  route('R55', 'spec.rules[1].timeouts.request', '30s'),
  { id: 'R55', kind: 'BackendTrafficPolicy', name: '<service>', path: 'spec.timeout.tcp.connectTimeout', to: '10s' },
  infra('R55', 'ClientTrafficPolicy', 'erp-gateway', 'spec.timeout.http.requestReceivedTimeout', '10s'),
  route('R56', 'spec.rules[1].matches[0].path.value', '/api'),
  route('R56', 'spec.rules[1].filters', []),
  route('R56', 'spec.rules[1].backendRefs[0].port', 8000),
  route('R56', 'spec.rules[0].matches', added({ path: { type: 'PathPrefix', value: '/' } })),
  { id: 'R56', kind: 'HTTPRouteFilter', name: 'not-found', path: 'spec.directResponse.statusCode', to: 200 },
  scaled('R57', 'spec.minReplicaCount', 7),
  scaled('R57', 'spec.maxReplicaCount', 10),
  scaled('R57', 'spec.maxReplicaCount', 10, 'staging'),
  scaled('R57', `spec.${horizontal}.name`, 'hpa'),
  scaled('R57', 'spec.scaleTargetRef.kind', 'StatefulSet'),
  scaled('R58', 'spec.triggers[type=cpu].metadata.value', '75'),
  scaled('R59', 'spec.triggers[type=memory].metadata.value', '70'),
  scaled('R59', 'spec.triggers[type=memory].metricType', 'AverageValue'),
  scaled('R60', 'spec.triggers[type=prometheus].metadata.threshold', '500'),
  scaled('R60', 'spec.triggers[type=prometheus].metricType', 'Value'),
  scaled('R60', 'spec.triggers[type=prometheus].metadata.query', 'sum(http_requests_total)'),
  scaled('R61', `spec.${horizontal}.behavior.scaleDown.stabilizationWindowSeconds`, 60),
  scaled('R61', `spec.${horizontal}.behavior.scaleDown.policies[0].value`, 100),
  scaled('R61', `spec.${horizontal}.behavior.scaleDown.policies[0].periodSeconds`, 15),
  scaled('R62', `spec.${horizontal}.behavior.scaleUp.stabilizationWindowSeconds`, 30),
  scaled('R62', `spec.${horizontal}.behavior.scaleUp.selectPolicy`, 'Min'),
  scaled('R62', `spec.${horizontal}.behavior.scaleUp.policies[type=Pods].value`, 2),
  scaled('R62', `spec.${horizontal}.behavior.scaleUp.policies[type=Percent].periodSeconds`, 60),
  infra('R63', 'postgresql', 'postgres', 'spec.numberOfInstances', 2),
  infra('R63', 'postgresql', 'postgres', 'spec.patroni.synchronous_mode', false),
  infra('R63', 'postgresql', 'postgres', 'spec.topologySpreadConstraints', []),
  infra('R63', 'postgresql', 'postgres', 'spec.numberOfInstances', 3, 'dev'),
  chart('R63', 'postgres-operator', 'configKubernetes.watched_namespace', '*'),
  infra('R64', 'postgresql', 'postgres', 'spec.postgresql.version', '15'),
  infra('R65', 'postgresql', 'postgres', 'spec.users.financial_user', undefined),
  infra('R65', 'postgresql', 'postgres', 'spec.users.sales_user', ['superuser']),
  infra('R65', 'postgresql', 'postgres', 'spec.databases.financial_db', 'erp_user'),
  infra('R65', 'ExternalSecret', 'financial-user.postgres.credentials.postgresql.acid.zalan.do', '', undefined),
  infra('R66', 'postgresql', 'postgres', 'spec.resources.requests.cpu', '500m'),
  infra('R66', 'postgresql', 'postgres', 'spec.resources.limits.memory', '4Gi'),
  infra('R66', 'postgresql', 'postgres', 'spec.resources.limits', undefined, 'test'),
  infra('R67', 'postgresql', 'postgres', 'spec.volume.size', '8Gi'),
  infra('R67', 'postgresql', 'postgres', 'spec.volume.storageClass', 'gp2'),
  { id: 'R67', kind: 'StorageClass', name: 'gp3', namespace: '', path: 'parameters.encrypted', to: 'false' },
  { id: 'R67', kind: 'StorageClass', name: 'gp3', namespace: '', path: 'reclaimPolicy', to: 'Delete' },
  infra('R68', 'postgresql', 'postgres', 'spec.sidecars[name=exporter].ports[0].containerPort', 9090),
  infra('R68', 'postgresql', 'postgres', 'spec.postgresql.parameters.shared_preload_libraries', 'pgaudit'),
  infra('R68', 'PodMonitor', 'postgres', 'spec.podMetricsEndpoints', []),
  infra('R69', 'postgresql', 'postgres', 'spec.connectionPooler.numberOfInstances', 1),
  infra('R69', 'postgresql', 'postgres', 'spec.connectionPooler.mode', 'session'),
  infra('R69', 'postgresql', 'postgres', 'spec.connectionPooler.resources.limits.memory', '512Mi'),
  infra('R69', 'postgresql', 'postgres', 'spec.enableConnectionPooler', false),
  infra('R69', 'postgresql', 'postgres', 'spec.tls', undefined),
  infra('R69', 'Certificate', 'postgres-tls', 'spec.dnsNames', ['postgres']),
  chart('R70', 'postgres-operator', 'configGeneral.kubernetes_use_configmaps', false),
  chart('R70', 'postgres-operator', 'configGeneral.etcd_host', 'etcd.erp-infra.svc:2379'),
  chart('R71', 'redis-ha', 'auth', false),
  chart('R71', 'redis-ha', 'existingSecret', 'redis'),
  chart('R71', 'redis-ha', 'image.tag', '8.8.0-alpine'),
  chart('R71', 'redis-ha', 'redis.config["maxmemory-policy"]', 'allkeys-lru'),
  infra('R71', 'ExternalSecret', 'redis-ha', 'spec.target.template.data', { password: '{{ .password }}' }),
  chart('R72', 'redis-ha', 'replicas', 2),
  chart('R72', 'redis-ha', 'persistentVolume.size', '8Gi'),
  chart('R72', 'redis-ha', 'redis.resources.limits.memory', '1Gi'),
  chart('R72', 'redis-ha', 'hardAntiAffinity', false),
  chart('R73', 'redis-ha', 'sentinel.quorum', 1),
  chart('R73', 'redis-ha', 'sentinel.config["failover-timeout"]', 180000),
  chart('R73', 'redis-ha', 'exporter.enabled', false),
  chart('R73', 'redis-ha', 'haproxy.enabled', false),
  infra('R74', 'Kafka', 'kafka', 'spec.kafka.version', '3.6.0'),
  infra('R74', 'KafkaNodePool', 'broker', 'spec.replicas', 2),
  infra('R74', 'KafkaNodePool', 'broker', 'spec.resources.limits.memory', '768Mi'),
  chart('R74', 'strimzi', 'generateNetworkPolicy', true),
  infra('R75', 'KafkaNodePool', 'broker', 'spec.storage.volumes[0].size', '8Gi'),
  infra('R75', 'KafkaNodePool', 'controller', 'spec.storage.volumes[0].class', 'gp2'),
  infra('R75', 'KafkaNodePool', 'controller', 'spec.replicas', 1),
  infra('R75', 'KafkaNodePool', 'broker', 'spec.storage.volumes[0].deleteClaim', true),
  infra('R76', 'Kafka', 'kafka', 'spec.kafka.metricsConfig', undefined),
  infra('R76', 'Kafka', 'kafka', 'spec.kafkaExporter', undefined),
  infra('R76', 'PodMonitor', 'kafka', 'spec.podMetricsEndpoints[0].port', 'http'),
  infra('R76', 'NetworkPolicy', 'kafka-exporter', 'spec.ingress', []),
  infra('R77', 'Kafka', 'kafka', 'spec.kafka.listeners[0].tls', false),
  infra('R77', 'Kafka', 'kafka', 'spec.kafka.listeners[0].authentication', undefined),
  infra('R77', 'Kafka', 'kafka', 'spec.kafka.listeners', added({ name: 'outside', port: 9094, type: 'loadbalancer', tls: true })),
  infra('R77', 'Kafka', 'kafka', 'spec.kafka.authorization', undefined),
  infra('R77', 'KafkaUser', 'financial-service', '', undefined),
  config('R77', 'KAFKA_SECURITY_PROTOCOL', 'PLAINTEXT'),
  container('R77', 'env[name=KAFKA_SASL_PASSWORD_FILE]', undefined),
  infra('R78', 'KafkaTopic', 'financial.transaction.posted', 'spec.partitions', 3),
  infra('R78', 'KafkaTopic', 'financial.transaction.posted', 'spec.replicas', 1),
  infra('R78', 'KafkaTopic', 'financial.transaction.posted', 'spec.config["min.insync.replicas"]', 1),
  deployment('R83', 'spec.progressDeadlineSeconds', 60),
  container('R83', 'readinessProbe', undefined, 'dev'),
  { id: 'R83', environment: 'argocd', kind: 'Application', name: '<service>-production', path: 'spec.syncPolicy.retry', to: undefined },
  notice('enabled', false),
  notice('notifiers["service.slack"]', 'token: xoxb-1'),
  notice('subscriptions[0].recipients[0]', 'slack:random'),
  notice('subscriptions[0].triggers', ['on-deployed']),
  notice('triggers["trigger.on-sync-failed"]', undefined),
  notice('templates["template.deployed"]', (text: string) => text.replace('.app.status.summary.images', '')),
  notice('templates["template.health-degraded"]', (text: string) => text.replace('"Status"', '"State"')),
  notice('templates["template.sync-failed"]', (text: string) => text.replace('erp.example.com/application', 'name')),
  chart('R90', 'kube-prometheus-stack', 'prometheus.prometheusSpec.scrapeInterval', '30s'),
  chart('R90', 'kube-prometheus-stack', 'prometheus.prometheusSpec.evaluationInterval', '1m'),
  chart('R90', 'kube-prometheus-stack', 'prometheus.prometheusSpec.externalLabels.cluster', 'erp'),
  chart('R90', 'kube-prometheus-stack', 'prometheus.prometheusSpec.retentionSize', undefined),
  chart('R91', 'kube-prometheus-stack', 'prometheus.prometheusSpec.ruleSelectorNilUsesHelmValues', true),
  chart('R91', 'kube-prometheus-stack', 'prometheus.prometheusSpec.ruleNamespaceSelector', {
    matchExpressions: [{ values: ['erp-infra'] }],
  }),
  chart('R91', 'kube-prometheus-stack', 'alertmanager.alertmanagerSpec.replicas', 2),
  infra('R91', 'NetworkPolicy', 'alertmanager', 'spec.ingress', anotherPort(9093)),
  infra('R91', 'NetworkPolicy', 'prometheus', 'spec.egress', anotherPort(9093)),
  chart('R92', 'kube-prometheus-stack', 'kubelet.enabled', false),
  chart('R92', 'kube-prometheus-stack', 'kubeApiServer', { enabled: false }),
  infra('R92', 'NetworkPolicy', 'prometheus', 'spec.egress', anotherPort(10250)),
  infra('R92', 'PodMonitor', 'postgres', 'spec.podMetricsEndpoints[0].port', 'metrics'),
  infra('R92', 'PodMonitor', 'redis', 'spec.selector.matchLabels.app', 'redis'),
  infra('R92', 'PodMonitor', 'kafka', '', undefined),
  { id: 'R92', kind: 'PodMonitor', name: '<service>', path: 'spec.podMetricsEndpoints[0].port', to: 'http' },
  { id: 'R92', environment: 'dev', kind: 'PodMonitor', name: '<service>', path: '', to: undefined },
  { id: 'R93', kind: 'PodMonitor', name: '<service>', path: 'spec.podTargetLabels', to: ['app', 'version'] },
  { id: 'R93', kind: 'PodMonitor', name: '<service>', path: 'spec.jobLabel', to: undefined },
  { id: 'R93', kind: 'PodMonitor', name: '<service>', path: 'spec.podMetricsEndpoints[0].honorLabels', to: true },
  infra('R94', 'PrometheusRule', 'erp-services', '', undefined),
  infra('R94', 'PrometheusRule', 'erp-services', 'spec.groups[0].interval', '1m'),
  alert('R94', 'erp-services', 'ServiceDown', 'for', '5m', 'staging'),
  alert('R94', 'erp-services', 'ServiceDown', 'labels.severity', 'warning'),
  alert('R94', 'erp-services', 'ServiceDown', 'expr', 'up{job=~"kubernetes-pods",app=~".*-service"} == 0'),
  alert('R94', 'erp-services', 'ServiceDown', 'expr', inText('erp-prod', 'erp-dev')),
  alert('R95', 'erp-services', 'HighErrorRate', 'for', '1m'),
  alert('R95', 'erp-services', 'HighErrorRate', 'expr', inText('0.05', '0.5')),
  alert('R95', 'erp-services', 'HighErrorRate', 'expr', inText('sum by (namespace, app) ', '')),
  alert('R95', 'erp-services', 'HighErrorRate', 'expr', inText('status=~"5.."', 'status=~"4.."')),
  alert('R96', 'erp-services', 'HighLatency', 'for', undefined),
  alert('R96', 'erp-services', 'HighLatency', 'expr', inText(') > 1', ') > 10')),
  alert('R96', 'erp-services', 'HighLatency', 'expr', inText('0.95', '0.5')),
  alert('R96', 'erp-services', 'HighLatency', 'expr', inText('app, le', 'app, path, le')),
  alert('R97', 'erp-services', 'HighCPUUsage', 'expr', inText('container!=""', 'container=""')),
  alert('R97', 'erp-services', 'HighCPUUsage', 'expr', inText('erp-prod', 'erp-dev')),
  alert('R97', 'erp-services', 'HighCPUUsage', 'for', '5m'),
  alert('R98', 'erp-services', 'HighMemoryUsage', 'expr', inText('0.9', '0.99')),
  alert('R98', 'erp-services', 'HighMemoryUsage', 'expr', inText('resource="memory"', 'resource="cpu"')),
  alert('R98', 'erp-services', 'HighMemoryUsage', 'labels.severity', 'none'),
  alert('R99', 'erp-postgres', 'HighDatabaseConnections', 'expr', inText('/ on (namespace, pod)', '/')),
  alert('R99', 'erp-postgres', 'HighDatabaseConnections', 'expr', inText('0.8', '0.9'), 'dev'),
  alert('R99', 'erp-postgres', 'HighDatabaseConnections', 'for', '10m'),
  alert('R100', 'erp-postgres', 'DatabaseDeadlocks', 'expr', inText('[5m]', '[1h]')),
  alert('R100', 'erp-postgres', 'DatabaseDeadlocks', 'expr', inText('> 0', '> 10')),
  alert('R100', 'erp-postgres', 'DatabaseDeadlocks', 'for', '15m'),
  alert(
    'R101',
    'erp-postgres',
    'HighSlowQueries',
    'expr',
    'rate(pg_stat_database_tup_returned[5m]) / rate(pg_stat_database_tup_fetched[5m]) < 0.5',
  ),
  alert('R101', 'erp-postgres', 'HighSlowQueries', 'for', '1m'),
  alert('R102', 'erp-services', 'HighErrorRate', 'annotations.description', 'Something is wrong'),
  alert('R102', 'erp-services', 'HighErrorRate', 'annotations.description', 'Errors on {{ $labels.app }}'),
  alert('R102', 'erp-services', 'HighCPUUsage', 'annotations.summary', 'High CPU usage'),
  alert('R102', 'erp-kafka', 'KafkaUnderMinIsr', 'annotations.runbook_url', undefined),
  alert('R102', 'erp-kafka', 'KafkaUnderMinIsr', 'labels.team', undefined, 'test'),
  infra('R103', 'ConfigMap', 'dashboard-kafka', '', undefined),
  infra('R103', 'ConfigMap', 'dashboard-service', 'metadata.labels.grafana_dashboard', undefined),
  infra('R103', 'ConfigMap', 'dashboard-service', 'metadata.annotations.grafana_folder', 'Other', 'dev'),
  infra('R103', 'ConfigMap', 'dashboard-service', 'data["service.json"]', '{"uid": "service", "editable": false, "panels": []}'),
  infra('R103', 'ConfigMap', 'dashboard-redis', 'data["redis.json"]', (text: string) => text.replace('"uid": "redis"', '"uid": "cache"')),
  infra('R103', 'ConfigMap', 'dashboard-redis', 'data["redis.json"]', (text: string) =>
    text.replace('"editable": false', '"editable": true'),
  ),
  infra('R103', 'ConfigMap', 'dashboard-postgres', 'data["postgres.json"]', (text: string) => text.replaceAll('"targets"', '"target"')),
  infra('R103', 'ConfigMap', 'dashboard-delivery', 'data', added({})),
  ...[
    { path: 'schedule', to: '0 2 * * 0' },
    { path: 'timeZone', to: undefined },
    { path: 'concurrencyPolicy', to: 'Allow' },
    { path: 'suspend', to: true },
  ].flatMap(({ path: field, to }) => [cron('R104', field, to), cron('R104', field, to, 'staging')]),
  cron('R104', '', undefined),
  cron('R105', 'successfulJobsHistoryLimit', 3),
  cron('R105', 'failedJobsHistoryLimit', 1),
  cron('R105', 'jobTemplate.spec.backoffLimit', 6),
  cron('R105', 'jobTemplate.spec.template.spec.restartPolicy', 'Never'),
  dump('R106', 'image', 'registry.example.com/erp/postgres-backup:15.9.0'),
  dump('R106', 'image', 'docker.io/library/postgres:16-alpine'),
  dump('R107', 'command', ['/bin/sh', '-c', 'pg_dump']),
  dump('R107', 'env[name=BACKUP_STORE].value', 's3://erp-backups/other'),
  dump('R107', 'env[name=BACKUP_DATABASES].value', 'financial_db sales_db'),
  script('R107', 'backup.sh', (text) => text.replace('pg_dump --format=custom', 'pg_dump')),
  script('R107', 'backup.sh', (text) => text.replace('%Y%m%d_%H%M%S', '%s')),
  script('R107', 'common.sh', (text) => text.replace('set -uo pipefail', 'set -u')),
  cron('R108', 'jobTemplate.spec.template.spec.volumes[name=tmp].emptyDir', {}),
  script('R108', 'common.sh', (text) => text.replace('rm -rf', 'ls')),
  script('R109', 'backup.sh', (text) => `${text}aws s3 rm s3://erp-backups/postgres/old.dump\n`),
  infra('R110', 'ServiceAccount', 'postgres-backup', 'metadata.annotations', undefined),
  infra('R110', 'ExternalSecret', 'backup-user.postgres.credentials.postgresql.acid.zalan.do', '', undefined),
  cron('R110', 'jobTemplate.spec.template.spec.serviceAccountName', 'default'),
  script('R111', 'restore.sh', (text) => text.replace('--single-transaction ', '')),
  { id: 'R111', environment: 'staging', kind: 'CronJob', name: 'postgres-restore-drill', namespace: 'erp-infra', path: '', to: undefined },
  chart('R114', 'loki', 'loki.limits_config.retention_period', '168h'),
  chart('R114', 'loki', 'loki.compactor.retention_enabled', false),
  chart('R114', 'loki', 'singleBinary.replicas', 1),
  chart('R114', 'alloy', 'controller.type', 'deployment'),
  chart('R114', 'alloy', 'alloy.configMap.content', (text: unknown) => String(text).replace('"erp-prod", ', '')),
  chart('R114', 'alloy', 'alloy.configMap.content', (text: unknown) => String(text).replace('"container"', '"name"')),
  infra('R114', 'NetworkPolicy', 'loki', 'spec.ingress', anotherPort(7946)),
  infra('R114', 'NetworkPolicy', 'loki', 'spec.egress', anotherPort(9095)),
  infra('R114', 'NetworkPolicy', 'loki-agents', 'spec.ingress', anotherPort(3100)),
  infra('R114', 'ConfigMap', 'grafana-data-sources', 'metadata.labels.grafana_datasource', undefined),
  infra('R114', 'ConfigMap', 'grafana-data-sources', 'data["data-sources.yaml"]', (text: unknown) =>
    String(text).replace('//loki.erp-infra', '//loki-gateway.erp-infra'),
  ),
  deployment('R112', 'spec.revisionHistoryLimit', 0),
  container('R112', 'image', (image: unknown) => String(image).replace(/@.*/, ''), 'staging'),
  { id: 'R112', environment: 'argocd', kind: 'Application', name: '<service>-test', path: 'spec.revisionHistoryLimit', to: 0 },
  {
    id: 'R112',
    environment: 'argocd',
    kind: 'Application',
    name: '<service>-production',
    path: 'spec.syncPolicy.automated.selfHeal',
    to: false,
  },
  { id: 'R112', environment: 'argocd', kind: 'AppProject', name: 'erp-production', path: 'spec.roles[name=ops].policies', to: [] },
  deployment('R113', 'spec.replicas', 6),
  scaled('R113', 'spec.scaleTargetRef.name', 'other'),
  { id: 'R113', kind: 'RoleBinding', name: 'erp-ops-view', namespace: 'erp-prod', path: '', to: undefined },
  flow('R119', 'spec.ingress', anotherPort(8000)),
  flow('R119', 'spec.ingress', peersOn('from', 8000)),
  { id: 'R119', kind: 'NetworkPolicy', name: 'default-deny', namespace: 'erp-prod', path: '', to: undefined },
  { id: 'R119', kind: 'NetworkPolicy', name: 'default-deny', namespace: 'erp-infra', path: 'spec.policyTypes', to: ['Ingress'] },
  flow('R119', 'spec.ingress[0].from[0].namespaceSelector.matchLabels', { name: 'ingress-nginx' }),
  { id: 'R120', kind: 'NetworkPolicy', name: 'financial-service-netpol', path: 'spec.ingress', to: anotherPort(50051) },
  { id: 'R120', kind: 'NetworkPolicy', name: 'sales-service-netpol', path: 'spec.egress', to: anotherPort(50051) },
  flow('R120', 'spec.ingress', added({ from: [{ podSelector: {} }], ports: [{ port: 50051 }] })),
  flow('R121', 'spec.ingress', anotherPort(9091)),
  flow('R121', 'spec.ingress[-1].from[0].podSelector', undefined),
  infra('R121', 'NetworkPolicy', 'prometheus-scrape', 'spec.egress[0].ports[0].port', 9090),
  flow('R122', 'spec.egress', anotherPort(5432)),
  flow('R122', 'spec.egress', peersOn('to', 5432)),
  infra('R122', 'NetworkPolicy', 'postgres-clients', 'spec.ingress[0].ports[0].port', 5433),
  infra('R122', 'NetworkPolicy', 'postgres-clients', 'spec.podSelector', {}),
  infra('R122', 'NetworkPolicy', 'postgres-clients', 'spec.policyTypes', ['Egress']),
  flow('R123', 'spec.egress', anotherPort(6379)),
  deployment('R123', 'spec.template.metadata.labels["erp.example.com/redis-client"]', undefined),
  infra('R123', 'NetworkPolicy', 'redis-clients', 'spec.ingress[0].from[0].podSelector', {}),
  flow('R124', 'spec.egress', anotherPort(9092)),
  infra('R124', 'NetworkPolicy', 'kafka-clients', 'spec.ingress[0].from[0].namespaceSelector', {}),
  flow(
    'R125',
    'spec.egress',
    (rules: unknown) =>
      JSON.parse(JSON.stringify(rules).replace('{"port":53,"protocol":"TCP"}', '{"port":54,"protocol":"TCP"}')) as unknown,
  ),
  flow(
    'R125',
    'spec.egress',
    (rules: unknown) => JSON.parse(JSON.stringify(rules).replace('"k8s-app":"kube-dns"', '"k8s-app":"other"')) as unknown,
  ),
  recommended('R126', 'spec.updatePolicy.updateMode', 'Auto'),
  recommended('R126', 'spec.targetRef.name', 'other'),
  recommended('R126', 'spec.resourcePolicy.containerPolicies[0].containerName', '*'),
  recommended('R127', 'spec.resourcePolicy.containerPolicies[0].minAllowed.cpu', '100m'),
  recommended('R127', 'spec.resourcePolicy.containerPolicies[0].minAllowed.memory', '128Mi'),
  recommended('R127', 'spec.resourcePolicy.containerPolicies[0].maxAllowed.cpu', '8'),
  recommended('R127', 'spec.resourcePolicy.containerPolicies[0].maxAllowed.memory', '8Gi'),
  recommended('R127', 'spec.resourcePolicy.containerPolicies[0].controlledValues', 'RequestsAndLimits'),
];

describe('a wrong value', () => {
  const rows = changes
    .flatMap((change) =>
      JSON.stringify([change.name, change.path]).includes('<service>') ? services.map((name) => forService(change, name)) : [change],
    )
    .map((change) => ({ ...change, title: `${change.environment ?? 'production'} ${change.kind} ${change.name} ${change.path}` }));

  it.each(rows)('is a shortfall of $id: $title', (change) => {
    expect(shortfallsOf(change.id, changed(change)).length).toBeGreaterThan(0);
  });

  it('is tried for every requirement that has a check', () => {
    const tried = new Set([
      ...[...changes, ...releaseChanges].map(({ id }) => id),
      ...[...neededCommands, ...forbiddenCommands].map(([id]) => id),
    ]);
    expect(checked.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
    expect([...tried].filter((id) => !checked.some((requirement) => requirement.id === id))).toEqual([]);
  });

  it('says what, where and how', () => {
    const change = container('R41', 'livenessProbe.failureThreshold', 4);
    const [requirement] = located.filter((item) => item.requirement.id === 'R41');
    const judged = judge(requirement === undefined ? [] : [requirement], changed(forService(change, 'sales-service')));
    expect(shortfallText(judged, sources)).toBe(
      [
        'error  R41  Container "sales-service" sets livenessProbe.failureThreshold to 4, expected 3.',
        '  at   production > base/sales-service/deployment.yaml > Deployment erp-prod/sales-service > spec.template.spec.containers[0].livenessProbe.failureThreshold',
        '  fix  Put it right in generators/catalog/services/sales-service.ts; if it is meant, record a deviation in policies/requirements/section-2-4.ts (manual 2.4).',
        '',
      ].join('\n'),
    );
    expect(conformanceText(judged)).toContain('| **not met** |');
  });

  it.each([
    ['R2', '/overlays/dev/ @example-erp/qa'],
    ['R3', '/argocd/test/ @example-erp/dev'],
    ['R4', '/generators/catalog/releases/staging/ @example-erp/ops'],
    ['R4', '/generators/catalog/sealed-secrets/staging/ @example-erp/ops'],
    ['R5', '/overlays/ @example-erp/dev'],
    ['R5', '/argocd/production/ @example-erp/ops @example-erp/dev'],
  ])('among the code owners is a shortfall of %s: %s', (id, line) => {
    expect(shortfallsOf(id, { ...evidence, codeOwners: `${evidence.codeOwners}${line}\n` }).length).toBeGreaterThan(0);
  });
});

describe('one command that is missing in the handbook', () => {
  it.each(neededCommands)('is a shortfall of %s: %s without %s, in either language', (id, page, command) => {
    for (const name of [`${page}.md`, `${page}.zh-CN.md`]) {
      const without = withPage(name, (text) => text.replaceAll(command, 'gone'));
      expect(shortfallsOf(id, without).map(({ where }) => where)).toContain(`docs/runbooks/${name}`);
    }
  });

  it.each(forbiddenCommands)('is a shortfall of %s where it must not be: %s', (id, command) => {
    const without = withPage('scale.md', (text) => `${text}\n\`\`\`sh\n${command}\n\`\`\`\n`);
    expect(shortfallsOf(id, without).map(({ where }) => where)).toEqual(['docs/runbooks/scale.md']);
  });
});

describe('missing evidence', () => {
  it.each(checked)('meets nothing: $id', (requirement) => {
    const empty = evidence.environments.map(({ environment }) => createWorld(environment, []));
    const nothing = { argocd: createWorld('', []), codeOwners: '', serviceRepositories: [], runbooks: new Map<string, string>() };
    expect(requirement.check({ ...nothing, environments: empty }).length).toBeGreaterThan(0);
    expect(requirement.check({ ...nothing, environments: [] }).length).toBeGreaterThan(0);
  });

  it('of a Deployment is missed for each service of the manual in production', () => {
    const [requirement] = checked.filter(({ id }) => id === 'R32');
    const worlds = evidence.environments.map((world) =>
      worldWithout(world, ({ kind, name }) => kind === 'Deployment' && name === 'material-service'),
    );
    expect(requirement?.check({ ...evidence, environments: worlds })).toEqual([
      { message: 'There is no Deployment "material-service" in namespace "erp-prod".', where: 'production' },
    ]);
  });
});

describe('a further service', () => {
  const addService = (world: World, edit: (text: string) => string) =>
    rebuilt(world, [
      ...world.manifests,
      ...world.manifests
        .filter(
          (manifest) =>
            manifest.origin === undefined &&
            JSON.stringify(manifest.fields).includes('"material-service') &&
            (manifest.namespace !== 'erp-infra' || manifest.kind === 'KafkaUser'),
        )
        .flatMap((manifest) =>
          read(
            JSON.parse(
              edit(JSON.stringify(manifest.fields).replaceAll('material-service', 'payroll-service').replaceAll('/material', '/payroll')),
            ),
            manifest.file,
          ),
        ),
    ]);

  it('has sizes and ports of its own, of which the manual says nothing', () => {
    const environments = evidence.environments.map((world) =>
      addService(world, (text) =>
        text
          .replaceAll('"failureThreshold":30', '"failureThreshold":60')
          .replaceAll('"maxReplicaCount":20', '"maxReplicaCount":10')
          .replaceAll('"maxSurge":1', '"maxSurge":2')
          .replaceAll('"containerPort":8000', '"containerPort":8080')
          .replaceAll('material_', 'payroll_'),
      ),
    );
    const argocd = addService(evidence.argocd, (text) => text);
    for (const requirement of checked) expect(requirement.check({ ...evidence, environments, argocd })).toEqual([]);
  });

  it('may call those of the manual, and somebody who is none may not', () => {
    const open = (name: string) =>
      evidence.environments.map((world) =>
        rebuilt(
          addService(world, (text) => text),
          addService(world, (text) => text).manifests.flatMap((manifest) =>
            manifest.kind === 'NetworkPolicy' && manifest.name === 'sales-service-netpol'
              ? read(
                  {
                    ...manifest.fields,
                    spec: {
                      ...(manifest.fields['spec'] as object),
                      ingress: [{ from: [{ podSelector: { matchLabels: { app: name } } }], ports: [{ port: 50051, protocol: 'TCP' }] }],
                    },
                  },
                  manifest.file,
                )
              : [manifest],
          ),
        ),
      );
    const told = (name: string) => shortfallsOf('R120', { ...evidence, environments: open(name) }).map(({ message }) => message);
    expect(told('payroll-service')).toEqual([]);
    expect(told('nobody')).toEqual(
      Array.from({ length: 4 }, () => 'The policies of "sales-service" open TCP 50051 (Ingress) for pods app=nobody, which is no service.'),
    );
  });
});

describe('an environment whose edge is an Ingress', async () => {
  const catalog = await loadCatalog(root);
  const environments = catalog.environments.map((entry) => ({ ...entry, value: { ...entry.value, edge: 'ingress' as const } }));
  const { applications } = generate({ ...catalog, environments });
  const worlds = evidence.environments.map(({ environment }) => {
    const variants = applications.flatMap((application) => application.variants).filter((variant) => variant.environment === environment);
    return createWorld(
      environment,
      variants.flatMap(({ objects }) => objects.flatMap((object) => read(object, ''))),
    );
  });
  const ofEdge = checked.filter(({ id }) => ['R6', 'R50', 'R51', 'R52', 'R53', 'R54', 'R55', 'R56', 'R119'].includes(id));

  it.each(ofEdge)('meets $id', (requirement) => {
    expect(requirement.check({ ...evidence, environments: worlds })).toEqual([]);
  });

  it.each([
    ['R51', 'spec.tls[0].secretName', 'other'],
    ['R52', 'metadata.annotations["nginx.ingress.kubernetes.io/force-ssl-redirect"]', 'false'],
    ['R53', 'metadata.annotations["nginx.ingress.kubernetes.io/limit-connections"]', '500'],
    ['R54', 'metadata.annotations["nginx.ingress.kubernetes.io/cors-allow-origin"]', '*'],
    ['R55', 'metadata.annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]', '30'],
    ['R56', 'spec.rules[0].http.paths[0].path', '/other'],
  ])('does not meet %s with another %s', (id, path, to) => {
    const change = { id, kind: 'Ingress', name: 'sales-service-ingress', path, to };
    expect(shortfallsOf(id, changed(change, { ...evidence, environments: worlds })).length).toBeGreaterThan(0);
  });
});

describe('an environment whose secrets are sealed', async () => {
  const catalog = await loadCatalog(root);
  const value = Buffer.alloc(300, 1).toString('base64');
  const sealedSecrets = catalog.services.map(({ value: { name } }) => ({
    file: '',
    environment: 'production',
    service: name,
    value: {
      scope: `erp-prod/${name}-secrets`,
      certificate: 'ab'.repeat(32),
      sealedAt: '2026-01-01',
      encryptedData: { DATABASE_URL: value, REDIS_URL: value, JWT_SECRET: value, ENCRYPTION_KEY: value },
    },
  }));
  const variants = generate({ ...catalog, sealedSecrets }).applications.flatMap((application) => application.variants);
  const objects = variants.filter(({ environment }) => environment === 'production').flatMap((variant) => variant.objects);
  const sealed = createWorld(
    'production',
    objects.flatMap((object) => read(object, '')),
  );
  const worlds = evidence.environments.map((world) => (world.environment === 'production' ? sealed : world));
  const ofSecrets = checked.filter(({ id }) => ['R24', 'R25', 'R26', 'R27', 'R28', 'R29'].includes(id));

  it.each(ofSecrets)('meets $id', (requirement) => {
    expect(requirement.check({ ...evidence, environments: worlds })).toEqual([]);
  });

  it.each([
    ['R24', 'spec.template.type', 'kubernetes.io/basic-auth'],
    ['R24', 'spec.encryptedData.ADMIN', value],
    ['R24', 'spec.encryptedData.JWT_SECRET', undefined],
    ['R24', 'metadata.annotations', { 'sealedsecrets.bitnami.com/namespace-wide': 'true' }],
    ['R25', 'spec.encryptedData.DATABASE_URL', undefined],
    ['R26', 'spec.encryptedData.REDIS_URL', undefined],
    ['R27', 'spec.encryptedData.JWT_SECRET', 'short'],
    ['R28', 'spec.encryptedData.ENCRYPTION_KEY', undefined],
    ['R29', 'kind', 'Secret'],
  ])('does not meet %s with another %s', (id, path, to) => {
    const change = { id, kind: 'SealedSecret', name: 'sales-service-secrets', path, to };
    expect(shortfallsOf(id, changed(change, { ...evidence, environments: worlds })).length).toBeGreaterThan(0);
  });
});

describe('broken objects', () => {
  const junk = [null, [], {}, 'text', 7, [null], { name: null }];
  const cases = junk.flatMap((value) =>
    range(1, 9).map((depth) => ({ value, depth, title: `${JSON.stringify(value)} at depth ${depth}` })),
  );

  it.each(cases)('throw nothing: $title', ({ value, depth }) => {
    const broken = (world: World) =>
      createWorld(
        world.environment,
        world.manifests.map((manifest) => ({ ...manifest, fields: replacedAt(manifest.fields, depth, value) as Fields })),
      );
    const worlds = {
      environments: evidence.environments.map(broken),
      argocd: broken(evidence.argocd),
      codeOwners: '* (\n\\',
      serviceRepositories: evidence.serviceRepositories.map((repository) => ({
        ...repository,
        workflow: replacedAt(repository.workflow, depth, value),
        stages: [],
      })),
      runbooks: new Map([['docs/runbooks/logs.md', '```']]),
    };
    for (const requirement of checked) expect(() => requirement.check(worlds)).not.toThrow();
  });
});

describe('npm run conformance', () => {
  const copy = copyOfRepository();
  const edit = (file: string, change: (text: string) => string) => {
    const place = path.join(copy, file);
    writeFileSync(place, change(readFileSync(place, 'utf8')));
  };
  const table = () => readFileSync(path.join(copy, conformanceFile), 'utf8');

  it('writes the table, which --check then finds fresh', async () => {
    rmSync(path.join(copy, conformanceFile), { force: true });
    const stdout = `conformance: ${conformanceSummary(judge(located, evidence))}\n`;
    expect(await runScript(copy, 'conformance', ['--check'])).toEqual({
      code: 1,
      stdout,
      stderr: [
        'error  "docs/conformance.md" is not what the requirements and the overlays say.',
        '  at   docs/conformance.md',
        '  fix  Run "npm run conformance" and commit the file.',
        '',
      ].join('\n'),
    });
    expect(await runScript(copy, 'conformance')).toEqual({ code: 0, stdout, stderr: '' });
    expect(await runScript(copy, 'conformance', ['--check'])).toEqual({ code: 0, stdout, stderr: '' });
    expect(table()).toBe(conformanceText(judge(located, evidence)));
  });

  it('exits with 1 and says so in the table when a value is wrong', async () => {
    edit('base/sales-service/deployment.yaml', (text) => text.replace('failureThreshold: 30', 'failureThreshold: 31'));
    const { code, stderr } = await runScript(copy, 'conformance');
    expect(code).toBe(1);
    expect(stderr.split('\n').filter((line) => line.startsWith('error'))).toEqual(
      Array.from({ length: 2 }, () => 'error  R43  Container "sales-service" sets startupProbe.failureThreshold to 31, expected 30.'),
    );
    expect(table()).toMatch(/^\| R43 \|.*\| \*\*not met\*\* \|$/m);
  });

  it('exits with 2 when an overlay does not build', async () => {
    edit('overlays/test/edge/kustomization.yaml', (text) => `${text}\nresourcez: []\n`);
    const { code, stdout, stderr } = await runScript(copy, 'conformance', ['--check']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'error  The overlay "overlays/test/edge" does not build: the kustomization has the unknown field "resourcez".',
      '  at   overlays/test/edge/kustomization.yaml',
    ]);
  });
});

describe('a pattern', () => {
  const rows: readonly {
    readonly name: string;
    readonly value: unknown;
    readonly pattern: Pattern;
    readonly expected: readonly string[];
  }[] = [
    { name: 'takes further keys', value: { a: 1, b: 2 }, pattern: { a: 1 }, expected: [] },
    { name: 'reports another value', value: { a: 2 }, pattern: { a: 1 }, expected: ['a: 2, not 1'] },
    { name: 'reports a missing value', value: {}, pattern: { a: { b: 'x' } }, expected: ['a.b: nothing, not "x"'] },
    { name: 'takes null for a missing value', value: { a: null }, pattern: { a: absent }, expected: [] },
    { name: 'reports a value that must be absent', value: { a: 1 }, pattern: { a: absent }, expected: ['a: 1, not nothing'] },
    {
      name: 'pairs items by name',
      value: [
        { name: 'b', c: 1 },
        { name: 'a', c: 2 },
      ],
      pattern: [
        { name: 'a', c: 3 },
        { name: 'b', c: 1 },
      ],
      expected: ['[1].c: 2, not 3'],
    },
    { name: 'reports a list of another length', value: { a: [1, 2] }, pattern: { a: [1] }, expected: ['a: a list of 2, not a list of 1'] },
    { name: 'reports a value that is no list', value: { a: 'x' }, pattern: { a: [1] }, expected: ['a: "x", not a list of 1'] },
    { name: 'reports a value that is no mapping', value: { a: 'x' }, pattern: { a: { b: 1 } }, expected: ['a: "x", not a mapping'] },
    { name: 'takes equal amounts', value: { cpu: 2 }, pattern: { cpu: amount('2000m') }, expected: [] },
    { name: 'reports another amount', value: { cpu: '2' }, pattern: { cpu: amount('1') }, expected: ['cpu: "2", not "1"'] },
    { name: 'reports a missing amount', value: {}, pattern: { cpu: amount('1') }, expected: ['cpu: nothing, not "1"'] },
    { name: 'compares exactly, in any order of keys', value: { a: { y: 1, x: 2 } }, pattern: { a: exactly({ x: 2, y: 1 }) }, expected: [] },
    {
      name: 'reports a further key where it must be exact',
      value: { a: { x: 2, y: 1 } },
      pattern: { a: exactly({ x: 2 }) },
      expected: ['a: {"x":2,"y":1}, not {"x":2}'],
    },
    { name: 'finds an item among others', value: { a: [1, { b: 2, c: 3 }] }, pattern: { a: including({ b: 2 }) }, expected: [] },
    {
      name: 'reports a list without the item',
      value: { a: [1] },
      pattern: { a: including({ b: 2 }) },
      expected: ['a: [1], not a list with {b: 2}'],
    },
    {
      name: 'reports a list with the item',
      value: { a: [{ b: 2 }] },
      pattern: { a: without({ b: 2 }) },
      expected: ['a: [{"b":2}], not a list without {b: 2}'],
    },
    {
      name: 'reports other keys',
      value: { a: { x: 1, z: 1 } },
      pattern: { a: keys('x', 'y') },
      expected: ['a: {"x":1,"z":1}, not the keys x, y'],
    },
  ];
  it.each(rows)('$name', ({ value, pattern, expected }) => {
    expect(differences(value, pattern).map((item) => `${item.path}: ${item.found ?? 'nothing'}, not ${item.expected}`)).toEqual(expected);
  });
});

describe('code owners', () => {
  const text = '* @org/all\n# a comment\n/overlays/production/ @org/ops\n*.ts @org/dev @user\n/docs/**/*.md @org/docs # inline\n';
  it.each([
    ['README', ['all']],
    ['overlays/production/edge/gateway.yaml', ['ops']],
    ['overlays/production', ['all']],
    ['base/overlays/production/x', ['all']],
    ['scripts/lint.ts', ['dev', 'user']],
    ['docs/a/b/c.md', ['docs']],
    ['docs/c.md', ['docs']],
  ])('of %s are those of the last pattern that matches', (path, owners) => {
    expect(ownersOf(text, path)).toEqual(owners);
  });
});

function shortfallsOf(id: string, from: Evidence): readonly Shortfall[] {
  return checked.filter((requirement: CheckedRequirement) => requirement.id === id).flatMap((requirement) => requirement.check(from));
}

/** The evidence with one page of the handbook changed. */
function withPage(name: string, change: (text: string) => string): Evidence {
  const file = `docs/runbooks/${name}`;
  const before = evidence.runbooks.get(file) ?? '';
  expect(change(before)).not.toBe(before);
  return { ...evidence, runbooks: new Map([...evidence.runbooks, [file, change(before)]]) };
}

function forService(change: Change, name: string): Change {
  return { ...change, name: change.name.replace('<service>', name), path: change.path.replace('<service>', name) };
}

/** The evidence with one value changed. */
function changed({ environment = 'production', kind, name, namespace, path, to }: Change, from: Evidence = evidence): Evidence {
  const isMeant = (manifest: Manifest) =>
    manifest.origin === undefined &&
    manifest.kind === kind &&
    (name === '<all>' || manifest.name === name || (name.endsWith('*') && manifest.name.startsWith(name.slice(0, -1)))) &&
    (namespace === undefined || manifest.namespace === namespace);
  let count = 0;
  const edit = (world: World) =>
    rebuilt(
      world,
      world.manifests.flatMap((manifest) => {
        if (!isMeant(manifest)) return [manifest];
        count += 1;
        if (path === '') return [];
        const fields = structuredClone(manifest.fields);
        put(fields, path, to);
        expect(fields).not.toEqual(manifest.fields);
        return read(fields, manifest.file);
      }),
    );
  const result =
    environment === 'argocd'
      ? { ...from, argocd: edit(from.argocd) }
      : { ...from, environments: from.environments.map((world) => (world.environment === environment ? edit(world) : world)) };
  expect(count).toBe(name === '<all>' ? services.length : 1);
  return result;
}

/** The world of these objects beside the same charts: what operators make of them is made anew. */
function rebuilt(world: World, manifests: readonly Manifest[]): World {
  return createWorld(
    world.environment,
    manifests.filter(({ origin }) => origin === undefined),
    undefined,
    manifests.filter(({ origin }) => origin?.by === 'chart'),
  );
}

/** Puts a value at a path such as `spec.ports[name=http].port`; throws where the path leads nowhere. */
function put(fields: unknown, path: string, to: unknown): void {
  const steps = [...path.matchAll(/\[(\w+)=([^\]]+)\]|\[(-?\d+)\]|\["([^"]+)"\]|([^.[\]]+)/g)];
  let current = fields as Record<string | number, unknown>;
  steps.forEach(([step, key, value, index, quoted, plain], position) => {
    const items = Array.isArray(current) ? (current as unknown[]) : [];
    const found =
      index === undefined
        ? items.findIndex((item) => (item as Record<string, unknown>)[key ?? ''] === value)
        : items.length === 0
          ? -1
          : (Number(index) + items.length) % items.length;
    const at = quoted ?? plain ?? found;
    if (at === -1) throw new Error(`"${path}" leads nowhere at ${step}.`);
    if (position === steps.length - 1) {
      const value = typeof to === 'function' ? (to as (old: unknown) => unknown)(current[at]) : to;
      if (value !== undefined) current[at] = value;
      else if (Array.isArray(current)) current.splice(Number(at), 1);
      else delete current[at];
      return;
    }
    const next = current[at];
    if (typeof next !== 'object' || next === null) throw new Error(`"${path}" leads nowhere at ${step}.`);
    current = next as Record<string | number, unknown>;
  });
}

function replacedAt(value: unknown, depth: number, by: unknown): unknown {
  if (depth === 0) return by;
  if (Array.isArray(value)) return value.map((item) => replacedAt(item, depth - 1, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replacedAt(item, depth - 1, by)]));
}

function worldWithout(world: World, isMeant: (manifest: Manifest) => boolean): World {
  return createWorld(
    world.environment,
    world.manifests.filter((manifest) => !isMeant(manifest)),
  );
}

function read(fields: unknown, file: string): Manifest[] {
  return manifestsOf(fields, { file, document: 0 }).filter((item): item is Manifest => 'fields' in item);
}

function asItems(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function range(first: number, end: number): readonly number[] {
  return Array.from({ length: end - first + 1 }, (_, index) => first + index);
}

/** A copy of the repository without what operators have changed. */
async function withoutOperations(): Promise<string> {
  const copy = copyOfRepository();
  for (const folder of operated) rmSync(path.join(copy, folder), { recursive: true });
  const { code, stderr } = await runScript(copy, 'generate');
  if (code !== 0) throw new Error(stderr);
  return realpathSync(copy);
}
