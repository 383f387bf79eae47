import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import type { IValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { backupName, backupRoles, restoresAnnotation } from '../../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { breakGlassGroup, breakGlassName } from '../../model/names.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { postgresNames } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { authorityName } from '../backup/backup-secrets.ts';

const admission = 'admissionregistration.k8s.io/v1';
type Operation = 'CREATE' | 'UPDATE' | 'DELETE';
const operations: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE'];

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
  const cluster = platform.dataLayer.postgres;
  const { credentials } = postgresNames(cluster);
  // What the jobs of the backup and a restore mount; the debug pod mounts none.
  const secrets = [...Object.values(backupRoles).map(credentials), authorityName].sort();
  return [jobs(secrets), ephemeralContainers(), restores(cluster), externalSecrets()].flatMap((restriction) => [
    policy(restriction),
    binding(restriction, [environment.namespaces.app, environment.namespaces.infra]),
  ]);
}

function jobs(secrets: readonly string[]): Restriction {
  return {
    name: `${breakGlassName}-jobs`,
    resources: [{ group: 'batch', resource: 'jobs', operations: ['CREATE', 'UPDATE'] }],
    variables: [
      { name: 'pod', expression: 'object.spec.template.spec' },
      { name: 'accounts', expression: list([backupName, breakGlassName]) },
      { name: 'secrets', expression: list(secrets) },
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
          '!has(variables.pod.volumes) || variables.pod.volumes.all(v, (!has(v.secret) || (has(v.secret.secretName) && v.secret.secretName in variables.secrets)) && (!has(v.projected) || !has(v.projected.sources) || v.projected.sources.all(s, !has(s.secret))) && !has(v.csi) && !has(v.persistentVolumeClaim))',
        message: 'A Job of an incident mounts the Secrets of the backup and no others, and no claim.',
      },
      { expression: withoutSecretVariables('variables.containers'), message: 'A Job of an incident has no variables out of Secrets.' },
    ],
  };
}

function ephemeralContainers(): Restriction {
  return {
    name: `${breakGlassName}-ephemeral-containers`,
    resources: [{ group: '', resource: 'pods/ephemeralcontainers', operations: ['UPDATE'] }],
    validations: [
      {
        expression: `!has(object.spec.ephemeralContainers) || ${withoutSecretVariables('object.spec.ephemeralContainers')}`,
        message: 'A container that is added to a pod has no variables out of Secrets.',
      },
    ],
  };
}

function restores(cluster: string): Restriction {
  const isRestore = (object: string) =>
    `(has(${object}.metadata.annotations) && '${restoresAnnotation}' in ${object}.metadata.annotations && ${object}.metadata.name.startsWith('${cluster}-at-'))`;
  return {
    name: `${breakGlassName}-restores`,
    resources: [
      { group: 'acid.zalan.do', resource: 'postgresqls', operations },
      { group: 'networking.k8s.io', resource: 'networkpolicies', operations },
      { group: 'monitoring.coreos.com', resource: 'podmonitors', operations },
    ],
    validations: [
      {
        expression: `request.operation == 'DELETE' || ${isRestore('object')}`,
        message: `Only what "npm run restore" writes: annotated with ${restoresAnnotation}, and named ${cluster}-at-<moment>.`,
      },
      {
        expression: `request.operation == 'CREATE' || ${isRestore('oldObject')}`,
        message: 'Only a copy that was restored may be changed or deleted, never what runs.',
      },
    ],
  };
}

function externalSecrets(): Restriction {
  return {
    name: `${breakGlassName}-external-secrets`,
    resources: [{ group: 'external-secrets.io', resource: 'externalsecrets', operations: ['UPDATE'] }],
    validations: [
      {
        expression: 'object.spec == oldObject.spec',
        message: 'Only annotations may change: what is read from Vault, and where to, is for Git to say.',
      },
    ],
  };
}

function policy({ name, resources, variables, validations }: Restriction) {
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
          apiVersions: ['*'],
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

function withoutSecretVariables(containers: string): string {
  return (
    `${containers}.all(c, (!has(c.env) || c.env.all(e, !has(e.valueFrom) || !has(e.valueFrom.secretKeyRef))) && ` +
    '(!has(c.envFrom) || c.envFrom.all(e, !has(e.secretRef))))'
  );
}

function list(values: readonly string[]): string {
  return `[${values.map((value) => `'${value}'`).join(', ')}]`;
}
