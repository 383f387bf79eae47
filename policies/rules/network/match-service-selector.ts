import { below, textAt } from '../../kubernetes/fields.ts';
import { podsBehind, selectorOf } from '../../kubernetes/network/services.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { describeSelector, labelSelector } from '../../kubernetes/selectors.ts';
import type { Manifest, Problem, World } from '../../model.ts';
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
  summary:
    'Let every Service with a selector select pods of its namespace, its own and those of every release, and every StatefulSet name a Service that there is.',
  rationale: 'A Service without endpoints is accepted by everybody and answers nobody: clients get connection refused or 503.',
  remediation:
    'Make spec.selector equal to labels of the pod template that the Service stands for, and spec.serviceName the name of a headless Service.',
  scope: 'object',
  kinds: ['Service', 'StatefulSet'],
  foreign: true,

  check(manifest, world) {
    if (manifest.kind === 'StatefulSet') {
      const name = textAt(manifest.fields, 'spec', 'serviceName') ?? '';
      if (name === '' || world.find('Service', manifest.namespace, name) !== undefined) return [];
      // Its pods have no names in DNS then.
      return [
        { message: `${titleOf(manifest)} names the Service "${name}", which ${missingIn(manifest.namespace)}.`, path: 'spec.serviceName' },
      ];
    }
    const selector = selectorOf(manifest);
    const parsed = labelSelector(selector);
    if (parsed === undefined) return [];
    if (podsBehind(manifest, world).length > 0) return [...released(manifest), ...contrary(manifest, world)];
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
      {
        name: 'each its own pods',
        manifests: `${service('selector: { app: financial-service }').replace('namespace: erp-prod', 'namespace: erp-prod, labels: { app: financial-service }')}${deployment}${deployment
          .replaceAll('financial-service', 'sales-service')
          .replace('app: sales-service', 'app: sales-service, version: v1.0.0')}`,
      },
      { name: 'no selector', manifests: service('clusterIP: None') },
      {
        name: 'a StatefulSet and the Service that names its pods',
        manifests: `${service('clusterIP: None')}---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: financial-service, namespace: erp-prod }
spec: { serviceName: financial-service }
`,
      },
      { name: 'a name for another host', manifests: service('type: ExternalName, externalName: db.example.com') },
    ],
    fail: [
      {
        name: 'a StatefulSet whose Service nobody made',
        from: 'a StatefulSet and the Service that names its pods',
        change: { 'StatefulSet/financial-service > spec.serviceName': 'finance-service' },
        problems: [
          {
            on: 'StatefulSet/financial-service',
            message: 'StatefulSet "financial-service" names the Service "finance-service", which does not exist in namespace "erp-prod".',
            path: 'spec.serviceName',
          },
        ],
      },
      {
        name: 'the pods of another',
        from: 'each its own pods',
        change: { 'Service/financial-service > spec.selector.app': 'sales-service' },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" is of "financial-service", and leads to the pods of "sales-service".',
            path: 'spec.selector.app',
          },
        ],
      },
      {
        name: 'the pods of one release',
        from: 'each its own pods',
        change: {
          'Service/financial-service > metadata.labels': {},
          'Service/financial-service > spec.selector': { app: 'sales-service', version: 'v1.0.0' },
        },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" selects the version "v1.0.0": pods of the next release get no requests.',
            path: 'spec.selector.version',
          },
        ],
      },
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

/** Labels that say the version of a program, which the next release changes. Two versions side by side are called `v1` and `v2`. */
function released({ fields, ...manifest }: Manifest): readonly Problem[] {
  return ['version', 'app.kubernetes.io/version', 'helm.sh/chart'].flatMap((key) => {
    const value = textAt(fields, 'spec', 'selector', key);
    if (value === undefined || !/\d[.]\d/.test(value)) return [];
    const message = `${titleOf({ fields, ...manifest })} selects the version "${value}": pods of the next release get no requests.`;
    return [{ message, path: below('spec.selector', key) }];
  });
}

/** A Service that says of itself whose it is, and leads to another's pods, while those of its own are there. */
function contrary(manifest: Manifest, world: World): readonly Problem[] {
  return ['app', 'app.kubernetes.io/name', 'k8s-app'].flatMap((key) => {
    const [own, selected] = [manifest.labels[key], textAt(manifest.fields, 'spec', 'selector', key)];
    if (own === undefined || selected === undefined || own === selected || manifest.name.includes(selected)) return [];
    if (world.podsSelected(manifest.namespace, { matchLabels: { [key]: own } }).length === 0) return [];
    const message = `${titleOf(manifest)} is of "${own}", and leads to the pods of "${selected}".`;
    return [{ message, path: below('spec.selector', key) }];
  });
}
