/** What Kubernetes asks of a name (Kubernetes: Object Names and IDs). */
export interface NameRule {
  readonly longest: number;
  readonly pattern: RegExp;
  /** For messages: `no DNS label`. */
  readonly title: string;
}

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const dnsSubdomain: NameRule = { longest: 253, pattern: subdomain, title: 'DNS subdomain' };
const dnsLabel: NameRule = { longest: 63, pattern: label, title: 'DNS label' };
const pathSegment: NameRule = { longest: 253, pattern: /^(?!\.{1,2}$)[^/%]+$/, title: 'path segment' };

const byKind: ReadonlyMap<string, NameRule> = new Map([
  // Must start with a letter.
  ['Service', { longest: 63, pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/, title: 'DNS label that starts with a letter' }],
  ['Namespace', dnsLabel],
  // The controller adds 11 characters to the name of each Job.
  ['CronJob', { ...dnsSubdomain, longest: 52 }],
  ['Job', { ...dnsSubdomain, longest: 63 }],
  // A revision's hash is added, and the whole must fit into a label value.
  ['StatefulSet', { ...dnsSubdomain, longest: 52 }],
  // Their names become label values of what their controllers make.
  ['Gateway', { ...dnsSubdomain, longest: 63 }],
  ['ScaledObject', { ...dnsSubdomain, longest: 63 }],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind): [string, NameRule] => [kind, pathSegment]),
]);

/** What a name of that kind must be like. */
export function nameRuleOf(kind: string): NameRule {
  return byKind.get(kind) ?? dnsSubdomain;
}

/** Whether Kubernetes takes a text as a label value: empty, or up to 63 letters, digits, `-`, `_`, `.` between letters or digits. */
export function isLabelValue(value: string): boolean {
  return value.length <= 63 && /^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$/.test(value);
}

/** The source of a regular expression that matches a name, or another text, itself (`RegExp.escape`, which Node has from 24 on). */
export function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
