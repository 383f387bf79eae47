import { podsBehind, selectorOf } from '../../kubernetes/network/services.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { describeSelector, labelSelector } from '../../kubernetes/selectors.ts';
import { defineRule } from '../../model.ts';

const deployment = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template: { metadata: { labels: { app: financial-service } }, spec: { containers: [{ name: financial-service }] } }
`;

const service = (spec: string, namespace = 'erp-prod') => `
apiVersion: v1
kind: Service
metadata: { name: financial-service, namespace: ${namespace} }
spec: { ${spec} }
`;

export default defineRule({
  id: 'match-service-selector',
  severity: 'error',
  manual: '2.5',
  summary: 'Let every Service with a selector select at least one pod of its namespace.',
  rationale: 'A Service without endpoints is accepted by everybody and answers nobody: clients get connection refused or 503.',
  remediation: 'Make spec.selector equal to labels of the pod template that the Service stands for.',
  scope: 'object',
  kinds: ['Service'],
  foreign: true,

  check(manifest, world) {
    const selector = selectorOf(manifest);
    const parsed = labelSelector(selector);
    if (parsed === undefined || podsBehind(manifest, world).length > 0) return [];
    return [{ message: `${titleOf(manifest)} selects "${describeSelector(parsed)}", which no pod has.`, path: 'spec.selector' }];
  },

  examples: {
    pass: [
      { name: 'the pods of a Deployment', manifests: service('selector: { app: financial-service }') + deployment },
      {
        name: 'pods of a chart',
        manifests: service('selector: { app: redis-ha-haproxy, release: redis-ha }', 'erp-infra'),
        charts: deployment.replace('app: financial-service', 'app: redis-ha-haproxy, release: redis-ha').replace('erp-prod', 'erp-infra'),
      },
      { name: 'no selector', manifests: service('clusterIP: None') },
      { name: 'a name for another host', manifests: service('type: ExternalName, externalName: db.example.com') },
    ],
    fail: [
      {
        name: 'a mistyped label',
        from: 'the pods of a Deployment',
        change: { 'Service/financial-service > spec.selector.app': 'finance-service' },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" selects "app=finance-service", which no pod has.',
            path: 'spec.selector',
          },
        ],
      },
      {
        name: 'pods of another namespace',
        from: 'the pods of a Deployment',
        change: { 'Service/financial-service > metadata.namespace': 'erp-infra' },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" selects "app=financial-service", which no pod has.',
            path: 'spec.selector',
          },
        ],
      },
      {
        name: 'one label too many',
        from: 'the pods of a Deployment',
        change: { 'Service/financial-service > spec.selector.tier': 'web' },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" selects "app=financial-service, tier=web", which no pod has.',
            path: 'spec.selector',
          },
        ],
      },
    ],
  },
});
