import { textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import {
  highestService,
  operatedKinds,
  operatedPods,
  type Prioritised,
  priorityValue,
  serviceNamespaces,
} from '../../kubernetes/pods/priorities.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const beside = (...classes: readonly string[]) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec: { template: { spec: { priorityClassName: erp-service, containers: [{ name: sales-service }] } } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: sales-service, namespace: erp-prod }
spec: { rules: [{ backendRefs: [{ name: sales-service, port: 80 }] }] }
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: erp-service }
value: 100000
${classes.join('')}`;

const priorityClass = (name: string, value: number, more = '') => `---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: ${name} }
value: ${value}
${more}`;

const data = priorityClass('erp-data', 1_000_000);
const fallback = priorityClass('erp-platform', 500_000, 'globalDefault: true\n');

const pool = (name: string) => `---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: erp-infra }
spec: { replicas: 3, roles: [broker], template: { pod: { ${name} } } }
`;

const postgres = `---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { podPriorityClassName: erp-data, enableConnectionPooler: true }
`;

const proxy = (spec: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: redis-ha-haproxy, namespace: erp-infra }
spec: { template: { spec: { ${spec}containers: [{ name: haproxy }] } } }
`;

const jobs = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ledger, namespace: erp-prod }
spec: { template: { spec: { priorityClassName: erp-service, containers: [{ name: ledger }] } } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: report, namespace: erp-prod }
spec: { jobTemplate: { spec: { template: { spec: { priorityClassName: erp-batch, containers: [{ name: report }] } } } } }
`;

export default defineRule({
  id: 'match-dependency-priority',
  severity: 'error',
  manual: '2.4 (D39)',
  summary: 'Give no pod that services depend on a lower priority than theirs, and no service that of batch work.',
  rationale:
    'When nodes are full the scheduler makes room for a service by evicting pods of a lower value, whatever their disruption budgets ' +
    'say: brokers, the database, the proxies in front of the service itself.',
  remediation: 'Give the pods a PriorityClass of generators/model/priorities.ts that stands above erp-service.',
  scope: 'object',
  kinds: [...operatedKinds, 'Deployment', 'StatefulSet', 'DaemonSet'],

  check(manifest, world) {
    const services = highestService(world);
    if (services === undefined) return [];
    const asBatch = inClassOfBatch(manifest, services.value, world);
    if (asBatch.length > 0) return asBatch;
    return podsOf(manifest, world).flatMap(({ title, className, path }) => {
      const value = priorityValue(className, world);
      if (value === undefined) return [{ message: `The ${title} have class "${className}", which does not exist.`, path }];
      if (value >= services.value) return [];
      const who = className === undefined ? 'name no class, which gives them' : `have class "${className}", which gives them`;
      return [{ message: `The ${title} ${who} ${value}, and ${services.title}, which depends on them, has ${services.value}.`, path }];
    });
  },

  examples: {
    pass: [
      { name: 'a service before jobs', manifests: beside(priorityClass('erp-batch', 10_000), jobs) },
      { name: 'a class above the services', manifests: beside(data, pool('priorityClassName: erp-data')) },
      { name: 'poolers, which get the default', manifests: beside(data, fallback, postgres) },
      { name: 'a class that Kubernetes brings', manifests: beside(proxy('priorityClassName: system-cluster-critical, ')) },
      { name: 'no services', manifests: proxy('').replace('---\n', '') },
    ],
    fail: [
      {
        name: 'a service in the class of jobs',
        from: 'a service before jobs',
        change: { 'Deployment/ledger > spec.template.spec.priorityClassName': 'erp-batch' },
        problems: [
          {
            on: 'Deployment/ledger',
            message:
              'The pods of Deployment "ledger" have class "erp-batch" (10000), that of CronJob "report", and Deployment "sales-service" has 100000.',
            path: 'spec.template.spec.priorityClassName',
          },
        ],
      },
      {
        name: 'brokers without a class',
        from: 'a class above the services',
        change: { 'KafkaNodePool/broker > spec.template.pod.priorityClassName': undefined },
        problems: [
          {
            on: 'KafkaNodePool/broker',
            message:
              'The nodes of KafkaNodePool "broker" name no class, which gives them 0, and Deployment "sales-service", which depends on them, has 100000.',
            path: 'spec.template.pod.priorityClassName',
          },
        ],
      },
      {
        name: 'poolers, where there is no default',
        from: 'poolers, which get the default',
        change: { 'PriorityClass/erp-platform': undefined },
        problems: [
          {
            on: 'postgresql/postgres',
            message:
              'The poolers of postgresql "postgres" name no class, which gives them 0, and Deployment "sales-service", which depends on them, has 100000.',
            path: 'spec.enableConnectionPooler',
          },
        ],
      },
      {
        name: 'a class that nobody made',
        from: 'a class above the services',
        change: { 'PriorityClass/erp-data': undefined },
        problems: [
          {
            on: 'KafkaNodePool/broker',
            message: 'The nodes of KafkaNodePool "broker" have class "erp-data", which does not exist.',
            path: 'spec.template.pod.priorityClassName',
          },
        ],
      },
      {
        name: 'a class below the services',
        from: 'a class that Kubernetes brings',
        change: {
          'Deployment/redis-ha-haproxy > spec.template.spec.priorityClassName': 'erp-batch',
          'PriorityClass/erp-batch': `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: erp-batch }
value: 10
`,
        },
        problems: [
          {
            on: 'Deployment/redis-ha-haproxy',
            message:
              'The pods of Deployment "redis-ha-haproxy" have class "erp-batch", which gives them 10, and Deployment "sales-service", which depends on them, has 100000.',
            path: 'spec.template.spec.priorityClassName',
          },
        ],
      },
    ],
  },
});

function podsOf(manifest: Manifest, world: World): readonly Prioritised[] {
  const pod = world.podOf(manifest);
  if (pod === undefined) return operatedPods(manifest);
  if (serviceNamespaces(world).has(manifest.namespace)) return [];
  return [
    { title: `pods of ${titleOf(manifest)}`, className: textAt(pod.spec, 'priorityClassName'), path: `${pod.path}.priorityClassName` },
  ];
}

/** A workload beside services that serves, and has a class that only they stand above and jobs have. */
function inClassOfBatch(manifest: Manifest, most: number, world: World) {
  const pod = world.podOf(manifest);
  const name = textAt(pod?.spec, 'priorityClassName');
  if (pod === undefined || !pod.serving || name === undefined || !serviceNamespaces(world).has(manifest.namespace)) return [];
  const value = priorityValue(name, world);
  const job = world.pods.find((other) => !other.serving && textAt(other.spec, 'priorityClassName') === name);
  const services = highestService(world);
  if (value === undefined || value >= most || job === undefined || services === undefined) return [];
  const message = `The pods of ${titleOf(manifest)} have class "${name}" (${value}), that of ${titleOf(job.manifest)}, and ${services.title} has ${most}.`;
  return [{ message, path: `${pod.path}.priorityClassName` }];
}
