import type { GeneratedFile } from '../../../generators/output/file.ts';
import { errorText, UserError } from '../../terminal/errors.ts';
import { applyPlan, planTree, type TreePlan } from './tree.ts';

/** What a run did. */
export interface GenerationResult {
  readonly written: number;
  readonly removed: number;
  readonly unchanged: number;
}

/** Files that were not generated stand in generated folders, or in the way. */
class ForeignFiles extends UserError {
  readonly files: readonly string[];

  constructor(files: readonly string[]) {
    super(foreignLines(files[0] ?? ''));
    this.files = files;
  }

  override text(): string {
    return this.files.map((file) => errorText(foreignLines(file))).join('');
  }
}

/** The error for files that were not generated. */
export function foreignError(files: readonly string[]): UserError {
  return new ForeignFiles(files);
}

/**
 * Makes the tree what it should be.
 * @throws UserError naming every file in the way; nothing is changed then
 */
export function generateTree(root: string, files: readonly GeneratedFile[]): GenerationResult {
  const plan = planTree(root, files);
  if (plan.foreign.length > 0) throw foreignError(plan.foreign);
  applyPlan(root, plan);
  return { written: plan.missing.length + plan.stale.length, removed: plan.orphaned.length, unchanged: plan.unchanged };
}

/** What is not as it should be, a line for each file. */
export function planText({ stale, missing, orphaned, empty, foreign }: TreePlan): string {
  const kinds = [
    ['stale', stale.map(({ path }) => path)],
    ['missing', missing.map(({ path }) => path)],
    ['orphaned', orphaned],
    ['empty', empty],
    ['foreign', foreign],
  ] as const;
  return kinds.flatMap(([word, paths]) => paths.map((path) => `${word.padEnd(8)}  ${path}\n`)).join('');
}

function foreignLines(file: string) {
  return {
    what: 'This file was not made by the generators, but stands where only they write.',
    where: file,
    how: 'Move it out of base/, overlays/ and argocd/, or describe it in generators/catalog.',
  };
}
