import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { lint } from '../../policies/engine.ts';
import { failingExamples } from '../../policies/examples/changed-example.ts';
import type { Finding, ObjectRule, Rule } from '../../policies/model.ts';
import { planFixes } from '../../scripts/judging/fix/plan.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { manifestsIn } from '../support/manifests.ts';
import { workloads } from '../support/workloads.ts';

const rules = (await loadRules('.')).map(({ value }) => value);
const fixable = rules.filter(({ fix }) => fix !== undefined);

/** The objects of a failing example, as one file. */
function fileOf(example: object): string {
  if ('manifests' in example) return String(example.manifests);
  const [deployment] = workloads.filter(({ kind }) => kind === 'Deployment');
  const template =
    'template' in example
      ? load(String(example.template))
      : { spec: { containers: [load(String((example as { container: string }).container))] } };
  return dump(deployment?.wrap(template as Record<string, unknown>));
}

function judge(text: string, by: readonly Rule[], environment = 'production'): readonly Finding[] {
  const manifests = manifestsIn(text).map((manifest) => ({ ...manifest, file: 'a.yaml' }));
  return lint({ environment, manifests }, { rules: by, today: '2026-06-01' }).findings;
}

function fixed(text: string, by: readonly Rule[], findings = judge(text, by)) {
  const plan = planFixes(findings, by, (file) => (file === 'a.yaml' ? text : undefined));
  return { text: plan.files.get('a.yaml')?.after ?? text, fixed: plan.fixed, left: plan.left };
}

describe.each(fixable.map((rule) => ({ id: rule.id, rule })))('the fix of $id', ({ rule }) => {
  it.each(failingExamples(rule.examples as ObjectRule['examples']).map((example) => ({ name: example.name, example: example as object })))(
    'puts right: $name',
    ({ example }) => {
      const before = fileOf(example);
      const after = fixed(before, [rule]);
      expect(after.fixed).toBeGreaterThan(0);
      expect(judge(after.text, [rule])).toEqual([]);
      // Nothing is left to write.
      expect(fixed(after.text, [rule])).toEqual({ text: after.text, fixed: 0, left: [] });
    },
  );
});

it('the rules with one right value are these', () => {
  expect(fixable.map(({ id }) => id)).toEqual([
    'forbid-privilege-escalation',
    'forbid-replicas-with-autoscaler',
    'forbid-service-account-token',
    'forbid-service-links',
    'require-seccomp-profile',
  ]);
});

/** A pod around a container. */
const pod = (container: string, rest = '') => `apiVersion: v1
kind: Pod
metadata:
  name: web # the shop
spec:
${rest}  containers:
${container}`;

const escalation = rules.filter(({ id }) => id === 'forbid-privilege-escalation');

