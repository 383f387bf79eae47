import { formats } from './judging/reports/outputs.ts';
import { type ValidateCommand, validateCommand } from './judging/validate-command.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

const program = new CommandLine('validate')
  .description(
    'Judges objects by the schemas of their kinds, strictly: unknown fields, wrong types, bad values, removed APIs. ' +
      'Exit codes: 0 clean, 1 findings, 2 wrong use.',
  )
  .argument(
    '[path...]',
    'files and folders with Kubernetes objects, "-" for standard input; without: what the overlays build, all kustomizations, argocd/',
  )
  .option('--format <format[=file]>', `how findings are told (repeatable): ${formats.join(', ')}; without: text`, collect, [])
  .option('--explain <fault>', 'say what a kind of finding means, and how to put it right')
  .option('--kubeconform-schemas <location>', 'where kubeconform finds its schemas, where it is on PATH (its -schema-location)')
  .option('--no-kubeconform', 'do not ask kubeconform, though it is on PATH');

await main(async () => {
  program.parse();
  return validateCommand(program.args, program.opts<ValidateCommand>());
});
