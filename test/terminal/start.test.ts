import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { loadModule } from '../../scripts/repository/folder.ts';
import { folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { start } from '../support/start.ts';

const root = path.resolve(import.meta.dirname, '../..');
const commands = readdirSync(path.join(root, 'scripts/ops')).map((file) => path.basename(file, '.ts'));
/** As on a Node that strips no types. */
const noStripping = '--no-experimental-strip-types';

/** A module to load first, of that text. */
function preloaded(code: string): readonly string[] {
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

describe('the start of a program', () => {
  it('is the same for every program of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const programs = Object.values(scripts).filter((command) => /scripts\/\S+\.ts/.test(command));
    expect(programs.filter((command) => !/^node --import \.\/scripts\/terminal\/start\.mjs scripts\/[\w-]+\.ts$/.test(command))).toEqual(
      [],
    );
    const named = programs.map((command) => command.split('/').at(-1));
    const files = readdirSync(path.join(root, 'scripts')).filter((file) => file.endsWith('.ts'));
    expect(named.sort()).toEqual(files.sort());
  });

  it.each(['20.19.0', '22.17.1'])('refuses Node %s in three lines', async (version) => {
    const fake = preloaded(`Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`);
    const { code, stdout, stderr } = await run(process.execPath, [...fake, ...start, 'scripts/ops.ts', '--help'], { cwd: root });
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        `error  Node ${version} is too old.`,
        `  at   ${process.execPath}`,
        '  fix  Run the scripts through npm ("npm run build"), which uses the Node of the lockfile; where that has none for the machine, install Node 22.18 or newer.',
        '',
      ].join('\n'),
    });
  });

  it('says what to do where no package is installed', async () => {
    const folder = folderWith({});
    await mkdir(path.join(folder, 'scripts/terminal'), { recursive: true });
    for (const file of ['start.mjs', 'installed.mjs'])
      await copyFile(path.join(root, 'scripts/terminal', file), path.join(folder, 'scripts/terminal', file));
    const args = ['--import', './scripts/terminal/start.mjs', 'scripts/ops.ts'];
    expect(await run(process.execPath, args, { cwd: folder })).toEqual({
      code: 2,
      stdout: '',
      stderr: `error  The packages are not installed.\n  at   ${path.join(folder, 'node_modules')}\n  fix  Run "npm ci".\n`,
    });
  });

  it('stands before every command that is a program of a package, which would only not be found', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const foreign = Object.keys(scripts).filter((name) => !/^(?:node|npm) /.test(scripts[name] ?? ''));
    expect(foreign.map((name) => [name, scripts[`pre${name}`]])).toEqual(
      ['typecheck', 'lint', 'lint:fix', 'lint:secrets', 'test'].map((name) => [name, 'node scripts/terminal/installed.mjs']),
    );
  });

  it('runs TypeScript, and tells places in it, whether Node strips the types or tsx does', async () => {
    const folder = folderWith({
      'package.json': '{"type":"module"}\n',
      'program.ts':
        'interface Unused {\n  readonly field: string;\n}\n\nconst text: string = "of line 5";\nthrow new Error(text as string);\n',
    });
    for (const flags of [[], [noStripping]]) {
      const { code, stderr } = await run(process.execPath, [...flags, '--enable-source-maps', ...start, 'program.ts'], { cwd: folder });
      expect({ code, place: /program\.ts:(\d+)/.exec(stderr)?.[1], said: /Error: (.*)/.exec(stderr)?.[1] }).toEqual({
        code: 1,
        place: '6',
        said: 'of line 5',
      });
      expect(stderr).not.toContain('Warning');
    }
  });

  it.each([
    { signal: 'SIGTERM', flags: [] },
    { signal: 'SIGINT', flags: [] },
    { signal: 'SIGTERM', flags: [noStripping] },
    { signal: 'SIGINT', flags: [noStripping] },
  ] as const)('$signal ends a program that computes and never looks up $flags', async ({ signal, flags }) => {
    const code = "process.stdout.write('busy'); for (;;);";
    const child = spawn(process.execPath, [...flags, ...start, '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => child.kill(signal));
    const ended = new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
    expect([await text(child.stdout), await ended]).toEqual(['busy', signal]);
  });
});

describe('the modules that a command loads', () => {
  const listing = preloaded(`import { registerHooks } from 'node:module';
    import { writeSync } from 'node:fs';
    registerHooks({ load: (url, context, next) => { if (url.startsWith('file:')) writeSync(2, url + '\\n'); return next(url, context); } });`);

  /** Files below the root, and names of packages. */
  async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
    const { stderr } = await run(process.execPath, [...listing, ...start, ...args], { cwd: root });
    const base = new URL(`file://${root}/`).href;
    const modules = stderr.split('\n').flatMap((line) => {
      const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(line)?.[1];
      return name !== undefined ? [name] : line.startsWith(base) ? [line.slice(base.length)] : [];
    });
    return [...new Set(modules)];
  }

  it('are, for the help of ops, the commands themselves and nothing of what they do', async () => {
    const loaded = await loadedBy('scripts/ops.ts', '--help');
    const light = /^(commander|scripts\/(ops|terminal|repository\/folder|operations\/(program|run|arguments|changes\/settable))\b.*)$/;
    expect(loaded.filter((module) => !light.test(module))).toEqual([]);
    expect(loaded.filter((module) => module.startsWith('scripts/ops/'))).toHaveLength(commands.length);
  });

  it('are, for the help of one command, that command alone', async () => {
    const loaded = await loadedBy('scripts/ops.ts', 'promote', '--help');
    expect(loaded.filter((module) => module.startsWith('scripts/ops/'))).toEqual(['scripts/ops/promote.ts']);
  });

  it.each([
    { what: 'what runs where', args: ['scripts/ops.ts', 'status'] },
    { what: 'judging one file', args: ['scripts/lint-policies.ts', 'argocd/root.yaml'] },
  ])('are, for $what, none that only draws or renders', async ({ args }) => {
    const heavy =
      /^(@grafana\/grafana-foundation-sdk|kubernetes-models|handlebars|@hpcc-js\/.*|generators\/(dashboards|alerts|charts|resources)\/.*)$/;
    const loaded = await loadedBy(...args);
    expect(loaded).toContain(args[0]);
    expect(loaded.filter((module) => heavy.test(module))).toEqual([]);
  });
});

describe('a file of scripts/ops', () => {
  it.each(commands)('%s adds the one command that it is named after, for it alone is loaded', async (name) => {
    const add = await loadModule<(program: Command) => void>(path.join(root, 'scripts/ops', `${name}.ts`));
    const program = new Command('ops');
    add(program);
    expect(program.commands.map((command) => command.name())).toEqual([name]);
  });
});
