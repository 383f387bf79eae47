/** PriorityClass of the services: before batch work, after the data layer. */
export const priorityClassName = 'erp-service';

/** ClusterSecretStore that reads Vault. */
export const secretStoreName = 'vault';

/** HTTPRouteFilter that answers 404, for paths that are not published. */
export const notFoundFilterName = 'not-found';
