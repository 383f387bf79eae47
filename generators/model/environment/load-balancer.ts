/** Where the readiness of an Envoy proxy is asked (Envoy Gateway 1.9): it fails there as soon as the proxy drains. */
export const proxyReadiness = { port: 19003, path: '/ready' } as const;

/**
 * How long a proxy goes on after it was told to end. A load balancer sends new connections for minutes after a target was taken
 * out (aws-load-balancer-controller, issues 1834 and 2366); the grace period of the pod is five minutes longer than `drainTimeout`.
 */
export const proxyShutdown = { minDrainDuration: '180s', drainTimeout: '300s' } as const;

/** Label of a namespace: a new pod behind a load balancer is ready only when the load balancer finds it healthy. */
export const readinessGateLabel = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } as const;

const aws = (name: string) => `service.beta.kubernetes.io/aws-load-balancer-${name}`;

/**
 * A network load balancer of AWS in front of pods (AWS Load Balancer Controller 3.5). By default it hides the address of the client from
 * such targets, and then its source ranges are ignored too.
 */
export function loadBalancer(scheme: 'internet-facing' | 'internal', attributes: readonly string[] = []) {
  return {
    [aws('type')]: 'external',
    [aws('nlb-target-type')]: 'ip',
    [aws('scheme')]: scheme,
    [aws('target-group-attributes')]: ['preserve_client_ip.enabled=true', ...attributes].join(','),
  };
}

/** Asks a proxy by HTTP whether it serves: its port stays open while it drains. */
export const proxyHealthCheck = {
  [aws('healthcheck-protocol')]: 'http',
  [aws('healthcheck-port')]: String(proxyReadiness.port),
  [aws('healthcheck-path')]: proxyReadiness.path,
  [aws('healthcheck-interval')]: '10',
  [aws('healthcheck-healthy-threshold')]: '2',
  [aws('healthcheck-unhealthy-threshold')]: '2',
} as const;

/** Connections of a proxy that drains go on until it ends. */
export const proxyTargets: readonly string[] = [
  'deregistration_delay.timeout_seconds=300',
  'target_health_state.unhealthy.connection_termination.enabled=false',
];
