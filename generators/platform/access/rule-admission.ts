import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import type { IValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import type { AdmissionRule, AdmissionTarget } from '../../model/environment/admission-rule.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { declaredName } from '../../model/environment/place.ts';
import type { Instance } from '../../model/instance.ts';
import type { KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { type Exemption, isIn } from '../../model/service/way-out.ts';

const admission = 'admissionregistration.k8s.io/v1';

interface Shape {
  /** By API group: resources, and a subresource that brings the whole object. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
  /** Where the pod or its template is; absent: the objects have none. */
  readonly template?: string;
  /** Only pods that exist can have ephemeral containers. */
  readonly ephemeral?: true;
  /** Fields by which a change of an object that is there already is told from one of its status or its owners. */
  readonly judged: readonly string[];
}

const shapes: Readonly<Record<AdmissionTarget, Shape>> = {
  pods: { resources: { '': ['pods', 'pods/ephemeralcontainers'] }, template: 'object', ephemeral: true, judged: ['spec'] },
  workloads: {
    resources: { apps: ['daemonsets', 'deployments', 'statefulsets'], batch: ['jobs'] },
    template: 'object.spec.template',
    judged: ['spec', 'metadata.labels'],
  },
  'cron-jobs': {
    resources: { batch: ['cronjobs'] },
    template: 'object.spec.jobTemplate.spec.template',
    judged: ['spec', 'metadata.labels'],
  },
  'serving-workloads': {
    resources: { apps: ['daemonsets', 'deployments', 'statefulsets'] },
    template: 'object.spec.template',
    judged: ['spec'],
  },
  services: { resources: { '': ['services'] }, judged: ['spec', 'metadata.labels', 'metadata.annotations'] },
  roles: { resources: { 'rbac.authorization.k8s.io': ['roles'] }, judged: ['rules'] },
  'role-bindings': { resources: { 'rbac.authorization.k8s.io': ['rolebindings'] }, judged: ['roleRef', 'subjects'] },
};

/** Kinds whose pods an exemption is about as well. */
const podKinds: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'];

/**
 * The rules about single objects once more, for the API server: what comes past the repository is refused too, by the words of the
 * rule. Each policy is about objects of one shape, in the namespaces of the environment and in no others. What is being deleted, and
 * what changes in nothing that is judged, passes: nobody can mend an object that nobody may change.
 */
export function ruleAdmission(
  environment: EnvironmentDefinition,
  { registries }: Pick<PlatformDefinition, 'registries'>,
  rules: readonly AdmissionRule[],
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const { app, infra } = environment.namespaces;
  return (Object.keys(shapes) as AdmissionTarget[]).flatMap((target) =>
    [
      { name: `erp-rules-${target}`, isEverywhere: true, isGeneral: true, namespaces: [app, infra] },
      { name: `erp-service-rules-${target}`, isEverywhere: false, isGeneral: true, namespaces: [app] },
      // Apart, so that the others are the same in all environments.
      { name: `erp-release-rules-${target}`, isEverywhere: false, isGeneral: false, namespaces: [app] },
    ].flatMap(({ name, isEverywhere, isGeneral, namespaces }) => {
      const own = rules.filter(({ exceptIn }) => !exceptIn.includes(environment.tier) && (exceptIn.length === 0) === isGeneral);
      const validations = own.flatMap(({ id, message, checks }) =>
        checks
          .filter(({ on, everywhere = false }) => on.includes(target) && everywhere === isEverywhere)
          .map(({ keeps }) => ({ expression: keptOrExempt(keeps, exemptionsOf(id, target, environment, instances)), message })),
      );
      return validations.length === 0
        ? []
        : [policy(name, shapes[target], validations, registries), binding(name, environment, namespaces)];
    }),
  );
}

function keptOrExempt(keeps: string, exempt: readonly string[]): string {
  return exempt.length === 0 ? keeps : `${exempt.map((condition) => `(${condition})`).join(' || ')} || (${keeps})`;
}

/** CEL for each object that need not keep a rule. The day on which an exemption ends is the repository's to watch. */
function exemptionsOf(
  rule: string,
  target: AdmissionTarget,
  environment: EnvironmentDefinition,
  instances: readonly Instance[],
): readonly string[] {
  return instances.flatMap(({ service }) =>
    (service.exempt ?? [])
      .filter((exemption) => exemption.rule === rule && isIn(exemption, declaredName(environment)))
      .flatMap((exemption) => conditionOf(exemption, target, service.name)),
  );
}

function conditionOf({ on }: Exemption, target: AdmissionTarget, service: string): readonly string[] {
  const ofService = `has(object.metadata.labels) && 'app' in object.metadata.labels && object.metadata.labels['app'] == '${service}'`;
  if (on === undefined) return [ofService];
  const [kind = '', name = ''] = on.split('/');
  // A pod has a name of its own.
  if (target === 'pods' && kind !== 'Pod') return podKinds.includes(kind) ? [ofService] : [];
  return [`request.kind.kind == '${kind}' && object.metadata.name == '${name}'`];
}

function policy(
  name: string,
  { resources, template, ephemeral, judged }: Shape,
  validations: readonly { readonly expression: string; readonly message: string }[],
  registries: readonly string[],
) {
  return {
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConditions: [
        { name: 'stays', expression: '!has(object.metadata.deletionTimestamp)' },
        {
          name: 'changes',
          expression: `request.operation == 'CREATE' || ${judged.map((field) => `object.${optional(field)} != oldObject.${optional(field)}`).join(' || ')}`,
        },
      ],
      matchConstraints: {
        resourceRules: Object.entries(resources).map(([group, names]) => ({
          apiGroups: [group],
          // Not "*": Kubernetes compares expressions with the fields of a kind only where the version is named. Others are converted.
          apiVersions: ['v1'],
          operations: ['CREATE', 'UPDATE'],
          resources: [...names],
        })),
      },
      ...(template !== undefined && { variables: variablesOf(template, ephemeral === true, validations, registries) }),
      validations: validations.map((validation) => ({ ...validation, reason: 'Forbidden' })),
    },
  } satisfies IValidatingAdmissionPolicy;
}

/** `metadata.labels` as `metadata.?labels`, which is equal to another that is not there either. */
function optional(field: string): string {
  const [last = '', ...before] = field.split('.').reverse();
  return [...before.reverse(), `?${last}`].join('.');
}

/** Those that an expression uses. */
function variablesOf(
  template: string,
  ephemeral: boolean,
  validations: readonly { readonly expression: string }[],
  registries: readonly string[],
) {
  const list = (key: string) => `(has(variables.pod.${key}) ? variables.pod.${key} : [])`;
  const metadata = (key: string) => `has(${template}.metadata) && has(${template}.metadata.${key}) ? ${template}.metadata.${key} : {}`;
  const sidecars = `${list('initContainers')}.filter(c, has(c.restartPolicy) && c.restartPolicy == 'Always')`;
  const variables = [
    { name: 'pod', expression: `${template}.spec` },
    { name: 'labels', expression: metadata('labels') },
    { name: 'annotations', expression: metadata('annotations') },
    { name: 'started', expression: `variables.pod.containers + ${list('initContainers')}` },
    { name: 'containers', expression: ephemeral ? `variables.started + ${list('ephemeralContainers')}` : 'variables.started' },
    { name: 'serving', expression: `variables.pod.containers + ${sidecars}` },
    { name: 'registries', expression: `[${registries.map((registry) => `'${registry}'`).join(', ')}]` },
  ];
  // One may use those before it.
  const texts = validations.map(({ expression }) => expression);
  const used = variables.toReversed().filter(({ name, expression }) => {
    const isUsed = texts.some((text) => text.includes(`variables.${name}`));
    if (isUsed) texts.push(expression);
    return isUsed;
  });
  return used.toReversed();
}

function binding(name: string, { admission: action }: EnvironmentDefinition, namespaces: readonly string[]) {
  return {
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: [action === 'deny' ? 'Deny' : 'Warn', 'Audit'],
      matchResources: {
        namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...namespaces] }] },
      },
    },
  } satisfies IValidatingAdmissionPolicyBinding;
}
