import { exemptedRule } from '../../../policies/company/own-keys.ts';
import { isOver } from '../../../policies/exemptions.ts';
import { asList, at, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Finding, Fix, Rule } from '../../../policies/model.ts';
import { generatedFrom } from '../../kustomize/provenance.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import { readLiteral } from '../../repository/literal/read.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { splitPath } from '../../repository/yaml-lines.ts';
import { changed, type Edit, type Keys } from './edit.ts';
import { editedLiteral } from './literal-edit.ts';
import { editedYaml } from './yaml-edit.ts';

/** What is to be written. */
export interface FixPlan {
  /** Texts by file, before and after. */
  readonly files: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  /** How many findings that puts right. */
  readonly fixed: number;
  /** What has a right value and is not written, and why, one sentence each. */
  readonly left: readonly string[];
}

/**
 * Puts right what has one right value, in the files that a person writes.
 * @param read the text of a file; undefined for what is none
 */
export function planFixes(findings: readonly Finding[], rules: readonly Rule[], read: Read): FixPlan {
  const fixes = new Map(rules.flatMap(({ id, fix }) => (fix === undefined ? [] : [[id, fix] as const])));
  const texts = new Map<string, string>();
  const textOf = (file: string) => texts.get(file) ?? read(file);
  const left = new Set<string>();
  let fixed = 0;
  for (const finding of findings) {
    const fix = fixes.get(finding.rule) ?? (isOver(finding) ? { remove: true as const } : undefined);
    if (fix === undefined) continue;
    const target = targetOf(finding, textOf, read);
    if (typeof target === 'string') {
      left.add(target);
      continue;
    }
    const after = target.write(fix);
    if (after === undefined) left.add(`${finding.rule} at ${finding.file}:${finding.line} cannot be put right without a person.`);
    else {
      fixed += 1;
      texts.set(target.file, after);
    }
  }
  const files = [...texts].flatMap(([file, after]) => {
    const before = read(file) ?? '';
    return after === before ? [] : [[file, { before, after }] as const];
  });
  return { files: new Map(files), fixed, left: [...left] };
}

type Read = (file: string) => string | undefined;

interface Target {
  readonly file: string;
  readonly write: (fix: Fix) => string | undefined;
}

/** The file that a person edits, or why there is none. */
function targetOf(finding: Finding, textOf: Read, read: Read): Target | string {
  const { file } = finding;
  if (file === '-') return 'Standard input cannot be written: give the file.';
  const text = textOf(file);
  if (text === undefined) return `"${file}" is no file.`;
  const source = generatedFrom(text);
  if (source === undefined) return { file, write: (fix) => fixedYaml(text, finding, fix) };
  const definition = definitionOf(source);
  const catalog = definition === undefined ? undefined : textOf(source);
  if (definition === undefined || catalog === undefined) return `"${file}" is generated: change ${source}.`;
  const { value } = readLiteral(catalog, definition);
  const place = placeInService(value, finding, text);
  if (place === undefined) {
    // What several environments or objects share has been put right by the first of them.
    const before = readLiteral(read(source) ?? '', definition).value;
    if (placeInService(before, finding, text) !== undefined) return { file: source, write: () => catalog };
    return `"${file}" is generated: change ${source}.`;
  }
  return {
    file: source,
    write: (fix) => {
      const edit = allowed(value, place, fix);
      return edit === undefined ? undefined : editedLiteral(catalog, definition, edit);
    },
  };
}

function fixedYaml(text: string, { object, path }: Finding, fix: Fix): string | undefined {
  const value = parseYaml(text).documents[object.document]?.value;
  const prefix = exactly(value, object);
  const edit = prefix === undefined ? undefined : allowed(value, [...prefix, ...splitPath(path)], fix);
  return edit === undefined ? undefined : editedYaml(text, object.document, edit);
}

/** The keys that lead to the object: of a List those of the one item that has its name. */
function exactly(value: unknown, { kind, namespace, name }: Finding['object']): Keys | undefined {
  const isIt = (item: unknown) =>
    textAt(item, 'kind') === kind &&
    (textAt(item, 'metadata', 'name') ?? textAt(item, 'metadata', 'generateName') ?? '') === name &&
    (textAt(item, 'metadata', 'namespace') ?? '') === namespace;
  if (isIt(value)) return [];
  const found = asList(at(value, 'items')).flatMap((item, index) => (isIt(item) ? [index] : []));
  return found.length === 1 && found[0] !== undefined ? ['items', found[0]] : undefined;
}

/** The change, unless something beside the field speaks against it. */
function allowed(value: unknown, keys: Keys, fix: Fix): Edit | undefined {
  const beside = at(value, ...keys.slice(0, -1));
  const isBarred = (fix.unless ?? []).some((bar) => {
    const other = at(beside, ...splitPath(bar.beside));
    return 'isSet' in bar
      ? other !== undefined && other !== null && other !== ''
      : other === bar.holds || asList(other).includes(bar.holds);
  });
  if (isBarred) return undefined;
  const edit: Edit = 'set' in fix ? { keys, set: fix.set } : { keys, remove: true };
  return changed(value, edit) === undefined ? undefined : edit;
}

/** Where a service file says it: an exemption, or an object of its own. */
function placeInService(service: unknown, { object, path }: Finding, generated: string): Keys | undefined {
  const keys = splitPath(path);
  const [, , annotation] = keys;
  const rule = typeof annotation === 'string' ? exemptedRule(annotation) : undefined;
  if (rule !== undefined) {
    const exempt = asList(at(service, 'exempt'));
    const index = exempt.findIndex(
      (entry) =>
        textAt(entry, 'rule') === rule &&
        [undefined, `${object.kind}/${object.name}`].includes(textAt(entry, 'on')) &&
        generated.includes(`${textAt(entry, 'until')} ${textAt(entry, 'because')}`),
    );
    if (index === -1) return undefined;
    return exempt.length === 1 ? ['exempt'] : ['exempt', index];
  }
  const own = asList(at(service, 'objects')).findIndex(
    (entry) => textAt(entry, 'object', 'kind') === object.kind && textAt(entry, 'object', 'metadata', 'name') === object.name,
  );
  return own === -1 ? undefined : ['objects', own, 'object', ...keys];
}
