import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Fields } from '../../../policies/model.ts';
import { loadCatalog } from '../../catalog/catalog.ts';
import { namesOf, pairsOf, type Renaming, renaming } from '../../repository/company/names.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import { type Literal, readLiteral } from '../../repository/literal/read.ts';
import { UserError } from '../../terminal/errors.ts';
import { inTemporaryFolder } from '../../terminal/temporary.ts';
import { toKeep } from '../../test-copy/keep.ts';
import { type Answers, presentAnswers, WrongAnswers } from './answers.ts';
import { type Change, environmentChanges, platformChanges } from './derive.ts';
import { withChanges } from './written.ts';

const folder = 'generators/catalog';
/** What belongs to single services. */
const ofServices = ['services', 'releases', 'settings', 'scaling', 'retired', 'sealed-secrets', 'incidents', 'unstaged'];

/** What an adoption does to the files of a repository; nothing is written yet. */
export interface AdoptionPlan {
  /** Files that say something else, with their new text. */
  readonly written: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
  /** Files that are kept for the tests, as they are now. */
  readonly kept: readonly string[];
  readonly platform: Fields;
  readonly environments: readonly Fields[];
}

/** The catalog as it is written, before anything is changed. */
export interface Present {
  readonly files: ReadonlyMap<string, { readonly text: string; readonly literal: Literal }>;
  readonly answers: Readonly<Record<string, string>>;
}

/**
 * What the catalog of a repository answers now.
 * @throws UserError when a file of it cannot be read
 */
export function presentIn(root: string): Present {
  const environments = readdirSync(path.join(root, folder, 'environments')).filter((name) => name.endsWith('.ts'));
  const names = ['platform.ts', ...environments.map((name) => `environments/${name}`)].map((name) => `${folder}/${name}`);
  const files = new Map(
    names.map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const definition = definitionOf(file);
      const literal = definition === undefined ? undefined : readLiteral(text, definition);
      if (literal?.written === undefined) {
        throw new UserError({
          what: `${file} cannot be read.`,
          where: file,
          how: 'Run "npm run generate", which says what is wrong in it.',
        });
      }
      return [file, { text, literal }] as const;
    }),
  );
  const fieldsOf = (file: string) => (files.get(file)?.literal.value ?? {}) as Fields;
  const guarded = [...files.keys()].find((file) => fieldsOf(file)['tier'] === 'production') ?? '';
  return { files, answers: presentAnswers(fieldsOf(`${folder}/platform.ts`), fieldsOf(guarded)) };
}

/**
 * What the answers make of the repository: the files of the catalog, and the pages and facts in which the old names stand.
 * @throws UserError with everything that is wrong with the answers, or with the catalog that they make
 */
export async function adoptionPlan(root: string, answers: Answers): Promise<AdoptionPlan> {
  const present = presentIn(root);
  const catalog = catalogTexts(present, answers);
  const removed = answers.told['examples'] === 'remove' ? exampleFiles(root) : [];
  await checkCatalog(root, catalog, removed);
  const value = (file: string, text: string) => readLiteral(text, definitionOf(file) ?? { define: '', from: '' }).value as Fields;
  const [before, after] = [
    [...present.files].map(([file, { literal }]) => ({ file, fields: literal.value as Fields })),
    [...catalog].map(([file, text]) => ({ file, fields: value(file, text) })),
  ];
  const [platform = {}, ...environments] = after.map(({ fields }) => fields);
  const rename = renaming(pairs(before, after, present.answers, answers.told));
  const written = new Map(
    [...catalog, ...(rename === undefined ? [] : pagesIn(root).map((file) => [file, rewritten(root, file, rename)] as const))].filter(
      ([file, text]) => text !== readFileSync(path.join(root, file), 'utf8'),
    ),
  );
  const kept = written.size + removed.length === 0 ? [] : toKeep(root);
  return { written, removed, kept, platform, environments };
}

type Files = readonly { readonly file: string; readonly fields: Fields }[];

/** The names of the catalog before and after it, and what names are made of. */
function pairs(before: Files, after: Files, was: Answers['told'], told: Answers['told']): readonly (readonly [string, string])[] {
  const [from, to] = [before, after].map(([platform, ...environments]) =>
    namesOf(
      platform?.fields ?? {},
      environments.map(({ fields }) => fields),
    ),
  );
  if (from === undefined || to === undefined) return [];
  const parts = ['domain', 'owners', 'account'].map((key) => [was[key] ?? '', told[key] ?? was[key] ?? ''] as const);
  const page = (url = '') => url.replace(/\.git$/, '');
  const git = [page(was['gitUrl']), page(told['gitUrl'] ?? was['gitUrl'])] as const;
  return [...pairsOf(from, to, 'production'), git, ...parts];
}

