import { generate } from '../../../generators/generate.ts';
import type { Catalog } from '../../../generators/model/catalog.ts';
import { loadCatalog } from '../../catalog/catalog.ts';
import { generateTree } from '../../repository/generation.ts';
import { planTree } from '../../repository/tree.ts';
import { UserError } from '../../terminal/errors.ts';
import type { Edits } from '../data-files.ts';
import { Refused } from '../gates/gates.ts';
import { judgeChange } from '../gates/judge.ts';
import { commitOnBranch, diffOf } from '../git/commit.ts';
import { applyEdits, inWorkspace, type Workspace } from '../git/workspace.ts';
import { messageText, type Trailer } from '../message.ts';
import { type Effect, effectsOf, effectText } from './effect.ts';

/** A change that a command asks for. */
export interface Change {
  readonly branch: string;
  readonly subject: string;
  /** Why, in a sentence or two. */
  readonly reason: string;
  readonly trailers: readonly Trailer[];
  readonly edits: Edits;
  /** What to do after the merge, one line each. */
  readonly next?: readonly string[];
}

/** What a command did, or would do. */
export interface Outcome {
  readonly subject: string;
  readonly branch: string;
  /** Absent where nothing was to be changed, and with `--dry-run`. */
  readonly commit?: string;
  /** `unchanged`: it is so already; `exists`: the branch was made before. */
  readonly state: 'made' | 'exists' | 'unchanged' | 'planned';
  readonly files: readonly string[];
  readonly effects: readonly Effect[];
  readonly trailers: readonly Trailer[];
  /** What to do after the merge, one line each; absent where Argo CD does all of it. */
  readonly next?: readonly string[];
  /** With `--dry-run`: the change as Git prints it. */
  readonly diff?: string;
}

/** What a command knows when it decides what to change. */
export interface Ground {
  readonly workspace: Workspace;
  /** As it is committed. */
  readonly catalog: Catalog;
}

/**
 * Makes a change: decides what to change from what is committed, writes the data, generates, proves, validates and judges
 * it, all in a throw-away clone, and puts one commit on a new branch. Nothing of the user's changes before that.
 * @throws Refused when a gate, a schema or a rule is against it
 * @throws UserError for wrong values
 */
export function makeChange(decide: (ground: Ground) => Promise<Change>, { dryRun }: { readonly dryRun: boolean }): Promise<Outcome> {
  return inWorkspace(async (workspace) => {
    const before = await loadCatalog(workspace.root);
    const was = generate(before);
    assertFresh(workspace, was.files);
    const { edits, branch, subject, reason, trailers, next } = await decide({ workspace, catalog: before });
    applyEdits(workspace.root, edits);
    const { files, applications } = generate(await loadCatalog(workspace.root));
    generateTree(workspace.root, files);
    const effects = effectsOf(was.applications, applications);
    const diff = await diffOf(workspace);
    const touched = [...diff.matchAll(/^diff --git a\/(.*) b\/\1$/gm)].map(([, file]) => file ?? '');
    const outcome = { subject, branch, files: touched, effects, trailers, ...(next && { next }) };
    if (touched.length === 0) return { ...outcome, state: 'unchanged' };

    const { text, count } = await judgeChange(workspace, applications, touched);
    if (count > 0) throw new Rejected(text, count, branch);
    if (dryRun) return { ...outcome, state: 'planned', diff };
    const message = messageText({ subject, body: `${reason}\n\n${effectText(effects)}`, trailers });
    const { commit, isNew } = await commitOnBranch(workspace, branch, message);
    return { ...outcome, commit, state: isNew ? 'made' : 'exists' };
  });
}

/** A change that the checks of the repository are against. */
class Rejected extends Refused {
  readonly findings: string;

  constructor(findings: string, count: number, where: string) {
    const what = `${count} finding${count === 1 ? ' is' : 's are'} against the change`;
    super([{ gate: 'policies', message: `${what}.`, fix: 'Put right what the findings say, and run the command again.' }], where);
    this.findings = findings;
  }

  override text(): string {
    return `${this.findings}${super.text()}`;
  }
}

/** A tree that is not what its catalog means would bring changes that nobody asked for. */
function assertFresh({ root }: Workspace, files: Parameters<typeof planTree>[1]): void {
  const { missing, stale, orphaned } = planTree(root, files);
  const first = [...missing.map(({ path }) => path), ...stale.map(({ path }) => path), ...orphaned].sort()[0];
  if (first === undefined) return;
  throw new UserError({
    what: 'The committed files are not what the catalog means.',
    where: first,
    how: 'Run "npm run generate" and commit the result first.',
  });
}
