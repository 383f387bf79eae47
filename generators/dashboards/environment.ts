import * as units from '@grafana/grafana-foundation-sdk/units';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { gateway } from '../model/service/backing-services.ts';
import { burnFactor, burns, objectives, thresholds } from '../model/service/objectives.ts';
import type { DashboardPlan, Row } from './layout.ts';
import { lines, link, numbers, rows, runbookOf } from './panels.ts';
import { errorShare, quantile, rate, requests, share } from './queries.ts';
import { labelVariable } from './variables.ts';

const services = 'namespace="$namespace"';
const service = ['app'];

/** Everything of an environment on one page: promises kept, alerts, edge, machines, and the tools that watch (manual 1.2, 5.3). */
export function environmentDashboard(platform: PlatformDefinition): DashboardPlan {
  return {
    uid: 'environment',
    title: 'ERP / Environment',
    variables: [labelVariable('namespace', 'namespace', 'http_requests_total')],
    rows: [promises(), burn(platform), allServices(platform), edge(), machines(platform), watchers()],
  };
}

function promises(): Row {
  const left = (promise: string) => `min(app:${promise}_budget_left:ratio{${services}})`;
  return {
    title: 'Promises',
    height: 4,
    panels: [
      numbers({
        title: 'Requests',
        description: 'Of all services.',
        unit: units.RequestsPerSecond,
        queries: { requests: rate(requests(services).all) },
      }),
      numbers({
        title: 'Errors',
        description: 'Share of requests answered by 5xx.',
        unit: units.PercentUnit,
        queries: { errors: errorShare(services) },
        red: thresholds.errors,
      }),
      numbers({
        title: 'Least availability budget',
        description: `What the worst service has left of ${objectives.days} days.`,
        unit: units.PercentUnit,
        queries: { left: left('availability') },
        red: { below: 0.1 },
      }),
      numbers({
        title: 'Least latency budget',
        description: `What the worst service has left of ${objectives.days} days.`,
        unit: units.PercentUnit,
        queries: { left: left('latency') },
        red: { below: 0.1 },
      }),
      numbers({
        title: 'Alerts',
        description: 'That fire, without the one that must always fire.',
        unit: units.Short,
        queries: { firing: 'count(ALERTS{alertstate="firing", alertname!="Watchdog", severity!="info"}) or vector(0)' },
        red: 1,
      }),
    ],
  };
}

/** Each line may pass 1; a burn that two windows of a pair show at once is worth a look. */
function burn(platform: PlatformDefinition): Row {
  const panels = (['availability', 'latency'] as const).flatMap((promise) =>
    burns.map((pair, index) =>
      lines({
        title: `${promise === 'availability' ? 'Availability' : 'Latency'}: ${pair.long} and ${pair.short}`,
        description: `How many times faster than allowed the budget is used up. At ${burnFactor(pair)} for ${pair.long}, ${Math.round(pair.budget * 100)} % of it are gone.`,
        unit: units.Short,
        queries: Object.fromEntries(
          [pair.long, pair.short].map((length) => [`{{app}} ${length}`, `app:${promise}_burn:ratio_rate${length}{${services}}`]),
        ),
        red: burnFactor(pair),
        runbook: runbookOf(
          platform,
          `${promise === 'availability' ? 'Availability' : 'Latency'}BudgetBurns${index < 2 ? 'Fast' : 'Slowly'}`,
        ),
      }),
    ),
  );
  return { title: 'Budget burn', height: 8, perLine: burns.length, panels };
}

function allServices(platform: PlatformDefinition): Row {
  const toService = link('The service', '/d/service?var-namespace=$namespace&var-app=${__field.labels.app}');
  return {
    title: 'Services',
    height: 9,
    perLine: 3,
    panels: [
      lines({
        title: 'Requests',
        description: 'Of each service.',
        unit: units.RequestsPerSecond,
        queries: { '{{app}}': rate(requests(services).all, service) },
      }).dataLinks([toService]),
      lines({
        title: 'Errors',
        description: 'Share of requests answered by 5xx.',
        unit: units.PercentUnit,
        queries: { '{{app}}': errorShare(services, service) },
        red: thresholds.errors,
        runbook: runbookOf(platform, 'HighErrorRate'),
      }).dataLinks([toService]),
      lines({
        title: 'Latency, p95',
        description: 'Of each service.',
        unit: units.Seconds,
        queries: { '{{app}}': quantile(0.95, `http_request_duration_seconds_bucket{${services}}`, service) },
        red: thresholds.latencySeconds,
        runbook: runbookOf(platform, 'HighLatency'),
      }).dataLinks([toService]),
      lines({
        title: 'Pods that lack',
        description: 'Wanted, but not available.',
        unit: units.Short,
        queries: {
          '{{deployment}}': `max by (deployment) (kube_deployment_spec_replicas{${services}}) - max by (deployment) (kube_deployment_status_replicas_available{${services}}) > 0`,
        },
        runbook: runbookOf(platform, 'DeploymentReplicasMissing'),
      }),
      lines({
        title: 'Autoscalers at their maximum',
        description: 'Share of the pods that they may have.',
        unit: units.PercentUnit,
        queries: {
          '{{horizontalpodautoscaler}}': share(
            `max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas{${services}})`,
            `max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{${services}})`,
          ),
        },
        red: 1,
        runbook: runbookOf(platform, 'HPAMaxedOut'),
      }),
      rows({
        title: 'Alerts that fire',
        description: 'By severity.',
        unit: units.Short,
        queries: { alerts: 'count by (alertname, severity, namespace) (ALERTS{alertstate="firing", alertname!="Watchdog"})' },
      }),
    ],
  };
}