describe('a fix in a file', () => {
  it.each<[what: string, before: string, after: string]>([
    [
      'keeps comments, blank lines, quotes and order',
      pod(`    # first
    - name: 'web'   # odd

      image: "nginx"  # unpinned
      # last
`),
      pod(`    # first
    - name: 'web'   # odd

      image: "nginx"  # unpinned
      securityContext:
        allowPrivilegeEscalation: false
      # last
`),
    ],
    [
      'adds to a mapping that is there',
      pod('    - name: web\n      securityContext:\n        runAsUser: 1000 # nobody\n      image: nginx\n'),
      pod(
        '    - name: web\n      securityContext:\n        runAsUser: 1000 # nobody\n        allowPrivilegeEscalation: false\n      image: nginx\n',
      ),
    ],
    [
      'corrects a value in its place',
      pod('    - name: web\n      securityContext:\n        allowPrivilegeEscalation: true   # why?\n'),
      pod('    - name: web\n      securityContext:\n        allowPrivilegeEscalation: false   # why?\n'),
    ],
    [
      'corrects the right word as text',
      pod('    - name: web\n      securityContext: { "allowPrivilegeEscalation": "false" }\n'),
      pod('    - name: web\n      securityContext: { "allowPrivilegeEscalation": false }\n'),
    ],
    [
      'fills what has no value',
      pod('    - name: web\n      securityContext:   # later\n      image: nginx\n'),
      pod('    - name: web\n      securityContext: { allowPrivilegeEscalation: false }   # later\n      image: nginx\n'),
    ],
    [
      'fills an empty mapping',
      pod('    - name: web\n      securityContext: {}\n'),
      pod('    - name: web\n      securityContext: { allowPrivilegeEscalation: false }\n'),
    ],
    [
      'writes into braces',
      pod('    - {name: web, image: nginx}\n'),
      pod('    - {name: web, image: nginx, securityContext: { allowPrivilegeEscalation: false }}\n'),
    ],
    [
      'writes into braces of several lines',
      pod('    - {\n        name: web,\n        image: nginx,\n      }\n'),
      pod('    - {\n        name: web,\n        image: nginx,\n        securityContext: { allowPrivilegeEscalation: false },\n      }\n'),
    ],
    [
      'writes after a block of text',
      pod('    - name: web\n      args:\n        - |\n          one\n\n          two\n'),
      pod(
        '    - name: web\n      args:\n        - |\n          one\n\n          two\n      securityContext:\n        allowPrivilegeEscalation: false\n',
      ),
    ],
    [
      'writes where the last line has no end',
      pod('    - name: web'),
      pod('    - name: web\n      securityContext:\n        allowPrivilegeEscalation: false'),
    ],
    [
      'keeps the ends of lines of Windows',
      pod('    - name: web\n').replaceAll('\n', '\r\n'),
      pod('    - name: web\n      securityContext:\n        allowPrivilegeEscalation: false\n').replaceAll('\n', '\r\n'),
    ],
    [
      'writes into every container and every document, and leaves what is right',
      `# header\n---\n${pod('    - name: a\n    - name: b\n      securityContext: {allowPrivilegeEscalation: false}\n')}---\n${pod('    - name: c\n')}`,
      `# header\n---\n${pod('    - name: a\n      securityContext:\n        allowPrivilegeEscalation: false\n    - name: b\n      securityContext: {allowPrivilegeEscalation: false}\n')}---\n${pod('    - name: c\n      securityContext:\n        allowPrivilegeEscalation: false\n')}`,
    ],
    [
      'writes JSON into JSON',
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"},\n  "spec": {"containers": [{"name": "a"}]}}\n',
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"},\n  "spec": {"containers": [{"name": "a", "securityContext": { "allowPrivilegeEscalation": false }}]}}\n',
    ],
    [
      'finds the object in a List',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a-b}, spec: {containers: []}}\n- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c}]}}\n',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a-b}, spec: {containers: []}}\n- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, securityContext: { allowPrivilegeEscalation: false }}]}}\n',
    ],
  ])('%s', (_, before, after) => {
    expect(fixed(before, escalation).text).toBe(after);
    expect(judge(after, escalation)).toEqual([]);
  });

  it.each<[what: string, before: string]>([
    ['in a privileged container, where the API server refuses it', pod('    - name: web\n      securityContext: { privileged: true }\n')],
    ['beside a capability that asks for more', pod('    - name: web\n      securityContext: { capabilities: { add: [CAP_SYS_ADMIN] } }\n')],
    [
      'behind an alias, which others use too',
      pod('    - name: web\n      securityContext: &all { runAsUser: 1 }\n    - name: other\n      securityContext: *all\n'),
    ],
  ])('is not written %s', (_, before) => {
    const { text, left } = fixed(before, escalation);
    expect(judge(text, escalation).length).toBeGreaterThan(0);
    expect(left.every((line) => /^forbid-privilege-escalation at a\.yaml:\d+ cannot be put right without a person\.$/.test(line))).toBe(
      true,
    );
    expect(left.length).toBeGreaterThan(0);
  });

  it.each<[account: string, isWritten: boolean]>([
    ['', true],
    ['  serviceAccountName: ""\n', true],
    ['  serviceAccountName: controller\n', false],
    ['  serviceAccount: controller\n', false],
  ])('takes the token only of pods without an account of their own: %j', (account, isWritten) => {
    const token = rules.filter(({ id }) => id === 'forbid-service-account-token');
    const before = pod('    - name: web\n', account);
    expect(fixed(before, token)).toMatchObject({
      fixed: isWritten ? 1 : 0,
      left: isWritten ? [] : [expect.stringMatching(/without a person/)],
    });
  });

  it.each<[what: string, before: string, after: string]>([
    ['a line of its own', 'spec:\n  replicas: 3\n  paused: false\n', 'spec:\n  paused: false\n'],
    ['a comment, which stays', 'spec:\n  paused: false\n  replicas: 3  # as ever\n', 'spec:\n  paused: false\n  # as ever\n'],
    ['braces', 'spec: { paused: false, replicas: 3 }\n', 'spec: { paused: false }\n'],
    ['the first place in braces', 'spec: { replicas: 3, paused: false }\n', 'spec: { paused: false }\n'],
    ['all that there is', 'spec:\n  replicas: 3\n', 'spec: {}\n'],
  ])('takes a field away that has %s', (_, before, after) => {
    const head = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a, namespace: erp-prod }\n';
    const autoscaler =
      '---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: a, namespace: erp-prod }\n' +
      'spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }, minReplicas: 3, maxReplicas: 9 }\n';
    const rule = rules.filter(({ id }) => id === 'forbid-replicas-with-autoscaler');
    expect(fixed(head + before + autoscaler, rule).text).toBe(head + after + autoscaler);
  });

  it('takes away exemptions that are over, that exempt nothing, and that name no rule', () => {
    const annotation = (rule: string, day: string) => `    policies.erp.example.com/exempt.${rule}: "${day} why (@ops)"\n`;
    const with_ = (...annotations: readonly string[]) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n    a.b/c: d # own\n${annotations.join('')}`;
    const before = with_(
      annotation('forbid-service-links', '2026-05-31'),
      annotation('match-nothing', '2027-01-01'),
      annotation('forbid-external-service', '2027-01-01'),
    );
    expect(
      fixed(
        before,
        rules,
        judge(before, rules).filter(({ rule }) => rule === 'valid-exemption'),
      ).text,
    ).toBe(with_());
  });

  it('leaves generated files alone, and says what to change', () => {
    const text = `# Generated from generators/platform/x.ts. Do not edit: change it and run "npm run generate".\n${pod('    - name: web\n')}`;
    expect(fixed(text, escalation)).toEqual({ text, fixed: 0, left: ['"a.yaml" is generated: change generators/platform/x.ts.'] });
  });
});

