import { findingOf } from './finding.ts';
import type { Finding, Manifest } from './model.ts';
import type { LintOptions } from './options.ts';

/**
 * An annotation `policies.erp.example.com/exempt.<rule>: "<YYYY-MM-DD> <reason>"` on the object lets one rule pass until that day. A
 * reason that ends with `(all of <service>; <owner>)` is one exemption on many objects: it is enough that one of them needs it.
 */
export const exemptionPrefix = 'policies.erp.example.com/exempt.';

/** By what a wrong exemption is reported. */
const validExemption = {
  id: 'valid-exemption',
  severity: 'error',
  remediation:
    'Correct or remove it under "exempt" in the file of the service (generators/catalog/services); on another object write ' +
    `${exemptionPrefix}<rule>: "<last day, YYYY-MM-DD> <reason>" by way of its generator.`,
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
 * Takes out the findings that an exemption covers, and adds one for every exemption that has no reason or no date, has
 * run out, names no rule, or exempts nothing.
 */
export function applyExemptions(
  found: readonly Found[],
  manifests: readonly Manifest[],
  options: LintOptions,
  environment: string,
): { findings: readonly Finding[]; exempted: number } {
  const exempting = manifests.filter((manifest) => Object.keys(manifest.annotations).some((key) => key.startsWith(exemptionPrefix)));
  if (exempting.length === 0) return { findings: found.map(({ finding }) => finding), exempted: 0 };
  const ids = new Set(options.rules.map(({ id }) => id));
  const covered = new Set<Found>();
  const needed = new Set(
    found.flatMap(({ manifest, finding: { rule } }) => {
      const text = manifest.annotations[`${exemptionPrefix}${rule}`];
      return text !== undefined && ofAll.test(text) ? [`${rule} ${text}`] : [];
    }),
  );
  const told = new Set<string>();
  const complaints: Finding[] = [];
  for (const manifest of exempting) {
    const own = found.filter((item) => item.manifest === manifest);
    for (const [key, text] of Object.entries(manifest.annotations)) {
      if (!key.startsWith(exemptionPrefix)) continue;
      const rule = key.slice(exemptionPrefix.length);
      const path = `metadata.annotations[${JSON.stringify(key)}]`;
      const complain = (message: string) => {
        const shared = `${rule} ${text}`;
        if (ofAll.test(text) && told.has(shared)) return;
        told.add(shared);
        complaints.push(findingOf(validExemption, manifest, { message, path }, environment));
      };
      const [, day, reason] = /^(\d{4}-\d{2}-\d{2})\s+(\S.*)$/.exec(text) ?? [];
      const suppressed = own.filter(({ finding }) => finding.rule === rule);
      if (!ids.has(rule)) complain(`The exemption names "${rule}", but no rule has that id.`);
      else if (day === undefined || reason === undefined)
        complain(`The exemption from "${rule}" says "${text}", not a last day and a reason.`);
      else if (day < options.today) complain(`The exemption from "${rule}" ran out on ${day}.`);
      else if (suppressed.length === 0 && needed.has(`${rule} ${text}`)) continue;
      else if (suppressed.length === 0) complain(`The exemption from "${rule}" exempts nothing.`);
      else for (const item of suppressed) covered.add(item);
    }
  }
  const rest = found.filter((item) => !covered.has(item)).map(({ finding }) => finding);
  return { findings: [...rest, ...complaints], exempted: covered.size };
}
