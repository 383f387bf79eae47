/** Where the readiness of an Envoy proxy is asked (Envoy Gateway 1.9): it fails there as soon as the proxy drains. */
export const proxyReadiness = { port: 19003, path: '/ready' } as const;

/**
 * How long a proxy goes on after it was told to end. A load balancer sends new connections for minutes after a target was taken
 * out (aws-load-balancer-controller, issues 1834 and 2366); the grace period of the pod is five minutes longer than `drainTimeout`.
 */
export const proxyShutdown = { minDrainDuration: '180s', drainTimeout: '300s' } as const;
