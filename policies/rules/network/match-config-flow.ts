import type { Address } from '../../kubernetes/network/addresses.ts';
import { addressesOf } from '../../kubernetes/network/addresses.ts';
import type { Backend } from '../../kubernetes/network/backends.ts';
import { backendsOf } from '../../kubernetes/network/backends.ts';
import type { Endpoint, Network } from '../../kubernetes/network/network.ts';
import { describeEndpointPort, networkOf } from '../../kubernetes/network/network.ts';
import { defineRule } from '../../model.ts';

const template = `
metadata: { labels: { app: sales-service } }
spec:
  containers:
    - name: sales-service
      env: [{ name: FINANCIAL_GRPC_URL, value: "http://financial-service.erp-prod.svc.cluster.local:50051" }]
`;

const configured = `
metadata: { labels: { app: sales-service } }
spec:
  containers:
    - name: sales-service
      envFrom: [{ configMapRef: { name: sales-service-config } }]
      volumeMounts: [{ name: secrets, mountPath: /app/secrets }]
  volumes: [{ name: secrets, secret: { secretName: sales-service-secrets } }]
`;

const called = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ name: grpc, containerPort: 50052 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: financial-service }
spec: { selector: { app: financial-service }, ports: [{ port: 50051, targetPort: grpc }] }
`;

const denied = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;

const egress = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: sales-service-netpol }
spec:
  podSelector: { matchLabels: { app: sales-service } }
  policyTypes: [Egress]
  egress: [{ to: [{ podSelector: { matchLabels: { app: financial-service } } }], ports: [{ port: 50052 }] }]
`;

const ingress = (port: number) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: sales-service } } }], ports: [{ port: ${port} }] }]
`;

const data = `---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { enableConnectionPooler: true }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: sales-service-config }
data: { REDIS_HOST: redis-ha-haproxy.erp-infra.svc }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: sales-service-secrets }
spec: { target: { template: { data: { DATABASE_URL: "postgres://sales_user:{{ .password }}@postgres-pooler.erp-infra.svc:5432/sales_db" } } } }
`;

const toData = (port: number) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: sales-service-netpol }
spec:
  podSelector: { matchLabels: { app: sales-service } }
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
          podSelector: { matchLabels: { connection-pooler: postgres-pooler } }
      ports: [{ port: ${port} }]
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
          podSelector: { matchLabels: { app: redis-ha-haproxy } }
      ports: [{ port: 6379 }]
`;

export default defineRule({
  id: 'match-config-flow',
  severity: 'error',
  manual: '2.2, 9.1 (D135)',
  summary: 'Let every pod reach the cluster addresses that it is given.',
  rationale:
    'An address in the configuration is a connection that the pod opens. Where the NetworkPolicies of one side do not allow it, ' +
    'the pod waits for a timeout and nothing says why.',
  remediation:
    "Allow the connection in the NetworkPolicies of both pods, on the port at which the Service's pods listen, or take the address " +
    'out of the configuration.',
  scope: 'every-pod',

  check(pod, world) {
    const network = networkOf(world);
    const source = network.endpointOf(pod);
    const problems = new Map<string, { readonly message: string; readonly path: string }>();
    for (const address of addressesOf(pod, world)) {
      const backends = backendsOf(world, address.namespace, address.service).filter(({ endpoint }) => endpoint !== source);
      const refused = refusedBackend(network, source, address, backends);
      if (refused === undefined) continue;
      // Three addresses of one Kafka cluster want the same permission.
      const key = `${refused.endpoint.title} ${describeEndpointPort(refused.port)}`;
      if (!problems.has(key)) problems.set(key, { message: describe(network, source, address, refused), path: address.path });
    }
    return [...problems.values()];
  },

  examples: {
    pass: [
      { name: 'both sides allow it, on the port of the pods', template, beside: called + denied + egress + ingress(50052) },
      { name: 'no policy selects the pods', template, beside: called },
      { name: 'a Service that nobody makes, which is for another rule', template, beside: denied },
      { name: 'what operators and charts make', template: configured, beside: denied + data + toData(5432) },
    ],
    fail: [
      {
        name: 'the caller may not',
        from: 'both sides allow it, on the port of the pods',
        change: { 'NetworkPolicy/sales-service-netpol': undefined },
        problems: [
          {
            message:
              '"example" uses "financial-service.erp-prod.svc.cluster.local:50051", but none of its egress rules leads to "financial-service" on TCP 50052.',
            path: 'spec.containers[0].env[0].value',
          },
        ],
      },
      {
        name: 'the called admits it on the port of the Service instead of its own',
        from: 'both sides allow it, on the port of the pods',
        change: { 'NetworkPolicy/financial-service-netpol > spec.ingress[0].ports[0].port': 50051 },
        problems: [
          {
            message:
              '"example" uses "financial-service.erp-prod.svc.cluster.local:50051", but no ingress rule of "financial-service" admits it on TCP 50052.',
            path: 'spec.containers[0].env[0].value',
          },
        ],
      },
      {
        name: 'neither side allows it',
        from: 'both sides allow it, on the port of the pods',
        change: { 'NetworkPolicy/sales-service-netpol': undefined, 'NetworkPolicy/financial-service-netpol': undefined },
        problems: [
          {
            message:
              '"example" uses "financial-service.erp-prod.svc.cluster.local:50051", but neither its egress rules nor the ingress rules of "financial-service" allow it on TCP 50052.',
            path: 'spec.containers[0].env[0].value',
          },
        ],
      },
      {
        name: 'a database that the template of a Secret names',
        from: 'what operators and charts make',
        change: { 'NetworkPolicy/sales-service-netpol > spec.egress[0].ports[0].port': 5433 },
        problems: [
          {
            message:
              '"example" uses "postgres-pooler.erp-infra.svc:5432", but none of its egress rules leads to "postgres-pooler" of namespace "erp-infra" on TCP 5432.',
            path: 'spec.volumes[0].secret.secretName',
          },
        ],
      },
    ],
  },
});

/**
 * The first pods behind an address that the source cannot reach. An address without a port may be used with any port of the
 * Service, so that one that is allowed will do.
 */
function refusedBackend(network: Network, source: Endpoint, { port }: Address, backends: readonly Backend[]): Backend | undefined {
  const reachable = (backend: Backend) => network.mayReach(source, backend.endpoint, backend.port);
  if (port !== undefined) return backends.find((backend) => backend.servicePort === port && !reachable(backend));
  return backends.some(reachable) ? undefined : backends[0];
}

function describe(network: Network, source: Endpoint, { host, port }: Address, { endpoint, port: target }: Backend): string {
  const sent = network.permits('Egress', source, endpoint, target);
  const admitted = network.permits('Ingress', source, endpoint, target);
  const where = `on ${describeEndpointPort(target)}`;
  const use = `${source.title} uses "${port === undefined ? host : `${host}:${port}`}"`;
  if (sent) return `${use}, but no ingress rule of ${endpoint.title} admits it ${where}.`;
  if (admitted) return `${use}, but none of its egress rules leads to ${endpoint.title} ${where}.`;
  return `${use}, but neither its egress rules nor the ingress rules of ${endpoint.title} allow it ${where}.`;
}
