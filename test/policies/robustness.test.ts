import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { lint } from '../../policies/engine.ts';
import { failingExamples } from '../../policies/examples/changed-example.ts';
import { crashedRule } from '../../policies/finding.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Kustomization, Manifest, Rule } from '../../policies/model.ts';
import { exitCodeOf } from '../../scripts/judging/lint/report.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { manifestsIn } from '../support/manifests.ts';
import fc from '../support/random.ts';
import { workloads } from '../support/workloads.ts';

type Fields = Record<string, unknown>;

const rules = (await loadRules('.')).map(({ value }) => value);

/** Kinds without a pod that some rule asks for, and a few of which other objects read. */
const otherKinds = [
  ...new Set([
    ...['Namespace', 'Secret', 'ConfigMap', 'ExternalSecret', 'Certificate', 'Gateway', 'Application'],
    ...rules.flatMap((rule) => (rule.scope === 'object' && rule.kinds !== '*' ? rule.kinds : [])),
  ]),
].filter((kind) => !workloads.some((workload) => workload.kind === kind));

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    true,
    false,
    0,
    1,
    -1,
    0.5,
    8000,
    '8000',
    'http',
    'true',
    '*',
    'ALL',
    '10m',
    '1Gi',
    '25%',
    '50%%',
  ),
  fc.constantFrom<unknown>(
    'app:1',
    ':@',
    '@',
    '/',
    'a'.repeat(300),
    '__proto__',
    'constructor',
    '2026-02-30',
    '0 2 * * *',
    '{{',
    '[',
    '\u0000',
  ),
  fc.string(),
  fc.double(),
);

/** Keys that rules look for, so that garbage gets past the first reading; found in the rules' own examples. */
const keys = fc.constantFrom(
  ...[...new Set([...rules.flatMap(examplesOf).flatMap(keysIn), '__proto__', 'toString', 'length', '0', ''])].sort(),
);

