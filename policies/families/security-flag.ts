import { presentAt } from '../kubernetes/fields.ts';
import { isWindows } from '../kubernetes/pods/pod-security.ts';
import type { ContainerRule, Severity } from '../model.ts';
import { defineRule } from '../model.ts';
import { settingOf } from '../wording.ts';

interface SecurityFlag {
  readonly id: string;
  readonly severity: Severity;
  readonly manual: string;
  readonly summary: string;
  readonly rationale: string;
  readonly remediation: string;
  /** The field of a container's security context. */
  readonly field: string;
  readonly required: boolean;
  /** Whether leaving it out is as good as the required value. */
  readonly mayBeAbsent: boolean;
  /** Windows has no such thing. */
  readonly linuxOnly: boolean;
}

/** A rule that wants one boolean of every container's security context to have one value. The pod has no such field. */
export function securityFlag({ field, required, mayBeAbsent, linuxOnly, ...facts }: SecurityFlag): ContainerRule {
  const problem = (value: unknown) => ({
    message: settingOf('Container "financial-service"', field, value),
    path: `securityContext.${field}`,
  });
  const container = (securityContext: string) => `
name: financial-service
image: registry.example.com/erp/financial-service:1.0.0
${securityContext}
`;
  const without = [
    { name: 'no security context', container: container('') },
    { name: 'a security context without the field', container: container('securityContext: { runAsUser: 1000 }') },
    { name: 'null, which the API server drops', container: container(`securityContext: { ${field}: null }`) },
  ];
  return defineRule<ContainerRule>({
    ...facts,
    scope: 'every-container',
    foreign: true,

    check({ pod, name, fields, path }) {
      const value = presentAt(fields, 'securityContext', field);
      if (value === required || (mayBeAbsent && value === undefined) || (linuxOnly && isWindows(pod))) return [];
      return [{ message: settingOf(`Container "${name}"`, field, value), path: `${path}.securityContext.${field}` }];
    },

    examples: {
      pass: [
        { name: `${field} is ${required}`, container: container(`securityContext: { ${field}: ${required} }`) },
        ...(mayBeAbsent ? without : []),
      ],
      fail: [
        {
          name: `${field} is ${!required}`,
          container: container(`securityContext: { ${field}: ${!required} }`),
          problems: [problem(!required)],
        },
        {
          name: 'the right word as text',
          container: container(`securityContext: { ${field}: "${required}" }`),
          problems: [problem(`${required}`)],
        },
        ...(mayBeAbsent ? [] : without.map((example) => ({ ...example, problems: [problem(undefined)] }))),
      ],
    },
  });
}
