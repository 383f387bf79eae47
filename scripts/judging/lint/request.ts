import { closest } from 'fastest-levenshtein';
import { requiredEnvironments } from '../../../policies/environments.ts';
import type { Rule } from '../../../policies/model.ts';
import { discover, metAmong } from '../../repository/discover.ts';
import { findEnvironments } from '../../repository/environments.ts';
import { readableStream } from '../../repository/readable.ts';
import { createSources } from '../../repository/sources.ts';
import { choices } from '../../terminal/choices.ts';
import { UserError } from '../../terminal/errors.ts';
import { inputFaults } from '../input-findings.ts';
import { type LintReport, lintRepository } from './lint.ts';
import { lintFiles } from './lint-files.ts';
import type { Suite } from './report.ts';

/** What a user asks to have judged. */
export interface LintRequest {
  /** Files and folders, `-` for standard input; none for the whole repository. */
  readonly paths: readonly string[];
  readonly environments: readonly string[];
  /** Only what changed since this commit; `true`: since where main is; a list: these files. */
  readonly changed?: string | true | readonly string[];
}

/**
 * Judges the repository of the working directory, or files.
 * @throws UserError for wrong use
 */
export async function lintRequest({ paths, environments, changed }: LintRequest, suite: Suite): Promise<LintReport> {
  if (paths.length === 0) {
    return lintRepository(
      {
        root: process.cwd(),
        ...(environments.length === 0 ? {} : { environments }),
        ...(changed === undefined ? {} : { changed: changesIn(changed) }),
      },
      suite,
    );
  }
  if (changed !== undefined)
    throw new UserError({ what: '--changed and paths exclude each other.', how: 'Leave out one of them; write "--changed=<ref>".' });
  if (environments.length > 1)
    throw new UserError({ what: 'Paths are judged by the rules of one environment.', where: '--env', how: 'Name one environment.' });
  const { files, empty } = await discover(paths);
  const input = files.includes('-') ? await readableStream(process.stdin, 'The standard input') : '';
  const report = await lintFiles(
    { files, empty, met: metAmong(files, paths), input, environment: knownEnvironment(environments[0] ?? 'production') },
    suite,
  );
  return { ...report, input };
}

function changesIn(changed: string | true | readonly string[]) {
  if (typeof changed === 'string') return { ref: changed };
  return changed === true ? { ref: undefined } : { ref: 'HEAD', files: changed };
}

/**
 * The ids of rules, and of faults of the input, that are asked for.
 * @throws UserError that names the one that was probably meant
 */
export function selectedRules(ids: readonly string[], rules: readonly Rule[]): readonly string[] {
  const known = [...rules.map(({ id }) => id), ...Object.keys(inputFaults), 'valid-exemption'];
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw new UserError({
      what: `There is no rule "${id}".`,
      where: '--rule',
      how: `Did you mean "${closest(id, known)}"? The rules are in policies/rules.`,
    });
  }
  return ids;
}

function knownEnvironment(name: string): string {
  const known = [
    ...new Set([...requiredEnvironments, ...findEnvironments(createSources(process.cwd())).map((environment) => environment.name)]),
  ];
  if (known.includes(name)) return name;
  throw new UserError({
    what: `There is no environment "${name}".`,
    where: '--env',
    how: choices(name, known),
  });
}
