import * as units from '@grafana/grafana-foundation-sdk/units';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { objectives, thresholds } from '../model/service/objectives.ts';
import { dataSources } from './data-sources.ts';
import type { DashboardPlan, Row } from './layout.ts';
import { lines, link, logLines, numbers, rows, runbookOf } from './panels.ts';
import { errorShare, quantile, rate, requests, share, window } from './queries.ts';
import { resourcePanels } from './resources.ts';
import { labelVariable, textVariable } from './variables.ts';

const service = 'namespace="$namespace", app="$app"';
const container = 'namespace="$namespace", container="$app"';
const autoscaler = 'namespace="$namespace", horizontalpodautoscaler="$app-hpa"';
const deployment = 'namespace="$namespace", deployment="$app"';

/** One service: its requests, what it has left of its limits, its pods, its pool, its log (manual 5.3). */
export function serviceDashboard(platform: PlatformDefinition): DashboardPlan {
  return {
    uid: 'service',
    title: 'ERP / Service',
    variables: [
      labelVariable('namespace', 'namespace', 'http_requests_total'),
      labelVariable('app', 'app', 'http_requests_total{namespace="$namespace"}'),
      textVariable('search', 'Search the log'),
    ],
    rows: [overview(platform), traffic(platform), saturation(platform), pods(platform), pool(), details()],
  };
}

function overview(platform: PlatformDefinition): Row {
  const budget = (promise: string) => `min(app:${promise}_budget_left:ratio{${service}})`;
  return {
    title: 'Promises',
    height: 4,
    panels: [
      numbers({
        title: 'Requests',
        description: 'Requests that all pods answer together.',
        unit: units.RequestsPerSecond,
        queries: { requests: rate(requests(service).all) },
      }),
      numbers({
        title: 'Errors',
        description: 'Share of requests answered by 5xx.',
        unit: units.PercentUnit,
        queries: { errors: errorShare(service) },
        red: thresholds.errors,
        runbook: runbookOf(platform, 'HighErrorRate'),
      }),
      numbers({
        title: 'Latency, p95',
        description: 'Of a hundred requests, five take longer.',
        unit: units.Seconds,
        queries: { p95: quantile(0.95, `http_request_duration_seconds_bucket{${service}}`) },
        red: thresholds.latencySeconds,
        runbook: runbookOf(platform, 'HighLatency'),
      }),
      numbers({
        title: 'Availability budget left',
        description: `Of the errors that ${objectives.days} days at ${percent(objectives.availability)} allow.`,
        unit: units.PercentUnit,
        queries: { left: budget('availability') },
        red: { below: 0.1 },
      }),
      numbers({
        title: 'Latency budget left',
        description: `Of the slow requests that ${objectives.days} days at ${percent(objectives.latency.share)} within ${objectives.latency.seconds} s allow.`,
        unit: units.PercentUnit,
        queries: { left: budget('latency') },
        red: { below: 0.1 },
      }),
      numbers({
        title: 'Pods available',
        description: 'None means that the service is down.',
        unit: units.Short,
        queries: { available: `sum(kube_deployment_status_replicas_available{${deployment}})` },
        red: { below: 1 },
        runbook: runbookOf(platform, 'ServiceDown'),
      }),
    ],
  };
}

function traffic(platform: PlatformDefinition): Row {
  const { all } = requests(service);
  const bucket = `http_request_duration_seconds_bucket{${service}}`;
  return {
    title: 'Requests',
    height: 8,
    perLine: 3,
    panels: [
      lines({
        title: 'Requests by status',
        description: 'By the status that was answered.',
        unit: units.RequestsPerSecond,
        queries: { '{{status}}': rate(all, ['status']) },
      }),
      lines({
        title: 'Errors',
        description: 'Share of requests answered by 5xx.',
        unit: units.PercentUnit,
        queries: { errors: errorShare(service) },
        red: thresholds.errors,
        runbook: runbookOf(platform, 'HighErrorRate'),
      }),
      lines({
        title: 'Latency',
        description: 'Over all pods and paths; a percentile for each path would show one slow request as an outage.',
        unit: units.Seconds,
        queries: { p50: quantile(0.5, bucket), p95: quantile(0.95, bucket), p99: quantile(0.99, bucket) },
        red: thresholds.latencySeconds,
        runbook: runbookOf(platform, 'HighLatency'),
      }),
      lines({
        title: 'Requests by path',
        description: 'The ten busiest.',
        unit: units.RequestsPerSecond,
        queries: { '{{method}} {{path}}': `topk(10, ${rate(all, ['method', 'path'])})` },
      }),
      lines({
        title: 'Errors by path',
        description: 'The ten with most answers of 5xx.',
        unit: units.RequestsPerSecond,
        queries: { '{{method}} {{path}}': `topk(10, ${rate(requests(service).failed, ['method', 'path'])})` },
      }),
      lines({
        title: 'Slowest paths, p95',
        description: 'The ten slowest; few requests make this jump.',
        unit: units.Seconds,
        queries: { '{{method}} {{path}}': `topk(10, ${quantile(0.95, bucket, ['method', 'path'])})` },
      }),
    ],
  };
}

