import { fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const policy = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: erp-rules }
spec:
  matchConditions: [{ name: people, expression: '!request.userInfo.username.startsWith("system:")' }]
  variables: [{ name: pod, expression: object.spec }]
  validations: [{ expression: 'variables.pod.hostNetwork == false || size(variables.pod.containers) == 0' }]
`;

const on = 'ValidatingAdmissionPolicy/erp-rules';
const never = (name: string, expression: string, why: string) => ({
  name,
  from: 'what is asked of the object',
  change: { 'spec.validations[0].expression': expression },
  problems: [
    {
      on,
      message: `ValidatingAdmissionPolicy "erp-rules" refuses nothing by ${shown(expression)}: ${why}.`,
      path: 'spec.validations[0].expression',
    },
  ],
});

export default defineRule({
  id: 'forbid-constant-condition',
  severity: 'error',
  manual: '2.1 (D12)',
  summary: 'Let the expressions of admission policies depend on what is admitted.',
  rationale: 'An expression that is always true refuses nothing, and the policy stands in every list of what the cluster refuses.',
  remediation: 'Ask something of object, oldObject, request or params, without an alternative that always holds.',
  scope: 'object',
  kinds: ['ValidatingAdmissionPolicy', 'MutatingAdmissionPolicy', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],

  check(manifest) {
    const spec = fieldsAt(manifest.fields, 'spec');
    const constants = constantVariables(spec);
    const refuses = expressionsAt(spec, 'validations', 'spec').flatMap(({ text, path }) => {
      const why = alwaysTrue(text, constants);
      return why === undefined ? [] : [{ message: `${titleOf(manifest)} refuses nothing by ${shown(text)}: ${why}.`, path }];
    });
    return [...refuses, ...conditions(manifest, constants)];
  },

  examples: {
    pass: [
      { name: 'what is asked of the object', manifests: policy },
      {
        name: 'a policy that refuses all that it meets',
        manifests: policy.replace(/validations: .*/, "validations: [{ expression: 'false' }]"),
      },
      {
        name: 'a text that says true',
        manifests: policy.replace(/validations: .*/, `validations: [{ expression: 'object.metadata.name != "a || true"' }]`),
      },
    ],
    fail: [
      never('true', 'true', 'it depends on nothing that is admitted'),
      never('a comparison of two numbers', '1 + 1 == 2', 'it depends on nothing that is admitted'),
      never('an alternative that always holds', 'object.spec.replicas > 2 || true', 'one of its alternatives is true'),
      {
        name: 'a variable that depends on nothing',
        from: 'what is asked of the object',
        change: { 'spec.variables[0].expression': '"a"', 'spec.validations[0].expression': 'variables.pod == "a"' },
        problems: [
          {
            on,
            message:
              'ValidatingAdmissionPolicy "erp-rules" refuses nothing by "variables.pod == \\"a\\"": it depends on nothing that is admitted.',
            path: 'spec.validations[0].expression',
          },
        ],
      },
      {
        name: 'a condition under which it never applies',
        from: 'what is asked of the object',
        change: { 'spec.matchConditions[0].expression': 'false' },
        problems: [
          {
            on,
            message: 'ValidatingAdmissionPolicy "erp-rules" applies to all or to nothing by "false": it depends on nothing that is asked.',
            path: 'spec.matchConditions[0].expression',
          },
        ],
      },
    ],
  },
});

function conditions(manifest: Manifest, constants: ReadonlySet<string>): readonly Problem[] {
  const owners = [
    { owner: manifest.fields['spec'], path: 'spec' },
    ...listAt(manifest.fields, 'webhooks').map((owner, index) => ({ owner, path: `webhooks[${index}]` })),
  ];
  return owners.flatMap(({ owner, path: place }) =>
    expressionsAt(owner, 'matchConditions', place).flatMap(({ text, path }) =>
      isConstant(text, constants)
        ? [{ message: `${titleOf(manifest)} applies to all or to nothing by ${shown(text)}: it depends on nothing that is asked.`, path }]
        : [],
    ),
  );
}

function expressionsAt(owner: unknown, list: string, path: string) {
  return listAt(owner, list).flatMap((entry, index) => {
    const text = textAt(entry, 'expression');
    return text === undefined ? [] : [{ text, path: `${path}.${list}[${index}].expression` }];
  });
}

/** Why an expression never refuses; undefined where it may, and for one that always refuses, which some want. */
function alwaysTrue(text: string, constants: ReadonlySet<string>): string | undefined {
  if (alternativesOf(text).length > 1 && alternativesOf(text).some((part) => /^\(*true\)*$/.test(part))) {
    return 'one of its alternatives is true';
  }
  return isConstant(text, constants) && !/^\(*false\)*$/.test(text.trim()) ? 'it depends on nothing that is admitted' : undefined;
}

/** What an expression may read (Kubernetes 1.35, staging/src/k8s.io/apiserver/pkg/admission/plugin/cel: object, oldObject, request, ...). */
const given = /\b(?:object|oldObject|request|params|namespaceObject|authorizer)\b/;

function isConstant(text: string, constants: ReadonlySet<string>): boolean {
  const bare = withoutTexts(text);
  const read = [...bare.matchAll(/\bvariables\.(\w+)/g)].map(([, name]) => name ?? '');
  return !given.test(bare) && read.every((name) => constants.has(name));
}

function constantVariables(spec: unknown): ReadonlySet<string> {
  const constants = new Set<string>();
  // A variable may read only those before it.
  for (const entry of listAt(spec, 'variables')) {
    const [name, text] = [textAt(entry, 'name'), textAt(entry, 'expression')];
    if (name !== undefined && text !== undefined && isConstant(text, constants)) constants.add(name);
  }
  return constants;
}

/** The parts between the `||` that are in no parentheses. */
function alternativesOf(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  const bare = withoutTexts(text);
  for (let index = 0; index < bare.length; index += 1) {
    const character = bare[index] ?? '';
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth === 0 && bare.startsWith('||', index)) {
      parts.push('');
      index += 1;
    } else parts[parts.length - 1] += character;
  }
  // A conditional reaches over its alternatives.
  return depth === 0 && bare.includes('?') ? [bare.trim()] : parts.map((part) => part.trim());
}

function withoutTexts(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
}
