import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, it as always, describe, expect } from 'vitest';
import { at, listAt, textAt, texts } from '../../policies/kubernetes/fields.ts';
import { renderEnvironments } from '../../scripts/lib/kustomize.ts';
import { present } from '../support/mutations/mutation.ts';
import { itNeeds, programPath } from '../support/programs.ts';

const it = itNeeds('promtool');
const folder = mkdtempSync(path.join(tmpdir(), 'alerts-'));
const rendered = await renderEnvironments(process.cwd(), { applications: ({ name }) => name === 'backup' });

const everywhere = ['BackupJobFailed', 'BackupTooOld', 'BackupNotConfigured'];
const expected = {
  staging: [...everywhere, 'RestoreDrillFailed'],
  production: [...everywhere, 'PostgresWalArchivingFailing'],
} as const;

/** Series by what they are, in the notation of promtool: one sample each four minutes. */
type Series = Readonly<Record<string, string>>;

/** What Prometheus has seen, and what an alert says of it after some hours. */
interface Case {
  readonly alert: string;
  readonly when: string;
  readonly series: Series;
  readonly hours: number;
  /** Labels that tell the alerts of one name apart, and its value where the text has it; absent: silent. */
  readonly fires?: { readonly labels: Readonly<Record<string, string>>; readonly value?: string };
}

const healthy = cluster({});
const dumps = { namespace: 'erp-infra', cronjob: 'postgres-backup' };

const dumpCases: readonly Case[] = [
  {
    alert: 'BackupJobFailed',
    when: 'a run failed',
    series: { ...healthy, [jobFailed('postgres-backup-29384720')]: '0x30 1x720' },
    hours: 3,
    fires: { labels: { namespace: 'erp-infra', job_name: 'postgres-backup-29384720', condition: 'true' } },
  },
  {
    alert: 'BackupJobFailed',
    when: 'no run failed, and a job of somebody else did',
    series: { ...healthy, [jobFailed('postgres-backup-29384720')]: '0x750', [jobFailed('report-postgres-backup-1')]: '1x750' },
    hours: 3,
  },
  {
    alert: 'BackupTooOld',
    when: 'the last success was at 02:00 of the day before',
    series: cluster({ succeeded: '7200x750' }),
    hours: 29,
    fires: { labels: dumps, value: '1d 3h 0m 0s' },
  },
  { alert: 'BackupTooOld', when: 'the night is not 26 hours ago', series: cluster({ succeeded: '7200x750' }), hours: 27 },
  {
    alert: 'BackupNotConfigured',
    when: 'the CronJob is gone',
    series: { 'up{job="kube-state-metrics"}': '1x750' },
    hours: 27,
    fires: { labels: dumps },
  },
  {
    alert: 'BackupNotConfigured',
    when: 'the CronJob is suspended',
    series: cluster({ suspended: '1x750' }),
    hours: 27,
    fires: { labels: dumps },
  },
  {
    alert: 'BackupNotConfigured',
    when: 'the CronJob never succeeded',
    series: cluster({ succeeded: '_x750' }),
    hours: 27,
    fires: { labels: { ...dumps, schedule: '0 2 * * *' } },
  },
  { alert: 'BackupNotConfigured', when: 'it was suspended for a day', series: cluster({ suspended: '1x360 0x390' }), hours: 27 },
  { alert: 'BackupNotConfigured', when: 'nothing tells about CronJobs', series: { 'up{job="kube-state-metrics"}': '0x750' }, hours: 27 },
  { alert: 'BackupNotConfigured', when: 'all is well', series: healthy, hours: 40 },
];

