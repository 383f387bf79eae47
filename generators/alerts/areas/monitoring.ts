import { type Alert, type AlertArea, type Firing, fires, silent } from '../alert.ts';
import { agentsNamespace } from '../names.ts';
import type { AlertScope } from '../scope.ts';
import { apiProxies } from './edge.ts';

/** That somebody watches the watchmen: without it, nothing scraped looks like nothing wrong (D105, Appendix A D14). */
export function monitoring(scope: AlertScope): AlertArea {
  return {
    name: 'monitoring',
    team: 'infrastructure',
    alerts: [watchdog, inputMissing(scope), ...targetAlerts(scope), ...prometheusAlerts(scope), ...alertmanagerAlerts(scope)],
  };
}

/** Ends up at a service outside that raises the alarm when it hears nothing any more. */
const watchdog: Alert = {
  name: 'Watchdog',
  expr: 'vector(1)',
  severity: 'none',
  summary: "Dead man's switch: fires always",
  description: 'Shows that Prometheus evaluates and Alertmanager delivers. When it stops, whoever receives it raises the alarm.',
  examples: [{ when: 'nothing else is', series: {}, expect: { '0m': [fires({})], '10m': [fires({})] } }],
};

/** A series that must be there for the alerts that read it to mean anything when they are silent. */
interface Input {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

const of = (labels: Input['labels'], ...metrics: readonly string[]): readonly Input[] => metrics.map((metric) => ({ metric, labels }));

function postgresInputs({ infra, postgres }: AlertScope): readonly Input[] {
  if (postgres === 0) return [];
  return [
    ...of(
      { namespace: infra },
      'pg_up',
      'pg_stat_database_numbackends',
      'pg_stat_statements_calls_total',
      'pg_stat_activity_max_tx_duration',
    ),
    ...of({ namespace: infra }, 'pg_replication_is_replica', ...(postgres > 1 ? ['pg_replication_lag_seconds'] : [])),
  ];
}

/** Of Redis and Kafka, and of stores elsewhere what their clients tell. */
function otherInputs({ app, infra, redis, kafka, storesElsewhere, standby }: AlertScope): readonly Input[] {
  return [
    ...(redis === 0 ? [] : of({ namespace: infra }, 'redis_instance_info', 'redis_memory_used_bytes')),
    ...(kafka === 0
      ? []
      : of(
          { namespace: infra },
          'kafka_brokers',
          ...(standby ? [] : ['kafka_consumergroup_lag']),
          'kafka_server_replicamanager_underminisrpartitioncount',
          'kafka_controller_kafkacontroller_activecontrollercount',
        )),
    ...(storesElsewhere.some((store) => store !== 'kafka') ? of({ namespace: app }, 'db_pool_connections_max') : []),
  ];
}

/** For each exporter, or part of one that can be missing by itself, one metric that it always has. */
function inputsOf(scope: AlertScope): readonly Input[] {
  const { app, infra, autoscaled, gateway, archived, backedUp, standby } = scope;
  return [
    // Of pods of services, and of whom they answer, nothing is told where they sleep.
    ...(standby
      ? []
      : of({ namespace: app }, 'http_requests_total', 'http_request_duration_seconds_bucket', 'container_cpu_usage_seconds_total')),
    ...(standby ? [] : of({ namespace: app }, 'container_memory_working_set_bytes', 'kube_pod_container_resource_limits')),
    ...of({ namespace: app }, 'kube_service_info', 'kube_deployment_status_replicas_available'),
    ...(autoscaled && !standby ? of({ namespace: app }, 'kube_horizontalpodautoscaler_status_condition') : []),
    ...of({}, 'kube_node_status_condition'),
    ...postgresInputs(scope),
    ...(archived ? of({ namespace: infra }, 'pg_stat_archiver_failed_count') : []),
    ...(backedUp ? of({ namespace: infra }, 'kube_cronjob_info') : []),
    ...otherInputs(scope),
    ...of({ namespace: infra }, 'kubelet_volume_stats_available_bytes'),
    ...of({}, 'node_filesystem_avail_bytes', 'certmanager_certificate_ready_status', 'externalsecret_status_condition'),
    ...(gateway && !standby ? of(apiProxies, 'envoy_http_downstream_rq_xx') : []),
    ...of({ namespace: infra }, 'loki_distributor_lines_received_total', 'alertmanager_config_last_reload_successful'),
    ...of({ namespace: agentsNamespace }, 'kube_daemonset_status_number_unavailable'),
    ...of({ namespace: infra }, 'prometheus_config_last_reload_successful'),
  ];
}

function inputMissing(scope: AlertScope): Alert {
  const inputs = inputsOf(scope);
  const selector = ({ metric, labels }: Input) => {
    const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return matchers.length === 0 ? metric : `${metric}{${matchers.join(', ')}}`;
  };
  const missing = ({ metric, labels }: Input): Firing => fires({ ...labels, metric });
  const present = Object.fromEntries(inputs.map((input) => [selector(input), '1x60']));
  const gone: Input = inputs.find(({ metric }) => metric === 'pg_up') ?? {
    metric: 'http_requests_total',
    labels: { namespace: scope.app },
  };
  const elsewhere = Object.fromEntries(
    inputs.filter(({ labels }) => 'namespace' in labels).map(({ metric }) => [`${metric}{namespace="tools"}`, '1x60']),
  );
  return {
    name: 'AlertInputMissing',
    expr: inputs.map((input) => `label_replace(absent(${selector(input)}), "metric", "${input.metric}", "", "")`).join('\nor '),
    for: '10m',
    severity: 'critical',
    summary: 'No series of {{ $labels.metric }}',
    description: 'Alerts that read {{ $labels.metric }} are blind: its exporter is gone, or nothing scrapes it.',
    examples: [
      {
        when: 'nothing is scraped (D14), but what has the same names elsewhere',
        step: '4m',
        series: elsewhere,
        expect: { '8m': silent, '12m': inputs.map(missing) },
      },
      {
        when: 'an exporter is gone',
        step: '4m',
        series: { ...present, [selector(gone)]: '1x5 stale _x10' },
        expect: { '32m': silent, '36m': [missing(gone)] },
      },
      { when: 'everything is there', step: '4m', series: present, expect: { '16m': silent } },
    ],
  };
}

function targetAlerts({ app }: AlertScope): readonly Alert[] {
  const up = (job: string, instance: string, namespace = 'erp-agents') =>
    `up{namespace="${namespace}",job="${job}",instance="${instance}"}`;
  const targets = (count: number, down: number, namespace?: string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [up('node-exporter', `n${index}`, namespace), index < down ? '0x60' : '1x60']),
    );
  return [
    {
      name: 'TargetDown',
      // The services have an alert of their own for each pod.
      expr: [
        `count by (namespace, job) (up{namespace!="${app}"} == 0)`,
        '  / on (namespace, job)',
        `count by (namespace, job) (up{namespace!="${app}"}) > 0.1`,
      ].join('\n'),
      for: '10m',
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of {{ $labels.job }} cannot be scraped',
      description:
        'Prometheus has no answer from these targets {{ $labels.job }} in {{ $labels.namespace }}: what they measure is not known.',
      examples: [
        {
          when: 'two of 19 targets do not answer',
          series: { ...targets(19, 2), ...targets(19, 2, app), [up('alloy', 'n0')]: '1x60', [up('node-exporter', 'n0', 'tools')]: '1x60' },
          expect: { '9m': silent, '11m': [fires({ namespace: agentsNamespace, job: 'node-exporter' }, '10.53%')] },
        },
        { when: 'two of 21 do not', series: { ...targets(21, 2), ...targets(3, 0, 'tools') }, expect: { '25m': silent } },
        {
          when: 'all but the pods of the services answer',
          series: { ...targets(10, 0), ...targets(10, 10, app) },
          expect: { '25m': silent },
        },
      ],
    },
    {
      name: 'KubernetesApiDown',
      expr: '(max(up{job="apiserver"}) or vector(0)) == 0',
      for: '2m',
      severity: 'critical',
      summary: 'The Kubernetes API does not answer',
      description: 'Nothing can be scheduled, scaled, failed over or deployed; what runs goes on running.',
      examples: [
        {
          when: 'no server answers, but other things do',
          series: {
            'up{job="apiserver",instance="a"}': '1x20 0x40',
            'up{job="apiserver",instance="b"}': '0x60',
            'up{job="kubelet"}': '1x60',
          },
          expect: { '9m': silent, '11m': silent, '13m': [fires({})] },
        },
        { when: 'nothing tells of one', series: { 'up{job="kubelet"}': '1x60' }, expect: { '1m': silent, '3m': [fires({})] } },
        {
          when: 'one of two answers',
          series: { 'up{job="apiserver",instance="a"}': '1x60', 'up{job="apiserver",instance="b"}': '0x60' },
          expect: { '15m': silent },
        },
      ],
    },
  ];
}

