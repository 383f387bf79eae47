import { at, listAt, textAt } from '../../kubernetes/fields.ts';
import { podsBehind } from '../../kubernetes/network/services.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: v1
kind: Service
metadata: { name: sales-service, namespace: erp-prod }
spec: { selector: { app: sales-service }, internalTrafficPolicy: Cluster, sessionAffinity: None, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: sales-service-pods, namespace: erp-prod }
spec: { clusterIP: None, selector: { app: sales-service }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: redis-members, namespace: erp-infra }
spec: { clusterIP: None, publishNotReadyAddresses: true, selector: { app: redis }, ports: [{ port: 6379 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: redis, namespace: erp-infra }
spec: { template: { metadata: { labels: { app: redis } }, spec: { containers: [{ name: redis }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: sales-service } }, spec: { containers: [{ name: sales-service }] } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: sales-service, namespace: erp-prod }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: sales-service }, maxReplicas: 6 }
`;
const from = 'all pods that are ready, wherever they are';
const failing = (name: string, path: string, value: unknown, message: string) => ({
  name,
  from,
  change: { [`Service/sales-service > ${path}`]: value },
  problems: [{ on: 'Service/sales-service', message: `Service "sales-service" ${message}.`, path }],
});

export default defineRule({
  id: 'limit-service-traffic',
  severity: 'error',
  manual: '2.5 (D40)',
  summary: 'Let a Service lead to all its pods that are ready, by an address that Kubernetes gives it.',
  rationale:
    'Pods that are not ready answer with errors. Traffic that stays on its node fails on every node without a pod, and clients that stick to one ' +
    'pod go down with it. An address that somebody chose may be taken.',
  remediation:
    'Leave publishNotReadyAddresses, internalTrafficPolicy, trafficDistribution, ipFamilies, sessionAffinity and clusterIP out of the Service.',
  scope: 'object',
  kinds: ['Service'],

  check(manifest, world) {
    const spec = manifest.fields['spec'];
    const address = textAt(spec, 'clusterIP');
    const nearest = textAt(spec, 'trafficDistribution');
    const families = listAt(spec, 'ipFamilies');
    const told = (message: string, path: string) => [{ message: `${titleOf(manifest)} ${message}.`, path }];
    return [
      ...(at(spec, 'publishNotReadyAddresses') === true && (address !== 'None' || servesClients(manifest, world))
        ? told('leads to pods that are not ready', 'spec.publishNotReadyAddresses')
        : []),
      ...(textAt(spec, 'internalTrafficPolicy') === 'Local'
        ? told('leads to pods of the same node only', 'spec.internalTrafficPolicy')
        : []),
      ...(nearest !== undefined &&
      podsBehind(manifest, world).some((pod) => world.targeting('HorizontalPodAutoscaler', pod.manifest).length > 0)
        ? told(`leads to the nearest pods (${nearest}), while their number follows the load of all`, 'spec.trafficDistribution')
        : []),
      ...(families.length > 0 && !families.includes('IPv4')
        ? told('has no address of IPv4, by which the programs of the platform come', 'spec.ipFamilies')
        : []),
      ...(textAt(spec, 'sessionAffinity') === 'ClientIP' ? told('leads a client to one pod for hours', 'spec.sessionAffinity') : []),
      ...(address !== undefined && address !== '' && address !== 'None' ? told(`asks for the address ${address}`, 'spec.clusterIP') : []),
    ];
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      failing('pods that are not ready', 'spec.publishNotReadyAddresses', true, 'leads to pods that are not ready'),
      failing('the same node', 'spec.internalTrafficPolicy', 'Local', 'leads to pods of the same node only'),
      failing('one pod for a client', 'spec.sessionAffinity', 'ClientIP', 'leads a client to one pod for hours'),
      {
        name: 'clients of pods that are not ready, by their names',
        from,
        change: { 'Service/sales-service-pods > spec.publishNotReadyAddresses': true },
        problems: [
          {
            on: 'Service/sales-service-pods',
            message: 'Service "sales-service-pods" leads to pods that are not ready.',
            path: 'spec.publishNotReadyAddresses',
          },
        ],
      },
      failing(
        'the nearest',
        'spec.trafficDistribution',
        'PreferClose',
        'leads to the nearest pods (PreferClose), while their number follows the load of all',
      ),
      failing('IPv6 alone', 'spec.ipFamilies', ['IPv6'], 'has no address of IPv4, by which the programs of the platform come'),
      failing('an address', 'spec.clusterIP', '10.96.0.77', 'asks for the address 10.96.0.77'),
    ],
  },
});

/** Members that must find each other before they are ready are those of a StatefulSet; the pods of a Deployment only answer clients. */
function servesClients(service: Manifest, world: World): boolean {
  const pods = podsBehind(service, world);
  return pods.length > 0 && pods.every(({ manifest }) => manifest.kind === 'Deployment');
}
