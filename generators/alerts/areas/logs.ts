import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import { agentsNamespace } from '../names.ts';
import type { AlertScope } from '../scope.ts';

/** Whether logs arrive, by Loki and Alloy (D105). */
export function logs(scope: AlertScope): AlertArea {
  return { name: 'logs', team: 'infrastructure', alerts: [...lokiAlerts(scope), ...agentAlerts] };
}

function lokiAlerts({ infra }: AlertScope): readonly Alert[] {
  const requests = (status: string, over = '', namespace = infra, route = 'loki_api_v1_push') =>
    `loki_request_duration_seconds_count{namespace="${namespace}",route="${route}",status_code="${status}"${over}}`;
  const lines = (pod: string, namespace = infra) =>
    `loki_distributor_lines_received_total{namespace="${namespace}",pod="${pod}",tenant="fake"}`;
  const own = { namespace: infra, route: 'loki_api_v1_push' };
  return [
    {
      name: 'LokiRequestErrors',
      expr: [
        `sum by (namespace, route) (rate(loki_request_duration_seconds_count{namespace="${infra}", status_code=~"5.."}[5m]))`,
        '  /',
        `sum by (namespace, route) (rate(loki_request_duration_seconds_count{namespace="${infra}"}[5m])) > 0.1`,
      ].join('\n'),
      for: '15m',
      severity: 'warning',
      summary: 'Loki fails {{ $labels.route }}',
      description:
        '{{ $value | humanizePercentage }} of the requests for {{ $labels.route }} in {{ $labels.namespace }} fail: logs may be lost, or cannot be read.',
      examples: [
        {
          when: '10.5 % of the writes of two pods fail',
          series: {
            [requests('204')]: '0+1790x80',
            [requests('500', ',pod="a"')]: '0+110x80',
            [requests('503', ',pod="b"')]: '0+100x80',
            [requests('200', '', infra, 'loki_api_v1_query_range')]: '0+9000x80',
            [requests('204', '', 'tools')]: '0+9000x80',
            [requests('500', '', 'tools', 'other')]: '0+9000x80',
          },
          expect: { '14m': silent, '17m': [fires(own, '10.5%')] },
        },
        {
          when: 'they failed until a moment ago: the last 5 minutes count, and no older ones',
          series: { [requests('204')]: '0+500x90', [requests('500')]: '0+500x50 25000x40' },
          expect: { '28m': [fires(own, '28.57%')], '31m': silent },
        },
        {
          when: '9.5 % of them fail',
          series: { [requests('204')]: '0+1810x80', [requests('500')]: '0+190x80' },
          expect: { '30m': silent },
        },
      ],
    },
    {
      name: 'LokiNotIngesting',
      expr: `(max(rate(loki_distributor_lines_received_total{namespace="${infra}"}[5m])) or vector(0)) == 0`,
      for: '10m',
      severity: 'warning',
      summary: 'Loki receives no logs',
      description: `No line has arrived in ${infra} for 10 minutes, though something always logs: see Alloy, the way to Loki, and Loki.`,
      examples: [
        {
          when: 'nothing arrives any more, but elsewhere',
          series: { [lines('a')]: '0+5x20 100x60', [lines('b')]: '7x80', [lines('a', 'tools')]: '0+5x80' },
          expect: { '13m': silent, '24m': silent, '27m': [fires({})] },
        },
        { when: 'nothing tells of Loki', series: {}, expect: { '9m': silent, '12m': [fires({})] } },
        { when: 'one pod receives', series: { [lines('a')]: '0+5x60', [lines('b')]: '7x60' }, expect: { '25m': silent } },
        {
          when: 'a line comes every 4 minutes',
          series: { [lines('a')]: '0x8 1x8 2x8 3x8 4x8 5x8 6x8 7x8' },
          expect: { '25m': silent },
        },
      ],
    },
  ];
}

const dropped = (pod: string, over = '') =>
  `loki_write_dropped_entries_total{namespace="${agentsNamespace}",pod="${pod}",host="loki:3100"${over}}`;
const unavailable = (daemonset: string, namespace = agentsNamespace, over = '') =>
  `kube_daemonset_status_number_unavailable{namespace="${namespace}",daemonset="${daemonset}"${over}}`;

const agentAlerts: readonly Alert[] = [
  {
    name: 'AlloyDroppingLogs',
    expr: `sum by (namespace) (rate(loki_write_dropped_entries_total{namespace="${agentsNamespace}"}[5m])) > 0`,
    for: '10m',
    severity: 'warning',
    summary: 'Alloy drops log lines',
    description:
      '{{ $value | humanize }} lines per second of {{ $labels.namespace }} never reach Loki: it refuses them, or could not be reached for too long.',
    examples: [
      {
        when: 'two agents drop lines',
        series: { [dropped('a')]: '0+30x60', [dropped('b')]: '0+60x60', [dropped('c').replace(agentsNamespace, 'tools')]: '0+60x60' },
        expect: { '9m': silent, '12m': [fires({ namespace: agentsNamespace }, '3')] },
      },
      {
        when: 'it has ended: the last 5 minutes count, and no older ones',
        series: { [dropped('a')]: '0+30x40 1200x40' },
        expect: { '24m': [fires({ namespace: agentsNamespace }, '200m')], '26m': silent },
      },
      { when: 'none are dropped', series: { [dropped('a')]: '5x60' }, expect: { '25m': silent } },
    ],
  },
  {
    name: 'AgentsMissing',
    expr: `max by (namespace, daemonset) (kube_daemonset_status_number_unavailable{namespace="${agentsNamespace}"}) > 0`,
    for: '15m',
    severity: 'warning',
    summary: '{{ $labels.daemonset }} is missing on {{ $value }} nodes',
    description: 'Logs and measurements of these nodes are not collected by {{ $labels.daemonset }} of {{ $labels.namespace }}.',
    examples: [
      {
        when: 'it does not run on one node',
        series: {
          [unavailable('alloy')]: '1x60',
          [unavailable('alloy', agentsNamespace, ',instance="old"')]: '0x60',
          [unavailable('node-exporter')]: '0x60',
          [unavailable('proxy', 'kube-system')]: '1x60',
        },
        expect: { '14m': silent, '16m': [fires({ namespace: agentsNamespace, daemonset: 'alloy' }, '1')] },
      },
      { when: 'it runs on all', series: { [unavailable('alloy')]: '0x60' }, expect: { '25m': silent } },
    ],
  },
];
