import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { filesOf, folderWith } from '../support/folder.ts';
import { copyOfRepository, runScript } from '../support/repository.ts';

const folders = ['base', 'overlays', 'argocd', 'docs', 'generators', 'policies', 'scripts'];

it('measures ten services, writes the tables where it is told, and changes nothing else', async () => {
  const repository = copyOfRepository();
  const output = folderWith({});
  const before = contentOf(repository);
  const temporary = folderWith({});
  // Stand-ins for what others use, which need not be installed.
  const others = folderWith({});
  for (const name of ['kubeconform', 'kube-linter', 'kube-score']) {
    writeFileSync(path.join(others, name), '#!/bin/sh\nexec sleep 0.01\n', { mode: 0o755 });
  }

  const { code, stderr } = await runScript(
    repository,
    'bench',
    ['--max', '10', '--schemas', 'schemas', '--write', path.join(output, 'performance.md')],
    {
      env: { TMPDIR: temporary, PATH: `${others}${path.delimiter}${process.env['PATH'] ?? ''}` },
    },
  );

  expect({ code, errors: stderr.split('\n').filter((line) => line !== '' && !line.startsWith('bench: 10 services, ')) }).toEqual({
    code: 0,
    errors: [],
  });
  expect(contentOf(repository)).toEqual(before);
  expect(readdirSync(temporary).filter((name) => name.startsWith('erp-gitops-'))).toEqual([]);
  expect(Object.keys(filesOf(output))).toEqual(['performance.md']);
  const tables = tablesIn(readFileSync(path.join(output, 'performance.md'), 'utf8'));
  expect(tables.map((rows) => rows.map(([title]) => title))).toEqual([
    [
      '',
      'Files',
      'Objects',
      'Applications',
      'Bytes of the largest root in etcd',
      'Entries of the fullest folder',
      'Findings',
      'Load the catalog, the first time',
      'Load the catalog',
      'Generate into an empty folder',
      'Write the same files alone',
      'Generate again, nothing changed',
      'Build all environments with kustomize',
      'Build and judge all environments',
      'Judge alone, objects already built',
      'Judge after a change of one service everywhere, the first time',
      'Judge after a change of one service everywhere',
      'Judge after a promotion of one service',
      'Start of a process',
    ],
    [
      'Command',
      '`npm run generate`',
      '`npm run generate (again)`',
      '`npm run ops -- status`',
      '`npm run ops -- deliver (one service)`',
      '`npm run ops -- preview (that change)`',
      '`npm run ops -- check`',
      '`npm run conformance`',
      '`npm run docs:topology`',
    ],
    [
      '',
      '`npm run validate`',
      '`npm run lint:policies`',
      'kubeconform',
      'kube-linter',
      'kube-score',
      'both of ours in parts of kubeconform and kube-linter',
      'both of ours in parts of kubeconform and kube-score',
    ],
    [
      'Command',
      '`npm run build`',
      '`npm run lint:policies`',
      '`npm run ops -- --help`',
      '`npm run ops -- status`',
      '`npm run lint:policies -- <one file>`',
    ],
  ]);
  // Whatever takes its time must have come to its end.
  expect(tables[1]?.filter((row) => row.some((cell) => cell.includes('exit code')))).toEqual([]);
  const cells = new Map(tables[0]?.map(([title, ten]) => [title, ten]));
  expect(cells.get('Findings')).toBe('0');
  expect(Number(cells.get('Objects')?.replaceAll(',', ''))).toBeGreaterThan(400);
  expect(cells.get('Generate into an empty folder')).toMatch(/^\d+(\.\d+)? s, \d+ MB$/);
});

it.each([
  ['12', 'Write one of 10, 100, 1000.'],
  ['many', 'Write one of 10, 100, 1000.'],
])('--max %s is wrong use', async (max, remedy) => {
  const { code, stdout, stderr } = await runScript(path.resolve(import.meta.dirname, '../..'), 'bench', ['--max', max]);
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: `error  "${max}" is no number of services to measure.\n  at   --max\n  fix  ${remedy}\n`,
  });
});

/** The rows of each table of a Markdown text, without the line below the head. */
function tablesIn(text: string): readonly (readonly (readonly string[])[])[] {
  return text.split(/\n\n+/).flatMap((block) => {
    const rows = block.split('\n').filter((line) => line.startsWith('|'));
    return rows.length === 0
      ? []
      : [
          rows
            .filter((_, index) => index !== 1)
            .map((row) =>
              row
                .split('|')
                .slice(1, -1)
                .map((cell) => cell.trim()),
            ),
        ];
  });
}

function contentOf(repository: string): Readonly<Record<string, Record<string, string>>> {
  return Object.fromEntries(folders.map((folder) => [folder, filesOf(path.join(repository, folder))]));
}
