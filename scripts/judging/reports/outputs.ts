import { writeFileSync } from 'node:fs';
import type { Told } from '../../../policies/reporters/told.ts';
import { choices } from '../../terminal/choices.ts';
import { UserError } from '../../terminal/errors.ts';
import { paint } from '../../terminal/paint.ts';

/** What writes a report; each is loaded when it is asked for. */
const reporters: Readonly<
  Record<string, (options: { readonly verbose: boolean; readonly toFile: boolean }) => Promise<(told: Told) => string>>
> = {
  text: async ({ verbose, toFile }) => {
    const { text } = await import('../../../policies/reporters/text.ts');
    return (told) => text(told, { verbose, ...(!toFile && { paint: paint() }) });
  },
  json: async () => (await import('../../../policies/reporters/json.ts')).json,
  sarif: async () => (await import('../../../policies/reporters/sarif.ts')).sarif,
  junit: async () => (await import('../../../policies/reporters/junit.ts')).junit,
  github: async () => (await import('../../../policies/reporters/github.ts')).github,
  gitlab: async () => (await import('../../../policies/reporters/gitlab.ts')).gitlab,
  markdown: async () => (await import('../../../policies/reporters/markdown.ts')).markdown,
};

/** The names of all formats. */
export const formats: readonly string[] = Object.keys(reporters);

/** One report that was asked for. */
export interface Output {
  readonly format: string;
  /** Absent: standard output. */
  readonly file?: string;
}

/**
 * What `--format` asks for, such as `text` and `sarif=report.sarif`; nothing asked is text.
 * @throws UserError for an unknown format, two reports to standard output, and two to one file
 */
export function outputsOf(asked: readonly string[]): readonly Output[] {
  const outputs = (asked.length === 0 ? ['text'] : asked).map((word): Output => {
    const [, format = word, file] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    if (!formats.includes(format))
      throw new UserError({ what: `There is no format "${format}".`, where: '--format', how: choices(format, formats) });
    if (file === '') throw new UserError({ what: `"${word}" names no file.`, where: '--format', how: `Write ${format}=<file>.` });
    return file === undefined ? { format } : { format, file };
  });
  const places = outputs.map(({ file }) => file);
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (new Set(places).size < places.length)
    throw new UserError({
      what: `Two reports go to ${twice === undefined ? 'standard output' : `"${twice}"`}.`,
      where: '--format',
      how: 'Name a file for each but one: --format text --format sarif=report.sarif.',
    });
  return outputs;
}

/** Writes all reports that were asked for. */
export async function tell(
  told: Told,
  outputs: readonly Output[],
  { verbose = false }: { readonly verbose?: boolean } = {},
): Promise<void> {
  for (const { format, file } of outputs) {
    const report = await reporters[format]?.({ verbose, toFile: file !== undefined });
    if (report === undefined) continue;
    if (file === undefined) process.stdout.write(report(told));
    else writeFileSync(file, report(told));
  }
}
