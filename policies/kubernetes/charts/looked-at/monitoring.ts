import { alerting } from '../alerting.ts';
import * as cloud from '../cloud-meanings.ts';
import * as may from '../meanings.ts';
import type { Shape } from '../shape.ts';

const claim = (least: string): Shape => ({
  volumeClaimTemplate: {
    spec: {
      storageClassName: cloud.disks,
      accessModes: may.exactly('ReadWriteOnce'),
      resources: { requests: { storage: may.amount(least, '2Ti') } },
    },
  },
});
const selectors: Shape = Object.fromEntries(
  ['podMonitor', 'serviceMonitor', 'rule', 'probe', 'scrapeConfig'].flatMap((kind) => [
    [`${kind}SelectorNilUsesHelmValues`, may.off],
    [`${kind}NamespaceSelector`, { matchExpressions: (value, context) => may.namespaces({ matchExpressions: value }, context) }],
  ]),
) as Shape;
const readOnly: Shape = { readOnlyRootFilesystem: may.on };
const sidecar = (label: string): Shape => ({
  enabled: may.on,
  label: may.is(label),
  labelValue: may.is('1'),
  searchNamespace: may.platformNamespace,
  resource: may.is('configmap'),
});
const spreadMembers: Shape = { podAntiAffinity: may.oneOf('hard', 'soft'), topologySpreadConstraints: may.spread };

/** kube-prometheus-stack 88.5.3. */
export const kubePrometheusStack: Shape = {
  fullnameOverride: may.is('kube-prometheus-stack'),
  crds: { enabled: may.on },
  defaultRules: { create: may.off },
  prometheus: {
    podDisruptionBudget: { enabled: may.on, minAvailable: may.is(1) },
    prometheusSpec: {
      ...spreadMembers,
      ...selectors,
      replicas: may.members(2),
      priorityClassName: may.is('erp-monitoring'),
      scrapeInterval: may.period(5 / 3600, 1 / 60),
      scrapeTimeout: may.period(1 / 3600, 1 / 60),
      evaluationInterval: may.period(5 / 3600, 1 / 60),
      externalLabels: {
        cluster: (value, context) => may.oneOf(...context.environment.clusters)(value, context),
        environment: (value, context) => may.is(context.environment.name)(value, context),
      },
      retention: may.period(24 * 7, 24 * 400),
      retentionSize: may.like(/^\d{4,6}MiB$/, 'mebibytes'),
      podMetadata: { labels: { app: may.is('prometheus') } },
      resources: may.resources,
      storageSpec: claim('8Gi'),
    },
  },
  alertmanager: {
    config: alerting,
    templateFiles: { 'erp.tmpl': may.text },
    podDisruptionBudget: { enabled: may.on, minAvailable: may.is(2) },
    alertmanagerSpec: {
      ...spreadMembers,
      secrets: may.exactly('alertmanager-receivers'),
      replicas: may.members(3),
      priorityClassName: may.is('erp-monitoring'),
      resources: may.resources,
      storage: claim('1Gi'),
    },
  },
  grafana: {
    admin: { existingSecret: may.is('grafana-admin'), userKey: may.is('admin-user'), passwordKey: may.is('admin-password') },
    defaultDashboardsEnabled: may.off,
    persistence: { enabled: may.off },
    testFramework: { enabled: may.off },
    rbac: { namespaced: may.on },
    containerSecurityContext: readOnly,
    extraVolumes: may.volumes([]),
    extraVolumeMounts: may.mounts('tmp'),
    priorityClassName: may.is('erp-monitoring'),
    resources: may.resources,
    sidecar: {
      resources: may.resources,
      securityContext: readOnly,
      dashboards: {
        ...sidecar('grafana_dashboard'),
        folderAnnotation: may.is('grafana_folder'),
        provider: { foldersFromFilesStructure: may.on },
      },
      datasources: { ...sidecar('grafana_datasource'), defaultDatasourceEnabled: may.off },
    },
    'grafana.ini': {
      server: { root_url: may.pageOf('grafana', '/') },
      security: { cookie_secure: may.on, disable_gravatar: may.on },
      auth: { disable_login_form: may.on, signout_redirect_url: may.pageOf('grafana', '/logout') },
      'auth.anonymous': { enabled: may.off },
      'auth.jwt': {
        enabled: may.on,
        header_name: may.is('X-Id-Token'),
        username_claim: may.is('preferred_username'),
        email_claim: may.is('email'),
        jwk_set_url: (value, context) => may.is(context.facts.identity.keys)(value, context),
        cache_ttl: may.period(1 / 60, 24),
        expect_claims: (value, context) =>
          may.is(JSON.stringify({ iss: context.facts.identity.issuer, aud: `erp-tools-${context.environment.name}` }))(value, context),
        auto_sign_up: may.on,
        // Whom the environment lets in, and as no more than an editor.
        role_attribute_path: (value, context) =>
          may.rolesOf(context.environment.access, context.facts.groups, ['Editor', 'Viewer'])(value, context),
        role_attribute_strict: may.on,
      },
      users: { allow_sign_up: may.off },
      analytics: { reporting_enabled: may.off, check_for_updates: may.off, check_for_plugin_updates: may.off },
    },
  },
  prometheusOperator: {
    priorityClassName: may.is('erp-monitoring'),
    resources: may.resources,
    prometheusConfigReloader: { resources: may.resources },
    admissionWebhooks: { failurePolicy: may.oneOf('Ignore', 'Fail'), certManager: { enabled: may.on }, patch: { enabled: may.off } },
  },
  kubelet: { serviceMonitor: { cAdvisorInterval: may.period(5 / 3600, 1 / 60) } },
  ...Object.fromEntries(['kubeControllerManager', 'kubeScheduler', 'kubeEtcd', 'kubeProxy'].map((key) => [key, { enabled: may.off }])),
  'kube-state-metrics': {
    collectors: may.listLike(/^[a-z]+$/),
    metricLabelsAllowlist: may.listLike(/^[a-z]+=\[[\w,./-]+\]$/),
    priorityClassName: may.is('erp-monitoring'),
    resources: may.resources,
  },
  // It is about the node, and the only one of ours in its network.
  'prometheus-node-exporter': {
    namespaceOverride: may.is('erp-agents'),
    hostNetwork: may.on,
    hostPID: may.on,
    service: { port: may.is(9100), targetPort: may.is(9100) },
    priorityClassName: may.is('erp-monitoring'),
    resources: may.resources,
  },
};
