import { exemptedRule, ownKey, ownValue } from './company/own-keys.ts';
import { isProduction, type Tiered } from './environments.ts';
import { findingOf } from './finding.ts';
import type { Finding, Manifest } from './model.ts';
import type { LintOptions } from './options.ts';

/**
 * How the annotation begins by which one rule lets an object pass until a day, in the domain of the examples:
 * `policies.erp.example.com/exempt.<rule>: "<YYYY-MM-DD> <reason> (<owner>)"`.
 * One that ends with `(all of <service>; <owner>)` is one exemption on many objects: it is enough that one of them needs it.
 */
export const exemptionPrefix = ownKey('exempt.', 'policies');

/**
 * Rules that nobody is exempt from in production, whatever an annotation, a service file or the table of charts says: without them others
 * read the secrets, take the cluster over, or lose the data.
 */
export const nonNegotiable: readonly string[] = [
  'forbid-cluster-admin-binding',
  'forbid-credential-in-config',
  'forbid-default-subject',
  'forbid-host-process',
  'forbid-loose-sealed-secret',
  'forbid-plaintext-secret',
  'forbid-privileged-container',
  'forbid-unsaved-disk',
  'limit-argo-access',
  'limit-break-glass',
  'limit-production-access',
  'limit-project-roles',
  'require-admission-policy',
  'require-backup',
  'require-default-deny',
  'require-pod-security-labels',
  'require-prune-confirmation',
  'require-signature-webhook',
  'require-verified-namespace',
];

/** Whether no exemption from a rule counts in an environment. */
export function isNonNegotiable(rule: string, tiered: Tiered): boolean {
  return isProduction(tiered) && nonNegotiable.includes(rule);
}

/** By what a wrong exemption is reported. */
const validExemption = {
  id: 'valid-exemption',
  severity: 'error',
  remediation:
    'Correct or remove it under "exempt" in the file of the service (generators/catalog/services); on another object write ' +
    `${exemptionPrefix}<rule>: "<last day, YYYY-MM-DD> <reason> (<owner>)" by way of its generator.`,
  manual: 'README, exemptions',
} as const;

/** Whether a finding says that an exemption does nothing any more: it is over, exempts nothing, or names no rule that there is. */
export function isOver({ rule, message, path }: Finding): boolean {
  return rule === validExemption.id && path !== '' && /ran out on|exempts nothing|no rule has that id/.test(message);
}

/** What many objects share as one exemption. */
const ofAll = /\(all of [a-z0-9-]+; [^)]*\)$/;

interface Found {
  readonly manifest: Manifest;
  readonly finding: Finding;
}

/**
 * Takes out the findings that an exemption covers, and adds one for every exemption that has no reason, no owner or no date, has
 * run out, names no rule, exempts nothing, or is from a rule that nobody is exempt from.
 * @param isAsleep whether an object waits with its place until that serves
 */
export function applyExemptions(
  found: readonly Found[],
  manifests: readonly Manifest[],
  options: LintOptions,
  { environment, tier }: Tiered & { readonly environment: string },
  isAsleep: (manifest: Manifest) => boolean = () => false,
): { findings: readonly Finding[]; exempted: number } {
  const exempting = manifests.filter((manifest) => Object.keys(manifest.annotations).some((key) => exemptedRule(key) !== undefined));
  if (exempting.length === 0) return { findings: found.map(({ finding }) => finding), exempted: 0 };
  const ids = new Set(options.rules.map(({ id }) => id));
  const covered = new Set<Found>();
  const needed = new Set(
    found.flatMap(({ manifest, finding: { rule } }) => {
      const text = ownValue(manifest.annotations, `exempt.${rule}`, 'policies');
      return text !== undefined && ofAll.test(text) ? [`${rule} ${text}`] : [];
    }),
  );
  const told = new Set<string>();
  const complaints: Finding[] = [];
  for (const manifest of exempting) {
    const own = found.filter((item) => item.manifest === manifest);
    for (const [key, text] of Object.entries(manifest.annotations)) {
      const rule = exemptedRule(key);
      if (rule === undefined) continue;
      const path = `metadata.annotations[${JSON.stringify(key)}]`;
      const complain = (message: string) => {
        const shared = `${rule} ${text}`;
        if (ofAll.test(text) && told.has(shared)) return;
        told.add(shared);
        complaints.push(findingOf(validExemption, manifest, { message, path }, environment));
      };
      const terms = termsOf(text);
      const suppressed = own.filter(({ finding }) => finding.rule === rule);
      if (!ids.has(rule)) complain(`The exemption names "${rule}", but no rule has that id.`);
      else if (isNonNegotiable(rule, { tier })) complain(`Nobody is exempt from "${rule}" in production.`);
      else if (typeof terms === 'string') complain(`The exemption from "${rule}" says "${text}"${terms}.`);
      else if (terms.day < options.today) complain(`The exemption from "${rule}" ran out on ${terms.day}.`);
      else if (terms.day > farthest(options.today))
        complain(`The exemption from "${rule}" lasts until ${terms.day}, and nobody looks at it again for over ${mostYears} years.`);
      else if (suppressed.length === 0 && needed.has(`${rule} ${text}`)) continue;
      // What sleeps is excused from what is asked of pods that run, and will need it when it wakes.
      else if (suppressed.length === 0 && isAsleep(manifest)) continue;
      else if (suppressed.length === 0) complain(`The exemption from "${rule}" exempts nothing.`);
      else for (const item of suppressed) covered.add(item);
    }
  }
  const rest = found.filter((item) => !covered.has(item)).map(({ finding }) => finding);
  return { findings: [...rest, ...complaints], exempted: covered.size };
}

/** For so many years an exemption lasts at most: whoever agreed to it is still there to ask, and why it was is still known. */
const mostYears = 2;

/** The last day that an exemption may name. */
function farthest(today: string): string {
  return `${String(Number(today.slice(0, 4)) + mostYears).padStart(4, '0')}${today.slice(4)}`;
}

/** What an exemption says; or what it does not, after what it does. */
function termsOf(text: string): { readonly day: string } | string {
  const [, day, rest] = /^(\d{4}-\d{2}-\d{2})\s+(\S.*)$/.exec(text) ?? [];
  if (day === undefined || rest === undefined) return ', not a last day and a reason';
  if (!isDay(day)) return ', and there is no such day';
  const [, reason, owner] = /^(.*?)\s*\((?:all of [a-z0-9-]+;\s*)?([^()]*)\)$/.exec(rest) ?? [];
  if (owner === undefined || owner.trim() === '') return ', and not in parentheses who sees to its end';
  return reason === '' ? ', and not why' : { day };
}

/** Whether a day of the calendar is written `YYYY-MM-DD`. */
function isDay(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}
