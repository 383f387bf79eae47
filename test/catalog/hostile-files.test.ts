import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { CatalogError } from '../../scripts/catalog/places.ts';
import { write } from '../support/folder.ts';
import { type OpsRepository, opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const folder = 'generators/catalog/services';
const marks = realpathSync(mkdtempSync(path.join(tmpdir(), 'erp-gitops-marks-')));
afterAll(() => rmSync(marks, { recursive: true, force: true }));

const line = "import { defineService } from '../../model/service.ts';\n";
const file = (value: string) => `${line}export default defineService(${value});\n`;

/** Code that leaves a file, in one expression. */
const run = (name: string) => `process.getBuiltinModule('node:fs').writeFileSync('${path.join(marks, name)}', 'ran')`;
/** The same as an argument of a function's constructor, which no linter sees. */
const hidden = (name: string) => JSON.stringify(`return ${run(name)}`);

/** The known ways to run code from such a file. */
const attacks: Readonly<Record<string, (name: string) => string>> = {
  'the constructor of a function': (name) =>
    `${line}(() => undefined).constructor(${hidden(name)})();\nexport default defineService({});\n`,
  'the constructor of a function in a value': (name) => file(`{ name: (() => undefined).constructor(${hidden(name)})() }`),
  'the constructor of a text': (name) => file(`{ name: 'x'.constructor.constructor(${hidden(name)})() }`),
  'a statement': (name) => `${run(name)};\n${file('{}')}`,
  'a getter': (name) => file(`{ get name() { return ${run(name)}; } }`),
  'a method that JSON calls': (name) => file(`{ toJSON() { ${run(name)}; } }`),
  'a method that texts call': (name) => file(`{ name: { toString() { ${run(name)}; return 'x'; } } }`),
  'a computed key': (name) => file(`{ [${run(name)}]: 1 }`),
  'a spread': (name) => file(`{ ...${run(name)} }`),
  'a template': (name) => file(`{ name: \`\${${run(name)}}\` }`),
  'a tagged template': (name) => `${line}const tag = () => ${run(name)};\nexport default defineService({ name: tag\`x\` });\n`,
  'a tag that is a constructor': (name) => file(`{ name: (() => 1).constructor\`_\${${hidden(name)}}\`() }`),
  'an import with effects': (name) => `import './helper-${name}.mjs';\n${file('{}')}`,
  'an import of data with code': (name) =>
    `import 'data:text/javascript,${encodeURIComponent(run(name)).replaceAll("'", '%27')}';\n${file('{}')}`,
  'an import of another define': (name) => file('{}').replace('../../model/service.ts', `./helper-${name}.mjs`),
  'an export of others': (name) => `${file('{}')}export * from './helper-${name}.mjs';\n`,
  'a dynamic import': (name) => file(`{ name: import('./helper-${name}.mjs') }`),
  'await at the top': (name) => `${line}await (async () => ${run(name)})();\nexport default defineService({});\n`,
  'an await in a value': (name) => file(`{ name: await (async () => ${run(name)})() }`),
  'a comment that ends where no editor shows it': (name) => `${line}// harmless\u2028${run(name)};\nexport default defineService({});\n`,
  'a comment that ends at a carriage return': (name) => `${line}// harmless\r${run(name)};\nexport default defineService({});\n`,
  'an export in a comment': (name) => `${line}/* export default defineService({}); */ ${run(name)};\n`,
  'an export in a text': (name) => `${line}"export default defineService({})"; ${run(name)};\n`,
  'a comment that is closed and opened': (name) => file(`{ /* name: 'x' */ name: /* */ ${run(name)} /* */ }`),
  'escapes in names': (name) =>
    `import { d\\u0065fineService } from '../../model/service.ts';\nexport default d\\u0065fineService({ name: ${run(name)} });\n`,
  'an alias': (name) => `import { defineService as run } from './helper-${name}.mjs';\nexport default run({});\n`,
  'a function of its own with the name': (name) =>
    `function defineService(x: unknown) { ${run(name)}; return x; }\nexport default defineService({});\n`,
  '__proto__ with a getter': (name) => file(`{ __proto__: { get name() { return ${run(name)}; } } }`),
  'a decorator': (name) => `${line}const d = (c: unknown) => { ${run(name)}; return c; };\nexport default @d class {}\n`,
  'an enum': (name) => `${line}enum E { A = Number(${run(name)}) }\nexport default defineService({});\n`,
  'a namespace': (name) => `${line}namespace N { export const a = ${run(name)}; }\nexport default defineService({});\n`,
  'a static block': (name) => `${line}class C { static { ${run(name)}; } }\nexport default defineService({});\n`,
  'export =': (name) => `export = ${run(name)};\n`,
  JSX: (name) => file(`{ name: <a b={${run(name)}} /> }`),
  'a line for a shell': (name) => `#!/usr/bin/env -S node\n${run(name)};\n${file('{}')}`,
  'a directive': (name) => `'use strict';\n${run(name)};\n${file('{}')}`,
  'a default of a parameter': (name) => file(`((x = ${run(name)}) => ({}))()`),
  'an immediate function': (name) => file(`(() => { ${run(name)}; return {}; })()`),
  'a proxy': (name) => file(`new Proxy({}, { ownKeys: () => { ${run(name)}; return []; } })`),
  'a label and a loop': (name) => `a: for (;;) { ${run(name)}; break a; }\n${file('{}')}`,
  'a type assertion around a call': (name) => file(`(${run(name)}) as unknown as object`),
  'a comma': (name) => file(`(${run(name)}, {})`),
};

/** Files beside, which nothing may load either. */
const beside: Readonly<Record<string, (name: string) => string>> = {
  'helper.mjs': (name) => `${run(name)};\nexport const defineService = (x) => x;\n`,
  'sales-service.js': (name) => `${run(name)};\nexport default {};\n`,
  'sales-service.mjs': (name) => `${run(name)};\nexport default {};\n`,
  'sales-service.cjs': (name) => `${run(name)};\n`,
  'sales-service.tsx': (name) => `${run(name)};\nexport default {};\n`,
  'sales-service.mts': (name) => `${run(name)};\nexport default {};\n`,
  'catalog.test.mts': (name) => `${run(name)};\n`,
};

const named = Object.entries(attacks).map(([title, text], index) => ({ title, name: `attack-${index}`, text: text(`attack-${index}`) }));
const others = Object.entries(beside).map(([title, text], index) => ({ title, name: `beside-${index}`, text: text(`beside-${index}`) }));

describe('a file of the catalog that would run code', () => {
  let repository: OpsRepository;

  beforeAll(() => {
    repository = opsRepository('2026-03-01T00:00Z');
    for (const { name, text } of named) {
      write(repository.root, `${folder}/${name}.ts`, text);
      write(repository.root, `${folder}/helper-${name}.mjs`, `${run(name)};\nexport const defineService = (x) => x;\n`);
    }
    for (const { title, text } of others) write(repository.root, `${folder}/${title}`, text);
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', 'Hostile files');
  });

  it('would run, were it imported: these are no empty threats', async () => {
    // Each by itself, and every field of what it exports is looked at, as the generators would.
    const look = `const { pathToFileURL } = await import('node:url');
for (const file of process.argv.slice(1)) {
  try { const value = (await import(pathToFileURL(file).href)).default; String(value?.name); JSON.stringify(value); } catch {}
}`;
    const files = [...named.map(({ name }) => `${name}.ts`), ...others.map(({ title }) => title)];
    spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', look, ...files.map((name) => path.join(repository.root, folder, name))],
      {
        cwd: repository.root,
      },
    );
    const ran = new Set(readdirSync(marks));
    for (const name of ran) rmSync(path.join(marks, name));
    const harmless = [...named, ...others].filter(({ name }) => !ran.has(name)).map(({ title }) => title);
    // The loader of today's tools knows no JSX in a .ts file.
    expect(harmless).toEqual(['JSX']);
  });

  it.each([
    ['generate', 'generate', []],
    ['seal', 'seal', ['sales-service', '--env', 'dev']],
    ['ops status', 'ops', ['status']],
    ['ops, in a throw-away clone', 'ops', ['promote', 'sales-service', '--from', 'dev', '--to', 'test', '--dry-run']],
  ])('is refused by %s before anything runs', async (_, script, args) => {
    const { code, stderr } = await runScript(repository.root, script, args, { input: 'DATABASE_URL=x\n' });
    expect(readdirSync(marks)).toEqual([]);
    expect(code).toBe(2);
    const silent = [...named.map(({ name }) => `${name}.ts`), ...others.map(({ title: name }) => name)].filter(
      (name) => !stderr.includes(`${folder}/${name}`),
    );
    expect(silent).toEqual([]);
    expect(stderr).not.toMatch(/\n\s+at .*\(.*:\d+:\d+\)/);
  });

  it('is refused by the loader of tests before anything runs', async () => {
    const error: unknown = await loadCatalog(repository.root).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CatalogError);
    const { problems } = error as CatalogError;
    const unplaced = named.filter(
      ({ name }) => !problems.some(({ file: where, place }) => where === `${folder}/${name}.ts` && place !== undefined),
    );
    expect(unplaced.map(({ title }) => title)).toEqual([]);
    expect(readdirSync(marks)).toEqual([]);
  });

  it('is loaded by nothing else that a command loads', async () => {
    // Every module that the process resolves is written down by a hook of Node's.
    const list = path.join(marks, 'loaded');
    const hook = `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); } });`;
    write(repository.root, 'hook.mjs', hook);
    await runScript(repository.root, 'generate', ['--check'], {
      env: { NODE_OPTIONS: `--import ${pathToFileURL(path.join(repository.root, 'hook.mjs')).href}` },
    });
    const loaded = existsSync(list) ? spawnSync('cat', [list], { encoding: 'utf8' }).stdout.split('\n') : [];
    rmSync(list, { force: true });
    expect(loaded.filter((url) => url.includes('/scripts/catalog/catalog.ts'))).toHaveLength(1);
    expect(loaded.filter((url) => url.includes('/generators/catalog/'))).toEqual([]);
  });
});
