import { platformVersion } from '../../policies/schemas/api-versions.ts';
import type { ChartApplication } from './applications.ts';
import type { FactsFile } from './facts.ts';
import type { ChartFinding } from './finding.ts';

/** The Kubernetes that charts are told: the platform's. */
export const kubernetesVersion = `${platformVersion}.0`;

const how = 'Run "npm run charts" and commit charts/ (docs/charts.md).';

/** Where the facts are not those of the Applications: stale, missing, or of no Application. */
export function drift(applications: readonly ChartApplication[], files: readonly FactsFile[]): readonly ChartFinding[] {
  const byFile = new Map(files.map((entry) => [entry.file, entry]));
  const wanted = new Set(applications.map(({ facts }) => facts));
  return [
    ...applications.flatMap((application) => {
      const known = byFile.get(application.facts);
      if (known === undefined) return [{ what: `There are no facts of "${application.name}".`, where: application.facts, how }];
      const reasons = staleness(application, known);
      const what = `The facts of "${application.name}" are not those of its Application: ${reasons.join(', ')}.`;
      return reasons.length === 0 ? [] : [{ what, where: `${application.facts} and ${application.source}`, how }];
    }),
    ...files.filter(({ file }) => !wanted.has(file)).map(({ file }) => ({ what: 'The facts are of no Application.', where: file, how })),
  ];
}

/** What differs between an Application and what its facts say they are of, in words. */
export function staleness(application: ChartApplication, { facts }: FactsFile): readonly string[] {
  const compared: readonly (readonly [string, string, string])[] = [
    ['repository', application.repository, facts.repository],
    ['chart', application.chart, facts.chart],
    ['version', application.version, facts.version],
    ['release', application.release, facts.release],
    ['namespace', application.namespace, facts.namespace],
    ['Kubernetes', kubernetesVersion, facts.kubernetesVersion],
  ];
  const differing = compared.flatMap(([name, now, then]) => (now === then ? [] : [`${name} ${then} became ${now}`]));
  return application.valuesHash === facts.values ? differing : [...differing, 'the values changed'];
}
