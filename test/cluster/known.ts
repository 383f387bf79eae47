interface KnownWarning {
  /** About which objects, by their titles. */
  readonly on: RegExp;
  readonly pattern: RegExp;
  readonly reason: string;
}

/** Warnings of the API server that are all right, each with its reason. */
const knownWarnings: readonly KnownWarning[] = [
  {
    on: /DaemonSet erp-agents\/alloy$/,
    pattern: /^would violate PodSecurity "restricted:/,
    reason: 'It reads the logs of all pods from the disk of the node, which only root may.',
  },
  {
    on: /DaemonSet erp-agents\/kube-prometheus-stack-prometheus-node-exporter$/,
    pattern: /^would violate PodSecurity "restricted:/,
    reason: 'It measures the node, and so sees its processes, network and file systems.',
  },
  {
    on: /^(?:(?:Kafka|postgresql) erp-infra\/|apps\/v1 (?:StatefulSet|Deployment) erp-infra\/(?:kafka|postgres)(?:-|$))/,
    pattern: /^would violate PodSecurity "restricted:/,
    reason: 'Strimzi and Zalando set no security context here; the namespace of the data layer enforces "baseline".',
  },
  {
    on: /^argoproj\.io\/v1alpha1 Application /,
    pattern: /^metadata\.finalizers: "resources-finalizer\.argocd\.argoproj\.io": prefer a domain-qualified finalizer name/,
    reason: 'The name that Argo CD gave its finalizer, and looks for.',
  },
];

/** Those warnings about an object that nobody explained. */
export function unexplained(title: string, warnings: readonly string[]): readonly string[] {
  return warnings
    .filter((warning) => !knownWarnings.some(({ on, pattern }) => on.test(title) && pattern.test(warning)))
    .map((warning) => `${title}: warning: ${warning}`);
}

/** Values that the API server writes in another way, which Argo CD knows of the kinds of Kubernetes. */
export const knownNormalised: readonly RegExp[] = [
  /^(?:ResourceQuota|LimitRange|Deployment|StatefulSet|CronJob|Job) \S*cpu: "\d+000m" -> "\d+"$/,
  /^ResourceQuota spec\.hard\.pods: "\d+000" -> "\d+k"$/,
  /^(?:Deployment|StatefulSet) \S*\.startupProbe\.initialDelaySeconds: 0 -> undefined$/,
  /^PriorityClass globalDefault: false -> undefined$/,
];

/** Fields inside of lists that the schemas of custom kinds fill in. */
export const knownDefaults: readonly string[] = [
  'BackendTrafficPolicy spec.rateLimit.local.rules[].clientSelectors[].sourceCIDR.invert',
  'Gateway spec.listeners[].tls.certificateRefs[].group',
  'Gateway spec.listeners[].tls.certificateRefs[].kind',
  'HTTPRoute spec.parentRefs[].group',
  'HTTPRoute spec.parentRefs[].kind',
  'HTTPRoute spec.rules[].backendRefs[].group',
  'HTTPRoute spec.rules[].backendRefs[].kind',
  'HTTPRoute spec.rules[].backendRefs[].weight',
  'HTTPRoute spec.rules[].matches',
  'SecurityPolicy spec.jwt.providers[].remoteJWKS.cacheDuration',
];

/** Kinds whose expressions or certificates the facts of charts leave out, so that the server cannot judge what is left. */
const pared: readonly string[] = ['ValidatingAdmissionPolicy', 'MutatingAdmissionPolicy'];

/** Whether the facts of charts hold too little of a kind for an API server. */
export function isPared(kind: string): boolean {
  return pared.includes(kind);
}
