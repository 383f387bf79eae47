/** Rules that one object decides, and that the API server does not judge by, with the reason. */
export const leftOut: readonly { readonly reason: string; readonly rules: readonly string[] }[] = [
  {
    reason: 'The API server refuses it itself, fills in what is missing, or the pod does not start: it harms nobody else.',
    rules: [
      'forbid-duplicate-port',
      'match-namespace',
      'match-probe-port',
      'match-requests-to-limits',
      'require-image',
      'require-revision-history',
    ],
  },
  {
    reason: 'It is about how well a service of ours runs, and who mends one in an incident must be able to try something else.',
    rules: [
      'limit-name-resolution',
      'require-firing-schedule',
      'limit-autoscaler-targets',
      'limit-scale-down',
      'limit-liveness-probe',
      'require-concurrency-policy',
      'require-graceful-termination',
    ],
  },
  {
    reason: 'It is about kinds of operators, or of Argo CD, which only Argo CD writes, and the break-glass policies limit for people.',
    rules: [
      'forbid-dropping-relabel',
      'forbid-loose-sealed-secret',
      'forbid-superuser-exporter',
      'limit-argo-access',
      'limit-ignored-differences',
      'limit-postgres-access',
      'limit-proxy-connections',
      'limit-service-project',
      'match-argo-version',
      'match-secret-template',
      'require-alert-metadata',
      'require-argo-settings',
      'require-endless-retry',
      'require-jvm-memory',
      'require-preload-libraries',
      'require-secret-refresh',
      'require-signature-settings',
      'require-valid-project',
      'require-vault-jwt',
    ],
  },
  {
    reason: 'It is about what stands in Git: in a cluster operators and people make such objects rightly.',
    rules: [
      'forbid-hostless-ingress',
      'forbid-naked-pod',
      'forbid-plaintext-secret',
      'forbid-written-endpoints',
      'require-prune-confirmation',
    ],
  },
  {
    reason: 'It is about what only an administrator of the cluster may write: namespaces, and classes of controllers that are not there.',
    rules: ['forbid-constant-condition', 'forbid-ingress-class-annotation'],
  },
];
