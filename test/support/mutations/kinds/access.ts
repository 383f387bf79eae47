import { fieldsAt, textAt } from '../../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../../policies/model.ts';
import { added, append, deleted, type Edits, edited, type Mutation, remove, set, titleOf } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

const namespaceLabels: Edits = {
  'require-namespace-labels': {
    'says that it is a trial': set('metadata.labels["erp.example.com/tier"]', 'trial'),
    'does not say how strictly it is judged': remove('metadata.labels["erp.example.com/tier"]'),
    'has no environment': remove('metadata.labels.environment'),
    'has no team': remove('metadata.labels.team'),
    'belongs to another environment': set('metadata.labels.environment', 'staging'),
  },
  'require-pod-security-labels': {
    'enforces nothing': remove('metadata.labels["pod-security.kubernetes.io/enforce"]'),
    'enforces no pinned version': remove('metadata.labels["pod-security.kubernetes.io/enforce-version"]'),
    'enforces the latest version': set('metadata.labels["pod-security.kubernetes.io/enforce-version"]', 'latest'),
    'enforces a standard that does not exist': set('metadata.labels["pod-security.kubernetes.io/enforce"]', 'none'),
    'warns of nothing': remove('metadata.labels["pod-security.kubernetes.io/warn"]'),
    'audits nothing': remove('metadata.labels["pod-security.kubernetes.io/audit"]'),
    'warns by no pinned version': remove('metadata.labels["pod-security.kubernetes.io/warn-version"]'),
    'audits by no pinned version': remove('metadata.labels["pod-security.kubernetes.io/audit-version"]'),
  },
};

const options = 'metadata.annotations["argocd.argoproj.io/sync-options"]';

const confirmation: Edits = {
  'require-prune-confirmation': {
    'goes without a question': remove(options),
    'is pruned without a question': set(options, 'Delete=confirm'),
    'is deleted without a question': set(options, 'Prune=confirm'),
  },
};

const claim = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: scratch, namespace: erp-infra }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`;

const binding: Edits = {
  'forbid-cluster-admin-binding': { 'gives everything': set('roleRef.name', 'cluster-admin') },
  'limit-production-access': {
    'lets people change production': set('roleRef.name', 'edit'),
    'lets people rule production': set('roleRef.name', 'admin'),
  },
  'match-role': {
    'gives a role that does not exist': set('roleRef.name', 'viewer'),
    'gives a Role that does not exist in its namespace': set('roleRef.kind', 'Role'),
  },
  'forbid-default-subject': {
    'gives it to everybody who can log in': set('subjects[0].name', 'system:authenticated'),
    'gives it to everybody': append('subjects', { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:unauthenticated' }),
    'gives it to the default account': append('subjects', { kind: 'ServiceAccount', name: 'default', namespace: 'erp-prod' }),
  },
};

const incidentAccess: Edits = {
  'limit-production-access': {
    'lets a team into containers for good': append('subjects', { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'erp-ops' }),
    'lets one person into containers for good': set('subjects[0].kind', 'User'),
  },
};

const externalSecret: Edits = {
  'match-secret-store': {
    'reads a store that does not exist': set('spec.secretStoreRef.name', 'vaults'),
    'reads a store of its own namespace that is not there': set('spec.secretStoreRef', { kind: 'SecretStore', name: 'vault' }),
  },
  'match-secret-template': {
    'no longer fetches a value of its template': remove('spec.data[0]'),
    'fetches a value under another name than its template uses': set('spec.data[0].secretKey', 'PASSWD'),
  },
  'require-secret-refresh': {
    'never follows its store': set('spec.refreshInterval', '0'),
    'follows its store once': set('spec.refreshPolicy', 'CreatedOnce'),
    'does not name its Secret': remove('spec.target.name'),
    'takes its Secret away with a fault of the store': set('spec.target.deletionPolicy', 'Delete'),
  },
};

const secretStore: Edits = {
  'match-secret-store-account': {
    'logs in with an account that does not exist': set(
      'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.name',
      'nobody',
    ),
    'logs in with the account of pods that have none': set(
      'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.name',
      'default',
    ),
  },
};

const auth = 'spec.provider.vault.auth';
const vaultLogin: Edits = {
  'require-vault-jwt': {
    'asks the API server about a token that is not for it': set(auth, {
      kubernetes: { mountPath: 'kubernetes-production', role: 'erp', serviceAccountRef: { name: 'web', audiences: ['vault'] } },
    }),
    'logs in by no role': remove(`${auth}.jwt.role`),
    'takes a token for the API server to Vault': set(`${auth}.jwt.kubernetesServiceAccountToken.serviceAccountRef.audiences`, [
      'https://kubernetes.default.svc',
    ]),
  },
};

const role = (name: string, namespace: string, rule: string) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: ${name}, namespace: ${namespace} }
rules: [${rule}]
`;