function prometheusAlerts({ infra }: AlertScope): readonly Alert[] {
  const self = (metric: string, pod: string, over = '', namespace = infra) =>
    `prometheus_${metric}{namespace="${namespace}",pod="${pod}"${over}}`;
  const own = { namespace: infra, pod: 'prometheus-0' };
  return [
    {
      name: 'PrometheusConfigReloadFailed',
      expr: `prometheus_config_last_reload_successful{namespace="${infra}"} == 0`,
      for: '10m',
      severity: 'critical',
      summary: '{{ $labels.pod }} does not accept its configuration',
      description:
        'Prometheus in {{ $labels.namespace }} goes on with the last configuration that it accepted: new targets and alerts have no effect.',
      examples: [
        {
          when: 'one of two does not',
          series: {
            [self('config_last_reload_successful', 'prometheus-0')]: '0x60',
            [self('config_last_reload_successful', 'prometheus-1')]: '1x60',
            [self('config_last_reload_successful', 'report', '', 'tools')]: '0x60',
          },
          expect: { '9m': silent, '11m': [fires(own)] },
        },
        { when: 'it does', series: { [self('config_last_reload_successful', 'prometheus-0')]: '1x60' }, expect: { '25m': silent } },
      ],
    },
    {
      name: 'PrometheusRuleFailures',
      expr: `sum by (namespace, pod, rule_group) (increase(prometheus_rule_evaluation_failures_total{namespace="${infra}"}[5m])) > 0`,
      for: '2m',
      severity: 'critical',
      summary: 'Alerts of {{ $labels.rule_group }} cannot be evaluated',
      description:
        'About {{ $value | humanize }} evaluations failed in 5 minutes on {{ $labels.pod }} in {{ $labels.namespace }}: these alerts are blind.',
      examples: [
        {
          when: 'evaluations fail',
          series: {
            [self('rule_evaluation_failures_total', 'prometheus-0', ',rule_group="g"')]: '0+1x60',
            [self('rule_evaluation_failures_total', 'prometheus-0', ',rule_group="g",shard="1"')]: '0+1x60',
            [self('rule_evaluation_failures_total', 'prometheus-0', ',rule_group="g"', 'tools')]: '0+1x60',
          },
          expect: { '2m': silent, '4m': [fires({ ...own, rule_group: 'g' }, '16')] },
        },
        {
          when: 'it has ended: the last 5 minutes count, and no older ones',
          series: { [self('rule_evaluation_failures_total', 'prometheus-0', ',rule_group="g"')]: '0+1x40 40x60' },
          expect: { '24m': [fires({ ...own, rule_group: 'g' }, '2')], '26m': silent },
        },
        {
          when: 'one failed',
          series: { [self('rule_evaluation_failures_total', 'prometheus-0', ',rule_group="g"')]: '3x20 4x40' },
          expect: { '12m': silent, '14m': [fires({ ...own, rule_group: 'g' }, '1')] },
        },
        {
          when: 'none fail',
          series: { [self('rule_evaluation_failures_total', 'prometheus-0', ',rule_group="g"')]: '3x60' },
          expect: { '20m': silent },
        },
      ],
    },
    {
      name: 'PrometheusWithoutAlertmanager',
      expr: `prometheus_notifications_alertmanagers_discovered{namespace="${infra}"} < 1`,
      for: '5m',
      severity: 'critical',
      summary: '{{ $labels.pod }} knows no Alertmanager',
      description: 'Alerts that only this Prometheus of {{ $labels.namespace }} sees reach nobody.',
      examples: [
        {
          when: 'one of two knows none',
          series: {
            [self('notifications_alertmanagers_discovered', 'prometheus-0')]: '0x60',
            [self('notifications_alertmanagers_discovered', 'prometheus-1')]: '1x60',
            [self('notifications_alertmanagers_discovered', 'report', '', 'tools')]: '0x60',
          },
          expect: { '4m': silent, '6m': [fires(own)] },
        },
        {
          when: 'it knows one',
          series: { [self('notifications_alertmanagers_discovered', 'prometheus-0')]: '1x60' },
          expect: { '20m': silent },
        },
      ],
    },
  ];
}

