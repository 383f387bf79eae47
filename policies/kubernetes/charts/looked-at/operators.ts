import * as cloud from '../cloud-meanings.ts';
import * as may from '../meanings.ts';
import type { Meaning, Shape } from '../shape.ts';

const closed: Shape = {
  enabled: may.on,
  allowPrivilegeEscalation: may.off,
  readOnlyRootFilesystem: may.on,
  runAsNonRoot: may.on,
  runAsUser: may.number(1000, 65534),
  capabilities: { drop: may.exactly('ALL') },
  seccompProfile: { type: may.is('RuntimeDefault') },
};
const oneLeaves: Shape = { enabled: may.onWhereItCounts, minAvailable: may.is(1) };
const oneGoes: Shape = { enabled: may.onWhereItCounts, maxUnavailable: may.oneMayGo };
const part: Shape = {
  replicaCount: may.members(2),
  affinity: may.affinity,
  topologySpreadConstraints: may.spread,
  resources: may.resources,
};
const threeTimes = (meaning: Meaning, second = 'metricsServer'): Shape => ({ operator: meaning, [second]: meaning, webhooks: meaning });
const metrics: Shape = { enabled: may.on, port: may.is(8080) };

/** keda 2.20.2. */
export const keda: Shape = {
  priorityClassName: may.is('erp-platform'),
  operator: { replicaCount: may.members(2), affinity: may.affinity },
  metricsServer: { replicaCount: may.members(2), affinity: may.affinity },
  webhooks: { replicaCount: may.members(2), affinity: may.affinity },
  topologySpreadConstraints: threeTimes(may.spread),
  podDisruptionBudget: {
    operator: { maxUnavailable: may.oneMayGo },
    metricServer: { maxUnavailable: may.oneMayGo },
    webhooks: { maxUnavailable: may.oneMayGo },
  },
  // Without it KEDA reads every Secret of the cluster.
  permissions: { operator: { restrict: { secret: may.on } }, metricServer: { restrict: { secret: may.on } } },
  resources: threeTimes(may.resources, 'metricServer'),
  prometheus: { operator: metrics, metricServer: metrics, webhooks: metrics },
};

/** cert-manager v1.21.1. */
export const certManager: Shape = {
  ...part,
  crds: { enabled: may.on, keep: may.on },
  global: { leaderElection: { namespace: may.is('cert-manager') }, priorityClassName: may.is('erp-platform') },
  serviceAccount: { annotations: cloud.roleAt('issuer', 'dns', 'role') },
  podLabels: cloud.identityLabels,
  config: {
    apiVersion: may.is('controller.config.cert-manager.io/v1alpha1'),
    kind: may.is('ControllerConfiguration'),
    gatewayAPI: { enabled: may.on },
    acmeDNS01Config: { recursiveNameserversOnly: may.on },
  },
  podDisruptionBudget: oneGoes,
  webhook: { ...part, podDisruptionBudget: oneGoes },
  cainjector: { ...part, podDisruptionBudget: oneGoes },
  startupapicheck: { enabled: may.off },
  prometheus: { enabled: may.on, servicemonitor: { enabled: may.off } },
};

/** external-secrets 2.9.0. */
export const externalSecrets: Shape = {
  ...part,
  installCRDs: may.on,
  leaderElect: may.on,
  podDisruptionBudget: oneLeaves,
  priorityClassName: may.is('erp-platform'),
  // Nothing here writes to Vault.
  processPushSecret: may.off,
  processClusterPushSecret: may.off,
  webhook: { ...part, podDisruptionBudget: oneLeaves, priorityClassName: may.is('erp-platform') },
  certController: { priorityClassName: may.is('erp-platform'), resources: may.resources },
  serviceMonitor: { enabled: may.off },
};

/** gateway-helm v1.9.0 (Envoy Gateway). */
export const gatewayHelm: Shape = {
  deployment: {
    replicas: may.members(2),
    priorityClassName: may.is('erp-platform'),
    envoyGateway: { resources: may.resources },
    pod: { affinity: may.affinity, topologySpreadConstraints: may.spread },
  },
  podDisruptionBudget: { minAvailable: may.is(1) },
  certgen: { job: { resources: may.resources } },
  config: {
    envoyGateway: {
      gateway: { controllerName: may.is('gateway.envoyproxy.io/gatewayclass-controller') },
      provider: { type: may.is('Kubernetes') },
      logging: { level: { default: may.oneOf('debug', 'info', 'warn', 'error') } },
    },
  },
};

/** sealed-secrets 2.19.1. */
export const sealedSecrets: Shape = {
  fullnameOverride: may.is('sealed-secrets-controller'),
  priorityClassName: may.is('erp-platform'),
  rbac: { create: may.on, serviceProxier: { create: may.off, bind: may.off } },
  podSecurityContext: { enabled: may.on, fsGroup: may.number(1000, 65534), seccompProfile: { type: may.is('RuntimeDefault') } },
  containerSecurityContext: closed,
  resources: may.resources,
};

/** policy-controller 0.10.6 (sigstore). */
export const policyController: Shape = {
  installCRDs: may.on,
  webhook: {
    replicaCount: may.members(3),
    failurePolicy: (value, context) => (context.strict ? may.is('Fail') : may.oneOf('Fail', 'Ignore'))(value, context),
    namespaceSelector: {
      matchExpressions: (value) =>
        JSON.stringify(value) === JSON.stringify(selected) ? undefined : 'the namespaces that ask for it by policy.sigstore.dev/include',
    },
    configData: {
      'no-match-policy': (value, context) => (context.strict ? may.is('deny') : may.oneOf('deny', 'warn'))(value, context),
    },
    priorityClass: may.is('erp-platform'),
    affinity: may.affinity,
    podDisruptionBudget: { enabled: may.onWhereItCounts, minAvailable: may.is(2) },
    podSecurityContext: closed,
    resources: may.resources,
  },
  leasescleanup: { priorityClass: may.is('erp-platform'), podSecurityContext: closed, resources: may.resources },
  serviceMonitor: { enabled: may.off },
};

const selected = [
  { key: 'webhooks.knative.dev/exclude', operator: 'DoesNotExist' },
  { key: 'policy.sigstore.dev/include', operator: 'In', values: ['true'] },
];

/** metrics-server 3.13.1. */
export const metricsServer: Shape = {
  replicas: may.members(2),
  podDisruptionBudget: { enabled: may.on, maxUnavailable: may.oneMayGo },
  affinity: may.affinity,
  topologySpreadConstraints: may.spread,
  metrics: { enabled: may.on },
  serviceMonitor: { enabled: may.off },
  resources: may.resources,
};

/** vpa 5.0.0: it recommends, and changes nothing. */
export const verticalPodAutoscaler: Shape = {
  priorityClassName: may.is('erp-platform'),
  recommender: {
    enabled: may.on,
    replicaCount: may.is(1),
    podSecurityContext: { runAsNonRoot: may.on, runAsUser: may.number(1000, 65534), seccompProfile: { type: may.is('RuntimeDefault') } },
    securityContext: { allowPrivilegeEscalation: may.off, capabilities: { drop: may.exactly('ALL') }, readOnlyRootFilesystem: may.on },
    resources: may.resources,
  },
  updater: { enabled: may.off },
  admissionController: { enabled: may.off },
};
