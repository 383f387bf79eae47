import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { asFields, at, listAt, numberAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../policies/model.ts';
import { dashboardQueries, dashboardsOf, panelsOf } from '../../policies/promql/dashboard-queries.ts';
import { parseLogql } from '../../policies/promql/parse-logql.ts';
import { parsePromql } from '../../policies/promql/parse-promql.ts';
import { variablesIn, withoutVariables } from '../../policies/promql/variables.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { present } from '../support/mutations/mutation.ts';

const uids = ['delivery', 'environment', 'kafka', 'postgres', 'redis', 'service', 'workloads'];
const builtIn = /^__/;
const rendered = await renderEnvironments(process.cwd(), { applications: ({ name }) => name === 'dashboards' });
const production = present(rendered.find(({ name }) => name === 'production')).manifests;
const dashboards = production.flatMap(dashboardsOf).map((dashboard) => ({ ...dashboard, name: dashboard.key.replace(/\.json$/, '') }));

/** Where a panel stands, in grid units. */
interface Place {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

describe('the dashboards', () => {
  it('are the seven that are wanted, in one ConfigMap each', () => {
    expect(dashboards.map(({ name }) => name)).toEqual(uids);
    expect(maps(production).map(({ name }) => name)).toEqual(uids.map((uid) => `dashboard-${uid}`));
  });

  it('are the same in every environment', () => {
    for (const { manifests } of rendered) {
      expect(maps(manifests).map(({ fields }) => [fields['metadata'], fields['data']])).toEqual(
        maps(production).map(({ fields }) => [fields['metadata'], fields['data']]),
      );
    }
  });

  it('are far from the size that a ConfigMap may have', () => {
    for (const { fields } of maps(production)) expect(JSON.stringify(fields['data']).length).toBeLessThan(256 * 1024);
  });

  it('lie in Git as files that can be read, and say what they are made from', () => {
    for (const uid of uids) {
      const text = readFileSync(`base/platform/dashboards/${uid}.json`, 'utf8');
      const lines = text.split('\n');
      expect(lines[1]).toBe(
        `  "description": "Generated from generators/dashboards/${uid}.ts. Do not edit: change that file and run \\"npm run generate\\".",`,
      );
      expect(lines.length).toBeGreaterThan(300);
    }
    const kustomization = load(readFileSync('base/platform/dashboards/kustomization.yaml', 'utf8'));
    expect(listAt(kustomization, 'configMapGenerator').map((map) => at(map, 'files'))).toEqual(uids.map((uid) => [`${uid}.json`]));
  });
});

describe.each(dashboards)('$name', (dashboard) => {
  const fields = present(dashboard.fields);
  const panels = panelsOf(fields);
  const variables = listAt(fields, 'templating', 'list');

  it('has the settings of all', () => {
    const { uid, timezone, refresh, editable, schemaVersion, tags } = fields;
    expect({ uid, timezone, refresh, editable, schemaVersion, tags }).toEqual({
      uid: dashboard.name,
      timezone: 'browser',
      refresh: '30s',
      editable: false,
      schemaVersion: 42,
      tags: ['erp'],
    });
    expect(['id', 'version', 'iteration'].filter((key) => key in fields)).toEqual([]);
    expect(listAt(fields, 'links').map((link) => [textAt(link, 'type'), at(link, 'tags'), at(link, 'includeVars')])).toEqual([
      ['dashboards', ['erp'], true],
    ]);
  });

  it('gives every panel a number of its own', () => {
    const ids = listAt(fields, 'panels').map((panel) => numberAt(panel, 'id'));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
  });

  it('lays out its panels without a gap to the right and without overlap', () => {
    const places = listAt(fields, 'panels').map(placeOf);
    for (const { title, x, y, w, h } of places) {
      expect({ title, inside: x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 24 }).toEqual({ title, inside: true });
    }
    const overlapping = places.flatMap((a, index) =>
      places
        .slice(index + 1)
        .flatMap((b) => (a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h ? [`${a.title} on ${b.title}`] : [])),
    );
    expect(overlapping).toEqual([]);
  });

  it('asks known data sources', () => {
    const sources = [
      ...panels,
      ...panels.flatMap((panel) => listAt(panel, 'targets')),
      ...variables.filter((variable) => textAt(variable, 'type') === 'query'),
    ];
    const known = ['prometheus', 'loki', 'jaeger'];
    expect(
      sources.filter(
        (source) =>
          !known.includes(textAt(source, 'datasource', 'uid') ?? '') ||
          textAt(source, 'datasource', 'type') !== textAt(source, 'datasource', 'uid'),
      ),
    ).toEqual([]);
  });

  it('has panels with a title, a description, a unit, and queries by different letters', () => {
    for (const panel of panels) {
      const title = textAt(panel, 'title') ?? '';
      expect(title).not.toBe('');
      expect(textAt(panel, 'description') ?? '').toMatch(/\.$/);
      if (textAt(panel, 'type') !== 'logs')
        expect([title, typeof textAt(panel, 'fieldConfig', 'defaults', 'unit')]).toEqual([title, 'string']);
      const letters = listAt(panel, 'targets').map((target) => textAt(target, 'refId'));
      expect(letters.length).toBeGreaterThan(0);
      expect(new Set(letters).size).toBe(letters.length);
    }
  });

  it('has queries that can be read', () => {
    const queries = dashboardQueries(dashboard);
    const written =
      panels.flatMap((panel) => listAt(panel, 'targets')).length +
      variables.filter((variable) => textAt(variable, 'type') === 'query').length;
    expect(queries.length).toBe(written);
    const wrong = queries.flatMap(({ subject, language, text }) => {
      const { errors } = language === 'promql' ? parsePromql(withoutVariables(text)) : parseLogql(withoutVariables(text));
      return errors.map(({ message }) => `${subject} ${message}`);
    });
    expect(wrong).toEqual([]);
  });

  it('defines each variable that it uses, before it uses it, and uses each that it defines', () => {
    const names = variables.map((variable) => textAt(variable, 'name') ?? '');
    variables.forEach((variable, index) => {
      const used = variablesIn(textAt(variable, 'definition') ?? '');
      expect(used.filter((name) => !names.slice(0, index).includes(name))).toEqual([]);
    });
    const used = new Set(variablesIn(JSON.stringify(panels)).filter((name) => !builtIn.test(name)));
    expect([...used].filter((name) => !names.includes(name))).toEqual([]);
    expect(
      names.filter(
        (name) => !used.has(name) && !variables.some((variable) => variablesIn(textAt(variable, 'definition') ?? '').includes(name)),
      ),
    ).toEqual([]);
  });

  it('links only to dashboards that there are, and to pages of the platform', () => {
    const links = panels
      .flatMap((panel) => [...listAt(panel, 'links'), ...listAt(panel, 'fieldConfig', 'defaults', 'links')])
      .map((link) => textAt(link, 'url') ?? '');
    for (const url of links) {
      const uid = /^\/d\/(\w+)/.exec(url)?.[1];
      if (uid !== undefined) expect(uids).toContain(uid);
      else
        expect(url).toMatch(
          /^(https:\/\/git\.example\.com\/erp\/erp-gitops\/src\/branch\/main\/docs\/runbooks\/alerts\.md#[a-z0-9]+|\/explore\?schemaVersion=1&panes=.+)$/,
        );
    }
  });
});

const runbooks = 'docs/runbooks/alerts.md';

it.skipIf(!existsSync(path.resolve(runbooks)))('the runbook has every heading that a panel links to', () => {
  const headings = new Set(
    [...readFileSync(path.resolve(runbooks), 'utf8').matchAll(/^#+ +(\S+)\s*$/gm)].map(([, heading]) => (heading ?? '').toLowerCase()),
  );
  const anchors = dashboards.flatMap(({ fields }) =>
    panelsOf(fields).flatMap((panel) =>
      listAt(panel, 'links').flatMap((link) => /alerts\.md#(\w+)$/.exec(textAt(link, 'url') ?? '')?.[1] ?? []),
    ),
  );
  expect([...new Set(anchors)].filter((anchor) => !headings.has(anchor)).sort()).toEqual([]);
});

describe('the link to the traces', () => {
  it('opens the search of Jaeger for the service', () => {
    const log = panelsOf(present(dashboards.find(({ name }) => name === 'service')).fields).find(
      (panel) => textAt(panel, 'type') === 'logs',
    );
    const url = textAt(listAt(log, 'links')[0], 'url') ?? '';
    const panes = JSON.parse(decodeURIComponent(url.replace(/^.*panes=/, ''))) as unknown;
    expect(listAt(panes, 'traces', 'queries')).toEqual([
      { refId: 'A', datasource: { type: 'jaeger', uid: 'jaeger' }, queryType: 'search', service: '${app}' },
    ]);
  });
});

function maps(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.filter((manifest) => dashboardsOf(manifest).length > 0);
}

function placeOf(panel: unknown): Place {
  const position = present(asFields(at(panel, 'gridPos')));
  const number = (key: string) => present(numberAt(position, key));
  return { title: textAt(panel, 'title') ?? '', x: number('x'), y: number('y'), w: number('w'), h: number('h') };
}