function alertmanagerAlerts({ infra, alertmanagers }: AlertScope): readonly Alert[] {
  const self = (metric: string, pod: string, over = '', namespace = infra) =>
    `alertmanager_${metric}{namespace="${namespace}",pod="${pod}"${over}}`;
  const sent = (metric: string, integration: string, pod = 'a', namespace = infra) =>
    self(metric, pod, `,integration="${integration}"`, namespace);
  const all = `notifications_total`;
  const failed = 'notifications_failed_total';
  const membersMissing: Alert = {
    name: 'AlertmanagerMembersMissing',
    expr: `min by (namespace) (alertmanager_cluster_members{namespace="${infra}"}) < ${alertmanagers}`,
    for: '10m',
    severity: 'warning',
    summary: `An Alertmanager sees {{ $value }} of ${alertmanagers} members`,
    description:
      'The members of {{ $labels.namespace }} do not find each other: each sends every notification, and silences hold for some only.',
    examples: [
      {
        when: 'one of them sees less',
        series: {
          [self('cluster_members', 'a')]: `${alertmanagers}x60`,
          [self('cluster_members', 'b')]: `${alertmanagers - 1}x60`,
          [self('cluster_members', 'c', '', 'tools')]: '0x60',
        },
        expect: { '9m': silent, '11m': [fires({ namespace: infra }, String(alertmanagers - 1))] },
      },
      {
        when: 'all see all',
        series: { [self('cluster_members', 'a')]: `${alertmanagers}x60`, [self('cluster_members', 'c', '', 'tools')]: '0x60' },
        expect: { '25m': silent },
      },
    ],
  };
  return [
    {
      name: 'AlertmanagerConfigReloadFailed',
      expr: `alertmanager_config_last_reload_successful{namespace="${infra}"} == 0`,
      for: '10m',
      severity: 'critical',
      summary: '{{ $labels.pod }} does not accept its configuration',
      description:
        'Alertmanager in {{ $labels.namespace }} goes on with the last configuration that it accepted: new routes and receivers have no effect.',
      examples: [
        {
          when: 'one of two does not',
          series: {
            [self('config_last_reload_successful', 'a')]: '0x60',
            [self('config_last_reload_successful', 'b')]: '1x60',
            [self('config_last_reload_successful', 'c', '', 'tools')]: '0x60',
          },
          expect: { '9m': silent, '11m': [fires({ namespace: infra, pod: 'a' })] },
        },
        { when: 'it does', series: { [self('config_last_reload_successful', 'a')]: '1x60' }, expect: { '25m': silent } },
      ],
    },
    {
      name: 'AlertmanagerNotificationsFailing',
      expr: [
        `sum by (namespace, integration) (rate(alertmanager_notifications_failed_total{namespace="${infra}"}[15m]))`,
        '  /',
        `sum by (namespace, integration) (rate(alertmanager_notifications_total{namespace="${infra}"}[15m])) > 0.05`,
      ].join('\n'),
      for: '5m',
      severity: 'critical',
      summary: 'Notifications by {{ $labels.integration }} fail',
      description:
        '{{ $value | humanizePercentage }} of the notifications by {{ $labels.integration }} of {{ $labels.namespace }} do not arrive: see the log of Alertmanager.',
      examples: [
        {
          when: '5.25 % of those of two members fail, and those of another way do not',
          series: {
            [sent(all, 'slack')]: '0+1000x80',
            [sent(all, 'slack', 'b')]: '0+1000x80',
            [sent(failed, 'slack')]: '0+45x80',
            [sent(failed, 'slack', 'b')]: '0+60x80',
            [sent(all, 'webhook')]: '0+1000x80',
            [sent(failed, 'webhook')]: '0x80',
            [sent(all, 'pagerduty', 'a', 'tools')]: '0+1000x80',
            [sent(failed, 'pagerduty', 'a', 'tools')]: '0+1000x80',
            [sent(all, 'slack', 'a', 'tools')]: '0+9000x80',
          },
          expect: { '4m': silent, '7m': [fires({ namespace: infra, integration: 'slack' }, '5.25%')] },
        },
        {
          when: 'failures have ended: those of the last 15 minutes count, and no older ones',
          series: { [sent(all, 'slack')]: '0+1000x120', [sent(failed, 'slack')]: '0+1000x50 50000x70' },
          expect: { '34m': [fires({ namespace: infra, integration: 'slack' }, '40%')], '41m': silent },
        },
        {
          when: '4.75 % fail',
          series: { [sent(all, 'slack')]: '0+2000x80', [sent(failed, 'slack')]: '0+95x80' },
          expect: { '30m': silent },
        },
      ],
    },
    ...(alertmanagers > 1 ? [membersMissing] : []),
  ];
}
