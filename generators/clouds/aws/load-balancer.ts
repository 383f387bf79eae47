import type { LoadBalancers } from '../cloud.ts';

const aws = (name: string) => `service.beta.kubernetes.io/aws-load-balancer-${name}`;

/** Connections of a proxy that drains go on until it ends. */
const draining: readonly string[] = [
  'deregistration_delay.timeout_seconds=300',
  'target_health_state.unhealthy.connection_termination.enabled=false',
];

/**
 * A network load balancer in front of pods (AWS Load Balancer Controller 3.5). By default it hides the address of the client from
 * such targets, and then its source ranges are ignored too.
 */
export function awsLoadBalancer(): LoadBalancers {
  return {
    annotations: (scheme, readiness) => ({
      [aws('type')]: 'external',
      [aws('nlb-target-type')]: 'ip',
      [aws('scheme')]: scheme,
      [aws('target-group-attributes')]: ['preserve_client_ip.enabled=true', ...(readiness === undefined ? [] : draining)].join(','),
      ...(readiness !== undefined && {
        [aws('healthcheck-protocol')]: 'http',
        [aws('healthcheck-port')]: String(readiness.port),
        [aws('healthcheck-path')]: readiness.path,
        [aws('healthcheck-interval')]: '10',
        [aws('healthcheck-healthy-threshold')]: '2',
        [aws('healthcheck-unhealthy-threshold')]: '2',
      }),
    }),
    // A new pod behind a load balancer is ready only when the load balancer finds it healthy.
    namespaceLabels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' },
  };
}
