import { asFields, at, listAt, textAt } from '../../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../../policies/model.ts';
import { added, append, type Edits, edited, type Mutation, present, remove, rewrite, set, together } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

const template = 'spec.template';
const pod = `${template}.spec`;
const container = `${pod}.containers[0]`;

const probes: Edits = {
  'limit-liveness-probe': {
    'is restarted as soon as it is not ready': together(
      set(`${container}.livenessProbe.httpGet.path`, '/health/ready'),
      set(`${container}.livenessProbe.failureThreshold`, 1),
    ),
  },
  'require-liveness-probe': {
    'has no liveness probe': remove(`${container}.livenessProbe`),
    'has a liveness probe that asks nothing': remove(`${container}.livenessProbe.httpGet`),
  },
  'require-readiness-probe': {
    'has no readiness probe': remove(`${container}.readinessProbe`),
    'has a readiness probe that asks nothing': remove(`${container}.readinessProbe.httpGet`),
  },
  'require-startup-probe': {
    'has no startup probe': remove(`${container}.startupProbe`),
    'has a startup probe that asks nothing': remove(`${container}.startupProbe.httpGet`),
  },
  'match-probe-port': {
    'is asked for its life at a port name that it does not declare': set(`${container}.livenessProbe.httpGet.port`, 'web'),
    'is asked whether it is ready at a port that it does not declare': set(`${container}.readinessProbe.httpGet.port`, 8080),
    'is asked whether it started at a port that it does not declare': set(`${container}.startupProbe.httpGet.port`, 80),
    'no longer declares the port of its probes': remove(`${container}.ports[0]`),
  },
  'forbid-probe-host': {
    'lets the kubelet ask another host': set(`${container}.livenessProbe.httpGet.host`, '169.254.169.254'),
  },
};

const privileges: Edits = {
  'require-run-as-non-root': {
    'allows root in the container': set(`${container}.securityContext.runAsNonRoot`, false),
    'allows root in the pod': set(`${pod}.securityContext.runAsNonRoot`, false),
    'says nowhere that root is not allowed': together(
      remove(`${container}.securityContext.runAsNonRoot`),
      remove(`${pod}.securityContext.runAsNonRoot`),
    ),
  },
  'forbid-root-user': {
    'runs its container as user 0': set(`${container}.securityContext.runAsUser`, 0),
    'runs its pod as user 0': set(`${pod}.securityContext.runAsUser`, 0),
  },
  'require-seccomp-profile': {
    'has no seccomp profile': remove(`${pod}.securityContext.seccompProfile`),
    'has no pod security context': remove(`${pod}.securityContext`),
    'runs its pod without a filter of system calls': set(`${pod}.securityContext.seccompProfile.type`, 'Unconfined'),
    'runs its container without a filter of system calls': set(`${container}.securityContext.seccompProfile`, { type: 'Unconfined' }),
  },
  'forbid-privilege-escalation': {
    'allows more privileges': set(`${container}.securityContext.allowPrivilegeEscalation`, true),
    'does not say whether it allows more privileges': remove(`${container}.securityContext.allowPrivilegeEscalation`),
    'has no container security context': remove(`${container}.securityContext`),
  },
  'forbid-privileged-container': { 'is privileged': set(`${container}.securityContext.privileged`, true) },
  'require-drop-all-capabilities': {
    'keeps all capabilities': remove(`${container}.securityContext.capabilities`),
    'drops only one capability': set(`${container}.securityContext.capabilities.drop`, ['NET_RAW']),
  },
  'limit-added-capabilities': {
    'adds SYS_ADMIN': set(`${container}.securityContext.capabilities.add`, ['SYS_ADMIN']),
    'adds NET_ADMIN beside an allowed one': set(`${container}.securityContext.capabilities.add`, ['NET_BIND_SERVICE', 'NET_ADMIN']),
  },
  'require-read-only-root-filesystem': {
    'has a writable root file system': set(`${container}.securityContext.readOnlyRootFilesystem`, false),
    'does not say that its root file system is read-only': remove(`${container}.securityContext.readOnlyRootFilesystem`),
  },
  'forbid-host-namespaces': {
    'uses the network of the node': set(`${pod}.hostNetwork`, true),
    'sees the processes of the node': set(`${pod}.hostPID`, true),
    'shares the memory of the node': set(`${pod}.hostIPC`, true),
  },
  'forbid-host-port': { 'opens a port of the node': set(`${container}.ports[0].hostPort`, 8000) },
  'forbid-host-process': { 'is a process of a Windows node': set(`${pod}.securityContext.windowsOptions`, { hostProcess: true }) },
  'limit-app-armor-profile': { 'leaves AppArmor': set(`${pod}.securityContext.appArmorProfile`, { type: 'Unconfined' }) },
  'limit-proc-mount': { 'shows all of /proc': set(`${container}.securityContext.procMount`, 'Unmasked') },
  'limit-selinux-options': { 'leaves its SELinux domain': set(`${pod}.securityContext.seLinuxOptions`, { type: 'spc_t' }) },
  'limit-sysctls': {
    'sets a kernel parameter of the node': set(`${pod}.securityContext.sysctls`, [{ name: 'kernel.msgmax', value: '1' }]),
  },
  'limit-volume-types': {
    'mounts a folder of the node': append(`${pod}.volumes`, { name: 'docker', hostPath: { path: '/var/run/docker.sock' } }),
    'mounts a share of another machine': append(`${pod}.volumes`, { name: 'share', nfs: { server: '10.0.0.1', path: '/' } }),
  },
  'limit-image-volumes': {
    'mounts an image without a digest': append(`${pod}.volumes`, {
      name: 'static',
      image: { reference: 'registry.example.com/erp/static:1.0.0' },
    }),
  },
  'forbid-service-account-token': { 'mounts a token': set(`${pod}.automountServiceAccountToken`, true) },
  'forbid-service-links': {
    'gets variables about all Services': set(`${pod}.enableServiceLinks`, true),
    'does not refuse variables about all Services': remove(`${pod}.enableServiceLinks`),
  },
};

