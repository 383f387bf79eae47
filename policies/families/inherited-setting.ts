import { presentAt } from '../kubernetes/fields.ts';
import { inContexts, isThere, ofPods, unless, windows } from '../kubernetes/pods/admission.ts';
import { isWindows, securityContexts } from '../kubernetes/pods/pod-security.ts';
import type { Fix, PodRule, Severity } from '../model.ts';
import { defineRule } from '../model.ts';
import { quotedList, settingOf } from '../wording.ts';

interface InheritedSetting {
  readonly id: string;
  readonly severity: Severity;
  readonly manual: string;
  readonly summary: string;
  readonly rationale: string;
  readonly remediation: string;
  /** Keys below a security context. */
  readonly keys: readonly string[];
  readonly accepts: readonly (string | boolean)[];
  /** Windows has no such thing. */
  readonly linuxOnly: boolean;
  readonly fix?: Fix;
  readonly examples: PodRule['examples'];
}

/**
 * A rule about a setting that containers inherit from the pod: the pod or every container sets it, and none sets it to a
 * value that is not accepted. What the pod alone puts right is one finding, on the pod.
 */
export function inheritedSetting({ keys, accepts, linuxOnly, ...facts }: InheritedSetting): PodRule {
  const field = keys.join('.');
  const accepted = `[${accepts.map((value) => (typeof value === 'string' ? `'${value}'` : value)).join(', ')}]`;
  return defineRule<PodRule>({
    ...facts,
    scope: 'every-pod',
    foreign: true,

    admission: ofPods(
      [
        ...(linuxOnly ? [windows] : []),
        `(${inContexts((s) => `(${unless(s, keys, `${s}.${field} in ${accepted}`)})`)} && ((${isThere('variables.pod', 'securityContext', ...keys)}) || ` +
          `variables.containers.all(c, ${isThere('c', 'securityContext', ...keys)})))`,
      ].join(' || '),
    ),

    check(pod) {
      if (linuxOnly && isWindows(pod)) return [];
      const contexts = securityContexts(pod);
      const problems = contexts.flatMap(({ subject, fields, path }) => {
        const value = presentAt(fields, ...keys);
        return value === undefined || accepts.some((allowed) => allowed === value)
          ? []
          : [{ message: settingOf(subject, field, value), path: `${path}.${field}` }];
      });
      const [shared] = contexts;
      const lacking = pod.containers.filter((container) => presentAt(container.fields, 'securityContext', ...keys) === undefined);
      if (presentAt(shared.fields, ...keys) !== undefined || lacking.length === 0) return problems;
      const names = quotedList(lacking.map(({ name }) => name));
      const others = lacking.length === 1 ? `does container ${names}` : `do containers ${names}`;
      return [{ message: `The pod does not set ${field}, nor ${others}.`, path: `${shared.path}.${field}` }, ...problems];
    },
  });
}
