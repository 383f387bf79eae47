import { randomBytes } from 'node:crypto';

/** A destination of Applications, as Argo CD is told about it. */
export interface Destination {
  /** Such as `erp-production`: what `destination.name` of an Application says. */
  readonly name: string;
  readonly server: string;
  readonly token: string;
  /** Certificate as PEM. */
  readonly ca: string;
}

export const argoNamespace = 'argocd';
/** Where Argo CD finds the cluster that it runs in. */
export const ownServer = 'https://kubernetes.default.svc';

/**
 * What the chart adds to argocd-cm by itself (argo-cd 10.1.1, values.yaml, `configs.cm`), as far as it decides what Argo CD notices.
 * How often it looks at Git is left to its arguments.
 */
const chartDefaults = {
  'application.instanceLabelKey': 'argocd.argoproj.io/instance',
  'timeout.reconciliation': '120s',
  'timeout.reconciliation.jitter': '60s',
  'resource.customizations.ignoreResourceUpdates.all': 'jsonPointers:\n  - /status\n',
  'resource.customizations.ignoreResourceUpdates.argoproj.io_Application': `jqPathExpressions:
  - '.metadata.annotations."notified.notifications.argoproj.io"'
  - '.metadata.annotations."argocd.argoproj.io/refresh"'
  - '.metadata.annotations."argocd.argoproj.io/hydrate"'
  - '.operation'
`,
};

/** Keys of `configs.params` that concern the controller, and the variable through which the chart gives them on (argo-cd 10.1.1). */
const controllerVariables: Readonly<Record<string, string>> = {
  'controller.diff.server.side': 'ARGOCD_APPLICATION_CONTROLLER_SERVER_SIDE_DIFF',
  'controller.sync.timeout.seconds': 'ARGOCD_APPLICATION_CONTROLLER_SYNC_TIMEOUT',
  'controller.status.processors': 'ARGOCD_APPLICATION_CONTROLLER_STATUS_PROCESSORS',
  'controller.operation.processors': 'ARGOCD_APPLICATION_CONTROLLER_OPERATION_PROCESSORS',
  'controller.kubectl.parallelism.limit': 'ARGOCD_APPLICATION_CONTROLLER_KUBECTL_PARALLELISM_LIMIT',
  'controller.sharding.algorithm': 'ARGOCD_CONTROLLER_SHARDING_ALGORITHM',
  'controller.self.heal.timeout.seconds': 'ARGOCD_APPLICATION_CONTROLLER_SELF_HEAL_TIMEOUT_SECONDS',
};

/** Environment of the controller, from `configs.params` of the chart's values. */
export function controllerEnvironment(parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([key, value]) => {
      const variable = controllerVariables[key];
      if (variable === undefined && key.startsWith('controller.'))
        throw new Error(`configs.params has "${key}", which no variable is known for.`);
      return variable === undefined ? [] : [[variable, value]];
    }),
  );
}

/** The objects that Argo CD's installation brings, from `configs.cm` of the chart's values. */
export function argoObjects(settings: Readonly<Record<string, string>>, destinations: readonly Destination[]): readonly object[] {
  return [
    configMap('argocd-cm', { ...chartDefaults, ...settings }),
    ...['argocd-rbac-cm', 'argocd-tls-certs-cm', 'argocd-ssh-known-hosts-cm', 'argocd-gpg-keys-cm'].map((name) => configMap(name, {})),
    secret('argocd-secret', {}, { 'server.secretkey': randomBytes(32).toString('base64') }),
    ...destinations.map(({ name, server, token, ca }) => {
      const config = { bearerToken: token, tlsClientConfig: { insecure: false, caData: Buffer.from(ca).toString('base64') } };
      return secret(`cluster-${name}`, { 'argocd.argoproj.io/secret-type': 'cluster' }, { name, server, config: JSON.stringify(config) });
    }),
  ];
}

function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name, {}), data };
}

function secret(name: string, labels: Readonly<Record<string, string>>, stringData: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: metadata(name, labels), type: 'Opaque', stringData };
}

function metadata(name: string, labels: Readonly<Record<string, string>>): object {
  return { name, namespace: argoNamespace, labels: { 'app.kubernetes.io/part-of': 'argocd', ...labels } };
}
