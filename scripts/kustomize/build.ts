import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { slashed } from '../repository/sources.ts';
import { UserError } from '../terminal/errors.ts';
import { kustomizeTool, type Tool } from './tools.ts';

/** Kustomize refused to build a folder. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  /** How to put it right, where kustomize was not even started. */
  readonly fix: string | undefined;

  constructor(message: string, options: ErrorOptions & { readonly fix?: string } = {}) {
    super(message, options);
    this.fix = options.fix;
  }
}

const execute = promisify(execFile);
// A third of the time of kustomize goes into collecting garbage; it may keep four times as much as by default (150 MB instead of 90).
const collector = { GOGC: '400' };

/**
 * What `kubectl kustomize <folder>` prints.
 * @throws BuildError with kustomize's own words when the folder does not build
 * @throws UserError when kustomize is missing, too old or was killed
 */
export async function build(folder: string, using?: Tool): Promise<string> {
  const tool = using ?? (await kustomizeTool());
  try {
    const { stdout } = await execute(tool.command, [...tool.args, folder], { maxBuffer: 2 ** 30, env: { ...collector, ...process.env } });
    return stdout;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    if ('code' in cause && typeof cause.code === 'number' && 'stderr' in cause) {
      throw new BuildError(
        String(cause.stderr)
          .trim()
          .replace(/^error: /i, ''),
        { cause },
      );
    }
    const ending = 'signal' in cause && typeof cause.signal === 'string' ? `was ended by ${cause.signal}` : `cannot run: ${cause.message}`;
    const command = [tool.command, ...tool.args, folder].join(' ');
    throw new UserError(
      { what: `${tool.name} ${ending}.`, where: command, how: 'Run the command again; if memory was short, give it more.' },
      { cause },
    );
  }
}

/** Kustomize's message in one sentence, and the file at fault. */
export function readableBuildError(text: string, folder: string, root: string): { readonly reason: string; readonly file: string } {
  // Each level of nesting wraps the message of the level below; only the last one says what is wrong.
  const levels = text.split(/(?:recursed accumulation of|couldn't make target for) path '([^']*)': /);
  const inner = levels.at(-2) ?? '';
  const at = levels.length > 2 ? slashed(path.isAbsolute(folder) ? inner : path.relative(root, inner)) : folder;
  const last = (levels.at(-1) ?? text).replace(/^(accumulating (resources|components): )+/, '').trim();
  const inFolder = path.posix.join(at, 'kustomization.yaml');

  const missing = /accumulating resources from '([^']*)': (?:evalsymlink failure|.*no such file or directory)/s.exec(last);
  if (missing !== null) return { reason: `the resource "${missing[1]}" does not exist.`, file: inFolder };
  const malformed = /accumulating resources from '([^']*)': MalformedYAMLError: (?:yaml: )?(.*) in File: /s.exec(last);
  if (malformed !== null)
    return { reason: `"${malformed[1]}" is not valid YAML: ${malformed[2]}.`, file: path.posix.join(at, malformed[1] ?? '') };
  const unknown = /^invalid Kustomization: json: unknown field "([^"]*)"/.exec(last);
  if (unknown !== null) return { reason: `the kustomization has the unknown field "${unknown[1]}".`, file: inFolder };
  const unmatched = /no resource matches strategic merge patch "([^".]*)\.[^/"]*\/([^".]*)\./.exec(last);
  if (unmatched !== null) return { reason: `the patch of ${unmatched[1]} "${unmatched[2]}" matches no object.`, file: inFolder };
  const twice = /may not add resource with an already registered id: ([^./]*)\.[^/]*\/([^ ,:']*)/.exec(last);
  if (twice !== null) return { reason: `${twice[1]} "${twice[2]}" is added twice.`, file: inFolder };
  const words = (root === '' ? last : last.replaceAll(`${root}/`, '')).replace(/\s+/g, ' ');
  return { reason: /[.!?]$/.test(words) ? words : `${words}.`, file: inFolder };
}

/** Why an overlay, or an environment, cannot be judged as a whole. */
export interface OverlayProblem {
  readonly rule: 'broken-overlay' | 'empty-overlay' | 'incomplete-environment';
  readonly message: string;
  /** The file to look at, relative to the root. */
  readonly file: string;
  /** Field of that file; empty for the whole file. */
  readonly path: string;
  /** How to put it right, where that is known better than the rule knows it. */
  readonly fix?: string;
}

/** The problem of a folder that does not build. */
export function brokenOverlay(folder: string, error: BuildError, { root }: { readonly root: string }): OverlayProblem {
  const { reason, file } = readableBuildError(error.message, folder, root);
  const problem = { rule: 'broken-overlay', file, path: '' } as const;
  if (error.fix === undefined) return { ...problem, message: `The overlay "${folder}" does not build: ${reason}` };
  return { ...problem, message: `The overlay "${folder}" is not built: ${reason}`, fix: error.fix };
}
