import { type GeneratedChange, generate, generateChange } from '../../../generators/generate.ts';
import type { Catalog } from '../../../generators/model/catalog.ts';
import type { Finding } from '../../../policies/model.ts';
import { loadCatalog } from '../../catalog/catalog.ts';
import { assertSound, editedCatalog } from '../../catalog/edited.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { renderEnvironments } from '../../kustomize/kustomize.ts';
import { changedSources } from '../../repository/changed-sources.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { UserError } from '../../terminal/errors.ts';
import type { Edits } from '../data-files.ts';
import { Refused } from '../gates/gates.ts';
import { judgeChange } from '../gates/judge.ts';
import { blobId, objectsIn } from '../git/blobs.ts';
import { type Changed, commitOnBranch, diffOf } from '../git/commit.ts';
import { assertCommitted, inWorkspace, type Workspace } from '../git/workspace.ts';
import { messageText, type Trailer } from '../message.ts';
import type { Published } from '../publishing/publish.ts';
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
  /** What was verified beside the gates, and what could not be, one line each. */
  readonly notes?: readonly string[];
  /** Whether a finding is about what the next step brings: it does not refuse the change, and stays red until that step is done. */
  readonly isLater?: (finding: Finding) => boolean;
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
  /** What was verified beside the gates, and what could not be, one line each; absent where there is nothing to say. */
  readonly notes?: readonly string[];
  /** With `--dry-run`: the change as Git prints it. */
  readonly diff?: string;
  /** With `--push` and `--pr`: the remote that has the branch, and its pull request. */
  readonly published?: Published;
}

/** What a command knows when it decides what to change. */
export interface Ground {
  readonly workspace: Workspace;
  /** As it is committed. */
  readonly catalog: Catalog;
}

/**
 * Makes a change: decides what to change from what is committed, generates what that touches, proves, validates and judges
 * it, all in a throw-away place, and puts one commit on a new branch. Nothing of the user's changes before that.
 * @throws Refused when a gate, a schema or a rule is against it
 * @throws UserError for wrong values
 */
export function makeChange(decide: (ground: Ground) => Promise<Change>, { dryRun }: { readonly dryRun: boolean }): Promise<Outcome> {
  return inWorkspace(async (workspace) => {
    const { repository } = workspace;
    const work = createSources(repository);
    const before = await loadCatalog(repository);
    await workspace.committed;
    const { branch, subject, reason, trailers, next, notes = [], edits: asked, isLater } = await decide({ workspace, catalog: before });
    const edits = new Map([...asked].filter(([file, text]) => work.text(file) !== text));
    const outcome = { subject, branch, files: [], effects: [], trailers, ...(next && { next }), ...(notes.length > 0 && { notes }) };
    if (edits.size === 0) return { ...outcome, state: 'unchanged' };

    const after = editedCatalog(before, edits);
    await assertSound(after, before, edits);
    // A file of a service that is another one, or goes, may concern every environment, and its callers.
    // What one of an environment says may concern all that is drawn for it, and whoever approves.
    const isWhole = [...edits.keys()].some((file) =>
      ['services', 'environments'].some((kind) => file.startsWith(`${catalogFolder}/${kind}/`)),
    );
    const generated = isWhole ? { before: generate(before), after: generate(after) } : generateChange(before, after);
    await assertFresh(workspace, generated);
    const generatedFiles = new Map([...edits, ...changedFiles(generated)]);
    const effects = effectsOf(generated.before.applications, generated.after.applications);
    const sources = changedSources(work, generatedFiles, workspace.root);
    const touched = [...generatedFiles.keys()].sort();
    const { text, count } = await judgeChange(sources, workspace.base, generated.after.applications, touched, isLater);
    if (count > 0) throw new Rejected(text, count, branch);
    const drawn = comesOrGoes(generated) ? await redrawn(workspace, sources, after) : [];
    const changed = new Map([...generatedFiles, ...drawn]);
    const made = { ...outcome, files: [...changed.keys()].sort(), effects };
    if (dryRun) return { ...made, state: 'planned', diff: await diffOf(workspace, changed) };
    const message = messageText({ subject, body: `${reason}\n\n${effectText(effects)}`, trailers });
    // What was read of the user's files is still what the commit holds.
    const unless = assertCommitted(repository);
    const { commit, isNew } = await commitOnBranch(workspace, changed, branch, { message, unless });
    return { ...made, commit, state: isNew ? 'made' : 'exists' };
  });
}

/** The generated files that are to be others, and those that are to go. */
function changedFiles({ before, after }: GeneratedChange): Changed {
  const old = new Map(before.files.map(({ path, text }) => [path, text]));
  const changed = new Map<string, string | undefined>();
  for (const { path, text } of after.files) {
    if (old.get(path) !== text) changed.set(path, text);
    old.delete(path);
  }
  for (const path of old.keys()) changed.set(path, undefined);
  return changed;
}

/** Whether objects come or go: pictures and the table of requirements show that, and no other value. */
function comesOrGoes({ before, after }: GeneratedChange): boolean {
  const objects = ({ files }: GeneratedChange['before']) =>
    files.map(({ path }) => path).filter((path) => /^(?:base|overlays)\/.*\.yaml$/.test(path) && !path.endsWith('.patch.yaml'));
  const [old, now] = [new Set(objects(before)), new Set(objects(after))];
  return old.size !== now.size || [...now].some((path) => !old.has(path));
}

/** The documents that follow from what the overlays build after a change, as far as the commit holds others. */
async function redrawn({ repository, base }: Workspace, sources: Sources, catalog: Catalog): Promise<Changed> {
  const { derivedDocuments } = await import('../../documents/derived.ts');
  const rendered = await renderEnvironments(sources.root, { sources, ...(await rememberedBuilds(sources)) });
  const documents = await derivedDocuments(sources, rendered, catalog);
  const there = await objectsIn(repository, base, [...documents.keys()]);
  return new Map([...documents].filter(([path, text]) => there.get(path) !== (text === undefined ? undefined : blobId(text, base.length))));
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

/** A tree that is not what its catalog means, where the change touches it, would bring changes that nobody asked for. */
async function assertFresh({ repository, base }: Workspace, { before, after }: GeneratedChange): Promise<void> {
  const meant = new Map(before.files.map(({ path, text }) => [path, text]));
  const paths = [...new Set([...meant.keys(), ...after.files.map(({ path }) => path)])].sort();
  const there = await objectsIn(repository, base, paths);
  const first = paths.find((path) => {
    const text = meant.get(path);
    return there.get(path) !== (text === undefined ? undefined : blobId(text, base.length));
  });
  if (first === undefined) return;
  throw new UserError({
    what: 'The committed files are not what the catalog means.',
    where: first,
    how: 'Run "npm run generate" and commit the result first.',
  });
}
