import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricOf, nearestMetric } from '../../policies/metrics/catalogue.ts';
import type { Exporter } from '../../policies/metrics/exporter.ts';
import { exporters } from '../../policies/metrics/exporters.ts';
import { allParts, type Expression } from '../../policies/promql/expression.ts';
import { parseLogql } from '../../policies/promql/parse-logql.ts';
import { parsePromql } from '../../policies/promql/parse-promql.ts';
import { seriesLabels } from '../../policies/promql/series-labels.ts';
import { variablesIn, withoutVariables } from '../../policies/promql/variables.ts';
import { loadModule } from '../../scripts/repository/folder.ts';
import { present } from '../support/mutations/mutation.ts';

/** What is no exporter: how tables are written, and long lists that tables take in. */
const notTables = ['api-server-all', 'catalogue', 'exporter', 'exporters', 'kubelet-all', 'node-exporter-collectors'];

describe('the tables of metrics', () => {
  it('are all in the list', async () => {
    const files = readdirSync(path.resolve('policies/metrics')).filter((file) => !notTables.includes(path.basename(file, '.ts')));
    const tables = await Promise.all(files.map((file) => loadModule<Exporter>(path.resolve('policies/metrics', file))));
    expect(new Set(exporters)).toEqual(new Set(tables));
    expect(exporters.length).toBe(tables.length);
  });

  it.each(exporters.map((exporter) => [exporter.name, exporter] as const))(
    '%s: names, labels and source are well formed',
    (_, { source, target, families }) => {
      expect(source).toMatch(/^(https:\/\/|manual \d)/);
      for (const { names, labels } of families) {
        expect(names.length).toBeGreaterThan(0);
        for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_A-Z]*\*?$/);
        for (const label of [...labels, ...target]) expect(label).toMatch(/^[a-z][a-zA-Z0-9_]*\*?$/);
        expect(new Set(names).size).toBe(names.length);
      }
    },
  );

  it.each([
    ['http_request_duration_seconds_bucket', 'counter', ['le', 'method', 'path', 'app', 'namespace', 'pod']],
    ['pg_settings_max_connections', 'gauge', ['pod', 'instance', 'namespace']],
    ['redis_instance_info', 'gauge', ['role', 'namespace', 'pod']],
    ['certmanager_certificate_expiration_timestamp_seconds', 'gauge', ['name', 'namespace', 'exported_namespace']],
    ['kafka_consumergroup_lag', 'gauge', ['consumergroup', 'topic', 'partition']],
    ['up', 'gauge', ['job', 'instance', 'app', 'namespace', 'pod']],
  ])('know %s', (name, type, labels) => {
    const metric = present(metricOf(name));
    expect(metric.type).toBe(type);
    expect([...metric.labels]).toEqual(expect.arrayContaining(labels));
  });

  it('have everything that the corrected alerts of the manual ask for', () => {
    const asked =
      'http_requests_total http_request_duration_seconds_bucket container_cpu_usage_seconds_total container_memory_working_set_bytes kube_deployment_status_replicas_available kube_deployment_spec_replicas kube_pod_container_resource_limits kube_pod_container_status_waiting_reason kube_pod_container_status_last_terminated_reason kube_pod_container_status_restarts_total kube_horizontalpodautoscaler_status_current_replicas kube_horizontalpodautoscaler_spec_max_replicas kube_horizontalpodautoscaler_status_condition kubelet_volume_stats_available_bytes kubelet_volume_stats_capacity_bytes node_filesystem_avail_bytes node_filesystem_size_bytes kube_job_failed kube_cronjob_status_last_successful_time kube_cronjob_info kube_cronjob_spec_suspend pg_stat_database_numbackends pg_settings_max_connections pg_stat_database_deadlocks pg_stat_statements_seconds_total pg_stat_statements_calls_total pg_stat_activity_max_tx_duration pg_replication_is_replica pg_replication_lag_seconds pg_up pg_stat_archiver_failed_count redis_instance_info redis_connected_slaves redis_up kafka_brokers kafka_topic_partition_under_replicated_partition kafka_consumergroup_lag kafka_consumergroup_current_offset argocd_app_info externalsecret_status_condition envoy_http_downstream_rq_xx up';
    const names = asked.split(' ');
    expect(names.filter((name) => metricOf(name) === undefined)).toEqual([]);
  });

  it.each(['http_request_duration_seconds', 'container_spec_cpu_quota', 'pg_stat_database', 'keda_scaler_errors', ''])(
    'do not know "%s"',
    (name) => {
      expect(metricOf(name)).toBeUndefined();
    },
  );

  it('suggest the nearest name, and none where nothing is near', () => {
    expect(nearestMetric('kube_job_fialed')).toBe('kube_job_failed');
    expect(nearestMetric('namespace:rate', ['namespace:rates'])).toBe('namespace:rates');
    expect(nearestMetric('zzzzzz')).toBeUndefined();
  });

  it.each([
    ['coredns_dns_requests_total'],
    ['istio_requests_total'],
    ['http_server_requests_total'],
    ['mysql_up'],
    ['nginx_connections_active'],
  ])('take %s for one of another exporter', (name) => {
    expect(nearestMetric(name)).toBeUndefined();
  });

  it.each([
    ['kbue_job_failed', 'kube_job_failed'],
    ['nod_load1', 'node_load1'],
    ['kube_pod_container_status_restart_total', 'kube_pod_container_status_restarts_total'],
  ])('know what %s was meant to be', (name, meant) => {
    expect(nearestMetric(name)).toBe(meant);
  });
});

