import { readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { dump, load } from 'js-yaml';
import { markdownTable } from 'markdown-table';
import type { Change, ExpectedProblem } from '../../policies/example.ts';
import { addressOf, valueAt } from '../../policies/examples/changed-example.ts';
import { exemptionPrefix } from '../../policies/exemptions.ts';
import type { Rule } from '../../policies/model.ts';
import { inputFaults } from '../judging/input-findings.ts';

/** Where the document and its template lie. */
export const rulesDocument = 'policies/RULES.md';

const looksAt: Readonly<Record<Rule['scope'], string>> = {
  'every-container': 'every container of every workload',
  'serving-container': 'main containers and sidecars of workloads that serve',
  'every-pod': 'the pod template of every workload',
  'serving-pod': 'the pod template of every workload that serves',
  object: 'objects',
  namespace: 'every namespace',
  kustomization: 'every kustomization file',
};

/** The text of `policies/RULES.md`: every rule with its reasons and one pair of its examples. */
export function rulesText(rules: readonly Rule[], root: string): string {
  const template = Handlebars.compile(readFileSync(path.join(root, `${rulesDocument}.hbs`), 'utf8'), { noEscape: true, strict: true });
  return template({
    exemptionPrefix,
    inputFaults: Object.keys(inputFaults)
      .map((id) => `\`${id}\``)
      .join(', '),
    index: markdownTable([
      ['Rule', 'Manual or standard', 'What it asks'],
      ...rules.map(({ id, manual, summary }) => [`[${id}](#${id})`, cell(manual), cell(summary)]),
    ]),
    rules: rules.map((rule) => ({ ...rule, looksAt: subjectOf(rule), ...examplesOf(rule) })),
  });
}

function subjectOf(rule: Rule): string {
  const subject =
    rule.scope === 'object' && rule.kinds !== '*' ? rule.kinds.join(', ') : rule.scope === 'object' ? 'every object' : looksAt[rule.scope];
  const where = rule.environments === undefined ? '' : `, in ${environmentsOf(rule.environments)}`;
  return `${subject}${where}${beyond(rule)}`;
}

/** What it judges beside what the overlays render. */
function beyond({ foreign, made }: Rule): string {
  if (foreign !== true) return '';
  return made === true ? '; also of charts, and of what operators make' : '; also of charts';
}

function environmentsOf(applies: (environment: string) => boolean): string {
  return ['dev', 'test', 'staging', 'production'].filter(applies).join(' and ');
}

function examplesOf(rule: Rule): { readonly pass: object; readonly fail: object } {
  const [first] = rule.examples.pass;
  const fail = rule.examples.fail.find((example) => 'change' in example) ?? rule.examples.fail[0];
  if (first === undefined || fail === undefined) throw new Error(`Rule "${rule.id}" lacks an example.`);
  const pass = 'change' in fail ? (rule.examples.pass.find(({ name }) => name === fail.from) ?? first) : first;
  return {
    pass: { name: pass.name, yaml: yamlOf(pass) },
    fail: {
      name: fail.name,
      ...('change' in fail ? { diff: diffOf(pass, fail.change) } : { yaml: yamlOf(fail) }),
      output: outputOf(rule, fail.problems),
    },
  };
}

/** What a change takes away and what it puts there, each under its address. */
function diffOf(example: object, change: Change): string {
  return Object.entries(change)
    .flatMap(([text, value]) => {
      const address = addressOf(example, text);
      const isObject = address.path === '' && address.part !== 'environment';
      const after = isObject && value !== undefined ? load(String(value)) : value;
      return [...signed('-', text, valueAt(example, address)), ...signed('+', text, after)];
    })
    .join('\n');
}

function signed(sign: '-' | '+', address: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const text =
    typeof value === 'object' && value !== null
      ? dump(value, { lineWidth: 100, flowLevel: 2, noRefs: true })
      : dump(value, { lineWidth: -1 });
  const lines = text.trimEnd().split('\n');
  const [only = ''] = lines;
  if (lines.length === 1 && typeof value !== 'object') return [`${sign} ${address}: ${only}`];
  return [`${sign} ${address}:`, ...lines.map((line) => `${sign}   ${line}`)];
}

function yamlOf(example: object): string {
  const parts = ['container', 'template', 'beside', 'manifests', 'charts', 'kustomization', 'resources'] as const;
  const texts = parts.flatMap((part) => (part in example ? [String((example as Record<string, unknown>)[part]).trim()] : []));
  const patches =
    'patches' in example
      ? Object.entries(example.patches as Record<string, string>).map(([file, text]) => `# ${file}\n${text.trim()}`)
      : [];
  return [...texts, ...patches].join('\n---\n');
}

function outputOf(rule: Rule, problems: readonly ExpectedProblem[]): string {
  return problems
    .map(
      ({ message, path: field, on }) =>
        `${rule.severity}  ${rule.id}  ${message}\n  at   ${[on, field].filter((part) => part !== undefined && part !== '').join(' > ') || 'the object'}`,
    )
    .join('\n');
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
