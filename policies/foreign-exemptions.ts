import { isProductionLike, type Tiered } from './environments.ts';
import { isNonNegotiable } from './exemptions.ts';
import { findingOf } from './finding.ts';
import { type ForeignExemption, foreignExemptions, type OperatorExemption, operatorExemptions } from './foreign-exemptions/table.ts';
import type { Finding, Manifest, Origin, Rule } from './model.ts';
import type { LintOptions } from './options.ts';

/** By what a wrong exemption is reported. */
const validExemption = {
  id: 'valid-exemption',
  severity: 'error',
  remediation: 'Look at what the chart renders now, then correct or remove the entry in policies/foreign-exemptions/table.ts.',
  manual: 'docs/charts.md',
} as const;

/** The environment of the findings. */
interface Place extends Tiered {
  readonly environment: string;
}

type ChartOrigin = Extract<Origin, { readonly by: 'chart' }>;

/**
 * Takes out the findings about objects of charts that the table exempts, and adds one for each entry that was read in another version
 * of the chart, or exempts nothing where its Application is. That each names a rule is a test.
 * @param foreign the objects of charts that are judged
 */
export function applyForeignExemptions(
  findings: readonly Finding[],
  foreign: readonly Manifest[],
  options: LintOptions,
  { environment, tier }: Place,
  table: readonly ForeignExemption[] = foreignExemptions,
): { readonly findings: readonly Finding[]; readonly exempted: number } {
  const charts = new Map<string, { readonly origin: ChartOrigin; readonly first: Manifest; readonly files: Set<string> }>();
  for (const manifest of foreign) {
    if (manifest.origin?.by !== 'chart') continue;
    const known = charts.get(manifest.origin.application);
    if (known === undefined)
      charts.set(manifest.origin.application, { origin: manifest.origin, first: manifest, files: new Set([manifest.file]) });
    else known.files.add(manifest.file);
  }
  const applying = new Set(
    options.rules.filter((rule) => rule.foreign === true && rule.tiers?.includes(tier) !== false).map(({ id }) => id),
  );
  const covered = new Set<Finding>();
  const complaints: Finding[] = [];
  for (const entry of table) {
    const chart = charts.get(entry.application);
    if (chart === undefined || entry.tiers?.includes(tier) === false || !applying.has(entry.rule)) continue;
    const suppressed = findings.filter(
      ({ rule, file, object }) =>
        rule === entry.rule &&
        chart.files.has(file) &&
        (entry.objects === 'all' || entry.objects.includes(`${object.kind}/${object.name}`)),
    );
    const complain = (problem: string) =>
      complaints.push(
        findingOf(
          validExemption,
          chart.first,
          { message: `The exemption of chart "${chart.origin.chart}" from "${entry.rule}" ${problem}.`, path: '' },
          environment,
        ),
      );
    const read = [entry.version].flat();
    if (isNonNegotiable(entry.rule, { tier })) complain('is none in production, where nobody is exempt from it');
    else if (entry.until < options.today) complain(`ran out on ${entry.until}; ${entry.owner} sees to its end`);
    else if (!read.includes(chart.origin.version))
      complain(`was read in version ${read.join(' and ')}, but the chart is ${chart.origin.version}`);
    else if (suppressed.length === 0) complain('exempts nothing');
    else for (const finding of suppressed) covered.add(finding);
  }
  return { findings: [...findings.filter((finding) => !covered.has(finding)), ...complaints], exempted: covered.size };
}

/** The entry that accepts what a rule finds about an object that an operator makes; versions are compared by a test. */
export function operatorExemptionOf(
  { id }: Rule,
  { origin, kind, name }: Manifest,
  today: string,
  tiered: Tiered,
): OperatorExemption | undefined {
  if (origin?.by !== 'operator' || isNonNegotiable(id, tiered)) return undefined;
  // What is over accepts nothing: the finding is there again, at the object that it is made of.
  return operatorExemptions.find(
    (entry) =>
      entry.operator === origin.operator && entry.rule === id && entry.kind === kind && name.endsWith(entry.suffix) && entry.until >= today,
  );
}

/** Nothing of the object's problems is left; an entry without any is one itself, at the object that it is made of. */
export function applyOperatorExemption(
  { operator, rule }: OperatorExemption,
  { origin, kind }: Manifest,
  problems: number,
  { environment, tier }: Place,
): { readonly complaint: readonly { readonly manifest: Manifest; readonly finding: Finding }[]; readonly covered: number } {
  if (problems > 0 || origin?.by !== 'operator' || !isProductionLike({ tier })) return { complaint: [], covered: problems };
  const message = `The exemption of a ${kind} that ${operator} makes from "${rule}" exempts nothing.`;
  return {
    complaint: [{ manifest: origin.of, finding: findingOf(validExemption, origin.of, { message, path: '' }, environment) }],
    covered: 0,
  };
}
