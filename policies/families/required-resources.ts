import { presentAt } from '../kubernetes/fields.ts';
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
  const pod = (lines: string) => `
spec:
  containers:
    - name: financial-service
${lines}
`;
  const fail = (name: string, lines: string, missing: string) => ({
    name,
    template: pod(lines),
    problems: [{ message: `Container "financial-service" has no ${list} of ${missing}.`, path: `spec.containers[0].resources.${list}` }],
  });
  return defineRule<PodRule>({
    ...facts,
    scope: 'every-pod',
    foreign: true,
    made: true,

    check(subject) {
      return subject.containers.flatMap(({ role, name, fields, path }) => {
        // Ephemeral containers may not have resources: they use what the pod has to spare.
        if (role === 'ephemeral') return [];
        // Of a chart's containers nobody knows what they write; the LimitRange of their namespace says how much they may.
        const asked = subject.manifest.origin === undefined ? resources : resources.filter((resource) => resource !== 'ephemeral-storage');
        const missing = asked.filter((resource) => isNothing(presentAt(fields, 'resources', list, resource)));
        if (missing.length === 0) return [];
        return [{ message: `Container "${name}" has no ${list} of ${missing.join(', ')}.`, path: `${path}.resources.${list}` }];
      });
    },

    examples: {
      pass: [
        {
          name: 'all three, in any spelling',
          template: pod(`      resources: { ${list}: { cpu: 0.5, memory: 536870912, ephemeral-storage: 1Gi } }`),
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
        fail('no resources', '', 'cpu, memory, ephemeral-storage'),
        { ...fail('no ephemeral storage', `      resources: { ${list}: { cpu: 500m, memory: 512Mi } }`, 'ephemeral-storage'), own: true },
        fail(
          'only the other list',
          `      resources: { ${list === 'requests' ? 'limits' : 'requests'}: { cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi } }`,
          'cpu, memory, ephemeral-storage',
        ),
        fail('null and zero', `      resources: { ${list}: { cpu: "0", memory: null, ephemeral-storage: 1Gi } }`, 'cpu, memory'),
        {
          name: 'an init container and a sidecar without any',
          template: `
spec:
  containers: []
  initContainers: [{ name: migrate }, { name: proxy, restartPolicy: Always }]
`,
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
