import { asFields, below } from '../kubernetes/fields.ts';
import { quantity } from '../kubernetes/quantities.ts';
import { fieldName, invalid, nearest, quoted, type SchemaProblem } from './problem.ts';

/** Judges the value of one field; `path` is the field's. Values of the wrong type are left to the schema. */
export type Facet = (value: unknown, path: string) => readonly SchemaProblem[];

const isQuantity: Facet = (value, path) => {
  if ((typeof value !== 'string' && typeof value !== 'number') || quantity(value) !== undefined) return [];
  const message = `${fieldName(path)} is ${quoted(String(value))}, which is no quantity.`;
  return [invalid(path, message, 'Write a quantity such as 500m, 2 or 512Mi.')];
};

const areQuantities: Facet = (value, path) =>
  Object.entries(asFields(value) ?? {}).flatMap(([key, amount]) => {
    const own = below(path, key);
    const size = quantity(amount);
    if (size === undefined || size >= 0) return isQuantity(amount, own);
    return [invalid(own, `${fieldName(own)} is ${quoted(String(amount))}, which is negative.`, 'Write a quantity of at least 0.')];
  });

/** Quantities whose keys are resources of a container: known ones, and those of a domain. */
const areResources =
  (...known: readonly string[]): Facet =>
  (value, path) => [
    ...Object.keys(asFields(value) ?? {}).flatMap((name) => {
      if (known.includes(name) || name.includes('/') || name.startsWith('hugepages-')) return [];
      const meant = nearest(name, known);
      const hint = meant === undefined ? '.' : `: did you mean "${meant}"?`;
      return [invalid(below(path, name), `There is no resource ${quoted(name)}${hint}`, `Write one of ${known.join(', ')}.`)];
    }),
    ...areQuantities(value, path),
  ];

const ofContainers = areResources('cpu', 'memory', 'ephemeral-storage');
const ofLimits = areResources('cpu', 'memory', 'ephemeral-storage', 'storage');
const ofQuotas = areResources(
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  ...['configmaps', 'persistentvolumeclaims', 'pods', 'replicationcontrollers', 'resourcequotas', 'secrets'],
  ...['services', 'services.loadbalancers', 'services.nodeports', 'requests.storage'],
);

const between =
  (lowest: number, highest: number): Facet =>
  (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || (value >= lowest && value <= highest)) return [];
    const range = highest === Number.POSITIVE_INFINITY ? `of at least ${lowest}` : `from ${lowest} to ${highest}`;
    const bound = value < lowest ? `less than ${lowest}` : `more than ${highest}`;
    return [invalid(path, `${fieldName(path)} is ${value}, which is ${bound}.`, `Write a number ${range}.`)];
  };

const port = between(1, 65535);
const atLeast = (lowest: number) => between(lowest, Number.POSITIVE_INFINITY);

const amongTexts =
  (...allowed: readonly string[]): Facet =>
  (value, path) => {
    const texts: readonly (readonly [unknown, string])[] = Array.isArray(value)
      ? value.map((item, index) => [item, `${path}[${index}]`] as const)
      : [[value, path]];
    return texts.flatMap(([text, own]) => {
      if (typeof text !== 'string' || allowed.includes(text)) return [];
      const list = allowed.map((name) => `"${name}"`).join(', ');
      return [invalid(own, `${fieldName(own)} is ${quoted(text)}, which is none of ${list}.`, `Write one of ${list}.`)];
    });
  };

/**
 * What the API server asks of single fields beyond their type (Kubernetes 1.35), by type and field. Enumerations that the
 * published schema has are not repeated.
 */
