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

/** An edge that is open for its routes alone: its Gateway beside that of the tools, the proxies, and what limits and answers clients. */
export const narrowEdge = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  gatewayClassName: eg
  infrastructure: { parametersRef: { group: gateway.envoyproxy.io, kind: EnvoyProxy, name: erp-gateway } }
  listeners:
    - name: https
      port: 443
      protocol: HTTPS
      hostname: api.erp.example.com
      tls: { mode: Terminate, certificateRefs: [{ name: api-erp-tls }] }
      allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: erp-prod } } } }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: erp-gateway }], tls: { minVersion: "1.2", ciphers: [ECDHE-ECDSA-AES128-GCM-SHA256] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: reports, namespace: erp-prod }
spec:
  targetRefs: [{ group: "", kind: Service, name: reports }]
  validation: { hostname: reports.erp-prod.svc.cluster.local, caCertificateRefs: [{ group: "", kind: ConfigMap, name: data-ca }] }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  provider:
    type: Kubernetes
    kubernetes:
      envoyDeployment: { replicas: 3 }
      envoyService:
        type: LoadBalancer
        externalTrafficPolicy: Local
        allocateLoadBalancerNodePorts: false
        loadBalancerSourceRanges: [198.51.100.0/24]
        annotations: { ${aws}type: external, ${aws}nlb-target-type: ip, ${aws}scheme: internet-facing }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: { name: sales-service, namespace: erp-prod }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: sales-service }]
  rateLimit:
    local:
      rules:
        - { clientSelectors: [{ sourceCIDR: { type: Distinct, value: 0.0.0.0/0 } }], limit: { requests: 100, unit: Second } }
        - { clientSelectors: [{ sourceCIDR: { type: Distinct, value: "::/0" } }], limit: { requests: 100, unit: Second } }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata: { name: not-found, namespace: erp-prod }
spec: { directResponse: { statusCode: 404, contentType: text/plain, body: { type: Inline, inline: not found } } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: sales-service, namespace: erp-prod }
spec: { hostnames: [api.erp.example.com], parentRefs: [{ name: erp-gateway, namespace: erp-infra }] }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { team: erp } }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { team: erp } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: tools-gateway, namespace: erp-infra }
spec: { gatewayClassName: eg, listeners: [{ name: grafana, port: 443, protocol: HTTPS, hostname: grafana.erp.example.com }] }
`;

/** Name of an example of an edge behind MetalLB. */
export const behindNodes = 'MetalLB, whose nodes hand on what came as it was sent';

/** The same, where nodes stand for clients. */
export const hidingNodes = {
  name: 'nodes that stand for clients',
  from: behindNodes,
  change: { 'EnvoyProxy/erp-gateway > spec.provider.kubernetes.envoyService.externalTrafficPolicy': 'Cluster' },
  problems: [
    {
      on: 'EnvoyProxy/erp-gateway',
      message:
        'EnvoyProxy "erp-gateway" stands behind a load balancer that hides the address of the client: all clients share one limit, and ' +
        'source ranges are ignored.',
      path: 'spec.provider.kubernetes.envoyService.externalTrafficPolicy',
    },
  ],
};
