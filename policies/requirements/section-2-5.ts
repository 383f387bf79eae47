import { edgeOf } from './model/edge.ts';
import { expectObject, forEvery, inEvery, infra } from './model/expectations.ts';
import { exactly } from './model/pattern.ts';
import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R48',
    section: '2.5',
    requirement: 'Each service has a ClusterIP Service that selects by app, without session affinity.',
    where: 'Service <service>',
    check: (evidence) =>
      forEvery(evidence, ({ world, namespace, name }) =>
        expectObject(
          world,
          { kind: 'Service', namespace, name },
          {
            spec: { type: 'ClusterIP', selector: exactly({ app: name }), sessionAffinity: 'None' },
          },
        ),
      ),
  },
  {
    id: 'R49',
    section: '2.5',
    requirement: 'Its ports are http 80 to 8000, grpc 50051 to 50051 and metrics 9091 to 9091, all TCP.',
    where: 'Service <service>; headless Service <service>-grpc',
    deviation: {
      defects: ['D41', 'D42'],
      text: 'Target ports are named (R36 gives the numbers). A headless Service lets gRPC clients spread their calls over the pods.',
    },
    check: (evidence) =>
      forEvery(evidence, ({ world, namespace, name }) => [
        ...expectObject(
          world,
          { kind: 'Service', namespace, name },
          {
            spec: {
              ports: [
                { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' },
                { name: 'grpc', port: 50051, targetPort: 'grpc', protocol: 'TCP' },
                { name: 'metrics', port: 9091, targetPort: 'metrics', protocol: 'TCP' },
              ],
            },
          },
        ),
        ...expectObject(
          world,
          { kind: 'Service', namespace, name: `${name}-grpc` },
          {
            spec: {
              clusterIP: 'None',
              selector: exactly({ app: name }),
              ports: [{ name: 'grpc', port: 50051, targetPort: 'grpc', protocol: 'TCP' }],
            },
          },
        ),
      ]),
  },
  {
    id: 'R50',
    section: '2.5',
    requirement: 'The load balancer is an AWS NLB.',
    where: 'EnvoyProxy erp-gateway: annotations of its Service',
    deviation: { defects: ['D40'], text: 'The annotation is on the Service of the gateway: on a ClusterIP Service nobody reads it.' },
    check: (evidence) =>
      inEvery(evidence, (world) =>
        edgeOf(world) === 'ingress'
          ? []
          : [
              ...expectObject(
                world,
                { kind: 'Gateway', namespace: infra, name: 'erp-gateway' },
                {
                  spec: { infrastructure: { parametersRef: { kind: 'EnvoyProxy', name: 'erp-gateway' } } },
                },
              ),
              ...expectObject(
                world,
                { kind: 'EnvoyProxy', namespace: infra, name: 'erp-gateway' },
                {
                  spec: {
                    provider: {
                      kubernetes: {
                        envoyService: {
                          type: 'LoadBalancer',
                          annotations: {
                            'service.beta.kubernetes.io/aws-load-balancer-type': 'external',
                            'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
                          },
                        },
                      },
                    },
                  },
                },
              ),
            ],
      ),
  },
];

export default requirements;
