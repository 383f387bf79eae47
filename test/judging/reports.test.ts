import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addTo, folderWith, type Tree } from '../support/folder.ts';
import { runScript } from '../support/process.ts';
import { start } from '../support/start.ts';

const pod = (name: string, rest = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - name: ${name} # main\n      image: nginx\n${rest}`;
const configMap = (line: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  ${line}\n`;

async function lint(tree: Tree, args: readonly string[]) {
  const cwd = folderWith(tree);
  return { cwd, ...(await runScript('lint-policies.ts', args, { cwd })) };
}

describe('reports', () => {
  it('are several at once, one of them to standard output', async () => {
    const { cwd, code, stdout } = await lint({ 'a.yaml': pod('a') }, [
      'a.yaml',
      ...['--rule', 'require-image-digest'],
      ...['--format', 'json', '--format', 'sarif=a.sarif', '--format', 'junit=b.xml', '--format', 'text=c.txt'],
    ]);
    const read = (name: string) => readFileSync(path.join(cwd, name), 'utf8');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).summary.findings).toBe(1);
    expect(JSON.parse(read('a.sarif')).runs[0].results[0].locations[0].physicalLocation.region).toEqual({
      startLine: 8,
      startColumn: 7,
      endColumn: 19,
      snippet: { text: '      image: nginx' },
    });
    expect(read('b.xml')).toContain('<testsuite name="require-image-digest" tests="1" failures="1" errors="0">');
    expect(read('c.txt')).toContain('\n    8 |       image: nginx\n');
  });

  it('are the same for validate', async () => {
    const cwd = folderWith({ 'a.yaml': `${configMap('A: b')}dta: {}\n` });
    const { code, stdout } = await runScript('validate.ts', ['a.yaml', '--format', 'github', '--format', 'sarif=a.sarif'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('::error file=a.yaml,line=7,title=schema-unknown-field%3A ConfigMap a::Unknown field "dta"');
    const [run] = JSON.parse(readFileSync(path.join(cwd, 'a.sarif'), 'utf8')).runs;
    expect([run.tool.driver.name, run.tool.driver.rules.map(({ id }: { id: string }) => id)]).toEqual([
      'validate',
      ['schema-unknown-field'],
    ]);
  });

  it.each<[what: string, args: readonly string[], says: string]>([
    ['two to standard output', ['--format', 'json', '--format', 'text'], 'Two reports go to standard output.'],
    ['two to one file', ['--format', 'json=a', '--format', 'sarif=a'], 'Two reports go to "a".'],
    ['a file without a name', ['--format', 'json='], '"json=" names no file.'],
    ['a dry run of nothing', ['--dry-run'], '--dry-run says what --fix would write.'],
    ['fixing and watching', ['--fix', '--watch'], '--fix and --watch exclude each other.'],
    ['fixing standard input', ['--fix', '-'], 'Standard input can neither be fixed nor watched.'],
    ['an unknown rule to explain', ['--explain', 'require-image-digst'], 'Did you mean "require-image-digest"?'],
    [
      'a rule to explain by what it is about',
      ['--explain', 'forbid-latest-tag'],
      'Rules that speak of "latest" or "tag": require-image-tag, ',
    ],
    ['a rule to explain that nothing is about', ['--explain', 'xyzzy-plugh'], 'Did you mean "'],
    ['a baseline that is none', ['--baseline', 'a.yaml', 'a.yaml'], 'The baseline cannot be read: it is no JSON.'],
    ['a baseline that is not there', ['--baseline', 'none.json', 'a.yaml'], 'The baseline cannot be read: there is no such file.'],
  ])('refuse %s', async (_, args, says) => {
    const { code, stdout, stderr } = await lint({ 'a.yaml': pod('a') }, args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });

  it('never repeat a credential', async () => {
    const password = ['tortoise', '4711'].join('-');
    const tree = {
      'a.yaml': configMap(`DB_PASSWORD: ${password}`),
      'b.yaml': pod('b', `      env: [{ name: DB_PASSWORD, value: ${password} }]\n`),
    };
    for (const format of ['text', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown']) {
      const { code, stdout } = await lint(tree, ['a.yaml', 'b.yaml', '--format', format]);
      expect([code, stdout.includes(password), stdout.includes('forbid-credential-in-config')]).toEqual([1, false, true]);
    }
  });

  it('of twelve plain manifests are read by a person', async () => {
    const tree = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${index}.yaml`, pod(`web-${index}`)]));
    const { stdout } = await lint(tree, ['.']);
    const { stdout: every } = await lint(tree, ['.', '--format', 'json']);
    expect(stdout.split('\n').length).toBeLessThan(2 * JSON.parse(every).summary.findings);
  });
});

