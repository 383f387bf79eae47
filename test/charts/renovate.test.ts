import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { argoCdChart } from '../../generators/charts/argo-cd.ts';
import { chartsOf } from '../../generators/charts/charts.ts';
import { versionsFile } from '../../generators/model/environment/versions.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { platform, environments } = await loadCatalog(root);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Manager {
  readonly customType: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly datasourceTemplate?: string;
  readonly depTypeTemplate: string;
}

interface Configuration {
  readonly extends: readonly string[];
  readonly enabledManagers: readonly string[];
  readonly customManagers: readonly Manager[];
  readonly packageRules: readonly {
    readonly matchDepTypes?: readonly string[];
    readonly matchManagers?: readonly string[];
    readonly groupName?: string;
  }[];
}

const configuration = JSON.parse(read('.github/renovate.json')) as Configuration;
const tracked = (folder: string, end: string) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name}`);

/** What a custom manager finds in a file, as Renovate's regex manager does it: each match of each expression, with its groups. */
function found({ matchStrings, datasourceTemplate }: Manager, text: string) {
  return matchStrings.flatMap((source) =>
    [...text.matchAll(new RegExp(source, 'g'))].map(({ groups = {} }) => {
      return {
        source: datasourceTemplate ?? groups['datasource'],
        name: groups['depName'] ?? '',
        registry: groups['registryUrl'],
        value: groups['currentValue'],
        digest: groups['currentDigest'],
      };
    }),
  );
}

const managersOf = (type: string) => configuration.customManagers.filter(({ depTypeTemplate }) => depTypeTemplate === type);
const isFor = ({ managerFilePatterns }: Manager, file: string) =>
  managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file));

describe('the configuration of Renovate', () => {
  it('holds custom managers of the shape that Renovate reads, in expressions that RE2 takes', () => {
    for (const manager of configuration.customManagers) {
      expect(manager.customType).toBe('regex');
      for (const pattern of manager.managerFilePatterns) expect(pattern).toMatch(/^\/.*\/$/);
      for (const source of manager.matchStrings) {
        expect(source).toContain('(?<depName>');
        expect(source).toContain('(?<currentValue>');
        // Neither looks ahead or behind, nor back: RE2 has none of it.
        expect(source).not.toMatch(/\(\?[=!]|\(\?<[=!]|\\[1-9]|\\k</);
      }
    }
  });

  it('turns on each manager that it has rules for, and groups what each finds', () => {
    expect(configuration.enabledManagers).toEqual(['npm', 'github-actions', 'gomod', 'custom.regex']);
    const grouped = configuration.packageRules.filter(({ groupName }) => groupName !== undefined);
    const types = configuration.customManagers.map(({ depTypeTemplate }) => depTypeTemplate);
    expect(types.filter((type) => !grouped.some(({ matchDepTypes }) => matchDepTypes?.includes(type)))).toEqual([]);
    const others = configuration.enabledManagers.filter((name) => name !== 'custom.regex');
    expect(others.filter((name) => !grouped.some(({ matchManagers }) => matchManagers?.includes(name)))).toEqual([]);
  });

  it('finds every chart of the first environment, its repository and its version, each once', () => {
    const [first] = environments.filter(({ value }) => value.delivery.from === undefined);
    if (first === undefined) throw new Error('No environment is the first.');
    const [cluster] = first.value.clusters;
    if (cluster === undefined) throw new Error('It has no cluster.');
    const charts = chartsOf({ ...first.value, edge: 'gateway' }, platform.value, cluster);
    const file = versionsFile(first.value.name);
    const expected = charts.map(({ repository, chart, version }) =>
      repository.startsWith('https://')
        ? { file, source: 'helm', name: chart, registry: repository, value: version, digest: undefined }
        : { file, source: 'docker', name: `${repository}/${chart}`, registry: undefined, value: version, digest: undefined },
    );
    const own = managersOf('chart').filter((manager) => isFor(manager, file));
    const matches = own.flatMap((manager) => found(manager, read(file)).map((match) => ({ file, ...match })));
    const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
    expect(matches.toSorted(byName)).toEqual(expected.toSorted(byName));
    // Where it found others it would raise what a promotion brings.
    const others = environments.map(({ value }) => versionsFile(value.name)).filter((name) => name !== file);
    expect(others.flatMap((name) => own.flatMap((manager) => found(manager, read(name))))).toEqual([]);
  });

  it('finds Argo CD, of which there is one', () => {
    const file = 'generators/charts/argo-cd.ts';
    const { repository, chart, version } = argoCdChart;
    expect(
      managersOf('chart')
        .filter((manager) => isFor(manager, file))
        .flatMap((manager) => found(manager, read(file))),
    ).toEqual([{ source: 'helm', name: chart, registry: repository, value: version, digest: undefined }]);
  });

  it('finds every image that the generators name, and takes nothing else for one', () => {
    const files = ['generators/charts', 'generators/platform', 'generators/model'].flatMap((folder) => tracked(folder, '.ts'));
    const named = files.flatMap((file) =>
      [...read(file).matchAll(/'([a-z0-9.-]+\.[a-z]+\/[a-z0-9./_-]+):(v?\d[\w.-]*)'|repository: '([^']+)', tag: '([^']+)'/g)].map(
        ([, image, tag, repository, value]) => `${image ?? repository}:${tag ?? value}`,
      ),
    );
    expect(named.length).toBeGreaterThan(1);
    const matches = managersOf('image').flatMap((manager) =>
      files.flatMap((file) => (isFor(manager, file) ? found(manager, read(file)).map(({ name, value }) => `${name}:${value}`) : [])),
    );
    expect(matches.toSorted()).toEqual(named.toSorted());
  });

  it('finds every program that CI builds, by its module', () => {
    const calls = [...read('.ci/tools').matchAll(/^go_tool (\S+) (\S+)@(v\S+)/gm)];
    const matches = managersOf('ci').flatMap((manager) => (isFor(manager, '.ci/tools') ? found(manager, read('.ci/tools')) : []));
    expect(calls.length).toBeGreaterThan(2);
    expect(matches.map(({ value }) => value)).toEqual(calls.map(([, , , version]) => version));
    expect(calls.filter(([, , location], index) => location?.startsWith(matches[index]?.name ?? '-') !== true)).toEqual([]);
  });

  it('can read the version of every action beside its commit', () => {
    for (const file of tracked('.github/workflows', '.yml')) {
      const uses = [...read(file).matchAll(/uses: (.*)$/gm)].map(([, use]) => use ?? '');
      expect(uses.filter((use) => !/^[\w./-]+@[0-9a-f]{40} # v\d+(?:\.\d+)*$/.test(use))).toEqual([]);
    }
  });
});