const resources: Edits = {
  'require-resource-limits': {
    'has no limits': remove(`${container}.resources.limits`),
    'has no resources': remove(`${container}.resources`),
    'has no limit of cpu': remove(`${container}.resources.limits.cpu`),
    'has no limit of memory': remove(`${container}.resources.limits.memory`),
    'has no limit of scratch space': remove(`${container}.resources.limits["ephemeral-storage"]`),
  },
  'require-resource-requests': {
    'requests nothing': remove(`${container}.resources.requests`),
    'requests no cpu': remove(`${container}.resources.requests.cpu`),
    'requests no memory': remove(`${container}.resources.requests.memory`),
    'requests no scratch space': remove(`${container}.resources.requests["ephemeral-storage"]`),
  },
  'match-requests-to-limits': {
    'requests more cpu than its limit': set(`${container}.resources.requests.cpu`, '100'),
    'requests more memory than its limit': set(`${container}.resources.requests.memory`, '100Gi'),
    'requests more scratch space than its limit': set(`${container}.resources.requests["ephemeral-storage"]`, '100Gi'),
    'requests memory in a unit that Kubernetes does not know': set(`${container}.resources.requests.memory`, '512MB'),
    'limits memory to a thousandth of a byte': set(`${container}.resources.limits.memory`, '2048m'),
  },
};

const images: Edits = {
  'require-image': {
    'has a container without an image': remove(`${container}.image`),
    'has an image that cannot be pulled': set(`${container}.image`, 'registry.example.com/ERP/Service:1.0.0'),
  },
  'require-image-digest': { 'runs an image without a digest': rewrite(`${container}.image`, (image) => image.replace(/@.*/, '')) },
  'require-image-tag': {
    'runs the latest image': rewrite(`${container}.image`, (image) => image.replace(/:[^:@]+@/, ':latest@')),
    'runs an image without a version': rewrite(`${container}.image`, (image) => image.replace(/:[^:@]+@.*/, '')),
  },
  'limit-image-registries': {
    'runs an image of another registry': rewrite(`${container}.image`, (image) => image.replace('registry.example.com', 'docker.io')),
    'runs an image of a registry with a similar name': rewrite(`${container}.image`, (image) =>
      image.replace('example.com', 'example.com.cn'),
    ),
    'runs an image of no registry': rewrite(`${container}.image`, (image) => image.replace('registry.example.com/', '')),
  },
  'match-version-label': {
    'runs another version than its label says': rewrite(`${container}.image`, (image) => image.replace(/:[^:@]+@/, ':99.9.9@')),
    'labels its pods with another version': set(`${template}.metadata.labels.version`, 'v99.9.9'),
    'is labelled with another version': set('metadata.labels["app.kubernetes.io/version"]', '99.9.9'),
  },
};

