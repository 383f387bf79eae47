/** The Gateway of the edge, whose proxies have settings of their own. */
export const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  infrastructure: { parametersRef: { group: gateway.envoyproxy.io, kind: EnvoyProxy, name: erp-gateway } }
  listeners: [{ name: https, protocol: HTTPS, port: 443 }]
`;

/** The proxies that Envoy Gateway runs for it. */
export const proxies = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: envoy, namespace: envoy-gateway-system }
spec: { template: { metadata: { labels: { gateway.envoyproxy.io/owning-gateway-name: erp-gateway } }, spec: { containers: [] } } }
`;

/** What the annotations for a load balancer of AWS begin with. */
export const aws = 'service.beta.kubernetes.io/aws-load-balancer-';
