import { structuredPatch } from 'diff';
import { codeOwnersFiles } from '../../generators/output/file.ts';
import type { Impact } from './impacts/impact.ts';
import { say } from './impacts/sentence.ts';

const owners = new Set<string>(Object.values(codeOwnersFiles));

/** A file that no overlay builds and that decides who may do what: code owners, policies of Vault, roles and rules of a bucket. */
export interface TextFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Whether all that the file is about is new with it: what was not there holds nothing that could be deleted. */
  readonly isNew: boolean;
}

/** Whether a changed file is one of those. */
export function decidesAccess(file: string): boolean {
  return owners.has(file) || /^overlays\/.*(?:\.hcl|\.aws-cli|\/vault-setup\.sh)$/.test(file);
}

/**
 * What such a file says now and did not, and the other way round. Comments and blank lines say nothing. What a bucket deletes by itself
 * is about data, and a new bucket has none; a rule that goes deletes less.
 */
export function textImpacts({ file, before, after, isNew }: TextFile): readonly Impact[] {
  const lines = structuredPatch(file, file, before, after, undefined, undefined, { context: 0 }).hunks.flatMap((hunk) => hunk.lines);
  const environment = /^overlays\/([^/]+)\//.exec(file)?.[1] ?? '';
  const deletes = /lifecycle/.test(file);
  if (deletes && isNew) return [];
  return lines.flatMap((line): Impact[] => {
    const text = line.slice(1).trim();
    if (text === '' || text.startsWith('#') || /^[{}[\],]*$/.test(text)) return [];
    const impact = { class: deletes ? 'data' : 'access', environment, application: '', object: file } as const;
    return line.startsWith('+')
      ? [{ ...impact, text: say`now: ${text}` }]
      : [{ ...impact, text: say`no longer: ${text}`, ...(deletes && after === '' ? { harmless: true as const } : {}) }];
  });
}
