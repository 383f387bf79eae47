import type { Command } from 'commander';
import { diagnose, diagnosisText } from '../lib/ops/doctor.ts';
import { examples } from '../lib/ops/run.ts';

/** Whether this machine and this repository are fit. */
export default function doctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('Looks at Node, packages, tools, Git, the catalog and the generated files, and says what to do.')
    .option('--json', 'print the result as JSON');
  examples(
    command,
    `
    npm run ops -- doctor`,
  ).action(async ({ json }: { readonly json?: boolean }) => {
    const diagnoses = await diagnose(process.cwd());
    process.stdout.write(json === true ? `${JSON.stringify({ diagnoses }, undefined, 2)}\n` : diagnosisText(diagnoses));
    process.exitCode = diagnoses.every(({ good }) => good) ? 0 : 1;
  });
}
