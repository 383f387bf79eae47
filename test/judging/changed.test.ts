import { cpSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { syntheticCatalog, withOneChange } from '../../scripts/bench/synthetic-catalog.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { type LintReport, lintRepository } from '../../scripts/judging/lint/lint.ts';
import { loadSuite } from '../../scripts/judging/lint/suite.ts';
import { rememberedBuilds } from '../../scripts/kustomize/build-cache.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { generateTree } from '../../scripts/repository/generated/generation.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const suite = await loadSuite();
const loaded = await loadCatalog(repository);
// Two environments show what four show.
const environments = loaded.environments.filter(({ value: { name } }) => ['dev', 'production'].includes(name));
/** What service 1 calls, who calls it or reads its topics: far from all of 16. */
const many = syntheticCatalog({ ...loaded, environments }, 16);

const packages = folderWith({});

/** A repository with a committed tree of the catalog. */
async function committed(catalog: Catalog): Promise<string> {
  const root = realpathSync(folderWith({}));
  generateTree(root, generate(catalog).files);
  // What the charts render does not depend on the services.
  cpSync(path.join(repository, 'charts'), path.join(root, 'charts'), { recursive: true });
  // The same files are built once for all of these repositories.
  symlinkSync(packages, path.join(root, 'node_modules'));
  writeFileSync(path.join(root, '.gitignore'), 'node_modules\n');
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
    ['-c', 'user.name=n', '-c', 'user.email=e', 'commit', '-qm', 'x'],
  ]) {
    expect((await run('git', args, { cwd: root })).code).toBe(0);
  }
  return root;
}

async function judgeAll(root: string) {
  const sources = createSources(root);
  const rendered = await renderEnvironments(root, { sources, ...(await rememberedBuilds(sources)) });
  return lintRepository({ root, prepared: { sources, rendered } }, suite);
}

const judgeChange = (root: string) => lintRepository({ root, changed: { ref: 'HEAD' } }, suite);

const found = ({ findings }: LintReport) =>
  findings
    .filter(({ rule }) => rule !== 'missing-environment')
    .map(({ rule, environment, object, message }) => `${environment} ${rule} ${object.name}: ${message}`)
    .sort();

function edit(root: string, file: string, from: string, to: string): void {
  const text = readFileSync(path.join(root, file), 'utf8');
  expect(text, `${file} holds ${from}`).toContain(from);
  writeFileSync(path.join(root, file), text.replaceAll(from, to));
}

function withTopics(catalog: Catalog, index: number, topics: Pick<ServiceDefinition, 'topics' | 'consumes'>): Catalog {
  const services = catalog.services.map((entry, position) =>
    position === index ? { ...entry, value: { ...entry.value, ...topics } } : entry,
  );
  return { ...catalog, services };
}

describe('judging a change among many services', () => {
  it('finds nothing where the whole has nothing, and judges the service, its data, its callers and those it calls', async () => {
    const root = await committed(many);
    generateTree(root, generate(withOneChange(many)).files);
    const report = await judgeChange(root);
    const judged =
      'data-layer, service-0001, service-0001-data, service-0003, service-0004, service-0004-data, service-0005, service-0007, service-0013, service-0014, signatures.';
    expect({ findings: found(report), notes: report.notes }).toEqual({
      findings: [],
      notes: [`Judged in dev: ${judged}`, `Judged in production: ${judged}`],
    });
  });

  it('judges no more of what all applications share when there are more of them', async () => {
    const judged = async (services: number) => {
      const catalog = syntheticCatalog({ ...loaded, environments: environments.slice(0, 1) }, services);
      const root = await committed(catalog);
      generateTree(root, generate(withOneChange(catalog)).files);
      const { summary, notes } = await judgeChange(root);
      return { objects: summary.objects, shared: notes.every((note) => note.includes('signatures')) };
    };
    const [few, many] = [await judged(16), await judged(24)];
    expect(few.shared).toBe(true);
    expect(many).toEqual(few);
  });

  it('finds nothing when a service uses a topic of a service that it does not name', async () => {
    const root = await committed(
      withTopics(withTopics(many, 6, { topics: { POSTED: 'ledger.posted' } }), 12, { consumes: { POSTED: 'ledger.posted' } }),
    );
    edit(root, 'base/service-0013/deployment.yaml', 'containerPort: 9091', 'containerPort: 9091 # the same');
    const report = await judgeChange(root);
    expect({ findings: found(report), judged: report.summary.objects > 0 }).toEqual({ findings: [], judged: true });
  });

  it.each<{ title: string; file: string; from: string; to: string }>([
    {
      title: 'the port at which a service answers its callers',
      file: 'base/service-0001/deployment.yaml',
      from: 'containerPort: 50051',
      to: 'containerPort: 50052',
    },
    {
      title: 'the name of a topic',
      file: 'base/service-0001-data/kafka-topic.service-0001.created.yaml',
      from: 'service-0001.created',
      to: 'service-0001.made',
    },
    {
      title: 'whom a service lets in',
      file: 'overlays/production/service-0001/network-policy.patch.yaml',
      from: 'app: service-0005',
      to: 'app: service-0006',
    },
    {
      title: 'the probe of the service itself',
      file: 'base/service-0001/deployment.yaml',
      from: 'port: http',
      to: 'port: htpp',
    },
  ])('finds what judging everything finds when somebody breaks $title', async ({ file, from, to }) => {
    const root = await committed(many);
    edit(root, file, from, to);
    const whole = found(await judgeAll(root));
    expect(whole.length).toBeGreaterThan(0);
    expect(found(await judgeChange(root))).toEqual(whole);
  });
});
