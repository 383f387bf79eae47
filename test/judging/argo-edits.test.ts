import { realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../policies/model.ts';
import { judgeArgo } from '../../scripts/judging/lint/lint.ts';
import { loadSuite } from '../../scripts/judging/lint/suite.ts';
import { validatorFor } from '../../scripts/judging/validate/validation.ts';
import { manifestsIn } from '../../scripts/kustomize/kustomizations.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { argoFiles } from '../../scripts/repository/argo-files.ts';
import { changedSources } from '../../scripts/repository/changed-sources.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { treeFaults } from '../../scripts/repository/whole-tree/judge.ts';
import type { ArgoEdit } from '../support/argo-edits/edit.ts';
import { fieldEdits } from '../support/argo-edits/fields.ts';
import { fileEdits } from '../support/argo-edits/files.ts';

const root = realpathSync(process.cwd());
const work = createSources(root);
const suite = await loadSuite();
const rendered = await renderEnvironments(root, { sources: work });
const edits = [...fieldEdits, ...fileEdits];

/** What the judges of a merge say of an edit: the first rule, or the first fault of the tree; undefined: nothing. */
async function toldOf(edit: ArgoEdit): Promise<string | undefined> {
  const contents = Object.entries(edit.contents((file) => work.text(file) ?? ''));
  const sources = changedSources(work, new Map(contents), root);
  const files = contents.flatMap(([file, text]) => (text === undefined ? [] : [{ mode: '100644', id: file, file, isUtf8: true }]));
  const blobs = new Map(contents.map(([file, text]) => [file, Buffer.from(text ?? '')]));
  const fault = treeFaults(files, blobs)[0]?.what;
  if (fault !== undefined) return fault;
  const changed: readonly Manifest[] = argoFiles(sources)
    .filter((file) => contents.some(([own]) => own === file))
    .flatMap((file) => manifestsIn(sources, file));
  const refused = await validatorFor(changed);
  const schema = changed.flatMap((manifest) => refused(manifest))[0]?.rule;
  if (schema !== undefined) return schema;
  const { findings } = await judgeArgo(sources, argoFiles(sources), suite, rendered);
  return findings[0]?.rule;
}

describe('edits of what Argo CD is told', () => {
  it('are at least 200, and no two are the same', () => {
    const titles = edits.map(({ title }) => title);
    expect(titles.length).toBeGreaterThanOrEqual(200);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  it('are told, each of them', { timeout: 900_000 }, async () => {
    const silent: string[] = [];
    for (const edit of edits) {
      try {
        if ((await toldOf(edit)) === undefined) silent.push(edit.title);
      } catch (error) {
        silent.push(`${edit.title}: ${String(error)}`);
      }
    }
    expect(silent).toEqual([]);
  });
});