const { garbage } = fc.letrec<{ garbage: unknown }>((tie) => ({
  garbage: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.array(tie('garbage'), { maxLength: 3 }),
    fc.array(fc.tuple(keys, tie('garbage')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

const wrongTypes: readonly unknown[] = [null, '', 'text', 5, -0.5, true, [], [null], ['text'], {}, { text: null }];

interface Judged {
  readonly by?: readonly Rule[];
  readonly kustomizations?: readonly Kustomization[];
}

const judge = (objects: readonly unknown[], { by = rules, kustomizations = [] }: Judged = {}) => {
  const manifests = objects
    .flatMap((fields, document) => manifestsOf(fields, { file: '', document }))
    .filter((item): item is Manifest => !('problem' in item));
  for (const environment of ['production', 'dev']) {
    const { findings } = lint({ environment, manifests, kustomizations }, { rules: by, today: '2026-01-01' });
    const [crash] = findings.filter(({ rule }) => rule === crashedRule);
    if (crash !== undefined) throw new Error(crash.message);
  }
};

describe('no rule throws', () => {
  it.each(workloads)('on a $kind with a garbage template', ({ kind, wrap }) => {
    const template = fc.oneof(garbage, fc.record({ metadata: garbage, spec: garbage }), fc.record({ spec: podSpec() }));
    fc.assert(
      fc.property(template, garbage, (value, metadata) => {
        const fields = wrap(typeof value === 'object' && value !== null ? (value as Fields) : {});
        judge([fields, { ...fields, metadata }, { ...fields, kind, spec: value }]);
      }),
      { numRuns: 150 },
    );
  });

  it.each(otherKinds)('on a garbage %s beside a workload', (kind) => {
    fc.assert(
      fc.property(garbage, garbage, garbage, (metadata, spec, rest) => {
        const fields = { apiVersion: 'v1', kind, metadata, spec, ...(isFields(rest) ? rest : {}) };
        judge([fields, { ...fields, metadata: { name: 'example', namespace: 'erp-prod' } }, deployment()]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(rules)('on the examples of $id in which any one value is of another type', (rule) => {
    for (const objects of examplesOf(rule)) {
      for (const target of pathsIn(objects)) {
        for (const value of wrongTypes) judge(replaced(objects, target, value) as readonly unknown[], { by: [rule] });
      }
    }
  });

  it('on a garbage kustomization', () => {
    fc.assert(
      fc.property(garbage, garbage, garbage, (fields, target, content) => {
        const kustomization: Kustomization = {
          file: 'overlays/production/kustomization.yaml',
          fields: isFields(fields) ? fields : { images: fields, patches: fields, resources: fields },
          resources: manifestsIn(JSON.stringify(deployment())),
          patches: [
            { file: 'patch.yaml', document: 0, path: 'patches[0]', target: isFields(target) ? target : undefined, content },
            { file: 'patch.yaml', document: 1, path: 'patches[0]', target: undefined, content: { ...deployment(), spec: content } },
            {
              file: 'patch.yaml',
              document: 2,
              path: 'patches[0]',
              target: undefined,
              content: [{ op: 'replace', path: content, value: content }],
            },
          ],
        };
        judge([], { kustomizations: [kustomization] });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a rule that throws', () => {
  const [rule] = rules.filter(({ id }) => id === 'require-labels');
  const broken = {
    ...rule,
    id: 'broken-rule',
    check: ({ name }: Manifest) => {
      if (name === 'bad') throw new TypeError('no such field');
      return [{ message: 'Found.', path: '' }];
    },
  } as unknown as Rule;
  const manifests = manifestsIn(JSON.stringify({ ...deployment(), metadata: { name: 'bad' } })).concat(
    manifestsIn(JSON.stringify({ ...deployment(), metadata: { name: 'good' } })),
  );

  it('is a finding of the object, beside those of all other objects and rules', () => {
    const { findings } = lint({ environment: 'dev', manifests }, { rules: [broken, rule as Rule], today: '2026-01-01' });
    expect(findings.filter(({ rule: id }) => id === 'broken-rule').map(({ object }) => object.name)).toEqual(['good']);
    expect(findings.filter(({ rule: id }) => id === 'require-labels').map(({ object }) => object.name)).toContain('bad');
    expect(findings.filter(({ rule: id }) => id === crashedRule)).toMatchObject([
      {
        severity: 'error',
        object: { kind: 'Deployment', name: 'bad' },
        message: expect.stringMatching(/^Rule "broken-rule" fails on .*: TypeError: no such field/) as string,
      },
    ]);
  });

  it('ends the run with exit code 2, whatever a baseline knows', () => {
    const { findings } = lint({ environment: 'dev', manifests }, { rules: [broken], today: '2026-01-01' });
    expect(exitCodeOf([], findings)).toBe(2);
    expect(
      exitCodeOf(
        findings,
        findings.filter(({ rule: id }) => id !== crashedRule),
      ),
    ).toBe(1);
    expect(exitCodeOf([], [])).toBe(0);
  });
});

describe('the garbage', () => {
  it('reaches beyond the first reading: it gives findings of most rules about containers and pods', () => {
    const found = new Set<string>();
    for (const fields of fc.sample(fc.record({ spec: podSpec() }), { numRuns: 500 })) {
      const manifests = manifestsOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'example' }, ...fields }, { file: '', document: 0 });
      const { findings } = lint({ environment: 'production', manifests: manifests as Manifest[] }, { rules, today: '2026-01-01' });
      for (const { rule } of findings) found.add(rule);
    }
    const expected = rules.filter(({ scope }) => scope.endsWith('-pod') || scope.endsWith('-container')).map(({ id }) => id);
    expect(expected.filter((id) => found.has(id)).length).toBeGreaterThan(expected.length * 0.8);
  });
});

/** A pod spec with the right lists, in which everything else is garbage. */
function podSpec(): fc.Arbitrary<unknown> {
  const named = fc.record({ name: leaf, key: leaf });
  const action = fc.record({ httpGet: garbage, tcpSocket: garbage, grpc: garbage, exec: garbage, sleep: garbage }, { requiredKeys: [] });
  const context = fc.record(
    {
      capabilities: fc.record({ add: garbage, drop: garbage }),
      seccompProfile: fc.record({ type: leaf }),
      seLinuxOptions: fc.record({ type: leaf, user: leaf }),
      appArmorProfile: fc.record({ type: leaf }),
      windowsOptions: fc.record({ hostProcess: leaf }),
      sysctls: fc.array(garbage),
      runAsUser: leaf,
      procMount: leaf,
      privileged: leaf,
    },
    { requiredKeys: [] },
  );
  const container = fc.record(
    {
      name: leaf,
      image: leaf,
      securityContext: fc.oneof(context, garbage),
      resources: fc.record({ requests: fc.dictionary(keys, leaf), limits: fc.dictionary(keys, leaf) }),
      ports: fc.array(fc.record({ name: leaf, containerPort: leaf, hostPort: leaf, protocol: leaf }, { requiredKeys: [] })),
      env: fc.array(fc.record({ name: leaf, valueFrom: fc.record({ secretKeyRef: fc.oneof(garbage, named) }) })),
      envFrom: fc.array(fc.record({ secretRef: garbage, configMapRef: fc.oneof(garbage, named) }, { requiredKeys: [] })),
      livenessProbe: action,
      lifecycle: fc.record({ preStop: action }),
      volumeMounts: garbage,
    },
    { requiredKeys: [] },
  );
  const containers = fc.array(fc.oneof(container, leaf), { maxLength: 2 });
  return fc.record(
    {
      containers,
      initContainers: containers,
      ephemeralContainers: containers,
      securityContext: fc.oneof(context, garbage),
      volumes: fc.array(fc.oneof(garbage, fc.dictionary(keys, garbage))),
      hostNetwork: leaf,
      topologySpreadConstraints: garbage,
      affinity: garbage,
      dnsPolicy: leaf,
      nodeName: leaf,
      schedulerName: leaf,
      serviceAccountName: leaf,
      priorityClassName: leaf,
    },
    { requiredKeys: ['containers'] },
  );
}

/** The objects of each example of a rule, a pod template or a container set in a Deployment. */
function examplesOf(rule: Rule): unknown[][] {
  switch (rule.scope) {
    case 'object':
    case 'namespace':
      return [...rule.examples.pass, ...failingExamples(rule.examples)].map(({ manifests }) => loadAll(manifests));
    case 'every-pod':
    case 'serving-pod':
      return [...rule.examples.pass, ...failingExamples(rule.examples)].map(({ template, beside }) => [
        ...loadAll(template).map(inDeployment),
        ...loadAll(beside ?? ''),
      ]);
    case 'every-container':
    case 'serving-container':
      return [...rule.examples.pass, ...failingExamples(rule.examples)].map(({ container }) => [
        inDeployment({ metadata: {}, spec: { containers: loadAll(container) } }),
      ]);
    case 'kustomization':
      return [...rule.examples.pass, ...failingExamples(rule.examples)].map(({ resources }) => loadAll(resources));
  }
}

function inDeployment(template: unknown): Fields {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'example', namespace: 'erp-prod' }, spec: { template } };
}

function keysIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}

/** The path of every value but the objects themselves and what makes them objects. */
function pathsIn(value: unknown, prefix: readonly (string | number)[] = []): (string | number)[][] {
  const inner = Array.isArray(value) ? [...value.entries()] : isFields(value) ? Object.entries(value) : [];
  return inner.flatMap(([key, item]) => {
    const own = [...prefix, key];
    if (own.length === 2 && (key === 'kind' || key === 'apiVersion')) return [];
    return [...(own.length > 1 ? [own] : []), ...pathsIn(item, own)];
  });
}

function replaced(value: unknown, target: readonly (string | number)[], by: unknown): unknown {
  const [key, ...rest] = target;
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaced(item, rest, by) : item));
  return isFields(value) ? { ...value, [key]: replaced(value[key], rest, by) } : value;
}

function deployment(): Fields {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'example', namespace: 'erp-prod' },
    spec: {
      selector: { matchLabels: { app: 'example' } },
      template: {
        metadata: { labels: { app: 'example' } },
        spec: { containers: [{ name: 'example', ports: [{ name: 'http', containerPort: 8000 }] }] },
      },
    },
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
