import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/folder.ts';
import { type Run, run } from '../support/process.ts';
import { start } from '../support/start.ts';

const modules = {
  errors: path.resolve('scripts/terminal/errors.ts'),
  engine: path.resolve('policies/engine.ts'),
  commander: import.meta.resolve('commander'),
};

/** Runs a program whose `run` has that body. */
async function program(body: string): Promise<Run> {
  const code = `import { main, UserError } from ${JSON.stringify(modules.errors)};
    import { RuleCrash } from ${JSON.stringify(modules.engine)};
    import { Command } from ${JSON.stringify(modules.commander)};
    await main(async () => { ${body} });`;
  const args = [...start, '--input-type=module', '-e', code];
  return run(process.execPath, args, { cwd: folderWith({}) });
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

  it('lets commander speak for itself: 2 for wrong arguments, 0 for help', async () => {
    const parse = (args: string) => program(`new Command('x').exitOverride().parse(${args}, { from: 'user' }); return 0;`);
    expect(await parse('["--nope"]')).toEqual({ code: 2, stdout: '', stderr: "error: unknown option '--nope'\n" });
    expect(await parse('["--help"]')).toMatchObject({ code: 0, stderr: '' });
  });
});