describe('a query', () => {
  it.each([
    ['sum(rate(x[5m])', 15, 'ends too early'],
    ['', 0, 'ends too early'],
    ['a ==> b', 4, 'is not understood from "> b" on'],
    ['x{a=1}', 4, 'is not understood from "1}" on'],
    ['foo bar', 4, 'is not understood from "bar" on'],
    ['x[5m]', 0, 'gives a range of samples, not one value'],
    ['"x"', 0, 'gives a text, and no samples'],
    ['("x")', 0, 'gives a text, and no samples'],
    ['max_over_time(x)', 0, 'gives max_over_time() no range, such as [5m]'],
    ['abs(x[5m])', 4, 'has a range where abs() needs one value'],
    ['x[5m] + 1', 0, 'has a range where "+" needs one value'],
  ])('that is wrong is told with its place: %s', (query, at, message) => {
    expect(parsePromql(query).errors).toEqual([{ at, message }]);
  });

  it('keeps what it asks for', () => {
    const { errors, expression } = parsePromql(
      'sum by (a, "b") (rate({"x", y=~"z"}[5m] offset 1m)) / on (a) group_left (c) {__name__="w"} or vector(1)',
    );
    expect(errors).toEqual([]);
    const parts = allParts(present(expression));
    expect(parts.flatMap((part) => (part.kind === 'selector' ? [[part.metric, part.matchers.map(({ name }) => name)]] : []))).toEqual([
      ['x', ['y']],
      ['w', []],
    ]);
    expect(parts.flatMap((part) => (part.kind === 'aggregation' ? (part.grouping?.labels.map(({ name }) => name) ?? []) : []))).toEqual([
      'a',
      'b',
    ]);
    expect(parts.flatMap((part) => (part.kind === 'binary' && part.matching !== undefined ? [part.matching.group] : []))).toEqual([
      { side: 'left', labels: [{ name: 'c', at: 73 }] },
    ]);
  });

  const metrics: Readonly<Record<string, readonly string[]>> = { x: ['a', 'b', 'le'], y: ['b', 'c'] };
  it.each([
    ['x', ['a', 'b', 'le']],
    ['sum(x)', []],
    ['sum by (a) (x)', ['a']],
    ['sum without (a) (x)', ['b', 'le']],
    ['topk(3, x)', ['a', 'b', 'le']],
    ['count_values("version", x)', ['version']],
    ['histogram_quantile(0.9, sum by (a, le) (rate(x[5m])))', ['a']],
    ['label_replace(y, "d", "$1", "b", "(.*)")', ['b', 'c', 'd']],
    ['absent(x{a="1", b=~"2"})', ['a']],
    ['x and y', ['a', 'b', 'le']],
    ['x or y', ['a', 'b', 'c', 'le']],
    ['x / on (b) y', ['b']],
    ['x / ignoring (a) y', ['b', 'le']],
    ['x * on (b) group_left (c) y', ['a', 'b', 'c', 'le']],
    ['x * on (b) group_right (a) y', ['a', 'b', 'c']],
    ['x > 1', ['a', 'b', 'le']],
    ['time() - x', ['a', 'b', 'le']],
    ['vector(1)', []],
    ['-(x offset 5m)', ['a', 'b', 'le']],
    ['max_over_time(sum by (b) (x)[1h:5m])', ['b']],
  ])('has the labels that its result may have: %s', (query, labels) => {
    const expression = present<Expression>(parsePromql(query).expression);
    const found = seriesLabels(expression, (name) => new Set(metrics[name] ?? []));
    expect([...present(found)].sort()).toEqual(labels);
  });

  it('has labels that nobody can know where a metric is unknown', () => {
    const expression = present<Expression>(parsePromql('x or unknown').expression);
    expect(seriesLabels(expression, () => undefined)).toBeUndefined();
  });
});

describe('variables of Grafana', () => {
  it.each([
    ['rate(x{a="$app"}[$__rate_interval])', ['app', '__rate_interval']],
    ['rate(x{a=~"${app:regex}"}[$__range])', ['app', '__range']],
    ['sum by ($group) (x) / $__range_s', ['group', '__range_s']],
    ['x{a="[[app]]"}', ['app']],
  ])('do not keep a query from being read, nor move its places: %s', (query, names) => {
    const plain = withoutVariables(query);
    expect(plain.length).toBe(query.length);
    expect(parsePromql(plain).errors).toEqual([]);
    expect(variablesIn(query)).toEqual(names);
  });
});

describe('a query of logs', () => {
  it.each([
    ['{app="a", namespace=~"b"} |= `x` | json | status >= 500', ['app', 'namespace']],
    ['sum by (level) (count_over_time({app="a"} | logfmt [5m]))', ['app']],
  ])('names the labels of its streams: %s', (query, labels) => {
    const { errors, labels: found } = parseLogql(query);
    expect(errors).toEqual([]);
    expect(found.map(({ name }) => name)).toEqual(labels);
  });

  it.each([
    ['{app="a"', 8],
    ['{app="a"} |= ', 13],
    ['', 0],
  ])('that is wrong is told with its place: %s', (query, at) => {
    expect(parseLogql(query).errors.map((error) => error.at)).toEqual([at]);
  });
});
