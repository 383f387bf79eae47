import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { namedContents } from '../../generators/model/service/files/contents.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
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
    const file = `import { defineService } from '../../model/service.ts';\nexport default defineService({\n${example}\n});\n`;
    const { value, problems } = readLiteral(file, definition);
    expect(problems).toEqual([]);
    const written = value as Partial<ServiceDefinition>;
    const [first = '', second] = name.split('.');
    // After what it needs, where it needs something.
    expect(Object.keys(written).at(-1)).toEqual(first);
    if (second !== undefined) expect(Object.keys(written.settings ?? {})).toEqual([second]);

    const own = written.name ?? 'example-service';
    const uses = [
      ...(written.database ? (['postgres'] as const) : []),
      ...((written.topics ?? written.consumes ?? written.produces) ? (['kafka'] as const) : []),
    ];
    const service: ServiceDefinition = { name: own, title: { en: 'Example', zh: '示例' }, uses, ...written };
    const services = [...known.services, { file: `generators/catalog/services/${own}.ts`, value: service }];
    // What an example names lies beside it.
    const contents = namedContents(service).map(({ file }) => ({ file, size: 1, text: 'x' }));
    expect(problemsIn({ ...known, services, contents })).toEqual([]);
  });
});
