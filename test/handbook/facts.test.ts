import { existsSync, realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { at, listAt, numberAt, textAt } from '../../policies/kubernetes/fields.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { collectEvidence } from '../../scripts/judging/conformance.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { present } from '../support/mutations/mutation.ts';
import { readPages } from './pages.ts';

const root = realpathSync(process.cwd());
const evidence = await collectEvidence(createSources(root));
const catalog = await loadCatalog(root);
const world = present(evidence.environments.find(({ environment }) => environment === 'production'));
const environment = present(catalog.environments.find(({ value }) => value.name === 'production')).value;
const pages = readPages();
const textOf = (name: string) => present(pages.find((page) => page.name === name)).text.replace(/\s+/g, ' ');
const postgres = at(world.find('postgresql', 'erp-infra', 'postgres')?.fields, 'spec');
const redis = at(evidence.argocd.find('Application', 'argocd', 'redis-ha-production')?.fields, 'spec', 'source', 'helm', 'valuesObject');
const deployment = at(world.find('Deployment', 'erp-prod', 'financial-service')?.fields, 'spec');
const windows = listAt(evidence.argocd.find('AppProject', 'argocd', 'erp-production')?.fields, 'spec', 'syncWindows');
const topic = at(world.find('KafkaTopic', 'erp-infra', 'financial.transaction.posted')?.fields, 'spec');

describe('numbers that the handbook gives', () => {
  // Page, what it says in each language, what the environment has, what that must be.
  it.each([
    ['logs', 'for 30 days', '保留 30 天', environment.observability.logs.retentionDays, 30],
    ['deploy', 'from 09:00 to 18:00', '09:00 至 18:00', windowOf('allow'), ['0 9 * * 1-5', '9h', 'Asia/Shanghai']],
    ['deploy', 'from the 28th for 96 hours', '28 日起 96 小时', windowOf('deny'), ['0 0 28 * *', '96h', 'Asia/Shanghai']],
    ['rollout', 'Six pods', '六个 Pod', minimumOf('financial-service'), 6],
    ['rollout', 'After 10 minutes without progress', '10 分钟没有进展', numberAt(deployment, 'progressDeadlineSeconds'), 600],
    ['database-connections', 'all 40 connections', '40 个连接', numberAt(postgres, 'connectionPooler', 'maxDBConnections'), 40],
    [
      'database-connections',
      'After 60 seconds',
      '超过 60 秒',
      textAt(postgres, 'postgresql', 'parameters', 'idle_in_transaction_session_timeout'),
      '60000',
    ],
    ['slow-statements', 'over a second', '超过一秒', textAt(postgres, 'postgresql', 'parameters', 'log_min_duration_statement'), '1000'],
    ['slow-statements', 'PostgreSQL 16', 'PostgreSQL 16', textAt(postgres, 'postgresql', 'version'), '16'],
    [
      'performance',
      'limit of 2 cores',
      '2 核的限制',
      textAt(listAt(deployment, 'template', 'spec', 'containers')[0], 'resources', 'limits', 'cpu'),
      '2000m',
    ],
    ['performance', 'One request in ten', '每十个请求', environment.traceRatio, 0.1],
    ['failover-redis', '1536 MB', '1536 MB', textAt(redis, 'redis', 'config', 'maxmemory'), '1536mb'],
    ['failover-redis', 'after 5 seconds', '5 秒后', numberAt(redis, 'sentinel', 'config', 'down-after-milliseconds'), 5000],
    ['failover-postgres', 'within about 30 seconds', '约 30 秒内', numberAt(postgres, 'patroni', 'ttl'), 30],
    [
      'fail-over',
      '`archive_timeout` of `postgresql` is 60 s',
      '`archive_timeout` 是 60 秒',
      textAt(postgres, 'postgresql', 'parameters', 'archive_timeout'),
      '60s',
    ],
    ['disk-full', 'seven days', '保留七天', numberAt(topic, 'config', 'retention.ms'), 7 * 24 * 3600 * 1000],
    [
      'backup-failed',
      '02:00, Shanghai',
      '02:00（上海时间）',
      textAt(world.find('CronJob', 'erp-infra', 'postgres-backup')?.fields, 'spec', 'schedule'),
      '0 2 * * *',
    ],
  ])('are true: %s, "%s"', (page, english, chinese, found, expected) => {
    expect(textOf(`${page}.md`)).toContain(english);
    expect(textOf(`${page}.zh-CN.md`)).toContain(chinese);
    expect(found).toEqual(expected);
  });
});

describe('names in the text of the handbook', () => {
  it.each(pages.map((page) => [page.name, page.text] as const))('of %s exist: paths and hosts', (_, text) => {
    const paths = [...text.matchAll(/`((?:base|docs|generators|overlays|scripts)\/[^`\s<*]*)`/g)].map(([, name = '']) => name);
    expect(paths.filter((name) => !existsSync(name))).toEqual([]);
    const { host, observability } = environment;
    const hosts = [...text.matchAll(/[\w.-]+\.erp\.example\.com/g)].map(([name]) => name);
    expect(hosts.filter((name) => ![host, ...Object.values(observability.hosts)].includes(name))).toEqual([]);
    expect(text).not.toMatch(/http:\/\//);
  });

  it.each(['README.md', 'README.zh-CN.md'])('of %s translate to every environment', (name) => {
    const rows = [...textOf(name).matchAll(/\| (\w+) \| `([\w-]+)` \| `([\w-]+)` \| `-(\w+)` \|/g)].map(([, ...cells]) => cells);
    const expected = evidence.environments.map(({ environment: own }) => {
      const application = present(evidence.argocd.find('Application', 'argocd', `financial-service-${own}`));
      const destination = at(application.fields, 'spec', 'destination');
      return [own, textAt(destination, 'name'), textAt(destination, 'namespace'), own];
    });
    expect(new Set(rows.map(String))).toEqual(new Set(expected.map(String)));
  });
});

function windowOf(kind: string): readonly (string | undefined)[] {
  const window = windows.find((candidate) => textAt(candidate, 'kind') === kind);
  return [textAt(window, 'schedule'), textAt(window, 'duration'), textAt(window, 'timeZone')];
}

function minimumOf(service: string): number | undefined {
  return numberAt(world.find('ScaledObject', 'erp-prod', service)?.fields, 'spec', 'minReplicaCount');
}
