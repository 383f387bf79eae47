import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { previewHtml } from '../../scripts/preview/page/document.ts';
import { clearFolder, listFolder } from '../../scripts/site/folder.ts';
import { hostilePreview } from '../support/hostile-preview.ts';
import { type OpsRepository, opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const time = { env: { OPS_NOW: '2026-11-12T09:00Z' } };
let repository: OpsRepository;

beforeAll(() => {
  repository = opsRepository('2026-11-01T08:00Z');
});

describe('npm run site', () => {
  it('writes the site with a preview, says so, and takes away what an earlier one had and this one does not', async () => {
    const { root } = repository;
    const preview = path.join(root, 'theirs.html');
    writeFileSync(preview, previewHtml(hostilePreview));
    const first = await runScript(root, 'site', ['--out', 'built', '--preview', preview], time);
    expect({ code: first.code, said: /^site: \d+ files in built, [\d.]+ s\.$/m.test(first.stdout) }).toEqual({ code: 0, said: true });
    expect(readFileSync(path.join(root, 'built/preview.html'), 'utf8')).toBe(previewHtml(hostilePreview));
    expect(readFileSync(path.join(root, 'built/index.html'), 'utf8')).toContain('<a href="preview.html">Preview</a>');
    const board = readFileSync(path.join(root, 'built/index.html'), 'utf8');

    const second = await runScript(root, 'site', ['--out', 'built'], time);
    expect([second.code, existsSync(path.join(root, 'built/preview.html'))]).toEqual([0, false]);
    expect(board.replaceAll(/<li><a href="preview.html">Preview<\/a><\/li>\n/g, '')).toBe(
      readFileSync(path.join(root, 'built/index.html'), 'utf8'),
    );
  });

  it.each([
    [['--port', '0'], 'error  "0" is no port.\n  at   --port\n  fix  Give a number from 1 to 65535.\n'],
    [
      ['--preview', 'nothing.html'],
      'error  There is no such file.\n  at   nothing.html\n  fix  Write it first: npm run ops -- preview --html <file>.\n',
    ],
    [
      ['--preview', 'package.json'],
      'error  This is no page of a preview.\n  at   package.json\n  fix  Write it with "npm run ops -- preview --html <file>".\n',
    ],
  ])('refuses %j', async (args, stderr) => {
    const outcome = await runScript(repository.root, 'site', args, time);
    expect({ code: outcome.code, stderr: outcome.stderr.replace(/^note .*\n/, '') }).toEqual({ code: 2, stderr });
  });
});

describe('the folder of a site', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-site-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is not taken from somebody whose files are in it', () => {
    writeFileSync(path.join(folder, 'theirs.txt'), 'x');
    expect(() => clearFolder(folder, new Set())).toThrow('The folder holds files that no earlier run wrote.');
    expect(existsSync(path.join(folder, 'theirs.txt'))).toBe(true);
  });

  it('loses only what was written there before, and nothing beside it', () => {
    const beside = path.join(path.dirname(folder), 'erp-gitops-beside.txt');
    writeFileSync(beside, 'x');
    for (const file of ['kept.html', 'gone.html']) writeFileSync(path.join(folder, file), 'x');
    listFolder(folder, ['kept.html', 'gone.html', '../erp-gitops-beside.txt']);
    clearFolder(folder, new Set(['kept.html']));
    const there = ['kept.html', 'gone.html', 'theirs.txt', '../erp-gitops-beside.txt'].filter((file) =>
      existsSync(path.join(folder, file)),
    );
    rmSync(beside);
    expect(there).toEqual(['kept.html', 'theirs.txt', '../erp-gitops-beside.txt']);
  });

  it('is made where it is not there', () => {
    expect(() => clearFolder(path.join(folder, 'new'), new Set())).not.toThrow();
  });
});
