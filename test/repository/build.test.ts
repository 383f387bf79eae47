import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyOfRepository, runScript } from '../support/repository.ts';

let root: string;

/** The copy is in no Git repository, and the command says what it could not do there. */
const onlyUncompared = /^warning {2}Nothing was compared with what is committed, [^\n]+\nwarning {2}There is no Git index here: [^\n]+\n$/;

beforeAll(() => {
  root = copyOfRepository();
});

/** Changes a file for one test. */
async function withChange(file: string, change: (text: string) => string, test: () => Promise<void>): Promise<void> {
  const target = path.join(root, file);
  const before = readFileSync(target, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(target, after);
  try {
    await test();
  } finally {
    writeFileSync(target, before);
  }
}

describe('npm run build', () => {
  it('prints one line for each stage, and ends with 0', async () => {
    const { code, stdout, stderr } = await runScript(root, 'build');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(onlyUncompared) });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => /^(\w+) +[\d.]+ s {2}ok {3}\S/.exec(line)?.[1])).toEqual([
      'generate',
      'prove',
      'validate',
      'judge',
      'conform',
      'draw',
      'build',
    ]);
  });

  it('ends with 1 and names rule, field and file to edit when the catalog breaks a rule', async () => {
    // The catalog itself refuses what it can; whose a host is only the judge asks.
    const host = 'api.staging.erp.example.com';
    const elsewhere = (text: string) =>
      text.replace("uses: ['postgres'", `settings: { config: { REPORTS_HOST: '${host}' } },\n  uses: ['postgres'`);
    await withChange('generators/catalog/services/sales-service.ts', elsewhere, async () => {
      const { code, stdout } = await runScript(root, 'build');
      expect(code).toBe(1);
      expect(stdout).toContain('forbid-other-environment');
      expect(stdout).toContain('Edit generators/catalog/services/sales-service.ts');
      expect(stdout).toMatch(/^judge .* BAD /m);
    });
    await runScript(root, 'generate');
  });
});

describe('npm run build, where a rule is broken', () => {
  it('ends with 2 and says which: what it threw is no finding of the repository', async () => {
    const broken = (text: string) => text.replace(/(\n {2}check\([^)]*\)[^{]*\{)/, "$1\n    throw new TypeError('broken');");
    await withChange('policies/rules/images/require-image-digest.ts', broken, async () => {
      const { code, stdout } = await runScript(root, 'build');
      expect({ code, crash: /Rule "require-image-digest" fails on [^\n]+TypeError: broken/.test(stdout) }).toEqual({
        code: 2,
        crash: true,
      });
      expect(stdout).toMatch(/^judge .* BAD /m);
    });
  });
});

describe('npm run build, where the manual asks for something else', () => {
  it('ends with 1, and names the requirement', async () => {
    // Thirty days of backups, which no rule counts.
    const fewer = (text: string) => text.replace('retentionDays: 30,\n    schedule', 'retentionDays: 7,\n    schedule');
    await withChange('generators/catalog/environments/production.ts', fewer, async () => {
      const { code, stdout } = await runScript(root, 'build');
      expect(code).toBe(1);
      expect(stdout).toMatch(/^conform .* BAD /m);
    });
    await runScript(root, 'generate');
  });
});

describe('npm run prove', () => {
  const deployment = 'base/sales-service/deployment.yaml';
  const patch = 'overlays/production/sales-service/deployment.patch.yaml';
  const kustomization = 'overlays/production/sales-service/kustomization.yaml';

  it.each([
    [
      'a mistyped field in a base',
      deployment,
      (text: string) => text.replace('minReadySeconds: 10', 'minReadySecond: 10'),
      'Deployment erp-prod/sales-service: spec.minReadySecond is 10, but the catalog means absent.',
    ],
    [
      'a changed value in a patch',
      patch,
      (text: string) => text.replace('cpu: 500m', 'cpu: 400m'),
      'Deployment erp-prod/sales-service: spec.template.spec.containers[0].resources.requests.cpu is "400m", but the catalog means "500m".',
    ],
    [
      'a mistyped container name in a patch, which adds a container',
      patch,
      (text: string) => text.replace('- name: sales-service', '- name: sale-service'),
      'Deployment erp-prod/sales-service: spec.template.spec.containers is ',
    ],
    [
      'an images entry that nothing uses',
      kustomization,
      (text: string) => text.replace('erp/sales-service', 'erp/sale-service'),
      'containers[0].image is "registry.example.com/erp/sales-service", but the catalog means',
    ],
    [
      'a patch that is not listed',
      kustomization,
      (text: string) => text.replace('  - path: deployment.patch.yaml\n', ''),
      'Deployment erp-prod/sales-service: metadata.labels.version is absent, but the catalog means "v',
    ],
    [
      'an object that is not listed',
      'base/sales-service/kustomization.yaml',
      (text: string) => text.replace('  - pod-disruption-budget.yaml\n', ''),
      'PodDisruptionBudget erp-prod/sales-service: is meant by the catalog, but kustomize does not build it.',
    ],
    [
      'an application that is not listed in its environment',
      'overlays/production/kustomization.yaml',
      (text: string) => text.replace('  - sales-service\n', ''),
      'sales-service',
    ],
    [
      'a ConfigMap without a hash',
      kustomization,
      (text: string) => text.replace('    options:\n', '    options:\n      disableNameSuffixHash: true\n'),
      'ConfigMap erp-prod/sales-service-config: has no hash of its content in its name, so a change would not roll the pods.',
    ],
  ])('names object and field: %s', async (_, file, change, message) => {
    await withChange(file, change, async () => {
      const { code, stdout } = await runScript(root, 'prove');
      expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining(message) });
    });
  });

  it('says once that an overlay does not build, without echoes', async () => {
    await withChange(
      kustomization,
      (text) => `${text}nonsense: true\n`,
      async () => {
        const { code, stdout } = await runScript(root, 'prove');
        expect(code).toBe(1);
        expect(stdout.match(/^error /gm)).toHaveLength(1);
        expect(stdout).toContain('overlays/production/sales-service');
      },
    );
  });
});