/** Namespaces, who may do what in them, and secrets. */
export default function access(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const namespaces = production.ofKind('Namespace');
  const namespaceOf = ({ namespace }: Manifest) => [`Namespace ${namespace}`];
  const secrets = production.ofKind('ExternalSecret');
  const own = production.ofServices('ExternalSecret');
  const shared = secrets.filter((secret) => secret.namespace === 'erp-prod' && !own.includes(secret));
  const incident = production.ofKind('RoleBinding', 'break-glass');
  const quotas = production.ofKind('ResourceQuota');
  const ranges = production.ofKind('LimitRange');
  const guards = production.ofKind('ValidatingAdmissionPolicy').filter(({ name }) => name.startsWith('erp-break-glass'));
  const bindings = production.ofKind('ValidatingAdmissionPolicyBinding').filter(({ name }) => name.startsWith('erp-break-glass'));
  const guarded = () => ['Role erp-infra/break-glass'];
  const roles = secrets.filter(({ name }) => name.includes('.postgres.credentials.') && name.startsWith('sales'));
  return [
    ...edited(manifests, [...production.ofKind('SecretStore'), ...production.ofKind('ClusterSecretStore')], vaultLogin),
    ...edited(manifests, roles, {
      'limit-vault-reader': {
        'reads the path of the keys of the service': set('spec.data[0].remoteRef.key', 'erp/production/sales-service'),
      },
    }),
    ...deleted(manifests, guards, 'limit-break-glass', guarded),
    ...deleted(manifests, bindings, 'limit-break-glass', guarded),
    ...edited(
      manifests,
      guards,
      {
        'limit-break-glass': {
          'lets through what it cannot judge': set('spec.failurePolicy', 'Ignore'),
          'checks nothing': set('spec.validations', []),
        },
      },
      guarded,
    ),
    ...edited(manifests, bindings, { 'limit-break-glass': { 'only warns': set('spec.validationActions', ['Warn']) } }, guarded),
    ...edited(manifests, production.ofKind('Role', 'break-glass'), {
      'limit-break-glass': {
        'changes Deployments': append('rules', { apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'] }),
        'deletes claims': append('rules', { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['delete'] }),
      },
    }),
    ...edited(manifests, namespaces, namespaceLabels),
    ...edited(manifests, production.ofKind('Namespace'), confirmation),
    ...['StorageClass', 'postgresql', 'Kafka', 'KafkaNodePool', 'KafkaTopic'].flatMap((kind) =>
      edited(manifests, production.ofKind(kind), confirmation),
    ),
    added('require-prune-confirmation', 'PersistentVolumeClaim erp-infra/scratch goes without a question', claim),
    ...edited(
      manifests,
      namespaces.filter(({ name }) => name !== 'erp-agents'),
      {
        'require-pod-security-labels': {
          'enforces the privileged standard': set('metadata.labels["pod-security.kubernetes.io/enforce"]', 'privileged'),
        },
      },
    ),
    ...edited(
      manifests,
      namespaces.filter(({ name }) => name === 'erp-prod'),
      {
        'require-pod-security-labels': {
          'enforces the baseline only': set('metadata.labels["pod-security.kubernetes.io/enforce"]', 'baseline'),
        },
      },
    ),
    ...namespaces.flatMap((target) =>
      deleted(manifests, [target], 'match-namespace', ({ name }) =>
        manifests
          .filter(({ namespace }) => namespace === name)
          .slice(0, 1)
          .map(titleOf),
      ),
    ),
    ...deleted(manifests, quotas, 'require-resource-quota', namespaceOf),
    ...edited(
      manifests,
      quotas,
      {
        'require-resource-quota': {
          'bounds nothing': set('spec.hard', {}),
          'does not bound requested cpu': remove('spec.hard["requests.cpu"]'),
          'does not bound requested memory': remove('spec.hard["requests.memory"]'),
          'does not bound memory': remove('spec.hard["limits.memory"]'),
        },
      },
      namespaceOf,
    ),
    ...deleted(manifests, ranges, 'require-limit-range', namespaceOf),
    ...edited(
      manifests,
      ranges,
      {
        'require-limit-range': {
          'has no limits': set('spec.limits', []),
          'has no default limits': remove('spec.limits[0].default'),
          'is about pods, not containers': set('spec.limits[0].type', 'Pod'),
        },
      },
      namespaceOf,
    ),
    ...edited(
      manifests,
      production.ofKind('RoleBinding').filter((candidate) => isOfPeople(candidate) && !incident.includes(candidate)),
      binding,
    ),
    ...edited(manifests, incident, incidentAccess, ({ namespace }) => [`Role ${namespace}/break-glass`]),
    ...edited(manifests, incident, { 'match-role': { 'gives a Role that does not exist': set('roleRef.name', 'breakglass') } }),
    ...namespaces.flatMap(({ name }) => [
      added(
        'forbid-wildcard-role',
        `Role ${name}/operator may do everything`,
        role('operator', name, "{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }"),
      ),
      added(
        'forbid-wildcard-role',
        `Role ${name}/reader may read everything`,
        role('reader', name, "{ apiGroups: [''], resources: ['*'], verbs: [get] }"),
      ),
      added(
        'limit-production-access',
        `Role ${name}/debugger enters containers`,
        role('debugger', name, "{ apiGroups: [''], resources: [pods/exec], verbs: [create] }"),
      ),
      added(
        'limit-production-access',
        `Role ${name}/forwarder goes past the network policies`,
        role('forwarder', name, "{ apiGroups: [''], resources: [pods/portforward], verbs: [create] }"),
      ),
      added(
        'limit-production-access',
        `Role ${name}/reader reads secrets`,
        role('reader', name, "{ apiGroups: [''], resources: [secrets], verbs: [get, list] }"),
      ),
    ]),
    ...edited(manifests, secrets, externalSecret),
    ...deleted(manifests, own, 'match-secret', (secret) => [`Deployment erp-prod/${serviceOf(secret)}`]),
    ...deleted(manifests, shared, 'match-secret', ({ name }) =>
      production
        .ofKind('Deployment')
        .filter(({ fields }) => JSON.stringify(fields).includes(`"${name}"`))
        .map(titleOf),
    ),
    ...edited(manifests, own, { 'match-secret': { 'makes another Secret': set('spec.target.name', 'other-secrets') } }, (secret) => [
      `Deployment erp-prod/${serviceOf(secret)}`,
    ]),
    ...edited(
      manifests,
      own,
      ({ fields }) => ({
        'match-secret': Object.fromEntries(
          Object.keys(fieldsAt(fields, 'spec', 'target', 'template', 'data')).map((key) => [
            `makes no ${key}, which the service reads from a file`,
            remove(`spec.target.template.data.${key}`),
          ]),
        ),
      }),
      (secret) => [`Deployment erp-prod/${serviceOf(secret)}`],
    ),
    ...edited(manifests, own, (secret) => ({
      'match-config-host': {
        'leads to a database that does not exist': set(
          'spec.target.template.data.DATABASE_URL',
          'postgres://u:{{ .DATABASE_PASSWORD }}@postgres-ha.erp-infra.svc.cluster.local:5432/db',
        ),
        'leads to a cache at another port': set(
          'spec.target.template.data.REDIS_URL',
          'redis://:{{ .REDIS_PASSWORD }}@redis-master.erp-infra.svc.cluster.local:6380/0',
        ),
      },
      'forbid-credential-in-config': {
        [`writes the password of ${serviceOf(secret)} down`]: set(
          'spec.target.template.data.DATABASE_URL',
          'postgres://u:hunter2hunter2@postgres-primary.erp-infra.svc.cluster.local:5432/db',
        ),
      },
    })),
    ...deleted(
      manifests,
      [...production.ofKind('ClusterSecretStore'), ...production.ofKind('SecretStore')],
      'match-secret-store',
      (store) =>
        production
          .ofKind('ExternalSecret')
          .filter(({ fields }) => textAt(fields, 'spec', 'secretStoreRef', 'name') === store.name)
          .map(titleOf),
    ),
    ...own.map(({ name }) =>
      added(
        'forbid-plaintext-secret',
        `Secret erp-prod/${name}-plain is in the repository`,
        `
apiVersion: v1
kind: Secret
metadata: { name: ${name}-plain, namespace: erp-prod }
stringData: { DATABASE_URL: postgres://erp:hunter2hunter2@db.example.com:5432/erp }
`,
      ),
    ),
    ...unwanted.map(([kind, apiVersion, rest]) =>
      added('limit-kinds', `a ${kind} is among the objects`, `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x${rest} }\n`),
    ),
    ...edited(manifests, production.ofKind('SecretStore'), secretStore),
    ...own.map(({ name }) =>
      added(
        'forbid-loose-sealed-secret',
        `SealedSecret erp-prod/${name}-open is not sealed`,
        `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: ${name}-open, namespace: erp-prod }
spec: { encryptedData: { JWT_SECRET: hunter2 } }
`,
      ),
    ),
  ];
}

/** Objects that no environment is made of, or in a namespace that is not its own. */
const unwanted: readonly (readonly [kind: string, apiVersion: string, rest: string])[] = [
  ['MutatingWebhookConfiguration', 'admissionregistration.k8s.io/v1', ''],
  ['APIService', 'apiregistration.k8s.io/v1', ''],
  ['EndpointSlice', 'discovery.k8s.io/v1', ', namespace: erp-infra'],
  ['CustomResourceDefinition', 'apiextensions.k8s.io/v1', ''],
  ['RuntimeClass', 'node.k8s.io/v1', ''],
  ['ConfigMap', 'v1', ', namespace: kube-system'],
];

/** Whether a RoleBinding gives something to a group of people, not to a program. */
function isOfPeople({ fields }: Manifest): boolean {
  return textAt(fields, 'subjects', 0, 'kind') === 'Group';
}