function saturation(platform: PlatformDefinition): Row {
  return {
    title: 'Saturation',
    height: 8,
    panels: [
      ...resourcePanels(platform, container),
      lines({
        title: 'CPU throttled',
        description: 'Share of the scheduling periods in which the limit stopped the pod.',
        unit: units.PercentUnit,
        queries: {
          '{{pod}}': share(
            rate(`container_cpu_cfs_throttled_periods_total{${container}}`, ['pod']),
            rate(`container_cpu_cfs_periods_total{${container}}`, ['pod']),
          ),
        },
      }),
    ],
  };
}

function pods(platform: PlatformDefinition): Row {
  const hpa = (field: string) => `max(kube_horizontalpodautoscaler_${field}{${autoscaler}})`;
  return {
    title: 'Pods',
    height: 8,
    panels: [
      lines({
        title: 'Autoscaler',
        description: 'At its maximum it cannot help any more.',
        unit: units.Short,
        queries: {
          current: hpa('status_current_replicas'),
          desired: hpa('status_desired_replicas'),
          min: hpa('spec_min_replicas'),
          max: hpa('spec_max_replicas'),
        },
        runbook: runbookOf(platform, 'HPAMaxedOut'),
      }),
      lines({
        title: 'Pods',
        description: 'As the Deployment has them.',
        unit: units.Short,
        queries: {
          wanted: `max(kube_deployment_spec_replicas{${deployment}})`,
          available: `max(kube_deployment_status_replicas_available{${deployment}})`,
          updated: `max(kube_deployment_status_replicas_updated{${deployment}})`,
        },
        runbook: runbookOf(platform, 'DeploymentReplicasMissing'),
      }),
      lines({
        title: 'Restarts',
        description: 'Of containers, in each step.',
        unit: units.Short,
        queries: { '{{pod}}': `sum by (pod) (increase(kube_pod_container_status_restarts_total{${container}}[${window}]))` },
        red: 1,
        runbook: runbookOf(platform, 'PodCrashLooping'),
      }),
      rows({
        title: 'Why containers ended',
        description: 'The last reason of each pod; OOMKilled means that the memory limit was reached.',
        unit: units.Short,
        queries: { reason: `max by (pod, reason) (kube_pod_container_status_last_terminated_reason{${container}}) == 1` },
      }),
    ],
  };
}

function pool(): Row {
  const connections = (state: string) => `sum(db_pool_connections_${state}{${service}})`;
  return {
    title: 'Database pool',
    height: 7,
    panels: [
      lines({
        title: 'Connections',
        description: 'Of all pods. Waiting requests with no idle connection mean that the pool is too small or the database slow.',
        unit: units.Short,
        queries: { active: connections('active'), idle: connections('idle'), max: connections('max'), waiting: connections('pending') },
      }),
      lines({
        title: 'Time to get a connection, p95',
        description: 'Of each pod.',
        unit: units.Seconds,
        queries: { '{{pod}}': quantile(0.95, `db_pool_acquire_duration_seconds_bucket{${service}}`, ['pod']) },
      }),
    ],
  };
}

function details(): Row {
  return {
    title: 'Log and traces',
    height: 12,
    panels: [
      logLines('Log', 'Lines that hold the searched text.', '{namespace="$namespace", app="$app"} |= `$search`').links([
        link('Traces of the service', tracesUrl()),
      ]),
    ],
  };
}

/** Search of Grafana's Explore in Jaeger, which has the same address in every environment. */
function tracesUrl(): string {
  const query = { refId: 'A', datasource: dataSources.jaeger, queryType: 'search', service: 'APP' };
  const panes = { traces: { datasource: dataSources.jaeger.uid, queries: [query], range: { from: 'now-1h', to: 'now' } } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes)).replace('APP', '${app}')}`;
}

function percent(value: number): string {
  return `${Math.round(value * 10_000) / 100} %`;
}
