import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../terminal/errors.ts';
import { titleOf } from '../diff/pairs.ts';
import { riskOf } from '../impacts/risk.ts';
import { plainText } from '../impacts/sentence.ts';
import type { Preview } from '../run.ts';
import { previewMarkdown, previewSummary } from './document.ts';
import { visible } from './markdown.ts';
import { diffOf } from './yaml-diff.ts';

/** The preview as data, without any value of a Secret. */
export function previewJson(preview: Preview): string {
  const { ref, start, risk, changed, impacts, shapes, capacity, findings, exemptions, exceptions, problems, otherFiles } = preview;
  const content = {
    version: 1,
    base: { ref, commit: start },
    risk,
    problems,
    impacts: impacts.map((impact) => ({
      class: impact.class,
      risk: riskOf(impact),
      environment: impact.environment,
      application: impact.application,
      object: impact.object,
      text: plainText(impact.text),
    })),
    objects: changed.map((object) => ({
      environment: object.pair.environment,
      application: object.pair.application,
      object: titleOf(object.pair),
      state: object.pair.before === undefined ? 'new' : object.pair.after === undefined ? 'gone' : 'changed',
      fields: object.changes.map((change) => change.path),
      mentionsChanged: object.contents,
    })),
    shapes: shapes.map(({ kind, objects }) => ({ kind, objects: objects.map(({ pair }) => `${pair.environment}: ${titleOf(pair)}`) })),
    capacity,
    findings: { added: findings.added, gone: findings.gone, same: findings.same, notes: findings.notes.map(plainText) },
    exemptions,
    exceptions,
    otherFiles,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The full files: one diff for each application of each environment, by their path. */
export function diffFiles({ changed }: Preview): ReadonlyMap<string, string> {
  const groups = Map.groupBy(changed, ({ pair }) => `${pair.environment || 'all'}/${pair.application}.diff`);
  return new Map(
    [...groups].map(([file, objects]) => [
      file,
      objects
        .map((object) => {
          const { title, text, added, removed } = diffOf(object);
          const because = object.contents.length === 0 ? '' : `# mentions what changed: ${object.contents.join(', ')}\n`;
          return visible(`=== ${title} (+${added} -${removed})\n${because}${text}`);
        })
        .join('\n'),
    ]),
  );
}

/**
 * Writes `preview.md`, `preview.json`, `risk` and the full diffs into a folder, in the place of those of an earlier run.
 * @param hasPage whether a page shows all of it, so that `preview.md` is its summary alone
 * @throws UserError when the folder cannot be written
 */
export function writePreview(folder: string, preview: Preview, hasPage = false): readonly string[] {
  const files = new Map([
    ['preview.md', hasPage ? previewSummary(preview) : previewMarkdown(preview)],
    ['preview.json', previewJson(preview)],
    ['risk', `${preview.risk}\n`],
    ...[...diffFiles(preview)].map(([file, text]) => [`diff/${file}`, text] as const),
  ]);
  try {
    rmSync(path.join(folder, 'diff'), { recursive: true, force: true });
    for (const [file, text] of files) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      { what: `The preview cannot be written: ${reason}.`, where: folder, how: 'Name a folder that can be written.' },
      { cause },
    );
  }
  return [...files.keys()];
}
