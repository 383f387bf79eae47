import { at, listAt, textAt } from '../../fields.ts';
import { internalBalancer } from '../cloud-meanings.ts';
import * as may from '../meanings.ts';
import type { Meaning, Shape } from '../shape.ts';
import { sharedRedis } from './data.ts';

const metrics: Shape = { enabled: may.on, serviceMonitor: { enabled: may.off } };
const part: Shape = {
  replicas: may.members(2),
  pdb: { enabled: may.on, minAvailable: may.is(1) },
  topologySpreadConstraints: may.spread,
  metrics,
  resources: may.resources,
};

/** The log-in of the platform's identity provider, with its secret in a Secret. */
const login: Meaning = (value, { facts }) => {
  const lines = typeof value === 'string' ? value.trimEnd().split('\n') : [];
  const expected = [
    'name: SSO',
    `issuer: ${facts.identity.issuer}`,
    'clientID: argocd',
    'clientSecret: $argocd-login:client-secret',
    'enablePKCEAuthentication: true',
  ];
  const isRight =
    expected.every((line) => lines.includes(line)) &&
    lines.every((line) => expected.includes(line) || /^requestedScopes: \[[\w, ]+\]$/.test(line));
  return isRight ? undefined : `a log-in by ${facts.identity.issuer} with the secret of argocd-login`;
};

/** What nobody here makes, or only controllers: what else is left out is not seen when it stays behind. */
const leftOut: readonly string[] = ['Endpoints', 'EndpointSlice', 'Lease', 'CertificateRequest', 'Order', 'Challenge'];
const groupsLeftOut: readonly string[] = [
  'authentication.k8s.io',
  'authorization.k8s.io',
  'metrics.k8s.io',
  'custom.metrics.k8s.io',
  'external.metrics.k8s.io',
];
const exclusions: Meaning = (value) => {
  const kinds = [...String(value).matchAll(/^ {2}kinds: \[(.*)\]$/gm)].map(([, list = '']) => list);
  const groups = [...String(value).matchAll(/^- apiGroups: \[(.*)\]$/gm)].map(([, list = '']) => list);
  const names = (list: string) => list.split(',').map((name) => name.trim().replaceAll("'", ''));
  const isKnown = kinds.every((list, index) =>
    names(list).every((kind) =>
      kind === '*' ? names(groups[index] ?? '').every((group) => groupsLeftOut.includes(group)) : leftOut.includes(kind),
    ),
  );
  return typeof value === 'string' && kinds.length > 0 && kinds.length === groups.length && isKnown
    ? undefined
    : 'only what controllers keep to be left out';
};

const subscriptions: Meaning = (value, { facts }) => {
  const triggers = ['on-deployed', 'on-health-degraded', 'on-sync-failed'];
  const isRight = (item: unknown) =>
    listAt(item, 'recipients').length > 0 &&
    listAt(item, 'triggers').length > 0 &&
    listAt(item, 'recipients').every((recipient) => recipient === `slack:${facts.slackChannel}`) &&
    listAt(item, 'triggers').every((name) => triggers.includes(String(name)));
  return Array.isArray(value) && value.length > 0 && value.every(isRight)
    ? undefined
    : `slack:${facts.slackChannel} to be told of ${triggers.join(', ')}`;
};

/** Connections to clusters: by the account of Argo CD itself, or with credentials that lie in a Secret of another making, and never without a certificate. */
const clusters: Meaning = (value) => {
  const isOwn = (cluster: unknown) =>
    textAt(cluster, 'server') === 'https://kubernetes.default.svc' &&
    JSON.stringify(at(cluster, 'config')) === '{"tlsClientConfig":{"insecure":false}}';
  return !Array.isArray(value) &&
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).length > 0 &&
    Object.values(value).every(isOwn)
    ? undefined
    : 'its own cluster by https://kubernetes.default.svc, with its certificate';
};

/** A number of Argo CD's parameters, which are texts; 0 would be no limit. */
const count = may.like(/^[1-9]\d*$/, 'a whole number as a text');

/** argo-cd 10.1.1. */
export const argoCd: Shape = {
  fullnameOverride: may.is('argocd'),
  global: {
    image: { repository: may.is('quay.io/argoproj/argocd'), tag: may.imageTag },
    domain: (value, context) => may.is(context.facts.argoHost)(value, context),
    priorityClassName: may.is('erp-platform'),
    logging: { format: may.oneOf('json', 'text') },
    networkPolicy: { create: may.on, defaultDenyIngress: may.off },
  },
  crds: { install: may.on, keep: may.on },
  configs: {
    cm: {
      'admin.enabled': may.is('false'),
      'users.anonymous.enabled': may.is('false'),
      'application.resourceTrackingMethod': may.is('annotation'),
      'application.sync.requireOverridePrivilegeForRevisionSync': may.is('true'),
      'exec.enabled': may.oneOf('true', 'false'),
      'resource.customizations.health.argoproj.io_Application': may.text,
      'resource.customizations.health.monitoring.coreos.com_Prometheus': may.text,
      'resource.exclusions': exclusions,
      'oidc.config': login,
    },
    params: {
      'server.insecure': may.is('false'),
      'controller.diff.server.side': may.is('true'),
      'controller.status.processors': count,
      'controller.operation.processors': count,
      'controller.kubectl.parallelism.limit': count,
      'controller.sharding.algorithm': may.is('round-robin'),
      'reposerver.parallelism.limit': count,
    },
    rbac: {
      create: may.on,
      'policy.default': may.is(''),
      'policy.csv': may.is(''),
      scopes: may.is('[groups]'),
      'policy.matchMode': may.is('glob'),
    },
    clusterCredentials: clusters,
  },
  dex: { enabled: may.off },
  'redis-ha': { ...sharedRedis, enabled: may.on },
  controller: {
    // Each has whole clusters: how many there may be, match-argo-size says.
    replicas: may.number(1, 50),
    metrics,
    extraArgs: may.listLike(/^--metrics-application-conditions=\w+(,\w+)*$/),
    resources: may.resources,
  },
  repoServer: part,
  applicationSet: part,
  server: {
    ...part,
    certificate: {
      enabled: may.on,
      domain: (value, context) => may.is(context.facts.argoHost)(value, context),
      issuer: {
        group: may.is('cert-manager.io'),
        kind: may.is('ClusterIssuer'),
        name: may.declared('issuer', 'name'),
      },
    },
    service: {
      type: may.is('LoadBalancer'),
      annotations: internalBalancer,
      loadBalancerSourceRanges: (value, { facts }) => may.listOf(...facts.company)(value, undefined as never),
    },
  },
  notifications: {
    enabled: may.on,
    argocdUrl: (value, context) => may.is(`https://${context.facts.argoHost}`)(value, context),
    notifiers: { 'service.slack': may.is('token: $slack-token\n') },
    subscriptions,
    triggers: { 'trigger.on-deployed': may.text, 'trigger.on-health-degraded': may.text, 'trigger.on-sync-failed': may.text },
    templates: { 'template.deployed': may.text, 'template.health-degraded': may.text, 'template.sync-failed': may.text },
    secret: { create: may.off, name: may.is('argocd-notifications-secret') },
    metrics,
    resources: may.resources,
  },
};
