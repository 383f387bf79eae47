import { realpathSync } from 'node:fs';
import type { Command } from 'commander';

interface Options {
  readonly base?: string;
  readonly head?: string;
  readonly out?: string;
  readonly html?: string;
  readonly markdown: boolean;
  readonly json: boolean;
}

/** `ops preview`: what a change would do, before anything is merged. */
export default function addPreview(program: Command): void {
  program
    .command('preview')
    .description('Shows what the work, committed or not, changes in every environment against the branch that it left.')
    .option('--base <ref>', 'branch or commit to compare with (default: origin/main, else main)')
    .option('--head <commit>', 'preview this commit, of which nothing is checked out or run, in the place of the work tree')
    .option('--out <folder>', 'write preview.md, preview.json, risk and one diff for each application into this folder')
    .option('--html <file>', 'write all of it as one page for a browser; preview.md in --out is then short, and says that there is more')
    .option('--markdown', 'print it as the comment of a pull request', false)
    .option('--json', 'print it as JSON', false)
    .addHelpText('after', '\nExit codes: 0 compared, 1 something does not build or breaks a policy, 2 wrong use.')
    .action(async ({ base, head, out, html, markdown, json }: Options) => {
      const [{ loadSuite }, { preview, previewOf }, { previewJson, writePreview }, { shownPreview }] = await Promise.all([
        import('../judging/lint/suite.ts'),
        import('../preview/run.ts'),
        import('../preview/text/output.ts'),
        import('../preview/text/terminal.ts'),
      ]);
      const root = realpathSync(process.cwd());
      const suite = await loadSuite();
      const result = head === undefined ? await preview(root, base, suite) : await previewOf(root, base, head, suite);
      if (html !== undefined) (await import('../preview/page/write.ts')).writePage(html, result);
      if (out !== undefined) writePreview(out, result, html !== undefined);
      process.stdout.write(json ? previewJson(result) : shownPreview(result, markdown));
      process.exitCode = result.findings.added.length > 0 || result.problems.some(({ side }) => side === 'after') ? 1 : 0;
    });
}
