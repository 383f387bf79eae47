/** Namespaces of the operators that serve a whole cluster. Those of the data layer live in its namespace. */
export const operatorNamespaces = {
  certManager: 'cert-manager',
  externalSecrets: 'external-secrets',
  envoyGateway: 'envoy-gateway-system',
  policyController: 'policy-controller',
  sealedSecrets: 'sealed-secrets',
  verticalPodAutoscaler: 'vertical-pod-autoscaler',
} as const;

/** Secrets that Argo CD reads and its chart does not make, each with its one key. */
export const argoSecrets = {
  login: { name: 'argocd-login', key: 'client-secret' },
  notifications: { name: 'argocd-notifications-secret', key: 'slack-token' },
} as const;

/** The token with which Argo CD lists pull requests; only where an environment is host to them. */
export const pullRequestsSecret = { name: 'argocd-pull-requests', key: 'pull-requests-token' } as const;