const rollout: Edits = {
  'forbid-replicas-with-autoscaler': { 'sets the replicas that KEDA decides': set('spec.replicas', 6) },
  'require-rolling-update': {
    'has no strategy': remove('spec.strategy'),
    'stops all pods before it starts new ones': set('spec.strategy', { type: 'Recreate' }),
    'takes a pod away before the new one is ready': set('spec.strategy.rollingUpdate.maxUnavailable', 1),
    'does not say how many pods may be missing': remove('spec.strategy.rollingUpdate.maxUnavailable'),
    'may start no new pod': set('spec.strategy.rollingUpdate.maxSurge', 0),
  },
  'require-progress-deadline': {
    'never gives up a rollout by its own word': remove('spec.progressDeadlineSeconds'),
    'gives up before it can have started': set('spec.progressDeadlineSeconds', 60),
  },
  'require-revision-history': {
    'does not say how many revisions it keeps': remove('spec.revisionHistoryLimit'),
    'keeps no revision': set('spec.revisionHistoryLimit', 0),
    'keeps a hundred revisions': set('spec.revisionHistoryLimit', 100),
  },
  'require-graceful-termination': {
    'has no preStop hook': remove(`${container}.lifecycle`),
    'waits for nothing before it stops': set(`${container}.lifecycle.preStop.sleep.seconds`, 0),
    'waits until it is killed': set(`${container}.lifecycle.preStop.sleep.seconds`, 60),
    'is killed five seconds after the signal': set(`${pod}.terminationGracePeriodSeconds`, 5),
  },
  'require-priority-class': { 'has no priority class': remove(`${pod}.priorityClassName`) },
  'match-priority-class': { 'has a priority class that does not exist': set(`${pod}.priorityClassName`, 'erp-critical') },
  'require-zone-spread': {
    'is spread over nothing': remove(`${pod}.topologySpreadConstraints`),
    'is spread over nodes only': remove(`${pod}.topologySpreadConstraints[0]`),
    'prefers a spread over zones': set(`${pod}.topologySpreadConstraints[0].whenUnsatisfiable`, 'ScheduleAnyway'),
    'may run in one zone': set(`${pod}.topologySpreadConstraints[0].maxSkew`, 20),
    'counts the nodes of a zone that is lost': remove(`${pod}.topologySpreadConstraints[0].nodeTaintsPolicy`),
    'spreads pods of another service': set(`${pod}.topologySpreadConstraints[0].labelSelector.matchLabels.app`, 'other-service'),
  },
  'require-pod-anti-affinity': {
    'has no pod anti-affinity': remove(`${pod}.affinity.podAntiAffinity`),
    'keeps away from another service': set(
      `${pod}.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector.matchExpressions[0].values`,
      ['other-service'],
    ),
    'keeps away from nobody': set(`${pod}.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution`, []),
  },
};

const labels: Edits = {
  'require-labels': {
    'has no label app': remove('metadata.labels.app'),
    'has no label app.kubernetes.io/name': remove('metadata.labels["app.kubernetes.io/name"]'),
    'belongs to nothing': remove('metadata.labels["app.kubernetes.io/part-of"]'),
    'has no version': remove('metadata.labels["app.kubernetes.io/version"]'),
    'has pods without a version': remove(`${template}.metadata.labels["app.kubernetes.io/version"]`),
    'has pods without the label app.kubernetes.io/name': remove(`${template}.metadata.labels["app.kubernetes.io/name"]`),
    'has no labels': remove('metadata.labels'),
  },
  'match-workload-selector': {
    'selects other pods than it makes': set('spec.selector.matchLabels.app', 'other-service'),
    'makes other pods than it selects': set(`${template}.metadata.labels.app`, 'other-service'),
    'selects by a version, which will change': set('spec.selector.matchLabels.version', 'v1.0.0'),
    'selects nothing': remove('spec.selector'),
    'selects a label that its pods lack': set('spec.selector.matchLabels.tier', 'backend'),
  },
  'limit-name-length': {
    'has a label that is too long': set('metadata.labels.note', 'x'.repeat(64)),
    'has a label with a space': set('metadata.labels.note', 'sales service'),
  },
};

