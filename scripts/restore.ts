import { realpathSync } from 'node:fs';
import { dump } from 'js-yaml';
import { loadCatalog } from './catalog/catalog.ts';
import { renderEnvironments } from './kustomize/kustomize.ts';
import { type RestoreWish, restoreObjects } from './operations/restore.ts';
import { writeNew } from './repository/new-file.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main, UserError } from './terminal/errors.ts';

interface Options {
  readonly env: string;
  readonly service: string;
  readonly backup?: string;
  readonly at?: string;
  readonly uid?: string;
  readonly out?: string;
}

const program = new CommandLine('restore')
  .description('Writes the objects that restore a database, for a person to review and apply. Changes nothing by itself (docs/backup.md).')
  .requiredOption('--env <environment>', 'whose backup, and where it is restored')
  .requiredOption('--service <service>', 'the service whose database is restored')
  .option('--backup <name>', 'a dump, such as financial_db_20261123_020000.dump: a Job that restores it into a new database')
  .option('--at <time>', 'a moment, such as 2026-11-23T01:30:00+08:00: a second cluster as the first was then')
  .option('--uid <uid>', 'with --at: UID of the postgresql object in the cluster')
  .option('--out <file>', 'write to a new file instead of standard output')
  .addHelpText('after', '\nExit codes: 0 written, 2 wrong use.');

await main(async () => {
  program.parse();
  const options = program.opts<Options>();
  const wish = { environment: options.env, service: options.service, source: sourceOf(options) };
  const root = realpathSync(process.cwd());
  const catalog = await loadCatalog(root);
  const known = catalog.environments.some(({ value }) => value.name === wish.environment);
  const rendered = known ? await renderEnvironments(root, { environments: [wish.environment] }) : [];
  const objects = restoreObjects(
    wish,
    catalog,
    rendered.flatMap(({ manifests }) => manifests),
    new Date(),
  );
  const text = objects.map((object) => dump(object, { lineWidth: -1, noRefs: true })).join('---\n');
  if (options.out === undefined) process.stdout.write(text);
  else writeNew(options.out, text, '--out');
  return 0;
});

function sourceOf({ backup, at, uid }: Options): RestoreWish['source'] {
  if (backup !== undefined && at === undefined) return { kind: 'dump', backup };
  if (at !== undefined && backup === undefined) return { kind: 'moment', time: at, uid: uid ?? '' };
  throw new UserError({ what: 'Either a dump or a moment is restored.', where: '--backup, --at', how: 'Give one of the two.' });
}
