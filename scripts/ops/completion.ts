import path from 'node:path';
import type { Command } from 'commander';

/** `ops completion`: what a shell reads once, and asks when somebody presses Tab. */
export default function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('Prints what makes a shell complete commands, options, services and environments of "erp" after the Tab key.')
    .argument('[shell]', 'bash, zsh or fish')
    .allowExcessArguments()
    .addHelpText(
      'after',
      `
In the start file of a shell, with the place of this repository:
  alias erp=~/erp-gitops/erp                        # in each of them
  eval "$(~/erp-gitops/erp completion bash)"        # ~/.bashrc
  eval "$(~/erp-gitops/erp completion zsh)"         # ~/.zshrc, after compinit
  ~/erp-gitops/erp completion fish | source         # ~/.config/fish/config.fish`,
    )
    .action(async (shell: string | undefined, _, { args: [, ...words] }: Command) => {
      const [{ answer, printScript }, { allCommands, programs }] = await Promise.all([
        import('../terminal/completion.ts'),
        import('../operations/program.ts'),
      ]);
      // As the printed scripts ask: "completion complete -- <words>".
      if (shell !== 'complete') {
        printScript(shell, process.env['ERP_CALLED'] ?? path.resolve('erp'));
        return;
      }
      const all = await allCommands();
      for (const name of programs()) all.command(name).description(`npm run ${name}`);
      answer(all, process.cwd(), words);
    });
}
