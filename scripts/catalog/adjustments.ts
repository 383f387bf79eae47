import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from '@babel/parser';
import type { Adjustments, AdjustmentsEntry } from '../../generators/model/adjustment.ts';
import { loadModule } from '../repository/folder.ts';
import type { KnownTexts } from '../repository/kept/known-texts.ts';
import type { PlacedProblem } from './places.ts';

/** Where the code of adjustments lies, one file a service. It runs, and so it is no part of the catalog. */
export const adjustmentsFolder = 'generators/adjustments';

/** What an adjustment may import: what types it. */
const allowed = ['../exceptions/adjust.ts'];
/** What would make it say something else each time, or look beyond what it gets. */
const impure = ['Date', 'Math', 'crypto', 'eval', 'fetch', 'globalThis', 'performance', 'process', 'require', 'setTimeout', 'Function'];

/** The files of adjustments, and what stands in their way. A file with a problem is not run. */
export async function readAdjustments(
  root: string,
  known: KnownTexts,
): Promise<{ readonly entries: readonly AdjustmentsEntry[]; readonly problems: readonly PlacedProblem[] }> {
  const folder = path.join(root, adjustmentsFolder);
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.') && name !== 'README.md')
    : [];
  const entries: AdjustmentsEntry[] = [];
  const problems: PlacedProblem[] = [];
  for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = `${adjustmentsFolder}/${entry.name}`;
    if (!entry.isFile() || !entry.name.endsWith('.ts')) {
      problems.push({ file, message: 'This is no file of adjustments.', fix: 'Name it <service>.ts, or move it away.' });
      continue;
    }
    const text = readFileSync(path.join(root, file), 'utf8');
    const own: PlacedProblem[] = [];
    known.valueOf(file, text, () => {
      own.push(...impurities(file, text));
      return { value: undefined, isSound: own.length === 0 };
    });
    problems.push(...own);
    if (own.length > 0) continue;
    try {
      entries.push({
        file,
        service: entry.name.slice(0, -'.ts'.length),
        value: await loadModule<Adjustments>(path.join(root, file)),
        text,
      });
    } catch (error) {
      const message = `It cannot be loaded: ${error instanceof Error ? error.message.replace(`${root}/`, '') : String(error)}`;
      problems.push({ file, message, fix: 'Export defineAdjustments({ ... }) of generators/exceptions/adjust.ts as default.' });
    }
  }
  return { entries, problems };
}

/** What in the text of an adjustment is not a function of what it gets. */
export function impurities(file: string, text: string): readonly PlacedProblem[] {
  const at = (node: Node) => ({ line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 });
  let program: Node;
  try {
    program = parse(text, { sourceType: 'module', plugins: ['typescript'] }).program as unknown as Node;
  } catch (error) {
    const { loc } = error as { readonly loc?: { readonly line: number; readonly column: number } };
    const place = { line: loc?.line ?? 1, column: (loc?.column ?? 0) + 1 };
    return [{ file, message: 'This is no TypeScript.', fix: 'Correct it; the editor shows what is wrong.', place }];
  }
  const found: PlacedProblem[] = [];
  const tell = (node: Node, message: string, fix: string) => found.push({ file, message, fix, place: at(node) });
  const visit = (node: Node, parent: Node | undefined, key: string) => {
    const source = (node['source'] as { value?: string } | null | undefined)?.value;
    if (source !== undefined && node['importKind'] !== 'type' && !allowed.includes(source)) {
      tell(node, `An adjustment imports "${source}".`, `Import nothing but ${allowed.join(', ')} and types.`);
    }
    if (node.type === 'ImportExpression' || node.type === 'Import')
      tell(node, 'An adjustment loads code.', 'Import it as a type, or write it here.');
    if (node.type === 'AwaitExpression')
      tell(node, 'An adjustment waits for something.', 'Make the object of nothing but the one that it gets.');
    if (node.type === 'Identifier' && impure.includes(String(node['name'])) && !isOnlyName(node, parent, key)) {
      tell(node, `An adjustment uses ${String(node['name'])}.`, 'Make the object of nothing but the one that it gets.');
    }
    for (const [field, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) visit(child, node, field);
    }
  };
  visit(program, undefined, '');
  return found;
}

type Node = { readonly type: string; readonly loc?: { readonly start: { readonly line: number; readonly column: number } } } & Readonly<
  Record<string, unknown>
>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** A field that happens to be called so. */
function isOnlyName(node: Node, parent: Node | undefined, key: string): boolean {
  return (key === 'property' || key === 'key') && parent?.['computed'] !== true && parent?.['shorthand'] !== true && node === parent?.[key];
}