export const fieldFacets: Readonly<Record<string, Readonly<Record<string, Facet>>>> = {
  V1ContainerPort: { containerPort: port, hostPort: port },
  V1ServicePort: { port, targetPort: port, nodePort: port },
  V1HTTPGetAction: { port },
  V1TCPSocketAction: { port },
  V1GRPCAction: { port },
  V1ServiceBackendPort: { number: port },
  V1NetworkPolicyPort: { port, endPort: port },
  V1Probe: {
    initialDelaySeconds: atLeast(0),
    timeoutSeconds: atLeast(1),
    periodSeconds: atLeast(1),
    successThreshold: atLeast(1),
    failureThreshold: atLeast(1),
    terminationGracePeriodSeconds: atLeast(1),
  },
  V1PodSpec: {
    terminationGracePeriodSeconds: atLeast(0),
    activeDeadlineSeconds: atLeast(1),
    dnsPolicy: amongTexts('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
    overhead: areQuantities,
  },
  V1PodSecurityContext: { runAsUser: atLeast(0), runAsGroup: atLeast(0), fsGroup: atLeast(0) },
  V1SecurityContext: { runAsUser: atLeast(0), runAsGroup: atLeast(0) },
  V1SleepAction: { seconds: atLeast(0) },
  V1ResourceRequirements: { limits: ofContainers, requests: ofContainers },
  V1VolumeResourceRequirements: { limits: areResources('storage'), requests: areResources('storage') },
  V1ResourceQuotaSpec: { hard: ofQuotas },
  V1LimitRangeItem: {
    type: amongTexts('Container', 'Pod', 'PersistentVolumeClaim'),
    default: ofLimits,
    defaultRequest: ofLimits,
    max: ofLimits,
    min: ofLimits,
    maxLimitRequestRatio: ofLimits,
  },
  V1EmptyDirVolumeSource: { sizeLimit: isQuantity, medium: amongTexts('', 'Memory', 'HugePages', 'HugePages-2Mi', 'HugePages-1Gi') },
  V1ResourceFieldSelector: { divisor: isQuantity },
  V2MetricTarget: { averageValue: isQuantity, value: isQuantity, averageUtilization: atLeast(1) },
  V1PersistentVolumeSpec: { capacity: areQuantities },
  V1PersistentVolumeClaimSpec: { accessModes: amongTexts('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod') },
  V1DeploymentSpec: {
    replicas: atLeast(0),
    revisionHistoryLimit: atLeast(0),
    minReadySeconds: atLeast(0),
    progressDeadlineSeconds: atLeast(1),
  },
  V1StatefulSetSpec: { replicas: atLeast(0), revisionHistoryLimit: atLeast(0), minReadySeconds: atLeast(0) },
  V1ReplicaSetSpec: { replicas: atLeast(0), minReadySeconds: atLeast(0) },
  V1JobSpec: {
    backoffLimit: atLeast(0),
    completions: atLeast(0),
    parallelism: atLeast(0),
    ttlSecondsAfterFinished: atLeast(0),
    activeDeadlineSeconds: atLeast(1),
  },
  V1CronJobSpec: { startingDeadlineSeconds: atLeast(0), successfulJobsHistoryLimit: atLeast(0), failedJobsHistoryLimit: atLeast(0) },
  V2HorizontalPodAutoscalerSpec: { minReplicas: atLeast(0), maxReplicas: atLeast(1) },
  V2HPAScalingRules: { stabilizationWindowSeconds: between(0, 3600), selectPolicy: amongTexts('Max', 'Min', 'Disabled') },
  V2HPAScalingPolicy: { type: amongTexts('Pods', 'Percent'), value: atLeast(1), periodSeconds: between(1, 1800) },
  V1TopologySpreadConstraint: {
    maxSkew: atLeast(1),
    minDomains: atLeast(1),
    whenUnsatisfiable: amongTexts('DoNotSchedule', 'ScheduleAnyway'),
  },
  V1PreferredSchedulingTerm: { weight: between(1, 100) },
  V1WeightedPodAffinityTerm: { weight: between(1, 100) },
  V1Toleration: {
    operator: amongTexts('', 'Exists', 'Equal', 'Gt', 'Lt'),
    effect: amongTexts('', 'NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  },
  V1NetworkPolicySpec: { policyTypes: amongTexts('Ingress', 'Egress') },
  V1PriorityClass: { value: between(-2_147_483_648, 2_000_000_000), preemptionPolicy: amongTexts('PreemptLowerPriority', 'Never') },
  V1KeyToPath: { mode: between(0, 0o777) },
  V1SecretVolumeSource: { defaultMode: between(0, 0o777) },
  V1ConfigMapVolumeSource: { defaultMode: between(0, 0o777) },
  V1ProjectedVolumeSource: { defaultMode: between(0, 0o777) },
  V1DownwardAPIVolumeSource: { defaultMode: between(0, 0o777) },
  RbacV1Subject: { kind: amongTexts('ServiceAccount', 'User', 'Group') },
  V1RoleRef: { kind: amongTexts('Role', 'ClusterRole'), apiGroup: amongTexts('rbac.authorization.k8s.io') },
};
