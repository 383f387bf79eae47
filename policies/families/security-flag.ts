import { presentAt } from '../kubernetes/fields.ts';
import { isThere, ofContainers, unless, windows } from '../kubernetes/pods/admission.ts';
import { isWindows } from '../kubernetes/pods/pod-security.ts';
import type { ContainerRule, Fix, Severity } from '../model.ts';
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
  /** Whom the API server judges: `started` leaves ephemeral containers out; absent: all. */
  readonly roles?: 'started';
  /** Whether what operators and charts make of the data layer and the monitoring keeps it, too. */
  readonly everywhere?: true;
  /** Whether what operators make is judged too: the objects that it is made of decide about it. */
  readonly made?: true;
  readonly fix?: Fix;
}

/** A rule that wants one boolean of every container's security context to have one value. The pod has no such field. */
export function securityFlag({ field, required, mayBeAbsent, linuxOnly, roles, everywhere, ...facts }: SecurityFlag): ContainerRule {
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

    admission: ofContainers(
      [
        ...(linuxOnly ? [windows] : []),
        mayBeAbsent
          ? unless('c', ['securityContext', field], `c.securityContext.${field} == ${required}`)
          : `(${isThere('c', 'securityContext', field)} && c.securityContext.${field} == ${required})`,
      ].join(' || '),
      { roles, ...(everywhere === true && { everywhere }) },
    ),

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