function catalogTexts({ files, answers: was }: Present, answers: Answers): ReadonlyMap<string, string> {
  const problems: { what: string; where: string; how: string }[] = [];
  const unknown = Object.keys(answers.environments).filter((name) => !files.has(`${folder}/environments/${name}.ts`));
  problems.push(
    ...unknown.map((name) => ({
      what: `There is no environment "${name}".`,
      where: 'environments',
      how: `Name one of ${[...files.keys()]
        .slice(1)
        .map((file) => path.basename(file, '.ts'))
        .join(', ')}; "npm run ops -- new environment" makes another.`,
    })),
  );
  const texts = [...files].map(([file, { text, literal }]) => {
    const changes: readonly Change[] = file.endsWith('platform.ts')
      ? platformChanges(literal.value, was, answers)
      : environmentChanges(literal.value, path.basename(file, '.ts'), was, answers);
    // How the Git host shows files follows from its software, where nobody says something else.
    const moved = changes.some((change) => change.path.join('.') === 'git.url');
    const base = moved && answers.platform['git'] === undefined ? withoutFiles(text) : text;
    const own = base === text ? literal : readLiteral(base, definitionOf(file) ?? { define: '', from: '' });
    const next =
      own.written === undefined
        ? text
        : withChanges(
            base,
            own.written,
            changes.filter((change) => change.path.join('.') !== 'git.files'),
          );
    if (typeof next === 'string') return [file, formatted(file, next)] as const;
    problems.push({
      what: `There is no place for "${next.path}" in ${file}.`,
      where: next.path,
      how: 'Look at the fields that the file has.',
    });
    return [file, text] as const;
  });
  if (problems.length > 0) throw new WrongAnswers(problems);
  return new Map(texts);
}

function withoutFiles(text: string): string {
  return text.replace(/\n\s*files: '[^']*',(?=\n)/, '').replace(/, files: '[^']*'/, '');
}

function formatted(file: string, text: string): string {
  const biome = path.join(import.meta.dirname, '../../../node_modules/.bin/biome');
  const { status, stdout } = spawnSync(biome, ['format', `--stdin-file-path=${file}`], { input: text, encoding: 'utf8' });
  return status === 0 && stdout !== '' ? stdout : text;
}

/** The new catalog is read as every command reads it, beside the old one. */
async function checkCatalog(root: string, texts: ReadonlyMap<string, string>, removed: readonly string[]): Promise<void> {
  await inTemporaryFolder('erp-gitops-adopt-', async (scratch) => {
    const gone = new Set(removed.map((file) => path.join(root, file)));
    for (const name of [folder, 'generators/adjustments', 'charts']) {
      if (existsSync(path.join(root, name)))
        cpSync(path.join(root, name), path.join(scratch, name), { recursive: true, filter: (file) => !gone.has(file) });
    }
    for (const [file, text] of texts) {
      mkdirSync(path.dirname(path.join(scratch, file)), { recursive: true });
      writeFileSync(path.join(scratch, file), text);
    }
    await loadCatalog(scratch);
  });
}

function exampleFiles(root: string): readonly string[] {
  return [...ofServices.map((name) => `${folder}/${name}`), 'generators/adjustments'].flatMap((name) =>
    filesBelow(root, name).filter((file) => !file.endsWith('README.md')),
  );
}

/** Pages that people write, and facts of charts, which stand for new ones until "npm run charts" has made those. */
function pagesIn(root: string): readonly string[] {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  const pages = [...top, ...filesBelow(root, 'docs').filter((file) => file.endsWith('.md')), ...filesBelow(root, '.github')];
  return [...pages, ...filesBelow(root, 'charts')].filter((file) => !/CODEOWNERS$/.test(file));
}

function rewritten(root: string, file: string, rename: Renaming): string {
  return rename(readFileSync(path.join(root, file), 'utf8'));
}

function filesBelow(root: string, name: string): readonly string[] {
  if (!existsSync(path.join(root, name))) return [];
  return readdirSync(path.join(root, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .toSorted();
}
