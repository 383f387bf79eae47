/** PriorityClass of the services: before batch work, after the data layer. */
export const priorityClassName = 'erp-service';

/** ClusterSecretStore that reads Vault. */
export const secretStoreName = 'vault';

/** HTTPRouteFilter that answers 404, for paths that are not published. */
export const notFoundFilterName = 'not-found';

/** On a ConfigMap that something reads by this very name, so that no hash may follow it: says who does. */
export const fixedNameAnnotation = 'erp.example.com/read-by';

/** Annotations of objects whose end would cost data: a person has to confirm it in Argo CD. */
export const confirmed = { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' } as const;

/** Role, debug pod and its flows, for a person on call (manual 7.4, D126). */
export const breakGlassName = 'break-glass';

/** What the debug pod needs. */
export const breakGlassResources = {
  requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
  limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '256Mi' },
} as const;

/** Group whose members the identity provider lets in for a few hours, with a reason that it records. */
export const breakGlassGroup = 'erp-break-glass';