describe('--explain', () => {
  it('says all about a rule', async () => {
    const { code, stdout } = await lint({}, ['--explain', 'forbid-service-links']);
    expect(code).toBe(0);
    expect(stdout).toBe(`forbid-service-links (error)

Inject no variables about other Services into containers.
By default every container gets variables such as KAFKA_PORT for each Service of the namespace: they overwrite the configuration of the same name, and slow down the start.

Asked for by: manual 2.4 (D39)
Fix: Set enableServiceLinks of the pod to false.
Looks at: the pod template of every workload
--fix sets the field to \`false\`.

Passes (switched off):

  spec: { enableServiceLinks: false }

Fails with one change (nothing said: they are injected by default):

  - spec:
  -   enableServiceLinks: false
  + spec:
  +   containers:
  +     - {name: financial-service}

  error  forbid-service-links  The pod does not set enableServiceLinks.
    at   spec.enableServiceLinks

${stdout.slice(stdout.indexOf('Exempt: '))}`);
    expect(stdout).toContain('policies.erp.example.com/exempt.forbid-service-links: "');
  });

  it.each(['yaml-syntax', 'valid-exemption'])('says what %s is, which is no rule', async (id) => {
    const { code, stdout } = await lint({}, ['--explain', id]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${id} \\(error\\)\\n\\n[A-Z]`));
  });

  it('says what schemas find', async () => {
    const { code, stdout } = await runScript('validate.ts', ['--explain', 'schema-unknown-field'], { cwd: folderWith({}) });
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'schema-unknown-field (error)']);
  });
});

describe('--fix', () => {
  const args = ['a.yaml', '--rule', 'forbid-service-links'];

  it('writes what is certain, judges again, and has nothing left to do', async () => {
    const { cwd, code, stderr } = await lint({ 'a.yaml': pod('a') }, [...args, '--fix']);
    const read = () => readFileSync(path.join(cwd, 'a.yaml'), 'utf8');
    expect([code, stderr, read()]).toEqual([0, 'Put right: 1 findings in a.yaml.\n', `${pod('a')}  enableServiceLinks: false\n`]);
    expect((await runScript('lint-policies.ts', [...args, '--fix'], { cwd })).stderr).toBe('Nothing was written.\n');
    expect(read()).toBe(`${pod('a')}  enableServiceLinks: false\n`);
  });

  it('shows with --dry-run what it would write, and writes nothing', async () => {
    const { cwd, code, stdout } = await lint({ 'a.yaml': pod('a') }, [...args, '--fix', '--dry-run']);
    expect(code).toBe(1);
    expect(stdout).toContain('\n       image: nginx\n+  enableServiceLinks: false\nWould put right 1 findings in a.yaml.\n');
    expect(readFileSync(path.join(cwd, 'a.yaml'), 'utf8')).toBe(pod('a'));
  });
});

describe('a baseline', () => {
  it('lets pass what was there, reports what is new, and tells what is gone', async () => {
    const { cwd, code, stderr } = await lint({ 'a.yaml': pod('a'), 'b.yaml': pod('b') }, ['.', '--write-baseline', 'known.json']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+ findings are written to known\.json\.\n$/)]);
    const judge = () =>
      runScript('lint-policies.ts', ['a.yaml', './b.yaml', 'c.yaml', '--baseline', 'known.json', '--format', 'json'], { cwd });
    // Lines above move everything, and change nothing.
    addTo(cwd, { 'a.yaml': `# a\n# b\n${pod('a')}`, 'c.yaml': '---\napiVersion: v1\nkind: Service\nmetadata: { name: c }\n' });
    const same = await judge();
    expect([same.code, JSON.parse(same.stdout).findings.filter(({ file }: { file: string }) => file !== 'c.yaml')]).toEqual([1, []]);
    addTo(cwd, { 'b.yaml': pod('b', '  enableServiceLinks: false\n'), 'c.yaml': pod('c') });
    const after = await judge();
    const rules = JSON.parse(after.stdout).findings.map(({ rule, file }: { rule: string; file: string }) => `${rule} ${file}`);
    expect(after.code).toBe(1);
    expect(rules).toContain('forbid-service-links c.yaml');
    expect(rules.filter((line: string) => !line.endsWith('c.yaml'))).toEqual([]);
    expect(after.stderr).toContain(
      'Gone since the baseline: forbid-service-links of Pod b, b.yaml: The pod does not set enableServiceLinks.\n',
    );
  });

  it('says of no file that it is better, which nobody looked at', async () => {
    const { cwd } = await lint({ 'a.yaml': pod('a'), 'b/b.yaml': pod('b') }, ['.', '--write-baseline', 'known.json']);
    const { findings } = JSON.parse(readFileSync(path.join(cwd, 'known.json'), 'utf8'));
    const links = findings.filter(({ rule }: { rule: string }) => rule === 'forbid-service-links').length;
    addTo(cwd, { 'b/b.yaml': pod('b', '  enableServiceLinks: false\n') });
    const told = async (...paths: string[]) =>
      (await runScript('lint-policies.ts', [...paths, '--baseline', 'known.json', '--rule', 'forbid-service-links'], { cwd })).stderr;
    expect([links, await told('a.yaml')]).toEqual([2, 'In known.json: 1. New: 0. Gone: 0.\n']);
    for (const given of ['b', './b/', 'b/b.yaml', path.join(cwd, 'b')])
      expect(await told(given)).toBe(
        'Gone since the baseline: forbid-service-links of Pod b, b/b.yaml: The pod does not set enableServiceLinks.\nIn known.json: 0. New: 0. Gone: 1.\n',
      );
  });
});

describe('--watch', () => {
  it('judges again what changes, and ends on a signal with the code of the last verdict', async () => {
    const cwd = folderWith({ 'a.yaml': pod('a') });
    const script = path.resolve(import.meta.dirname, '../../scripts/lint-policies.ts');
    const child = spawn(process.execPath, [...start, script, 'a.yaml', '--rule', 'forbid-service-links', '--watch'], { cwd });
    let output = '';
    const until = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!output.includes(text)) return;
          child.stdout.off('data', look);
          child.stderr.off('data', look);
          resolve();
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        look();
      });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part));
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    await until('Watching a.yaml');
    appendFileSync(path.join(cwd, 'a.yaml'), '  enableServiceLinks: false\n');
    await until('New: 0. Gone: 1. In all: 0.');
    addTo(cwd, { 'a.yaml': 'a: [' });
    await until('yaml-syntax');
    addTo(cwd, { 'a.yaml': pod('a') });
    await until('New: 1. Gone: 1. In all: 1.');
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
  }, 600_000);
});
