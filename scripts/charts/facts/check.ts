import type { ChartApplication } from './applications.ts';
import { annotationLimit, type DefinitionFacts } from './definitions.ts';
import { type FactsHead, format } from './facts.ts';
import type { ChartFinding } from './finding.ts';

/** One finding for all of them, where they are told only in passing. */
export function driftInShort(findings: readonly ChartFinding[]): readonly ChartFinding[] {
  if (findings.length < 2) return findings;
  const what = `The facts of ${findings.length} Applications are missing or not those of their Applications: the projects of Argo CD may lack kinds.`;
  return [{ what, where: findings.map(({ where }) => where.replace(/ and .*/, '')).join(', '), how }];
}

const how = 'Run "npm run charts", then "npm run generate", and commit what they wrote (docs/charts.md).';

/** Where the facts are not those of the Applications: stale, missing, or of no Application. */
export function drift(applications: readonly ChartApplication[], files: readonly FactsHead[]): readonly ChartFinding[] {
  const byFile = new Map(files.map((entry) => [entry.file, entry]));
  const wanted = new Set(applications.map(({ facts }) => facts));
  return [
    ...applications.flatMap((application) => {
      const known = byFile.get(application.facts);
      if (known === undefined) return [{ what: `There are no facts of "${application.name}".`, where: application.facts, how }];
      const reasons = staleness(application, known);
      const what = `The facts of "${application.name}" are not those of its Application: ${reasons.join(', ')}.`;
      return [
        ...(reasons.length === 0 ? [] : [{ what, where: `${application.facts} and ${application.source}`, how }]),
        ...definitionFindings(application, known.facts.definitions),
      ];
    }),
    ...files.filter(({ file }) => !wanted.has(file)).map(({ file }) => ({ what: 'The facts are of no Application.', where: file, how })),
  ];
}

/** What differs between an Application and what its facts say they are of, in words. */
export function staleness(application: ChartApplication, { facts }: FactsHead): readonly string[] {
  if (facts.format !== format) return ['they are of another format'];
  const compared: readonly (readonly [string, string, string])[] = [
    ['repository', application.repository, facts.repository],
    ['chart', application.chart, facts.chart],
    ['version', application.version, facts.version],
    ['release', application.release, facts.release],
    ['namespace', application.namespace, facts.namespace],
    ['Kubernetes', application.kubernetesVersion, facts.kubernetesVersion],
  ];
  const differing = compared.flatMap(([name, now, then]) => (now === then ? [] : [`${name} ${then} became ${now}`]));
  return application.valuesHash === facts.values ? differing : [...differing, 'the values changed'];
}

/** Definitions that are too large for client-side apply, which writes them into an annotation, in an Application that applies so. */
export function definitionFindings(
  { syncOptions, file, source }: ChartApplication,
  definitions: readonly DefinitionFacts[],
): readonly ChartFinding[] {
  if (syncOptions.includes('ServerSideApply=true')) return [];
  return definitions
    .filter(({ bytes }) => bytes > annotationLimit)
    .map(({ name, bytes }) => ({
      what: `The definition "${name}" has ${bytes} bytes, and its Application applies on the client, which keeps at most ${annotationLimit}.`,
      where: `${file} > spec.syncPolicy.syncOptions`,
      how: `Give the Application of ${source} the sync option ServerSideApply=true (generators/argocd/application.ts).`,
    }));
}
