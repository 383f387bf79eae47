import { outcome } from '../../policies/reporters/report.ts';
import { counted } from '../../policies/reporters/told.ts';
import { discover, metAmong } from '../repository/discover.ts';
import { readableStream } from '../repository/readable.ts';
import { excerpts } from './reports/excerpts.ts';
import { helpsOf } from './reports/helps.ts';
import { outputsOf, tell } from './reports/outputs.ts';
import { validateFiles, validateRepository } from './validate/validate-run.ts';

/** What `validate` is asked for. */
export interface ValidateCommand {
  readonly format: readonly string[];
  readonly explain?: string;
  readonly kubeconformSchemas?: string;
  /** Whether kubeconform is asked as well, where it is on PATH. */
  readonly kubeconform: boolean;
}

/**
 * Validates and tells as asked.
 * @returns the exit code: 0 clean, 1 findings
 * @throws UserError for wrong use
 */
export async function validateCommand(paths: readonly string[], command: ValidateCommand): Promise<number> {
  const { format, explain, kubeconformSchemas } = command;
  const outputs = outputsOf(format);
  if (explain !== undefined) {
    const { explained } = await import('./reports/explain.ts');
    process.stdout.write(explained(explain, []));
    return 0;
  }
  const kubeconform = {
    skip: !command.kubeconform,
    ...(kubeconformSchemas !== undefined && { schemaLocation: kubeconformSchemas }),
  };
  const { files, empty } = await discover(paths);
  const input = files.includes('-') ? await readableStream(process.stdin, 'The standard input') : '';
  const { findings, summary, notes } =
    paths.length === 0
      ? await validateRepository(process.cwd(), { kubeconform })
      : await validateFiles({ files, empty, met: metAmong(files, paths), kubeconform, input });
  for (const note of notes) process.stderr.write(`${note}\n`);
  await tell(
    {
      tool: 'validate',
      findings,
      summary,
      closing: `${counted(summary.objects, 'object')} in ${counted(summary.files, 'file')}, ${outcome(summary)}. ${summary.kubeconform}`,
      rules: helpsOf([], findings),
      looked: {},
      excerptOf: excerpts(input, () => false),
    },
    outputs,
  );
  return findings.length === 0 ? 0 : 1;
}
