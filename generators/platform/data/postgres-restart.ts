import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { breakGlassName } from '../../model/names.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { postgresNames, restartedAnnotation } from '../../model/platform/data-layer.ts';
import { ownKey } from '../../model/platform/own-keys.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { priorities } from '../../model/priorities.ts';
import { runAs } from '../../model/service/defaults.ts';
import { vaultPath } from '../../model/service/secret.ts';
import { postgresClusters } from '../../model/stores/postgres-clusters.ts';
import { hardened } from '../../resources/hardened.ts';
import { selector, serviceLabels, versionLabels } from '../../resources/labels.ts';
import { kubernetesApi } from '../../resources/network-policy.ts';
import { breakGlassImage } from '../shell-image.ts';
import { dataPolicy } from './data-network.ts';
import { dataSecret } from './data-secrets.ts';

const rbac = 'rbac.authorization.k8s.io';
const registryName = 'data-layer-registry';

/** Of a CronJob: the Deployment that it restarts. */
const restartsAnnotation = ownKey('restarts');

/**
 * Twice a month, outside of month-end closing: PgBouncer reads its certificate only when it starts, and the operator does not restart it
 * for a new one (2.0.1, `connection_pooler.go`). Seventeen days at most, of thirty that a certificate is still good for after it was renewed.
 */
const schedule = '0 4 8,22 * *';

/** Restarts the poolers of the databases before the certificate that they show ends. */
export function poolerRestarts(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  return [
    ...postgresClusters(environment, platform).flatMap(({ name }) => restart(environment, platform, postgresNames(name).pooler)),
    dataSecret(environment, registryName, 'kubernetes.io/dockerconfigjson', { '.dockerconfigjson': '{{ .value }}' }, [
      { key: 'value', path: vaultPath(environment.name, 'registry'), property: 'value' },
    ]),
  ];
}

function restart(environment: EnvironmentDefinition, platform: PlatformDefinition, pooler: string): readonly KubernetesObject[] {
  const { infra } = environment.namespaces;
  const restartName = `${pooler}-restart`;
  const metadata = { name: restartName, namespace: infra, labels: serviceLabels(restartName) };
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false } satisfies IServiceAccount;
  const role = {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata,
    rules: [{ apiGroups: ['apps'], resources: ['deployments'], resourceNames: [pooler], verbs: ['patch'] }],
  } satisfies IRole;
  const binding = {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: restartName },
    subjects: [{ kind: 'ServiceAccount', name: restartName, namespace: infra }],
  } satisfies IRoleBinding;
  return [
    account,
    role,
    binding,
    dataPolicy(environment, restartName, selector(restartName), { beyond: [kubernetesApi(platform)] }),
    cronJob(metadata, platform, pooler),
  ];
}

function cronJob(metadata: KubernetesObject['metadata'], platform: PlatformDefinition, deployment: string) {
  const { name, tag, digest } = breakGlassImage(platform);
  const labels = { ...serviceLabels(metadata.name), ...versionLabels(tag) };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { ...metadata, labels, annotations: { [restartsAnnotation]: deployment } },
    spec: {
      schedule,
      timeZone: 'Asia/Shanghai',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 24 * 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 3,
          activeDeadlineSeconds: 600,
          ttlSecondsAfterFinished: 40 * 24 * 3600,
          template: { metadata: { labels }, spec: podSpec(metadata, `${name}:${tag}@${digest}`, deployment) },
        },
      },
    },
  } satisfies ICronJob;
}

function podSpec({ name, namespace = '' }: KubernetesObject['metadata'], image: string, deployment: string): IPodSpec {
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    priorityClassName: priorities.batch.name,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    imagePullSecrets: [{ name: registryName }],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: runAs,
      runAsGroup: runAs,
      fsGroup: runAs,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: breakGlassName,
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['/bin/sh', '-euc', script(namespace, deployment)],
        resources: {
          requests: { cpu: '10m', memory: '32Mi', 'ephemeral-storage': '16Mi' },
          limits: { cpu: '200m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
        },
        securityContext: hardened,
        volumeMounts: [{ name: 'access', mountPath: '/access', readOnly: true }],
      },
    ],
    volumes: [
      {
        name: 'access',
        projected: {
          defaultMode: 0o440,
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 600 } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          ],
        },
      },
    ],
  };
}

/** What `kubectl rollout restart` does. The token goes by standard input: arguments can be seen. */
function script(namespace: string, deployment: string): string {
  return `printf 'header = "Authorization: Bearer %s"\\n' "$(cat /access/token)" |
curl --config - --fail --silent --show-error --max-time 30 --output /dev/null --cacert /access/ca.crt --request PATCH \\
  --header 'Content-Type: application/strategic-merge-patch+json' \\
  --data "{\\"spec\\":{\\"template\\":{\\"metadata\\":{\\"annotations\\":{\\"${restartedAnnotation}\\":\\"$(date -u +%FT%TZ)\\"}}}}}" \\
  "https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}"
`;
}