const references: Edits = {
  'match-config-map': {
    'reads a file that its ConfigMap lacks': append(`${container}.env`, { name: 'LEVEL_FILE', value: '/app/config/LOG_LEVELS' }),
    'reads its variables from a ConfigMap that does not exist': rewrite(`${container}.envFrom[0].configMapRef.name`, (name) => `${name}x`),
  },
  'match-secret': {
    'reads a file that its Secret lacks': append(`${container}.env`, { name: 'LEDGER_FILE', value: '/app/secrets/LEDGER' }),
    'pulls with credentials that nothing makes': set(`${pod}.imagePullSecrets[0].name`, 'registry-credential'),
  },
  'match-service-account': {
    'runs under an account that does not exist': rewrite(`${pod}.serviceAccountName`, (name) => name.replace('-service', '')),
  },
  'require-service-account': {
    'runs under no account of its own': remove(`${pod}.serviceAccountName`),
    'runs under the default account': set(`${pod}.serviceAccountName`, 'default'),
    'names another account in the old field': set(`${pod}.serviceAccount`, 'default'),
  },
  'forbid-duplicate-port': {
    'declares a port twice': rewrite(`${container}.ports[1].name`, () => 'http'),
    'declares a port number twice': set(`${container}.ports[1].containerPort`, 8000),
  },
};

const secrets: Edits = {
  'forbid-secret-environment': {
    'gets a password as a variable': append(`${container}.env`, {
      name: 'DATABASE_URL',
      valueFrom: { secretKeyRef: { name: 'financial-service-secrets', key: 'DATABASE_URL' } },
    }),
    'gets all its secrets as variables': append(`${container}.envFrom`, { secretRef: { name: 'financial-service-secrets' } }),
  },
  'forbid-credential-in-config': {
    'has a password in a variable': append(`${container}.env`, { name: 'DATABASE_PASSWORD', value: 'hunter2hunter2' }),
    'has a password in the address of its database': append(`${container}.env`, {
      name: 'DATABASE_URL',
      value: 'postgres://erp:hunter2hunter2@postgres-primary.erp-infra.svc.cluster.local:5432/erp',
    }),
    'has a password in its arguments': set(`${container}.args`, ['--database-password=hunter2hunter2']),
  },
  'match-config-host': {
    'is told an address that leads nowhere': append(`${container}.env`, {
      name: 'LEDGER_URL',
      value: 'http://ledger-service.erp-prod.svc.cluster.local:8000',
    }),
  },
};

/** Each volume of a pod, by what it shows. */
function volumes({ fields }: Manifest): Edits {
  const of = (source: string, edit: (words: string, path: string) => Edits[string]): Edits[string] =>
    Object.fromEntries(
      listAt(fields, 'spec', 'template', 'spec', 'volumes').flatMap((volume, index) =>
        asFields(at(volume, source)) === undefined
          ? []
          : Object.entries(edit(`in volume "${textAt(volume, 'name') ?? ''}"`, `${pod}.volumes[${index}].${source}`)),
      ),
    );
  return {
    'require-scratch-limit': of('emptyDir', (words, path) => ({ [`may fill the disk of the node ${words}`]: remove(`${path}.sizeLimit`) })),
    'match-config-map': of('configMap', (words, path) => ({
      [`mounts a ConfigMap that does not exist ${words}`]: rewrite(`${path}.name`, (name) => name.replace(/-[^-]+$/, '')),
      [`mounts a key that its ConfigMap lacks ${words}`]: set(`${path}.items`, [{ key: 'LOG_LEVELS', path: 'level' }]),
    })),
    'match-secret': of('secret', (words, path) => ({
      [`mounts a Secret that nothing makes ${words}`]: rewrite(`${path}.secretName`, (name) => `${name}-old`),
      [`mounts a key that its Secret lacks ${words}`]: set(`${path}.items`, [{ key: 'LEDGER', path: 'LEDGER' }]),
    })),
  };
}

/** Everything that one field of a Deployment or of its pods can break. */
export default function workloads(production: Production): readonly Mutation[] {
  const deployments = production.ofKind('Deployment');
  const tables = [probes, privileges, resources, images, rollout, labels, references, secrets];
  return [
    added(
      'forbid-naked-pod',
      'Pod erp-prod/shell is of no workload',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: shell, namespace: erp-prod }\nspec: { containers: [{ name: shell, image: a }] }\n',
    ),
    ...tables.flatMap((table) => edited(production.manifests, deployments, table)),
    ...edited(production.manifests, deployments, volumes),
    ...edited(production.manifests, deployments, (deployment) => ({
      'match-config-map': {
        'reads a key that its ConfigMap lacks': append(`${container}.env`, {
          name: 'LEVEL',
          valueFrom: { configMapKeyRef: { name: present(production.configOf(serviceOf(deployment))).name, key: 'LOG_LEVELS' } },
        }),
      },
    })),
  ];
}
