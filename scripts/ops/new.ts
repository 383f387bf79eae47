import type { Command } from 'commander';
import type { Draft } from '../operations/changes/templates.ts';
import { examples } from '../operations/run.ts';

type Options = {
  readonly dryRun?: boolean;
  readonly like?: string;
  readonly owner?: string;
  readonly folder?: string;
  readonly tier?: string;
};

/** Starts a service, an environment or a rule: each is one file. */
export default function create(program: Command): void {
  const group = program.command('new').description('Writes the one file of a new service, environment or rule into your working tree.');
  const started = (command: Command) => command.option('--dry-run', 'print the file, but do not write it');
  examples(
    group,
    `
    npm run ops -- new service orders-service
    npm run ops -- new service mail-sender --like worker --owner ledger
    npm run ops -- new environment uat --tier rehearsal
    npm run ops -- new rule require-run-limit --kind Job --field spec.activeDeadlineSeconds`,
  );
  started(group.command('service').description('A service of a common shape.').argument('<name>', 'such as orders-service'))
    .option('--like <shape>', 'web, suite, internal, worker, batch or stateful; without: a database and a route of its own')
    .option('--owner <team>', 'the team that it belongs to, by its name in generators/catalog/platform.ts; without: no one team')
    .option('--folder <folder>', 'the folder with roots of its own that its generated files lie in (docs/scale.md); without: none')
    .action(async (name: string, options: Options) =>
      write((await import('../operations/changes/templates.ts')).serviceDraft(name, options), options),
    );
  started(group.command('environment').description('An environment like another one.').argument('<name>', 'such as drill'))
    .option('--like <environment>', 'the environment that it resembles')
    .option('--tier <tier>', 'trial, rehearsal or production: like the last of these on the path of a version; without: the last of all')
    .action(async (name: string, options: Options) => {
      const [{ loadCatalog }, { environmentDraft }] = await Promise.all([
        import('../catalog/catalog.ts'),
        import('../operations/changes/templates.ts'),
      ]);
      return write(environmentDraft(await loadCatalog(process.cwd()), name, options), options);
    });
  started(group.command('rule').description('A rule that objects of a kind set a field.').argument('<id>', 'such as require-run-limit'))
    .requiredOption('--kind <kind>', 'the kind of the objects')
    .requiredOption('--field <path>', 'the field, such as spec.activeDeadlineSeconds')
    .action(async (id: string, options: Options & { readonly kind: string; readonly field: string }) => {
      return write((await import('../operations/changes/templates.ts')).ruleDraft(id, options.kind, options.field), options);
    });
}

async function write(draft: Draft, options: Options): Promise<void> {
  (await import('../operations/changes/draft-files.ts')).writeDraft(draft, options);
}
