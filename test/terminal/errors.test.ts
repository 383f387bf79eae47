import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/folder.ts';
import { type Run, run } from '../support/process.ts';
import { start } from '../support/start.ts';

const modules = {
  errors: path.resolve('scripts/terminal/errors.ts'),
  engine: path.resolve('policies/engine.ts'),
  commandLine: path.resolve('scripts/terminal/command-line.ts'),
  progress: path.resolve('scripts/terminal/progress.ts'),
};

/** Runs a program whose `run` has that body. */
async function program(body: string): Promise<Run> {
  const code = `import { main, UserError } from ${JSON.stringify(modules.errors)};
    import { RuleCrash } from ${JSON.stringify(modules.engine)};
    import { CommandLine } from ${JSON.stringify(modules.commandLine)};
    import { doing } from ${JSON.stringify(modules.progress)};
    await main(async () => { ${body} });`;
  const args = [...start, '--input-type=module', '-e', code];
  return run(process.execPath, args, { cwd: folderWith({}) });
}

/** Runs a program that has an option and a command. */
function commands(args: readonly string[]): Promise<Run> {
  return program(`const x = new CommandLine('x').option('--name <name>');
    x.command('make').requiredOption('--of <what>').action(() => {});
    x.parse(${JSON.stringify(args)}, { from: 'user' });
    return 0;`);
}

describe('a command line program', () => {
  it('exits with the code that it returns', async () => {
    expect(await program('console.log("done"); return 1;')).toEqual({ code: 1, stdout: 'done\n', stderr: '' });
  });

  it('prints the three lines of a mistake, without a stack, and exits with 2', async () => {
    expect(await program('throw new UserError({ what: "There is no x.", where: "here", how: "Make one." });')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error  There is no x.\n  at   here\n  fix  Make one.\n',
    });
    expect((await program('throw new UserError({ what: "There is no x.", how: "Make one." });')).stderr).toBe(
      'error  There is no x.\n  fix  Make one.\n',
    );
  });

  it('prints the stack of a crashed rule, with the rule, the object and the cause, and exits with 2', async () => {
    const { code, stdout, stderr } = await program(
      'throw new RuleCrash("Rule x failed on Pod a/b of c.yaml.", { cause: new TypeError("no such field") });',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^RuleCrash: Rule x failed on Pod a\/b of c\.yaml\.\n {4}at .*Caused by: TypeError: no such field\n {4}at /s);
  });

  it.each([
    { args: ['--nmae', 'a'], what: "Unknown option '--nmae'.", meant: 'Did you mean --name? ', call: 'npm run x' },
    { args: ['mak'], what: "Unknown command 'mak'.", meant: 'Did you mean make? ', call: 'npm run x' },
    { args: ['make'], what: "Required option '--of <what>' not specified.", meant: '', call: 'npm run x -- make' },
    { args: ['make', '--of'], what: "Option '--of <what>' argument missing.", meant: '', call: 'npm run x -- make' },
    {
      args: ['make', '--of', 'a', 'b'],
      what: "Too many arguments for 'make'. Expected 0 arguments but got 1.",
      meant: '',
      call: 'npm run x -- make',
    },
  ])('tells wrong arguments in three lines, and exits with 2: $args', async ({ args, what, meant, call }) => {
    const help = `"${call.includes(' -- ') ? call : `${call} --`} --help" lists what it takes.`;
    expect(await commands(args)).toEqual({ code: 2, stdout: '', stderr: `error  ${what}\n  at   ${call}\n  fix  ${meant}${help}\n` });
  });

  it('exits with 0 after the help', async () => {
    expect(await commands(['make', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: x make'), stderr: '' });
  });
});

describe('the line that says what is being done', () => {
  // As on a terminal of 20 columns, but for the test that CI is none.
  const terminal = "delete process.env.CI; process.env.TERM = 'xterm'; process.stderr.isTTY = true; process.stderr.columns = 20;";
  const away = '\u001b[1G\u001b[2K';

  it('is replaced by the next, and taken away by what is printed and at the end', async () => {
    expect(await program(`${terminal} doing('one'); doing('two'); console.log('x'); console.log('y'); doing('three'); return 0;`)).toEqual({
      code: 0,
      stdout: 'x\ny\n',
      stderr: `one ...${away}two ...${away}three ...${away}`,
    });
  });

  it('is taken away before a mistake is told, and is no longer than the terminal is wide', async () => {
    const code = `${terminal} doing('a'.repeat(50)); throw new UserError({ what: "No.", how: "Yes." });`;
    expect((await program(code)).stderr).toBe(`${'a'.repeat(19)}${away}error  No.\n  fix  Yes.\n`);
  });

  it.each(['', `${terminal} process.env.CI = '1';`, `${terminal} process.env.TERM = 'dumb';`])(
    'is not there without a terminal, in CI and on a dumb one: %s',
    async (where) => {
      expect(await program(`${where} doing('one'); return 0;`)).toEqual({ code: 0, stdout: '', stderr: '' });
    },
  );
});
