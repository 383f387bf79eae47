import { asText, below, listAt, textAt } from '../../kubernetes/fields.ts';
import { celList } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';

/** The prefixes of AWS, Azure, Google Cloud and MetalLB. */
const forLoadBalancers = /load-?balancer|^metallb[.]/;
const exposing: readonly string[] = ['NodePort', 'LoadBalancer', 'ExternalName'];

export default defineRule({
  id: 'forbid-external-service',
  severity: 'error',
  manual: '2.5 (D40)',
  summary: 'Keep Services inside the cluster: the Gateway is the only door.',
  rationale:
    'A Service with an address of its own goes round TLS, rate limits and CORS of the Gateway, and one that is a name of outside leads clients ' +
    'there without their knowing. A load balancer annotation on ' +
    'a ClusterIP Service does nothing today, and publishes gRPC and metrics on the day that somebody changes the type.',
  remediation:
    'Set spec.type to ClusterIP without externalIPs, externalName and load balancer annotations, and publish the service by an HTTPRoute.',
  scope: 'object',
  kinds: ['Service'],
  admission: [
    {
      on: ['services'],
      everywhere: true,
      keeps:
        `(!has(object.spec.type) || !(object.spec.type in ${celList(exposing)})) && ` +
        '(!has(object.spec.externalIPs) || object.spec.externalIPs.size() == 0) && ' +
        "(!has(object.spec.externalName) || object.spec.externalName == '') && " +
        "((has(object.spec.type) && object.spec.type != 'ClusterIP') || !has(object.metadata.annotations) || " +
        `object.metadata.annotations.all(key, !key.matches('${forLoadBalancers.source}')))`,
    },
  ],

  check(manifest) {
    const title = `Service "${manifest.name}"`;
    const type = textAt(manifest.fields, 'spec', 'type') ?? 'ClusterIP';
    const addresses = listAt(manifest.fields, 'spec', 'externalIPs').flatMap((item) => asText(item) ?? []);
    return [
      ...(exposing.includes(type) ? [{ message: `${title} has the type "${type}".`, path: 'spec.type' }] : []),
      ...(type !== 'ExternalName' && (textAt(manifest.fields, 'spec', 'externalName') ?? '') !== ''
        ? [{ message: `${title} names a host of outside beside its pods.`, path: 'spec.externalName' }]
        : []),
      ...(addresses.length > 0 ? [{ message: `${title} has the external addresses ${quoted(addresses)}.`, path: 'spec.externalIPs' }] : []),
      ...Object.keys(manifest.annotations)
        .filter((key) => type === 'ClusterIP' && isForLoadBalancers(key))
        .map((key) => ({ message: `${title} has the load balancer annotation "${key}".`, path: below('metadata.annotations', key) })),
    ];
  },

  examples: {
    pass: [
      {
        name: 'ClusterIP, stated, by default and headless',
        manifests: `
apiVersion: v1
kind: Service
metadata: { name: financial-service, namespace: erp-prod, annotations: { prometheus.io/scrape: "true" } }
spec: { type: ClusterIP }
---
apiVersion: v1
kind: Service
metadata: { name: sales-service, namespace: erp-prod }
---
apiVersion: v1
kind: Service
metadata: { name: financial-service-grpc, namespace: erp-prod }
spec: { clusterIP: None }
`,
      },
    ],
    fail: [
      {
        name: 'addresses of their own',
        manifests: `
apiVersion: v1
kind: Service
metadata:
  name: financial-service
  namespace: erp-prod
  annotations: { service.beta.kubernetes.io/aws-load-balancer-type: nlb }
spec: { type: LoadBalancer }
---
apiVersion: v1
kind: Service
metadata: { name: sales-service, namespace: erp-prod }
spec: { type: NodePort }
---
apiVersion: v1
kind: Service
metadata: { name: material-service, namespace: erp-prod }
spec: { externalIPs: [10.0.1.10] }
`,
        problems: [
          { on: 'Service/financial-service', message: 'Service "financial-service" has the type "LoadBalancer".', path: 'spec.type' },
          { on: 'Service/sales-service', message: 'Service "sales-service" has the type "NodePort".', path: 'spec.type' },
          {
            on: 'Service/material-service',
            message: 'Service "material-service" has the external addresses "10.0.1.10".',
            path: 'spec.externalIPs',
          },
        ],
      },
      {
        name: 'a name of outside that waits for its type',
        from: 'ClusterIP, stated, by default and headless',
        change: {
          'Service/financial-service > spec.externalName': 'db.example.org',
          'Service/sales-service': undefined,
          'Service/financial-service-grpc': undefined,
        },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" names a host of outside beside its pods.',
            path: 'spec.externalName',
          },
        ],
      },
      {
        name: 'the manual: a load balancer annotation on a ClusterIP Service',
        from: 'ClusterIP, stated, by default and headless',
        change: {
          'Service/financial-service > metadata.annotations': { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' },
          'Service/sales-service': undefined,
          'Service/financial-service-grpc': undefined,
        },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" has the load balancer annotation "service.beta.kubernetes.io/aws-load-balancer-type".',
            path: 'metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-type"]',
          },
        ],
      },
    ],
  },
});

function isForLoadBalancers(key: string): boolean {
  return forLoadBalancers.test(key);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
