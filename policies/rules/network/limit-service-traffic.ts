import { at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
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
spec: { clusterIP: None, publishNotReadyAddresses: true, selector: { app: sales-service }, ports: [{ port: 80 }] }
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
  remediation: 'Leave publishNotReadyAddresses, internalTrafficPolicy, sessionAffinity and clusterIP out of the Service.',
  scope: 'object',
  kinds: ['Service'],

  check(manifest) {
    const spec = manifest.fields['spec'];
    const address = textAt(spec, 'clusterIP');
    const told = (message: string, path: string) => [{ message: `${titleOf(manifest)} ${message}.`, path }];
    return [
      ...(at(spec, 'publishNotReadyAddresses') === true && address !== 'None'
        ? told('leads to pods that are not ready', 'spec.publishNotReadyAddresses')
        : []),
      ...(textAt(spec, 'internalTrafficPolicy') === 'Local'
        ? told('leads to pods of the same node only', 'spec.internalTrafficPolicy')
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
      failing('an address', 'spec.clusterIP', '10.96.0.77', 'asks for the address 10.96.0.77'),
    ],
  },
});