const cases: Readonly<Record<keyof typeof expected, readonly Case[]>> = {
  staging: [
    ...dumpCases,
    {
      alert: 'RestoreDrillFailed',
      when: 'the drill failed',
      series: { [jobFailed('postgres-restore-drill-29384900')]: '1x60' },
      hours: 1,
      fires: { labels: { namespace: 'erp-infra', job_name: 'postgres-restore-drill-29384900', condition: 'true' } },
    },
    {
      alert: 'RestoreDrillFailed',
      when: 'a restore by hand failed',
      series: { [jobFailed('postgres-restore-financial-db-20261123-020000')]: '1x60' },
      hours: 1,
    },
  ],
  production: [
    ...dumpCases,
    {
      alert: 'PostgresWalArchivingFailing',
      when: 'each attempt fails',
      series: { [archiveFailures('postgres-0')]: '0+4x60', [archiveFailures('postgres-1')]: '0x60' },
      hours: 1,
      fires: { labels: { namespace: 'erp-infra', pod: 'postgres-0' } },
    },
    {
      alert: 'PostgresWalArchivingFailing',
      when: 'the failures are over',
      series: { [archiveFailures('postgres-0')]: '0+4x5 20x60' },
      hours: 2,
    },
  ],
};

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(['staging', 'production'] as const)('the alerts of %s', (environment) => {
  const file = path.join(folder, `${environment}.json`);
  const spec = at(rulesOf(environment)[0]?.fields, 'spec');
  const rules = listAt(listAt(spec, 'groups')[0], 'rules');
  writeFileSync(file, JSON.stringify(spec));

  always('are those that it can have', () => {
    expect(rules.map((rule) => textAt(rule, 'alert'))).toEqual(expected[environment]);
    expect(rules.map((rule) => textAt(rule, 'labels', 'environment'))).toEqual(rules.map(() => environment));
    expect(rules.every((rule) => textAt(rule, 'labels', 'severity') && textAt(rule, 'labels', 'team'))).toBe(true);
  });

  always('lead to a heading of docs/backup.md', () => {
    const headings = [...readFileSync('docs/backup.md', 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchor(title));
    for (const rule of rules) {
      const url = new URL(textAt(rule, 'annotations', 'runbook_url') ?? '');
      expect(url.pathname).toMatch(/\/docs\/backup\.md$/);
      expect(headings).toContain(url.hash.slice(1));
    }
  });

  always('each have a case in which they fire and one in which they are silent', () => {
    const having = (fires: boolean) => new Set(cases[environment].filter((item) => (item.fires !== undefined) === fires).map(alertOf));
    expect([having(true), having(false)]).toEqual([new Set(expected[environment]), new Set(expected[environment])]);
  });

  it('are rules that Prometheus accepts', () => {
    expect(promtool('check', 'rules', file)).toMatchObject({ status: 0 });
  });

  it.each(cases[environment].map((item) => [item.alert, item.fires === undefined ? 'is silent' : 'fires', item.when, item] as const))(
    '%s %s when %s',
    (alert, _, __, { series, hours, fires }) => {
      const rule = present(rules.find((candidate) => textAt(candidate, 'alert') === alert));
      const exp_alerts =
        fires === undefined
          ? []
          : [
              {
                exp_labels: { ...texts(at(rule, 'labels')), ...fires.labels },
                exp_annotations: filled(texts(at(rule, 'annotations')), fires.labels, fires.value),
              },
            ];
      const suite = {
        rule_files: [file],
        evaluation_interval: '4m',
        tests: [
          {
            interval: '4m',
            input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
            alert_rule_test: [{ alertname: alert, eval_time: `${hours}h`, exp_alerts }],
          },
        ],
      };
      const tests = path.join(folder, `${environment}.test.json`);
      writeFileSync(tests, JSON.stringify(suite));
      expect(promtool('test', 'rules', tests)).toMatchObject({ status: 0 });
    },
  );
});

always('environments without a backup have no such alerts', () => {
  expect([...rulesOf('dev'), ...rulesOf('test')]).toEqual([]);
});

function rulesOf(environment: string) {
  const manifests = rendered.find(({ name }) => name === environment)?.manifests ?? [];
  return manifests.filter(({ kind }) => kind === 'PrometheusRule');
}

/** What kube-state-metrics says of the CronJob; all well unless told otherwise. */
function cluster({
  suspended = '0x750',
  succeeded = '7200+240x750',
}: {
  readonly suspended?: string;
  readonly succeeded?: string;
}): Series {
  const labels = 'namespace="erp-infra",cronjob="postgres-backup"';
  return {
    'up{job="kube-state-metrics"}': '1x750',
    [`kube_cronjob_info{${labels},schedule="0 2 * * *"}`]: '1x750',
    [`kube_cronjob_spec_suspend{${labels}}`]: suspended,
    [`kube_cronjob_status_last_successful_time{${labels}}`]: succeeded,
  };
}

function jobFailed(job: string): string {
  return `kube_job_failed{namespace="erp-infra",job_name="${job}",condition="true"}`;
}

function archiveFailures(pod: string): string {
  return `pg_stat_archiver_failed_count{namespace="erp-infra",pod="${pod}",instance="10.1.0.7:9187"}`;
}

function alertOf({ alert }: Case): string {
  return alert;
}

/** Annotations with what Prometheus puts into them. */
function filled(annotations: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>, value = '') {
  const fill = (text: string) =>
    text
      .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => present(labels[label]))
      .replaceAll('{{ $value | humanizeDuration }}', value);
  return Object.fromEntries(Object.entries(annotations).map(([name, text]) => [name, fill(text)]));
}

/** The anchor that Git hosts give a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function promtool(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(programPath('promtool') ?? 'promtool', [...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}