function edge(): Row {
  // Answers of the listeners of the API: not those of the tools' Gateway, nor Prometheus' own scrapes (eg-stats-http).
  const own = `gateway_envoyproxy_io_owning_gateway_name="${gateway.name}", envoy_http_conn_manager_prefix=~"https?-.+"`;
  const answers = `envoy_http_downstream_rq_xx{${own}}`;
  const failed = `envoy_http_downstream_rq_xx{${own}, envoy_response_code_class="5"}`;
  return {
    title: 'Edge',
    height: 8,
    panels: [
      lines({
        title: 'Answers of the gateway',
        description: 'By the class of the status.',
        unit: units.RequestsPerSecond,
        queries: { '{{envoy_response_code_class}}xx': rate(answers, ['envoy_response_code_class']) },
      }),
      lines({
        title: 'Errors at the gateway',
        description: 'Share of 5xx; more than of the services means that they are not reached.',
        unit: units.PercentUnit,
        queries: { errors: share(`${rate(failed)} or 0 * ${rate(answers)}`, rate(answers)) },
        red: thresholds.errors,
      }),
      lines({
        title: 'Certificates',
        description: 'Days until they end; they are renewed well before.',
        unit: units.Days,
        queries: { '{{name}}': 'min by (name) (certmanager_certificate_expiration_timestamp_seconds - time()) / 86400' },
        red: { below: thresholds.certificateDays },
      }),
    ],
  };
}

function machines(platform: PlatformDefinition): Row {
  const disk = 'fstype!~"tmpfs|overlay|squashfs|ramfs", mountpoint!~"/boot.*"';
  return {
    title: 'Machines and volumes',
    height: 8,
    perLine: 4,
    panels: [
      lines({
        title: 'CPU',
        description: 'Share in use, of each machine.',
        unit: units.PercentUnit,
        max: 1,
        queries: { '{{instance}}': `1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))` },
        red: thresholds.resources,
      }),
      lines({
        title: 'Memory',
        description: 'Share in use, of each machine.',
        unit: units.PercentUnit,
        max: 1,
        queries: { '{{instance}}': '1 - max by (instance) (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)' },
        red: thresholds.resources,
      }),
      lines({
        title: 'Disks',
        description: 'Share in use, the fullest of each machine.',
        unit: units.PercentUnit,
        max: 1,
        queries: { '{{instance}}': `1 - min by (instance) (node_filesystem_avail_bytes{${disk}} / node_filesystem_size_bytes{${disk}})` },
        red: 0.9,
        runbook: runbookOf(platform, 'NodeDiskAlmostFull'),
      }),
      lines({
        title: 'Volumes',
        description: 'Share in use, the ten fullest.',
        unit: units.PercentUnit,
        max: 1,
        queries: {
          '{{namespace}} {{persistentvolumeclaim}}':
            'topk(10, max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes))',
        },
        red: thresholds.storage,
        runbook: runbookOf(platform, 'VolumeAlmostFull'),
      }),
    ],
  };
}

function watchers(): Row {
  return {
    title: 'What watches',
    height: 7,
    perLine: 4,
    panels: [
      lines({
        title: 'Targets down',
        description: 'That Prometheus cannot scrape, by job.',
        unit: units.Short,
        queries: { '{{job}}': 'count by (job) (up == 0)' },
        red: 1,
      }),
      lines({
        title: 'Series',
        description: 'In the memory of each Prometheus.',
        unit: units.Short,
        queries: { '{{pod}}': 'max by (pod) (prometheus_tsdb_head_series)' },
      }),
      lines({
        title: 'Log lines',
        description: 'Received by Loki, and dropped by Alloy on the way.',
        unit: units.Short,
        queries: {
          received: 'sum(rate(loki_distributor_lines_received_total[$__rate_interval]))',
          dropped: 'sum(rate(loki_write_dropped_entries_total[$__rate_interval]))',
        },
      }),
      lines({
        title: 'Notifications that failed',
        description: 'Of Alertmanager: an alert reached nobody.',
        unit: units.Short,
        queries: { '{{integration}}': 'sum by (integration) (increase(alertmanager_notifications_failed_total[$__rate_interval]))' },
        red: 1,
      }),
    ],
  };
}
