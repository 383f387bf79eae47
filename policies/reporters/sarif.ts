import type { Log, Region, ReportingDescriptor, Result } from 'sarif';
import { fingerprints } from '../fingerprint.ts';
import type { Finding } from '../model.ts';
import { type RuleHelp, sourceOf, subjectOf, type Told } from './told.ts';

/** One run as a log of SARIF 2.1.0 (OASIS, 27 March 2020 with errata 01), for code scanning and editors. */
export function sarif(told: Told): string {
  const rules = [...told.rules.values()];
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const known = fingerprints(told.findings);
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: told.tool, rules: rules.map(descriptorOf) } },
        // Offsets are those of JavaScript.
        columnKind: 'utf16CodeUnits',
        results: told.findings.map((finding) => resultOf(finding, told, indexes.get(finding.rule), known.get(finding) ?? '')),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptorOf({ id, severity, summary, rationale, remediation, manual }: RuleHelp): ReportingDescriptor {
  const why = rationale === '' ? [] : [rationale];
  const how = `Fix: ${remediation}`;
  const source = `Asked for by: ${sourceOf(manual)}.`;
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: [summary, ...why].join(' ') },
    help: {
      text: [summary, ...why, how, source].join('\n\n'),
      markdown: [`**${escaped(summary)}**`, ...why.map(escaped), escaped(how), escaped(source)].join('\n\n'),
    },
    defaultConfiguration: { level: severity },
    properties: { tags: ['kubernetes'] },
  };
}

function resultOf(finding: Finding, { excerptOf }: Told, index: number | undefined, fingerprint: string): Result {
  const subject = subjectOf(finding);
  const name = [finding.environment, subject, finding.path].filter((part) => part !== '').join(' > ');
  const excerpt = excerptOf(finding);
  const region: Region | undefined =
    finding.line === 0
      ? undefined
      : excerpt === undefined
        ? { startLine: finding.line }
        : { startLine: finding.line, startColumn: excerpt.from + 1, endColumn: excerpt.to + 1, snippet: { text: excerpt.text } };
  return {
    ruleId: finding.rule,
    ...(index !== undefined && { ruleIndex: index }),
    level: finding.severity,
    message: { text: `${finding.message} ${finding.remediation}` },
    locations: [
      {
        ...(finding.file !== '' && {
          physicalLocation: { artifactLocation: { uri: uriOf(finding.file) }, ...(region !== undefined && { region }) },
        }),
        ...(name !== '' && { logicalLocations: [{ fullyQualifiedName: name, kind: 'object' }] }),
      },
    ],
    partialFingerprints: { 'finding/v1': fingerprint },
  };
}

/** A path as a URI (RFC 3986): relative to where the log is read, absolute where it is. */
function uriOf(file: string): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  if (file.startsWith('/')) return `file://${path}`;
  // The first part of a relative reference holds no colon; encodeURIComponent has taken it.
  return path;
}

/** Text that Markdown shows as it is. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, '\\$&');
}
