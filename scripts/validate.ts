import { Command, Option } from 'commander';
import { findingsText } from '../policies/reporters/text.ts';
import { type Kubeconform, type ValidationReport, validateFiles, validateRepository } from './judging/validate/validate-run.ts';
import { discover } from './repository/discover.ts';
import { readableStream } from './repository/readable.ts';
import { main } from './terminal/errors.ts';

const program = new Command('validate')
  .description(
    'Judges objects by the schemas of their kinds, strictly: unknown fields, wrong types, bad values, removed APIs. ' +
      'Exit codes: 0 clean, 1 findings, 2 wrong use.',
  )
  .argument(
    '[path...]',
    'files and folders with Kubernetes objects, "-" for standard input; without: what the overlays build, all kustomizations, argocd/',
  )
  .addOption(new Option('--format <format>', 'how findings are printed').choices(['text', 'json']).default('text'))
  .option('--kubeconform-schemas <location>', 'where kubeconform finds its schemas, where it is on PATH (its -schema-location)')
  .exitOverride();

await main(async () => {
  program.parse();
  const { format, kubeconformSchemas: schemaLocation } = program.opts<{ format: 'text' | 'json'; kubeconformSchemas?: string }>();
  const kubeconform = schemaLocation === undefined ? {} : { schemaLocation };
  const report =
    program.args.length === 0 ? await validateRepository(process.cwd(), { kubeconform }) : await ofPaths(program.args, kubeconform);
  process.stdout.write(format === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : textOf(report));
  return report.findings.length === 0 ? 0 : 1;
});

async function ofPaths(paths: readonly string[], kubeconform: Kubeconform): Promise<ValidationReport> {
  const { files, empty } = await discover(paths);
  return validateFiles({
    files,
    empty,
    kubeconform,
    input: files.includes('-') ? await readableStream(process.stdin, 'The standard input') : '',
  });
}

/** Three lines for each finding (what, where, how), then what was validated. */
function textOf({ findings, summary }: ValidationReport): string {
  const { objects, files, errors, warnings } = summary;
  const severities = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : ''].filter(
    (part) => part !== '',
  );
  const result = findings.length === 0 ? 'no findings' : `${counted(findings.length, 'finding')} (${severities.join(', ')})`;
  return [findingsText(findings), `${counted(objects, 'object')} in ${counted(files, 'file')}, ${result}. ${summary.kubeconform}\n`].join(
    '',
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
