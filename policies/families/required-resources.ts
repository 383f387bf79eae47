import type { Change } from '../example.ts';
import { presentAt } from '../kubernetes/fields.ts';
import { celList, isThere } from '../kubernetes/pods/admission.ts';
import { quantity } from '../kubernetes/quantities.ts';
import type { PodRule, Severity } from '../model.ts';
import { defineRule } from '../model.ts';

interface RequiredResources {
  readonly id: string;
  readonly severity: Severity;
  readonly manual: string;
  readonly summary: string;
  readonly rationale: string;
  readonly remediation: string;
  readonly list: 'requests' | 'limits';
}

const resources: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];

/** A rule that wants an amount of cpu, memory and ephemeral storage in `requests` or `limits` of every container. */
export function requiredResources({ list, ...facts }: RequiredResources): PodRule {
  const resourcesPath = 'spec.containers[0].resources';
  const enough = 'all three, in any spelling';
  const fail = (name: string, change: Change, missing: string) => ({
    name,
    from: enough,
    change,
    problems: [{ message: `Container "financial-service" has no ${list} of ${missing}.`, path: `${resourcesPath}.${list}` }],
  });
  const other = list === 'requests' ? 'limits' : 'requests';
  return defineRule<PodRule>({
    ...facts,
    scope: 'every-pod',
    foreign: true,
    made: true,

    // To a Pod that says nothing the LimitRange of its namespace gives amounts.
    admission: [
      {
        on: ['workloads', 'cron-jobs'],
        keeps:
          `variables.started.all(c, ${celList(resources)}.all(r, (${isThere('c', 'resources', list)} && r in c.resources.${list} && ` +
          `string(c.resources.${list}[r]).matches('^[+-]?[0.]*[1-9]')) || (r != 'ephemeral-storage' && ` +
          `${isThere('variables.pod', 'resources', list)} && r in variables.pod.resources.${list} && ` +
          `string(variables.pod.resources.${list}[r]).matches('^[+-]?[0.]*[1-9]'))))`,
      },
    ],

    check(subject) {
      return subject.containers.flatMap(({ role, name, fields, path }) => {
        // Ephemeral containers may not have resources: they use what the pod has to spare.
        if (role === 'ephemeral') return [];
        // Of a chart's containers nobody knows what they write; the LimitRange of their namespace says how much they may.
        const asked = subject.manifest.origin === undefined ? resources : resources.filter((resource) => resource !== 'ephemeral-storage');
        // Kubernetes 1.34 and later: an amount for the whole pod stands for those of its containers; it knows cpu and memory only.
        const shared = (resource: string) =>
          resource === 'ephemeral-storage' ? undefined : presentAt(subject.spec, 'resources', list, resource);
        const missing = asked.filter((resource) => isNothing(presentAt(fields, 'resources', list, resource) ?? shared(resource)));
        if (missing.length === 0) return [];
        return [{ message: `Container "${name}" has no ${list} of ${missing.join(', ')}.`, path: `${path}.resources.${list}` }];
      });
    },

    examples: {
      pass: [
        {
          name: enough,
          template: `
spec:
  containers:
    - name: financial-service
      resources: { ${list}: { cpu: 0.5, memory: 536870912, ephemeral-storage: 1Gi } }
`,
        },
        {
          name: 'amounts for the whole pod',
          template: `
spec:
  resources: { ${list}: { cpu: 500m, memory: 512Mi } }
  containers: [{ name: financial-service, resources: { ${list}: { ephemeral-storage: 1Gi } } }]
`,
        },
        {
          name: 'an ephemeral container, which may not have any',
          template: `
spec:
  containers: []
  ephemeralContainers: [{ name: debugger }]
`,
        },
      ],
      fail: [
        fail('no resources', { [resourcesPath]: undefined }, 'cpu, memory, ephemeral-storage'),
        {
          ...fail('no ephemeral storage', { [`${resourcesPath}.${list}`]: { cpu: '500m', memory: '512Mi' } }, 'ephemeral-storage'),
          own: true,
        },
        fail(
          'only the other list',
          { [resourcesPath]: { [other]: { cpu: 1, memory: '1Gi', 'ephemeral-storage': '1Gi' } } },
          'cpu, memory, ephemeral-storage',
        ),
        fail('null and zero', { [`${resourcesPath}.${list}.cpu`]: '0', [`${resourcesPath}.${list}.memory`]: null }, 'cpu, memory'),
        {
          name: 'an init container and a sidecar without any',
          from: 'an ephemeral container, which may not have any',
          change: {
            'spec.ephemeralContainers': undefined,
            'spec.initContainers': [{ name: 'migrate' }, { name: 'proxy', restartPolicy: 'Always' }],
          },
          problems: ['migrate', 'proxy'].map((name, index) => ({
            message: `Container "${name}" has no ${list} of cpu, memory, ephemeral-storage.`,
            path: `spec.initContainers[${index}].resources.${list}`,
          })),
        },
      ],
    },
  });
}

function isNothing(value: unknown): boolean {
  return value === undefined || quantity(value) === 0;
}
