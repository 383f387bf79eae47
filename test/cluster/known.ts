/** Warnings of the API server that are all right, each with its reason. */
export const knownWarnings: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  {
    pattern: /^metadata\.finalizers: "resources-finalizer\.argocd\.argoproj\.io": prefer a domain-qualified finalizer name/,
    reason: 'The name that Argo CD gave its finalizer, and looks for.',
  },
];

/** Values that the API server writes in another way, which Argo CD knows of the kinds of Kubernetes. */
export const knownNormalised: readonly RegExp[] = [
  /^(?:ResourceQuota|LimitRange|Deployment|CronJob) \S*cpu: "\d+000m" -> "\d+"$/,
  /^Deployment \S*\.startupProbe\.initialDelaySeconds: 0 -> undefined$/,
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
