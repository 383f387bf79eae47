import { type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** The services as their clients meet them: the first five alerts of the manual, with expressions that hold (D97-D100, D104). */
export function services({ app }: AlertScope): AlertArea {
  const own = { namespace: app, app: 'sales-service' };
  const replicas = (kind: string) =>
    `label_replace(kube_${kind}_status_replicas_available{namespace="${app}"}, "app", "$1", "${kind}", "(.+)")`;
  const running = `(${replicas('deployment')} or ${replicas('statefulset')})`;
  const available = (name: string, namespace = app) =>
    `kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${name}"}`;
  const availableWithDisk = (name: string) => `kube_statefulset_status_replicas_available{namespace="${app}",statefulset="${name}"}`;
  const service = (name: string, namespace = app) => `kube_service_info{namespace="${namespace}",service="${name}"}`;
  const requests = (status: number, over = '') =>
    `http_requests_total{namespace="${app}",app="sales-service",pod="a"${over},method="GET",path="/v1",status="${status}"}`;
  const bucket = (le: string, path = '/v1', name = 'sales-service', namespace = app) =>
    `http_request_duration_seconds_bucket{namespace="${namespace}",app="${name}",method="GET",path="${path}",le="${le}"}`;
  const cpu = (pod: string, container: string, namespace = app) =>
    `container_cpu_usage_seconds_total{namespace="${namespace}",pod="${pod}",container="${container}"}`;
  const memory = (pod: string, container: string, namespace = app) =>
    `container_memory_working_set_bytes{namespace="${namespace}",pod="${pod}",container="${container}"}`;
  const limit = (resource: string, pod: string, container: string, namespace = app) =>
    `kube_pod_container_resource_limits{namespace="${namespace}",pod="${pod}",container="${container}",resource="${resource}",node="n"}`;

  return {
    name: 'services',
    team: 'application',
    alerts: [
      {
        name: 'ServiceDown',
        // A Deployment that is gone leaves no series at all, but its Service is still there (D104). Those of ports of their own, and
        // those by which the pods of a StatefulSet are found, bear longer names.
        expr: [
          `max by (namespace, app) (${running}) == 0`,
          'or',
          `group by (namespace, app) (label_replace(kube_service_info{namespace="${app}", service!~".+-(grpc|pods)"}, "app", "$1", "service", "(.+)"))`,
          `  unless on (app) ${running}`,
        ].join('\n'),
        for: '2m',
        severity: 'critical',
        summary: 'Service {{ $labels.app }} is down',
        description:
          '{{ $labels.app }} in {{ $labels.namespace }} has had no available replica for more than 2 minutes, or neither a Deployment nor a StatefulSet.',
        examples: [
          {
            when: 'the last replica is gone, whoever else runs',
            series: {
              [available('financial-service')]: '3x10 0x20',
              [available('sales-service')]: '3x30',
              [available('reports', 'tools')]: '0x30',
            },
            expect: {
              '7m': silent,
              '8m': [fires({ namespace: app, app: 'financial-service' })],
              '10m': [fires({ namespace: app, app: 'financial-service' })],
            },
          },
          {
            when: 'a Deployment was deleted and its Service was not',
            series: {
              [available('sales-service')]: '3x10 stale _x19',
              [available('financial-service')]: '3x30',
              [service('sales-service')]: '1x30',
              [service('sales-service-grpc')]: '1x30',
              [service('financial-service')]: '1x30',
              [service('lost', 'tools')]: '1x30',
              [available('lost', 'other')]: '0x30',
            },
            expect: { '4m': silent, '10m': [fires(own)] },
          },
          {
            when: 'the only pod that keeps a disk is gone, and that of another is there',
            series: {
              [availableWithDisk('sales-service')]: '1x10 0x20',
              [service('sales-service')]: '1x30',
              [service('sales-service-pods')]: '1x30',
              [availableWithDisk('financial-service')]: '1x30',
              [service('financial-service')]: '1x30',
              [service('financial-service-pods')]: '1x30',
            },
            expect: { '7m': silent, '8m': [fires(own)] },
          },
          {
            when: 'a namesake elsewhere has a Deployment, and this one has none',
            series: { [service('sales-service')]: '1x30', [available('sales-service', 'tools')]: '3x30' },
            expect: { '10m': [fires(own)] },
          },
          {
            when: 'one kube-state-metrics has not seen the replicas yet that another has',
            series: {
              [available('sales-service').replace('{', '{instance="a",')]: '0x30',
              [available('sales-service').replace('{', '{instance="b",')]: '3x30',
            },
            expect: { '10m': silent },
          },
          {
            when: 'one of 20 pods cannot be scraped, or kube-state-metrics is down (D12)',
            series: {
              [available('sales-service')]: '19x4 stale _x25',
              [service('sales-service')]: '1x4 stale _x25',
              [`up{job="sales-service",namespace="${app}",app="sales-service",pod="a"}`]: '0x30',
            },
            expect: { '1m': silent, '10m': silent },
          },
        ],
      },
      {
        name: 'HighErrorRate',
        expr: [
          `sum by (namespace, app) (rate(http_requests_total{namespace="${app}", status=~"5.."}[5m]))`,
          '  /',
          `sum by (namespace, app) (rate(http_requests_total{namespace="${app}"}[5m]))`,
          '  > 0.05',
        ].join('\n'),
        for: '5m',
        severity: 'warning',
        summary: 'High error rate on {{ $labels.app }}',
        description: 'Error rate is {{ $value | humanizePercentage }} on {{ $labels.app }}',
        examples: [
          {
            when: '5.25 % of answers are errors, of whatever kind',
            series: {
              [requests(200)]: '0+1895x60',
              [requests(500)]: '0+70x60',
              [requests(503)]: '0+35x60',
              'http_requests_total{namespace="tools",app="sales-service",status="200"}': '0+100000x60',
              'http_requests_total{namespace="tools",app="other",status="500"}': '0+10x60',
            },
            expect: { '4m': silent, '7m': [fires(own, '5.25%')] },
          },
          {
            when: 'errors have just ended: those of the last 5 minutes count, and no older ones',
            series: { [requests(200)]: '0+500x60', [requests(500)]: '0+500x20 10000x40' },
            expect: { '13m': [fires(own, '28.57%')], '16m': silent },
          },
          {
            when: '4.75 % of answers are errors, all of one path',
            series: { [requests(200)]: '0+1905x60', [requests(500)]: '0+95x60' },
            expect: { '15m': silent },
          },
          {
            when: 'one request in a thousand fails, on each of two paths (D1, D2)',
            series: { [requests(200)]: '0+29970x60', [requests(500)]: '0+15x60', [requests(503)]: '0+15x60' },
            expect: { '15m': silent },
          },
        ],
      },
      {
        name: 'HighLatency',
        expr: [
          'histogram_quantile(0.95,',
          `  sum by (namespace, app, le) (rate(http_request_duration_seconds_bucket{namespace="${app}"}[5m]))`,
          ') > 1',
        ].join('\n'),
        for: '5m',
        severity: 'warning',
        summary: 'High latency on {{ $labels.app }}',
        description: 'P95 latency is {{ $value | humanizeDuration }} on {{ $labels.app }}',
        examples: [
          {
            when: 'every twentieth request of two paths together takes over 1.05 s',
            series: {
              [bucket('1')]: '0+945x60',
              [bucket('2')]: '0+1000x60',
              [bucket('+Inf')]: '0+1000x60',
              [bucket('1', '/v2')]: '0+945x60',
              [bucket('2', '/v2')]: '0+1000x60',
              [bucket('+Inf', '/v2')]: '0+1000x60',
              [bucket('1', '/v1', 'other', 'tools')]: '0+0x60',
              [bucket('2', '/v1', 'other', 'tools')]: '0+1000x60',
              [bucket('+Inf', '/v1', 'other', 'tools')]: '0+1000x60',
            },
            expect: { '4m': silent, '7m': [fires(own, '1.091s')] },
          },
          {
            when: 'requests were slow until a moment ago: those of the last 5 minutes count, and no older ones',
            series: { [bucket('1')]: '0+0x20 0+1000x40', [bucket('2')]: '0+1000x60', [bucket('+Inf')]: '0+1000x60' },
            expect: { '13m': [fires(own, '1.9s')], '16m': silent },
          },
          {
            when: 'one path of eleven is slow',
            series: {
              [bucket('1')]: '0+1000x60',
              [bucket('2')]: '0+1000x60',
              [bucket('+Inf')]: '0+1000x60',
              [bucket('1', '/report')]: '0x60',
              [bucket('2', '/report')]: '0+100x60',
              [bucket('+Inf', '/report')]: '0+100x60',
            },
            expect: { '15m': [fires(own, '1.45s')] },
          },
          {
            when: 'one in twenty takes longer than a second, and no more',
            series: { [bucket('1')]: '0+950x60', [bucket('2')]: '0+1000x60', [bucket('+Inf')]: '0+1000x60' },
            expect: { '15m': silent },
          },
          {
            when: 'the 95th percentile is 0.98 s, and more than that of the slowest requests',
            series: {
              [bucket('0.9')]: '0+940x60',
              [bucket('1')]: '0+952x60',
              [bucket('2')]: '0+1000x60',
              [bucket('+Inf')]: '0+1000x60',
            },
            expect: { '15m': silent },
          },
          {
            when: 'one slow request in 30 s comes on a cold path (D3)',
            series: {
              [bucket('0.1')]: '0+30000x60',
              [bucket('1')]: '0+30000x60',
              [bucket('2.5')]: '0+30000x60',
              [bucket('+Inf')]: '0+30000x60',
              [bucket('0.1', '/admin')]: '0+0x60',
              [bucket('1', '/admin')]: '0+0x60',
              [bucket('2.5', '/admin')]: '0+1x60',
              [bucket('+Inf', '/admin')]: '0+1x60',
            },
            expect: { '15m': silent },
          },
        ],
      },
      {
        name: 'HighCPUUsage',
        expr: [
          'sum by (namespace, pod, container) (',
          `  rate(container_cpu_usage_seconds_total{namespace="${app}", container!=""}[5m])`,
          ')',
          '  / on (namespace, pod, container)',
          'max by (namespace, pod, container) (',
          `  kube_pod_container_resource_limits{namespace="${app}", resource="cpu"}`,
          ') > 0.9',
        ].join('\n'),
        for: '10m',
        severity: 'warning',
        summary: 'High CPU usage on {{ $labels.pod }}/{{ $labels.container }}',
        description:
          'CPU usage is {{ $value | humanizePercentage }} of the limit of {{ $labels.pod }}/{{ $labels.container }} in {{ $labels.namespace }}',
        examples: [
          {
            when: 'a container uses 95 % of its 2 cores, as two series say together',
            series: {
              [cpu('q', 'sales-service').replace('}', ',cpu="cpu00"}')]: '0+27x60',
              [cpu('q', 'sales-service').replace('}', ',cpu="cpu01"}')]: '0+30x60',
              [cpu('q', '')]: '0+57x60',
              [limit('cpu', 'q', 'sales-service')]: '2x60',
              [limit('cpu', 'q', 'sales-service').replace('node="n"', 'node="m"')]: '1.5x60',
              [limit('memory', 'q', 'sales-service')]: '2147483648x60',
              [cpu('q', 'report', 'tools')]: '0+60x60',
              [limit('cpu', 'q', 'report', 'tools')]: '1x60',
            },
            expect: {
              // A rate of 5 minutes needs as long to be whole.
              '14m30s': silent,
              '16m': [fires({ namespace: app, pod: 'q', container: 'sales-service' }, '95%')],
            },
          },
          {
            when: 'it was busy until a moment ago: the last 5 minutes count, and no older ones',
            series: { [cpu('q', 'sales-service')]: '0+150x40 6000x40', [limit('cpu', 'q', 'sales-service')]: '2x80' },
            expect: { '23m': [fires({ namespace: app, pod: 'q', container: 'sales-service' }, '100%')], '26m': silent },
          },
          {
            when: 'a container uses 85 % of its limit, and another uses all of its time without one',
            series: {
              [cpu('p', 'sales-service')]: '0+51x60',
              [cpu('p', 'sidecar')]: '0+30x60',
              [cpu('p', '')]: '0+81x60',
              [limit('cpu', 'p', 'sales-service')]: '2x60',
              // What the pod cgroup is called in no metric of kube-state-metrics.
              [limit('cpu', 'p', '')]: '2x60',
              [cpu('q', 'sales-service')]: '0+20x60',
              [limit('cpu', 'q', 'sales-service')]: '1x60',
            },
            expect: { '25m': silent },
          },
        ],
      },
      {
        name: 'HighMemoryUsage',
        expr: [
          'max by (namespace, pod, container) (',
          `  container_memory_working_set_bytes{namespace="${app}", container!=""}`,
          ')',
          '  / on (namespace, pod, container)',
          'max by (namespace, pod, container) (',
          `  kube_pod_container_resource_limits{namespace="${app}", resource="memory"}`,
          ') > 0.9',
        ].join('\n'),
        for: '10m',
        severity: 'warning',
        summary: 'High memory usage on {{ $labels.pod }}/{{ $labels.container }}',
        description:
          'Memory usage is {{ $value | humanizePercentage }} of the limit of {{ $labels.pod }}/{{ $labels.container }} in {{ $labels.namespace }}',
        examples: [
          {
            when: 'a container uses 95 % of its limit',
            series: {
              [memory('p', 'sales-service').replace('}', ',id="/new"}')]: '1900x60',
              [memory('p', 'sales-service').replace('}', ',id="/old"}')]: '200x60',
              [memory('p', '')]: '1900x60',
              [limit('memory', 'p', 'sales-service')]: '2000x60',
              [limit('memory', 'p', 'sales-service').replace('node="n"', 'node="m"')]: '1500x60',
              [limit('cpu', 'p', 'sales-service')]: '4000x60',
              [memory('p', 'report', 'tools')]: '2000x60',
              [limit('memory', 'p', 'report', 'tools')]: '2000x60',
            },
            expect: {
              '9m': silent,
              '12m': [fires({ namespace: app, pod: 'p', container: 'sales-service' }, '95%')],
            },
          },
          {
            when: 'one uses 85 %, one has no limit, and the limit of a third is for processors (D7, D8)',
            series: {
              [memory('p', 'sales-service')]: '1700x60',
              [memory('p', '')]: '1900x60',
              [limit('memory', 'p', 'sales-service')]: '2000x60',
              [limit('memory', 'p', '')]: '2000x60',
              [memory('debug', 'busybox')]: '10485760x60',
              [`container_spec_memory_limit_bytes{namespace="${app}",pod="debug",container="busybox"}`]: '0x60',
              [limit('cpu', 'debug', 'busybox')]: '1x60',
            },
            expect: { '25m': silent },
          },
        ],
      },
      {
        name: 'ServiceTargetDown',
        // What the manual's ServiceDown really says: one pod cannot be asked (D104).
        expr: `up{namespace="${app}"} == 0`,
        for: '5m',
        severity: 'warning',
        summary: '{{ $labels.pod }} cannot be scraped',
        description: 'Prometheus has had no answer from {{ $labels.pod }} of {{ $labels.app }} in {{ $labels.namespace }} for 5 minutes.',
        examples: [
          {
            when: 'one pod of two does not answer',
            series: {
              [`up{job="sales-service",namespace="${app}",app="sales-service",pod="a"}`]: '0x30',
              [`up{job="sales-service",namespace="${app}",app="sales-service",pod="b"}`]: '1x30',
              'up{job="sales-service",namespace="tools",app="sales-service",pod="a"}': '0x30',
            },
            expect: { '4m': silent, '6m': [fires({ ...own, job: 'sales-service', pod: 'a' })] },
          },
          {
            when: 'all answer',
            series: { [`up{job="sales-service",namespace="${app}",app="sales-service",pod="a"}`]: '1x30' },
            expect: { '15m': silent },
          },
        ],
      },
    ],
  };
}
