import { describe, expect, it } from 'vitest';
import { areasOf } from '../../generators/alerts/alerts.ts';
import { listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { companies as places } from '../places/company.ts';
import { catalogOf, companies } from '../stores/companies.ts';
import { handbook, type Page, readPages } from './pages.ts';

/** An alert as some environment renders it. */
interface RenderedAlert {
  readonly name: string;
  readonly runbook: string;
}

const rendered = await renderEnvironments(process.cwd());
const alerts: readonly RenderedAlert[] = rendered
  .flatMap(({ manifests }) => manifests)
  .filter(({ kind }) => kind === 'PrometheusRule')
  .flatMap(({ fields }) => listAt(fields, 'spec', 'groups'))
  .flatMap((group) => listAt(group, 'rules'))
  .flatMap((rule) => {
    const name = textAt(rule, 'alert');
    return name === undefined ? [] : [{ name, runbook: textAt(rule, 'annotations', 'runbook_url') ?? '' }];
  });
const names = [...new Set(alerts.map(({ name }) => name))];
/** The rules of everything but backups have an application of their own. */
const hasAll = rendered.some(({ applications }) => applications.some(({ name }) => name === 'alerts'));
/** Alerts of environments whose stores somebody else runs, of which this repository has none. */
const elsewhere = catalogOf(companies['everything elsewhere'] ?? {}).environments.flatMap(({ value }) =>
  areasOf(value).flatMap(({ alerts: own }) => own.map(({ name }) => name)),
);
/** Those of a place that does not serve, of which this repository has none either. */
const following = Object.values(places).flatMap(({ catalog }) =>
  catalog.environments.flatMap(({ value }) => areasOf(value).flatMap(({ alerts: own }) => own.map(({ name }) => name))),
);
const pages = readPages();

describe.each(['alerts.md', 'alerts.zh-CN.md'])('%s', (file) => {
  const page = pages.find(({ name }) => name === file);
  const sections = sectionsOf(page);

  it('has a section for every alert', () => {
    expect(names.filter((name) => !sections.includes(name))).toEqual([]);
  });

  it('has a section for every alert of stores that somebody else runs', () => {
    expect(elsewhere.filter((name) => !sections.includes(name))).toEqual([]);
  });

  it('has a section for every alert of a place that does not serve', () => {
    expect(following.filter((name) => !sections.includes(name))).toEqual([]);
  });

  it('has each section once', () => {
    expect(sections.filter((name, index) => sections.indexOf(name) !== index)).toEqual([]);
  });

  it.runIf(hasAll)('has no section for an alert that does not exist', () => {
    expect(sections.filter((name) => ![names, elsewhere, following].some((known) => known.includes(name)))).toEqual([]);
  });

  it('has commands in every section', () => {
    expect(sections.filter((name) => !/^```sh\n/m.test(textOf(page, name)))).toEqual([]);
  });
});

describe('the link of an alert', () => {
  it.each(
    alerts
      .filter(({ name }, index) => alerts.findIndex((alert) => alert.name === name) === index)
      .map((alert) => [alert.name, alert] as const),
  )('leads %s to a section about it', (name, { runbook }) => {
    const { pathname, hash } = new URL(runbook);
    const [, folder = '', file = ''] = /\/(docs\/(?:runbooks\/)?)([\w-]+\.md)$/.exec(pathname) ?? [];
    expect(hash).toBe(`#${name.toLowerCase()}`);
    const page =
      folder === `${handbook}/`
        ? pages.find((candidate) => candidate.name === file)
        : readPages('docs').find((candidate) => candidate.name === file);
    expect(page?.headings.map(({ text }) => text)).toContain(name);
  });
});

/** Names of the alerts that a page is about: its headings of the third level. */
function sectionsOf(page: Page | undefined): readonly string[] {
  return page?.headings.filter(({ depth }) => depth === 3).map(({ text }) => text) ?? [];
}

function textOf(page: Page | undefined, section: string): string {
  const [, rest = ''] = page?.text.split(`\n### ${section}\n`) ?? [];
  return rest.split(/\n#{2,3} /)[0] ?? '';
}

it('alerts are rendered at all', () => {
  expect(names).toContain('BackupJobFailed');
});
