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
  const container = (securityContext: unknown) => `
name: financial-service
image: registry.example.com/erp/financial-service:1.0.0
${securityContext === undefined ? '' : `securityContext: ${JSON.stringify(securityContext)}`}
`;
  const set = `${field} is ${required}`;
  const absent = [
    { name: 'no security context', securityContext: undefined, change: { securityContext: undefined } },
    {
      name: 'a security context without the field',
      securityContext: { runAsUser: 1000 },
      change: { securityContext: { runAsUser: 1000 } },
    },
    { name: 'null, which the API server drops', securityContext: { [field]: null }, change: { [`securityContext.${field}`]: null } },
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
        { name: set, container: container({ [field]: required }) },
        ...absent.filter(() => mayBeAbsent).map(({ name, securityContext }) => ({ name, container: container(securityContext) })),
      ],
      fail: [
        {
          name: `${field} is ${!required}`,
          from: set,
          change: { [`securityContext.${field}`]: !required },
          problems: [problem(!required)],
        },
        {
          name: 'the right word as text',
          from: set,
          change: { [`securityContext.${field}`]: `${required}` },
          problems: [problem(`${required}`)],
        },
        ...absent.filter(() => !mayBeAbsent).map(({ name, change }) => ({ name, from: set, change, problems: [problem(undefined)] })),
      ],
    },
  });
}
