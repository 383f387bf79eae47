import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exceptionProblems } from '../../generators/exceptions/problems.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { namedContents } from '../../generators/model/service/files/contents.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { credentialProblems } from '../../scripts/catalog/judged/credentials.ts';
import { bounds } from '../../scripts/documents/services/bounds.ts';
import { servicesDocuments, servicesText } from '../../scripts/documents/services/document.ts';
import { serviceFields } from '../../scripts/documents/services/fields.ts';
import { notOffered } from '../../scripts/documents/services/not-offered.ts';
import { fieldTexts } from '../../scripts/documents/services/texts.ts';
import { readLiteral } from '../../scripts/repository/literal/read.ts';

const root = path.resolve(import.meta.dirname, '../..');
const definition = { define: 'defineService', from: '../../model/service.ts' };
const fields = serviceFields(root);

describe('the documents of service files', () => {
  it('have a line in both languages for every field, and for nothing else', () => {
    expect(Object.keys(fieldTexts).sort()).toEqual(fields.map(({ name }) => name).sort());
    const texts = Object.values(fieldTexts).flatMap(({ zh, draws }) => [zh, draws.en, draws.zh]);
    expect(texts.filter((text) => text.trim() === '')).toEqual([]);
    expect(Object.values(fieldTexts).filter(({ zh, draws }) => ![zh, draws.zh].every((text) => /\p{Script=Han}/u.test(text)))).toEqual([]);
  });

  it('take every meaning from a docstring', () => {
    expect(fields.filter(({ means }) => means === '').map(({ name }) => name)).toEqual([]);
  });

  it.each(['en', 'zh'] as const)('are fresh in %s', (language) => {
    expect(readFileSync(path.join(root, servicesDocuments[language]), 'utf8')).toBe(servicesText(root, language));
  });

  it('say what is not offered in both', () => {
    expect(notOffered.filter(({ en, zh }) => en.some((text) => text === '') || zh.some((text) => text === ''))).toEqual([]);
  });
});

describe('the example of', async () => {
  const loaded = await loadCatalog(root);
  // Whose team an example names, the platform file would say.
  const teams = { ledger: { codeOwner: '@example-erp/ledger', channel: '#erp-ledger' } } as const;
  const known = { ...loaded, platform: { ...loaded.platform, value: { ...loaded.platform.value, teams } } };

  it.each(Object.entries(fieldTexts).map(([name, { example }]) => ({ name, example })))('$name is one', ({ name, example }) => {
    const written = writtenAs(example);
    const [first = '', second] = name.split('.');
    // After what it needs, where it needs something.
    expect(Object.keys(written).at(-1)).toEqual(first);
    if (second !== undefined) expect(Object.keys(written.settings ?? {})).toEqual([second]);

    expect(problemsIn(catalogWith(written).catalog)).toEqual([]);
  });

  const refused = Object.entries(bounds).flatMap(([name, own]) => own.map((bound) => ({ name, ...bound })));

  it.each(refused)('what is refused of $name is refused there: $refused', ({ name, refused: text, en, zh }) => {
    expect(en).not.toBe('');
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(fields.map((field) => field.name)).toContain(name);
    const { catalog, file } = catalogWith(writtenAs(text));
    const own = problemsIn(catalog);
    const problems = own.length > 0 ? own : [...exceptionProblems(catalog), ...credentialProblems(catalog)];
    const place = name.split('.');
    expect(problems.filter((problem) => problem.file === file).map(({ path: found = [] }) => found.slice(0, place.length))).toContainEqual(
      place,
    );
  });

  function writtenAs(text: string): Partial<ServiceDefinition> {
    const file = `import { defineService } from '../../model/service.ts';\nexport default defineService({\n${text}\n});\n`;
    const { value, problems } = readLiteral(file, definition);
    expect(problems).toEqual([]);
    return value as Partial<ServiceDefinition>;
  }

  /** The catalog with a service that says that, and the least that it needs beside it. */
  function catalogWith(written: Partial<ServiceDefinition>) {
    const own = written.name ?? 'example-service';
    const uses = [
      ...(written.database ? (['postgres'] as const) : []),
      ...((written.topics ?? written.consumes ?? written.produces) ? (['kafka'] as const) : []),
    ];
    const service: ServiceDefinition = { name: own, title: { en: 'Example', zh: '示例' }, uses, ...written };
    const file = `generators/catalog/services/${own}.ts`;
    // What an example names lies beside it.
    const contents = namedContents(service).map((named) => ({ file: named.file, size: 1, text: 'x' }));
    return { catalog: { ...known, services: [...known.services, { file, value: service }], contents }, file };
  }
});
