import { realpathSync } from 'node:fs';
import path from 'node:path';
import { clockNote, currentTime } from './operations/clock.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main, UserError } from './terminal/errors.ts';

interface Options {
  readonly out: string;
  readonly serve?: boolean;
  readonly port: string;
  readonly preview?: string;
}

const program = new CommandLine('site')
  .description('Writes the site of this repository: board, services, topology, rules and the handbook, as files that need no server.')
  .option('--out <folder>', 'where it is written', 'site')
  .option('--preview <file>', 'a page that "npm run ops -- preview --html <file>" wrote: the site has it, too')
  .option('--serve', 'serve it on this machine, and make it anew when something changes')
  .option('--port <port>', 'the port for --serve', '8080')
  .addHelpText('after', '\nThe time on the pages is that of the clock, or OPS_NOW. Exit codes: 0 written, 2 wrong use or a broken tool.');

await main(async () => {
  program.parse();
  const { out, serve = false, port, preview } = program.opts<Options>();
  const number = Number(port);
  if (!/^\d+$/.test(port) || number < 1 || number > 65_535) {
    throw new UserError({ what: `"${port}" is no port.`, where: '--port', how: 'Give a number from 1 to 65535.' });
  }
  const [{ makeSite }, { siteFiles }] = await Promise.all([import('./site/build.ts'), import('./site/pages.ts')]);
  const root = realpathSync(process.cwd());
  const started = performance.now();
  process.stderr.write(clockNote());
  const files = await makeSite(root, { out: path.relative(root, path.resolve(out)), ...(serve && { port: number }) }, () =>
    siteFiles(root, currentTime(), preview),
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`site: ${files} files in ${out}, ${seconds} s${serve ? `, at http://localhost:${number}/` : ''}.\n`);
  return 0;
});
