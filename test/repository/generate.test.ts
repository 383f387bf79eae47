import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesOf, write } from '../support/folder.ts';
import { copyOfRepository, runScript } from '../support/repository.ts';

const service = `import { defineService } from '../../model/service.ts';

export default defineService({
  name: 'payroll-service',
  title: { en: 'Salaries', zh: '薪资服务' },
  route: '/payroll',
  database: { name: 'payroll_db', user: 'payroll_user' },
  uses: ['postgres', 'tracing'],
  calls: ['financial-service'],
  initialRelease: { version: '1.0.0', digest: 'sha256:${'12'.repeat(32)}' },
});
`;
const release = `version: 1.0.0\ndigest: sha256:${'12'.repeat(32)}\n`;
const trees = ['base', 'overlays', 'argocd'];
const treeOf = (root: string) => trees.map((name) => filesOf(path.join(root, name)));

describe('npm run generate', () => {
  let root: string;
  let before: ReturnType<typeof treeOf>;

  beforeAll(() => {
    root = copyOfRepository();
    before = treeOf(root);
  });

  it('finds the committed tree fresh', async () => {
    const { code, stdout, stderr } = await runScript(root, 'generate', ['--check']);
    // The copy is in no Git repository, and the command says what it could not do there.
    const uncompared = expect.stringMatching(
      /^warning {2}Nothing was compared with what is committed, [^\n]+\nwarning {2}There is no Git index here: [^\n]+\n$/,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: uncompared });
    expect(stdout).toMatch(/^generate: \d+ files are fresh\.\n$/);
  });

  it('--check lists stale, missing and orphaned files, one line each, and changes none', async () => {
    const stale = path.join(root, 'base/sales-service/deployment.yaml');
    const original = readFileSync(stale, 'utf8');
    writeFileSync(stale, original.replace('livenessProbe', 'livenesProbe'));
    rmSync(path.join(root, 'overlays/dev/sales-service/deployment.patch.yaml'));
    write(root, 'base/old-service/deployment.yaml', original);
    const { code, stdout } = await runScript(root, 'generate', ['--check']);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: [
        'stale     base/sales-service/deployment.yaml',
        'missing   overlays/dev/sales-service/deployment.patch.yaml',
        'orphaned  base/old-service/deployment.yaml',
        '',
      ].join('\n'),
    });
    expect(existsSync(path.join(root, 'base/old-service/deployment.yaml'))).toBe(true);
    expect((await runScript(root, 'generate')).stdout).toMatch(/: 2 written, 1 removed, /);
    expect(treeOf(root)).toEqual(before);
  });

  it('makes a service from one file, in all four environments, and removes it again without a trace', async () => {
    write(root, 'generators/catalog/services/payroll-service.ts', service);
    expect((await runScript(root, 'generate')).code).toBe(0);
    for (const environment of ['dev', 'test', 'staging', 'production']) {
      const listed = readFileSync(path.join(root, `overlays/${environment}/kustomization.yaml`), 'utf8');
      expect(listed).toContain('  - payroll-service\n');
      expect(existsSync(path.join(root, `argocd/${environment}/applications/payroll-service.yaml`))).toBe(true);
      const callee = path.join(root, `overlays/${environment}/financial-service/network-policy.patch.yaml`);
      expect(readFileSync(callee, 'utf8')).toContain('app: payroll-service');
    }
    rmSync(path.join(root, 'generators/catalog/services/payroll-service.ts'));
    expect((await runScript(root, 'generate')).code).toBe(0);
    expect(treeOf(root)).toEqual(before);
    expect(existsSync(path.join(root, 'base/payroll-service'))).toBe(false);
  });

  it('touches only the environment of a release that changes', async () => {
    const file = path.join(root, 'generators/catalog/releases/dev/sales-service.yaml');
    const original = readFileSync(file, 'utf8');
    writeFileSync(file, original.replace(/^version: .*/m, 'version: 99.1.0'));
    await runScript(root, 'generate');
    const after = treeOf(root);
    const changed = before.flatMap((files, index) =>
      Object.keys(files)
        .filter((name) => files[name] !== after[index]?.[name])
        .map((name) => `${trees[index]}/${name}`),
    );
    expect(changed).toEqual(['overlays/dev/sales-service/deployment.patch.yaml', 'overlays/dev/sales-service/kustomization.yaml']);
    writeFileSync(file, original);
    await runScript(root, 'generate');
    expect(treeOf(root)).toEqual(before);
  });

  it('reports every mistake in the catalog in three lines, and writes nothing', async () => {
    const good = readFileSync(path.join(root, 'generators/catalog/services/sales-service.ts'), 'utf8');
    write(root, 'generators/catalog/services/sales-service.ts', good.replace("'financial-service', ", "'finacial-service', "));
    write(root, 'generators/catalog/releases/dev/sale-service.yaml', release);
    const { code, stdout, stderr } = await runScript(root, 'generate');
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'error  There is a release of "sale-service", but no service has that name.',
        '  at   generators/catalog/releases/dev/sale-service.yaml',
        '  fix  Did you mean "sales-service"?',
        'error  The service calls "finacial-service", but no service has that name.',
        '  at   generators/catalog/services/sales-service.ts:10:11',
        '  fix  Did you mean "financial-service"?',
        '',
      ].join('\n'),
    });
    expect(treeOf(root)).toEqual(before);
    write(root, 'generators/catalog/services/sales-service.ts', good);
    rmSync(path.join(root, 'generators/catalog/releases/dev/sale-service.yaml'));
  });

  it.each([
    [
      'broken YAML in a release',
      'generators/catalog/releases/dev/sales-service.yaml',
      'version: [1.0.0\n',
      'generators/catalog/releases/dev/sales-service.yaml:',
    ],
    [
      'a duplicate key in a release',
      'generators/catalog/releases/dev/sales-service.yaml',
      'version: 1.0.0\nversion: 1.0.1\n',
      'generators/catalog/releases/dev/sales-service.yaml:2',
    ],
    ['an empty release', 'generators/catalog/releases/dev/sales-service.yaml', '', 'The file must be object, got'],
    [
      'TypeScript that does not parse',
      'generators/catalog/services/sales-service.ts',
      'export default {',
      'services/sales-service.ts:1:17\n',
    ],
    [
      'a service without default export',
      'generators/catalog/services/sales-service.ts',
      'export const x = 1;\n',
      'The file has no default export.\n',
    ],
  ])('reports %s with exit code 2, without a stack, and writes nothing', async (_, file, text, expected) => {
    const good = readFileSync(path.join(root, file), 'utf8');
    write(root, file, text);
    const { code, stderr } = await runScript(root, 'generate');
    write(root, file, good);
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
    expect(stderr).not.toMatch(/\n\s+at .*\(.*:\d+:\d+\)/);
    expect(treeOf(root)).toEqual(before);
  });

  it('explains an option that it does not have, with exit code 2', async () => {
    const { code, stderr } = await runScript(root, 'generate', ['--chek']);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean --check?');
  });

  it('gives the right tree after being killed at any moment and run again', async () => {
    const file = path.join(root, 'generators/catalog/platform.ts');
    const original = readFileSync(file, 'utf8');
    writeFileSync(file, original.replaceAll('registry.example.com/erp', 'registry.example.com/other'));
    await runScript(root, 'generate');
    const other = treeOf(root);
    expect(other).not.toEqual(before);
    // Start-up takes most of the run; the writing at its end is what must be hit.
    for (const [index, killAfter] of [350, 450, 550, 600, 650, 700, 750, 800, 900, 1000].entries()) {
      writeFileSync(file, index % 2 === 0 ? original : original.replaceAll('registry.example.com/erp', 'registry.example.com/other'));
      await runScript(root, 'generate', [], { killAfter });
      expect((await runScript(root, 'generate')).code).toBe(0);
      expect(treeOf(root)).toEqual(index % 2 === 0 ? before : other);
    }
    writeFileSync(file, original);
    await runScript(root, 'generate');
    expect(treeOf(root)).toEqual(before);
  });

  it('gives the same bytes in every time zone and locale', async () => {
    for (const env of [
      { TZ: 'Asia/Shanghai', LANG: 'zh_CN.UTF-8', LC_ALL: 'zh_CN.UTF-8' },
      { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    ]) {
      for (const name of trees) rmSync(path.join(root, name), { recursive: true });
      expect((await runScript(root, 'generate', [], { env })).code).toBe(0);
      expect(treeOf(root)).toEqual(before);
    }
  });
});
