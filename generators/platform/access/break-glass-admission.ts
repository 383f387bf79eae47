import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import type { IValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { backupName, backupRoles, restoresAnnotation } from '../../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { breakGlassName } from '../../model/names.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { postgresNames } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { endpoints } from '../../model/service/backing-services.ts';
import { type PostgresCluster, postgresClusters } from '../../model/stores/postgres-clusters.ts';
import { authorityName, credentialsOf } from '../backup/backup-secrets.ts';
import { exporterImage } from '../data/postgres.ts';

const admission = 'admissionregistration.k8s.io/v1';
type Operation = 'CREATE' | 'UPDATE' | 'DELETE';
const operations: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE'];

/** Fields by which a `postgresql` of postgres-operator 2.0.1 is opened to what is outside of the cluster. */
const doors = ['LoadBalancer', 'NodePort'].flatMap((door) =>
  ['Master', 'Replica', 'MasterPooler', 'ReplicaPooler'].map((side) => `enable${side}${door}`),
);
const unchangedMetadata = ['labels', 'ownerReferences', 'finalizers'];
/** Labels by which pods are told apart: those of a Job of an incident say whose it is. */
const namingLabels = ['app', 'app.kubernetes.io/name'];
/** Those that such a pod may have: of ours, for the flows to the stores, and what Kubernetes 1.35 adds to the pods of a Job. */
const labelKeys = (clusters: readonly PostgresCluster[]) => [
  ...[...namingLabels, 'app.kubernetes.io/part-of', 'app.kubernetes.io/version', 'version'],
  ...Object.values(endpoints).map(({ clientLabel }) => clientLabel),
  ...clusters.flatMap(({ key, clientLabel }) => (key === undefined ? [] : [clientLabel])),
  ...['controller-uid', 'job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'],
];

interface Restriction {
  readonly name: string;
  readonly resources: readonly { readonly group: string; readonly resource: string; readonly operations: readonly Operation[] }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  /** CEL over `object`, `oldObject`, `request` and `variables`, with what a person is told. */
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

/**
 * What RBAC cannot say of the Role for incidents: a right to make Jobs is one to mount every Secret and to act as every account
 * of the namespace, and a right to delete databases and NetworkPolicies holds for the live ones too. These policies hold for the
 * members of the group, whatever else they may do, in the two namespaces of the Role.
 */
export function breakGlassAdmission(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const clusters = postgresClusters(environment, platform);
  // What the jobs of the backup and a restore mount; the debug pod mounts none.
  const holders = clusters.length === 0 ? [undefined] : clusters.map(({ name }) => name);
  const credentials = holders.flatMap((cluster) => Object.values(backupRoles).map((role) => credentialsOf(role, cluster)));
  const secrets = [...credentials, authorityName].sort();
  const names = clusters.map(({ name }) => name);
  const { imageRepository } = platform;
  return [
    jobs(secrets, labelKeys(clusters), imageRepository),
    ephemeralContainers(imageRepository),
    // Only here is there a database that could be copied.
    ...(names.length === 0 ? [] : [restores(names), copies(names)]),
    externalSecrets(),
  ].flatMap((restriction) => [
    policy(restriction, platform.breakGlassGroup),
    binding(restriction, [environment.namespaces.app, environment.namespaces.infra]),
  ]);
}

function jobs(secrets: readonly string[], labels: readonly string[], imageRepository: string): Restriction {
  return {
    name: `${breakGlassName}-jobs`,
    resources: [{ group: 'batch', resource: 'jobs', operations: ['CREATE', 'UPDATE'] }],
    variables: [
      { name: 'pod', expression: 'object.spec.template.spec' },
      { name: 'accounts', expression: list([backupName, breakGlassName]) },
      { name: 'secrets', expression: list(secrets) },
      { name: 'labels', expression: 'object.spec.template.metadata.labels' },
      {
        name: 'containers',
        expression: 'variables.pod.containers + (has(variables.pod.initContainers) ? variables.pod.initContainers : [])',
      },
    ],
    validations: [
      {
        expression: 'has(variables.pod.serviceAccountName) && variables.pod.serviceAccountName in variables.accounts',
        message: `A Job of an incident runs as ${backupName} or ${breakGlassName}.`,
      },
      {
        expression:
          '!has(variables.pod.volumes) || variables.pod.volumes.all(v, has(v.emptyDir) || has(v.configMap) || has(v.downwardAPI) || (has(v.secret) && has(v.secret.secretName) && v.secret.secretName in variables.secrets) || (has(v.projected) && (!has(v.projected.sources) || v.projected.sources.all(s, !has(s.secret)))))',
        message: 'A Job of an incident mounts the Secrets of the backup and no others, and no claim.',
      },
      {
        expression: `variables.labels.all(key, key in ${list(labels)}) && ${list(namingLabels)}.all(key, key in variables.labels && variables.labels[key] in variables.accounts)`,
        message: `The pods of a Job of an incident are labelled as those of ${backupName} or ${breakGlassName}, so that no Service takes them for its own.`,
      },
      { expression: withoutSecretVariables('variables.containers'), message: 'A Job of an incident has no variables out of Secrets.' },
      // What mounts the Secrets of the backup sends them wherever its image likes.
      { expression: ofOurs('variables.containers', imageRepository), message: `A Job of an incident runs images of ${imageRepository}.` },
    ],
  };
}

function ephemeralContainers(imageRepository: string): Restriction {
  return {
    name: `${breakGlassName}-ephemeral-containers`,
    resources: [{ group: '', resource: 'pods/ephemeralcontainers', operations: ['UPDATE'] }],
    validations: [
      {
        expression: `!has(object.spec.ephemeralContainers) || ${withoutSecretVariables('object.spec.ephemeralContainers')}`,
        message: 'A container that is added to a pod has no variables out of Secrets.',
      },
      {
        expression: `!has(object.spec.ephemeralContainers) || ${ofOurs('object.spec.ephemeralContainers', imageRepository)}`,
        message: `A container that is added to a pod runs an image of ${imageRepository}.`,
      },
    ],
  };
}

function restores(clusters: readonly string[]): Restriction {
  return {
    name: `${breakGlassName}-restores`,
    resources: [
      { group: 'networking.k8s.io', resource: 'networkpolicies', operations },
      { group: 'monitoring.coreos.com', resource: 'podmonitors', operations },
    ],
    validations: restored(clusters),
  };
}

/** What `npm run restore` marks as its own, and nothing that runs. */
function restored(clusters: readonly string[]): Restriction['validations'] {
  const isNamed = (object: string) => either(clusters.map((cluster) => `${object}.metadata.name.startsWith('${cluster}-at-')`));
  const isRestore = (object: string) =>
    `(has(${object}.metadata.annotations) && '${restoresAnnotation}' in ${object}.metadata.annotations && ${isNamed(object)})`;
  return [
    {
      expression: `request.operation == 'DELETE' || ${isRestore('object')}`,
      message: `Only what "npm run restore" writes: annotated with ${restoresAnnotation}, and named ${clusters.map((cluster) => `${cluster}-at-<moment>`).join(' or ')}.`,
    },
    {
      expression: `request.operation == 'CREATE' || ${isRestore('oldObject')}`,
      message: 'Only a copy that was restored may be changed or deleted, never what runs.',
    },
  ];
}

/** A copy is made by an operator that may read every Secret of the namespace: what it mounts is what the first one mounts. */
function copies(clusters: readonly string[]): Restriction {
  const certificates = clusters.map((cluster) => postgresNames(cluster).certificate);
  const isOne = either(certificates.map((certificate) => `object.spec.tls.secretName == '${certificate}'`));
  const variables = [
    // A sidecar has no "envFrom".
    `(!has(object.spec.sidecars) || object.spec.sidecars.all(c, ${withoutSecrets('c')}))`,
    `(!has(object.spec.initContainers) || ${withoutSecretVariables('object.spec.initContainers')})`,
    withoutSecrets('object.spec'),
    '(!has(object.spec.envFrom) || object.spec.envFrom.all(e, !has(e.secretRef)))',
  ];
  return {
    name: `${breakGlassName}-copies`,
    resources: [{ group: 'acid.zalan.do', resource: 'postgresqls', operations }],
    validations: [
      ...restored(clusters),
      ...[
        {
          expression: variables.join(' && '),
          message: 'A copy of the database has no variables out of Secrets.',
        },
        {
          expression: `(!has(object.spec.additionalVolumes) || object.spec.additionalVolumes.size() == 0) && (!has(object.spec.tls) || ((!has(object.spec.tls.secretName) || ${isOne}) && !has(object.spec.tls.caSecretName)))`,
          message: `A copy of the database has the certificate ${certificates.join(' or ')}, and mounts nothing else.`,
        },
        {
          expression: `!has(object.spec.dockerImage) && (!has(object.spec.initContainers) || object.spec.initContainers.size() == 0) && (!has(object.spec.sidecars) || object.spec.sidecars.all(c, has(c.image) && c.image == '${exporterImage}'))`,
          message: 'A copy of the database runs the images of the first one, and no container more.',
        },
        {
          expression: doors.map((key) => `(!has(object.spec.${key}) || !object.spec.${key})`).join(' && '),
          message: 'A copy of the database is reached from inside of the cluster only.',
        },
      ].map(({ expression, message }) => ({ expression: `request.operation == 'DELETE' || (${expression})`, message })),
    ],
  };
}

function externalSecrets(): Restriction {
  return {
    name: `${breakGlassName}-external-secrets`,
    resources: [{ group: 'external-secrets.io', resource: 'externalsecrets', operations: ['UPDATE'] }],
    validations: [
      {
        // An owner that does not exist would have the garbage collector delete it.
        expression: `object.spec == oldObject.spec && ${unchangedMetadata.map((key) => `object.metadata.?${key} == oldObject.metadata.?${key}`).join(' && ')}`,
        message: 'Only annotations may change: what is read from Vault, and where to, is for Git to say.',
      },
    ],
  };
}

function policy({ name, resources, variables, validations }: Restriction, breakGlassGroup: string) {
  return {
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: `erp-${name}` },
    spec: {
      failurePolicy: 'Fail',
      matchConditions: [{ name: breakGlassName, expression: `'${breakGlassGroup}' in request.userInfo.groups` }],
      matchConstraints: {
        resourceRules: resources.map(({ group, resource, operations: verbs }) => ({
          apiGroups: [group],
          // Not "*": Kubernetes compares expressions with the fields of a kind only where the version is named. Others are converted.
          apiVersions: ['v1'],
          operations: [...verbs],
          resources: [resource],
        })),
      },
      ...(variables !== undefined && { variables: variables.map((variable) => ({ ...variable })) }),
      validations: validations.map((validation) => ({ ...validation, reason: 'Forbidden' })),
    },
  } satisfies IValidatingAdmissionPolicy;
}

function binding({ name }: Restriction, namespaces: readonly string[]) {
  return {
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: `erp-${name}` },
    spec: {
      policyName: `erp-${name}`,
      validationActions: ['Deny', 'Audit'],
      matchResources: {
        namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...namespaces] }] },
      },
    },
  } satisfies IValidatingAdmissionPolicyBinding;
}

/** One of several conditions. */
function either(conditions: readonly string[]): string {
  return conditions.length === 1 ? (conditions[0] ?? '') : `(${conditions.join(' || ')})`;
}

function ofOurs(containers: string, imageRepository: string): string {
  return `${containers}.all(c, has(c.image) && c.image.startsWith('${imageRepository}/'))`;
}

function withoutSecretVariables(containers: string): string {
  return `${containers}.all(c, ${withoutSecrets('c')} && (!has(c.envFrom) || c.envFrom.all(e, !has(e.secretRef))))`;
}

/** Of single variables. */
function withoutSecrets(holder: string): string {
  return `(!has(${holder}.env) || ${holder}.env.all(e, !has(e.valueFrom) || !has(e.valueFrom.secretKeyRef)))`;
}

function list(values: readonly string[]): string {
  return `[${values.map((value) => `'${value}'`).join(', ')}]`;
}