describe('a fix in the catalog', () => {
  const header = "import { defineService } from '../../model/service.ts';\n\nexport default defineService({\n";
  const service = (rest: string) => `${header}  name: 'shop', // ours\n${rest}});\n`;
  const generated = (text: string) =>
    `# Generated from generators/catalog/services/shop.ts. Do not edit: change it and run "npm run generate".\n${text}`;
  const run = (catalog: string, text: string, by: readonly Rule[]) => {
    const files: Readonly<Record<string, string>> = { 'a.yaml': generated(text), 'generators/catalog/services/shop.ts': catalog };
    const findings = judge(files['a.yaml'] ?? '', by).filter(({ rule }) => by.length === 1 || rule === 'valid-exemption');
    const plan = planFixes(findings, by, (file) => files[file]);
    return { files: Object.fromEntries([...plan.files].map(([file, { after }]) => [file, after])), left: plan.left };
  };

  it('is written into an object of the service itself', () => {
    const own = (context: string) =>
      service(
        `  objects: [\n    {\n      because: 'so', // why\n      object: {\n        apiVersion: 'v1',\n        kind: 'Pod',\n        metadata: { name: 'web' },\n        spec: { containers: [{ name: 'web'${context} }] },\n      },\n    },\n  ],\n`,
      );
    expect(run(own(''), pod('    - name: web\n'), escalation)).toEqual({
      files: { 'generators/catalog/services/shop.ts': own(', securityContext: { allowPrivilegeEscalation: false }') },
      left: [],
    });
  });

  it('takes away an exemption that is over, from one of several and from all', () => {
    const entry = (rule: string, until: string) =>
      `    { rule: '${rule}', on: 'Service/a', because: 'why', owner: '@ops', until: '${until}' }, // ${rule}\n`;
    const over = entry('match-nothing', '2027-01-01');
    const text = (...names: readonly string[]) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n${names.map((name) => `    policies.erp.example.com/exempt.${name}: "2027-01-01 why (@ops)"\n`).join('')}`;
    const kept = entry('match-other', '2027-01-01');
    const both = service(`  exempt: [\n${over}${kept}  ],\n`);
    const { files } = run(both, text('match-nothing'), rules);
    expect(files).toEqual({
      'generators/catalog/services/shop.ts': service(`  exempt: [\n${kept}  ],\n`).replace(
        '  exempt: [\n',
        '  exempt: [\n    // match-nothing\n',
      ),
    });
    expect(run(service(`  exempt: [\n${over}  ],\n`), text('match-nothing'), rules).files).toEqual({
      'generators/catalog/services/shop.ts': service(''),
    });
  });
});
