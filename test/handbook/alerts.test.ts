import { describe, expect, it } from 'vitest';
import { listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
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
const pages = readPages();

describe.each(['alerts.md', 'alerts.zh-CN.md'])('%s', (file) => {
  const page = pages.find(({ name }) => name === file);
  const sections = sectionsOf(page);

  it('has a section for every alert', () => {
    expect(names.filter((name) => !sections.includes(name))).toEqual([]);
  });

  it('has each section once', () => {
    expect(sections.filter((name, index) => sections.indexOf(name) !== index)).toEqual([]);
  });

  it.runIf(hasAll)('has no section for an alert that does not exist', () => {
    expect(sections.filter((name) => !names.includes(name))).toEqual([]);
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
