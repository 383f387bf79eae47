import { dump, load } from 'js-yaml';
import { requiredEnvironments, type Tier, tierOf } from '../../../policies/environments.ts';
import type { Change, ExpectedProblem } from '../../../policies/example.ts';
import { addressOf, valueAt } from '../../../policies/examples/changed-example.ts';
import type { Fix, Rule } from '../../../policies/model.ts';

const looksAt: Readonly<Record<Rule['scope'], string>> = {
  'every-container': 'every container of every workload',
  'serving-container': 'main containers and sidecars of workloads that serve',
  'every-pod': 'the pod template of every workload',
  'serving-pod': 'the pod template of every workload that serves',
  object: 'objects',
  namespace: 'every namespace',
  kustomization: 'every kustomization file',
};

/** What a rule judges, in words. */
export function subjectOf(rule: Rule): string {
  const subject =
    rule.scope === 'object' && rule.kinds !== '*' ? rule.kinds.join(', ') : rule.scope === 'object' ? 'every object' : looksAt[rule.scope];
  const where = rule.tiers === undefined ? '' : `, in ${environmentsOf(rule.tiers)}`;
  return `${subject}${where}${beyond(rule)}`;
}

/** What `--fix` does about a finding, in a sentence; undefined where a person decides. */
export function fixText(fix: Fix | undefined): string | undefined {
  if (fix === undefined) return undefined;
  const what = 'set' in fix ? `sets the field to \`${JSON.stringify(fix.set)}\`` : 'removes the field';
  const others = (fix.unless ?? []).map((bar) =>
    'isSet' in bar ? `\`${bar.beside}\` is set` : `\`${bar.beside}\` is or has \`${JSON.stringify(bar.holds)}\``,
  );
  return others.length === 0 ? `${what}.` : `${what}, unless beside it ${others.join(' or ')}.`;
}

/** One pair of examples of a rule, as YAML, and what is said of the failing one. */
export function examplesOf(rule: Rule): {
  readonly pass: { readonly name: string; readonly yaml: string };
  readonly fail: { readonly name: string; readonly diff?: string; readonly yaml?: string; readonly output: string };
} {
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

/** What it judges beside what the overlays render. */
function beyond({ foreign, made }: Rule): string {
  if (foreign !== true) return '';
  return made === true ? '; also of charts, and of what operators make' : '; also of charts';
}

function environmentsOf(tiers: readonly Tier[]): string {
  return requiredEnvironments.filter((name) => tiers.includes(tierOf({}, name))).join(' and ');
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
