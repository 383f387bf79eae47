import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** Pods, Deployments, autoscalers and nodes, by kube-state-metrics and KEDA (D105). */
export function workloads(scope: AlertScope): AlertArea {
  return {
    name: 'workloads',
    team: 'infrastructure',
    alerts: [...podAlerts(scope), ...deploymentAlerts(scope), ...(scope.autoscaled ? autoscalerAlerts(scope) : []), nodeNotReady],
  };
}

function podAlerts({ app, infra }: AlertScope): readonly Alert[] {
  const both = `namespace=~"${app}|${infra}"`;
  const container = (namespace: string, pod = 'p') => `namespace="${namespace}",pod="${pod}",container="c"`;
  const waiting = (namespace: string, reason: string) =>
    `kube_pod_container_status_waiting_reason{${container(namespace)},reason="${reason}"}`;
  const killed = (pod: string, namespace = app, reason = 'OOMKilled') =>
    `kube_pod_container_status_last_terminated_reason{${container(namespace, pod)},reason="${reason}"}`;
  const restarts = (pod: string, namespace = app) => `kube_pod_container_status_restarts_total{${container(namespace, pod)}}`;
  return [
    {
      name: 'PodCrashLooping',
      // The reason comes and goes between two attempts.
      expr: `max_over_time(kube_pod_container_status_waiting_reason{${both}, reason="CrashLoopBackOff"}[5m]) == 1`,
      for: '5m',
      severity: 'critical',
      team: 'application',
      summary: '{{ $labels.pod }}/{{ $labels.container }} is crash looping',
      description:
        'Container {{ $labels.container }} of {{ $labels.pod }} in {{ $labels.namespace }} ends again and again after its start.',
      examples: [
        {
          when: 'a container is seen waiting for its next start now and then',
          series: {
            [waiting(app, 'CrashLoopBackOff')]: '1 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 1 0x30',
            [waiting(infra, 'CrashLoopBackOff')]: '0x60',
            [waiting('kube-system', 'CrashLoopBackOff')]: '1x60',
            [waiting(app, 'ContainerCreating')]: '1x60',
          },
          expect: {
            '4m': silent,
            '6m': [fires({ namespace: app, pod: 'p', container: 'c', reason: 'CrashLoopBackOff' })],
            '16m': [fires({ namespace: app, pod: 'p', container: 'c', reason: 'CrashLoopBackOff' })],
            '18m': silent,
          },
        },
        {
          when: 'it was so once',
          series: { [waiting(app, 'CrashLoopBackOff')]: '1 0x60' },
          expect: { '4m': silent, '8m': silent, '20m': silent },
        },
      ],
    },
    {
      name: 'PodOOMKilled',
      expr: [
        `max by (namespace, pod, container) (kube_pod_container_status_last_terminated_reason{${both}, reason="OOMKilled"}) == 1`,
        'and on (namespace, pod, container)',
        `increase(kube_pod_container_status_restarts_total{${both}}[15m]) > 0`,
      ].join('\n'),
      severity: 'warning',
      team: 'application',
      summary: '{{ $labels.pod }}/{{ $labels.container }} was killed for want of memory',
      description:
        'Container {{ $labels.container }} of {{ $labels.pod }} in {{ $labels.namespace }} reached its memory limit in the last 15 minutes.',
      examples: [
        {
          when: 'a container restarted because of its memory, for 15 minutes',
          series: {
            [killed('p')]: '0x10 1x70',
            [killed('p').replace('}', ',instance="old"}')]: '0x80',
            [restarts('p')]: '0x10 1x70',
            [killed('old')]: '1x80',
            [restarts('old')]: '5x80',
            [killed('error', app, 'Error')]: '1x80',
            [restarts('error')]: '0+1x80',
            [killed('agent', 'kube-system')]: '1x80',
            [restarts('agent', 'kube-system')]: '0+1x80',
            [killed('twin')]: '1x80',
            [restarts('twin', infra)]: '0+1x80',
            [killed('pair')]: '1x80',
            [restarts('pair').replace('"c"', '"d"')]: '0+1x80',
          },
          expect: { '4m': silent, '18m': [fires({ namespace: app, pod: 'p', container: 'c' })], '22m': silent },
        },
        {
          when: 'nothing restarts, and what restarts had another reason',
          series: { [killed('p')]: '0x60', [restarts('p')]: '0+1x60', [killed('q')]: '1x60', [restarts('q')]: '7x60' },
          expect: { '20m': silent },
        },
      ],
    },
  ];
}

function deploymentAlerts({ app, infra }: AlertScope): readonly Alert[] {
  const both = `namespace=~"${app}|${infra}"`;
  const deployment = (namespace: string, name = 'sales-service') => `namespace="${namespace}",deployment="${name}"`;
  const wanted = (namespace: string, name?: string) => `kube_deployment_spec_replicas{${deployment(namespace, name)}}`;
  const available = (namespace: string, name?: string) => `kube_deployment_status_replicas_available{${deployment(namespace, name)}}`;
  const condition = (namespace: string, kind: string, status: string, name?: string) =>
    `kube_deployment_status_condition{${deployment(namespace, name)},condition="${kind}",status="${status}"}`;
  return [
    {
      name: 'DeploymentReplicasMissing',
      expr: [
        `max by (namespace, deployment) (kube_deployment_spec_replicas{${both}})`,
        '  - on (namespace, deployment)',
        `max by (namespace, deployment) (kube_deployment_status_replicas_available{${both}}) > 0`,
      ].join('\n'),
      for: '15m',
      severity: 'warning',
      team: 'application',
      summary: '{{ $labels.deployment }} lacks {{ $value }} replicas',
      description: '{{ $labels.deployment }} in {{ $labels.namespace }} has had fewer replicas than it should for 15 minutes.',
      examples: [
        {
          when: 'two of three replicas are missing',
          series: {
            [wanted(app).replace('}', ',instance="new"}')]: '3x60',
            [wanted(app).replace('}', ',instance="old"}')]: '1x60',
            [available(app).replace('}', ',instance="new"}')]: '1x60',
            [available(app).replace('}', ',instance="old"}')]: '0x60',
            [wanted(infra)]: '2x60',
            [available(infra)]: '2x60',
            [wanted(app, 'other')]: '1x60',
            [available(app, 'other')]: '1x60',
            [wanted('kube-system')]: '3x60',
            [available('kube-system')]: '1x60',
          },
          expect: { '14m': silent, '16m': [fires({ namespace: app, deployment: 'sales-service' }, '2')] },
        },
        {
          when: 'one replica is missing',
          series: { [wanted(app)]: '3x60', [available(app)]: '2x60' },
          expect: { '16m': [fires({ namespace: app, deployment: 'sales-service' }, '1')] },
        },
        {
          when: 'all are there',
          series: { [wanted(app)]: '3x60', [available(app)]: '3x60' },
          expect: { '25m': silent },
        },
      ],
    },
    {
      name: 'RolloutStuck',
      expr: `max by (namespace, deployment) (kube_deployment_status_condition{${both}, condition="Progressing", status="false"}) == 1`,
      for: '5m',
      severity: 'critical',
      team: 'application',
      summary: 'The rollout of {{ $labels.deployment }} is stuck',
      description:
        '{{ $labels.deployment }} in {{ $labels.namespace }} did not become ready within its progress deadline: the old pods serve on.',
      examples: [
        {
          when: 'the progress deadline is over',
          series: {
            [condition(app, 'Progressing', 'false').replace('}', ',instance="new"}')]: '1x60',
            [condition(app, 'Progressing', 'false').replace('}', ',instance="old"}')]: '0x60',
            [condition(app, 'Progressing', 'false', 'other')]: '0x60',
            [condition(app, 'Available', 'false', 'other')]: '1x60',
            [condition(app, 'Progressing', 'true', 'other')]: '1x60',
            [condition('kube-system', 'Progressing', 'false')]: '1x60',
          },
          expect: { '4m': silent, '6m': [fires({ namespace: app, deployment: 'sales-service' })] },
        },
        {
          when: 'it goes on',
          series: { [condition(app, 'Progressing', 'true')]: '1x60', [condition(app, 'Progressing', 'false')]: '0x60' },
          expect: { '20m': silent },
        },
      ],
    },
  ];
}

function autoscalerAlerts({ app, infra }: AlertScope): readonly Alert[] {
  const own = { namespace: app, horizontalpodautoscaler: 'sales-service-hpa' };
  const scaler = (metric: string, namespace: string, over = '') =>
    `kube_horizontalpodautoscaler_${metric}{namespace="${namespace}",horizontalpodautoscaler="sales-service-hpa"${over}}`;
  const condition = (namespace: string, kind: string, status: string) =>
    scaler('status_condition', namespace, `,condition="${kind}",status="${status}"`);
  const errors = (namespace: string) =>
    `keda_scaled_object_errors_total{exported_namespace="${namespace}",namespace="${infra}",scaledObject="sales-service"}`;
  return [
    {
      name: 'HPAMaxedOut',
      expr: [
        `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas{namespace="${app}"})`,
        '  >= on (namespace, horizontalpodautoscaler)',
        `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{namespace="${app}"})`,
      ].join('\n'),
      for: '15m',
      severity: 'warning',
      team: 'application',
      summary: '{{ $labels.horizontalpodautoscaler }} is at its maximum of {{ $value }} replicas',
      description:
        'More load cannot be answered with more pods: raise the maximum of the service in {{ $labels.namespace }}, or find what is slow.',
      examples: [
        {
          when: 'all 20 replicas run',
          series: {
            [scaler('status_current_replicas', app, ',instance="new"')]: '20x60',
            [scaler('status_current_replicas', app, ',instance="old"')]: '3x60',
            [scaler('spec_max_replicas', app, ',instance="new"')]: '20x60',
            [scaler('spec_max_replicas', app, ',instance="old"')]: '19x60',
            [scaler('status_current_replicas', 'tools')]: '3x60',
            [scaler('spec_max_replicas', 'tools')]: '3x60',
          },
          expect: { '14m': silent, '16m': [fires(own, '20')] },
        },
        {
          when: 'a limit was lowered below what runs',
          series: { [scaler('status_current_replicas', app)]: '20x60', [scaler('spec_max_replicas', app)]: '18x60' },
          expect: { '16m': [fires(own, '20')] },
        },
        {
          when: '19 of 20 run, and the limit of before was 19',
          series: {
            [scaler('status_current_replicas', app)]: '19x60',
            [scaler('spec_max_replicas', app, ',instance="new"')]: '20x60',
            [scaler('spec_max_replicas', app, ',instance="old"')]: '19x60',
          },
          expect: { '25m': silent },
        },
      ],
    },
    {
      name: 'HPAScalingInactive',
      expr: [
        'max by (namespace, horizontalpodautoscaler) (',
        `  kube_horizontalpodautoscaler_status_condition{namespace="${app}", condition="ScalingActive", status="false"}`,
        ') == 1',
      ].join('\n'),
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.horizontalpodautoscaler }} cannot read its metrics',
      description: 'The autoscaler in {{ $labels.namespace }} is blind: the number of replicas stays as it is, whatever the load.',
      examples: [
        {
          when: 'scaling is not active',
          series: {
            [condition(app, 'ScalingActive', 'false').replace('}', ',instance="new"}')]: '1x60',
            [condition(app, 'ScalingActive', 'false').replace('}', ',instance="old"}')]: '0x60',
            [condition('tools', 'ScalingActive', 'false')]: '1x60',
          },
          expect: { '4m': silent, '6m': [fires(own)] },
        },
        {
          when: 'it scales, and is not limited',
          series: {
            [condition(app, 'ScalingActive', 'true')]: '1x60',
            [condition(app, 'ScalingActive', 'false')]: '0x60',
            [condition(app, 'ScalingLimited', 'false')]: '1x60',
          },
          expect: { '20m': silent },
        },
      ],
    },
    {
      name: 'ScaledObjectErrors',
      // KEDA's own labels give way to those of its pod where its monitor does not honour them.
      expr: [
        'sum by (namespace, scaledObject) (label_replace(',
        '  increase(keda_scaled_object_errors_total[10m]), "namespace", "$1", "exported_namespace", "(.+)"',
        ')) > 0',
      ].join('\n'),
      for: '5m',
      severity: 'warning',
      summary: 'KEDA cannot scale {{ $labels.scaledObject }}',
      description:
        'About {{ $value | humanize }} errors in 10 minutes for {{ $labels.scaledObject }} in {{ $labels.namespace }}: see the log of the KEDA operator.',
      examples: [
        {
          when: 'each attempt fails, whichever operator tries',
          series: {
            [errors(app).replace('}', ',pod="a"}')]: '0+1x60',
            [errors(app).replace('}', ',pod="b"}')]: '0+1x60',
          },
          expect: { '5m': silent, '7m': [fires({ namespace: app, scaledObject: 'sales-service' }, '28')] },
        },
        {
          when: 'errors have ended: those of the last 10 minutes count, and no older ones',
          series: { [errors(app)]: '0+1x60 60x60' },
          expect: { '38m': [fires({ namespace: app, scaledObject: 'sales-service' }, '4')], '42m': silent },
        },
        {
          when: 'there was one',
          series: { [errors(app)]: '7x20 8x40' },
          expect: { '17m': [fires({ namespace: app, scaledObject: 'sales-service' }, '1')] },
        },
        { when: 'there are none', series: { [errors(app)]: '7x60' }, expect: { '25m': silent } },
      ],
    },
  ];
}

const ready = (node: string, condition = 'Ready', status = 'true') =>
  `kube_node_status_condition{node="${node}",condition="${condition}",status="${status}"}`;

const nodeNotReady: Alert = {
  name: 'NodeNotReady',
  expr: 'max by (node) (kube_node_status_condition{condition="Ready", status="true"}) == 0',
  for: '5m',
  severity: 'critical',
  summary: 'Node {{ $labels.node }} is not ready',
  description:
    'The pods of {{ $labels.node }} are started elsewhere after 5 minutes; those with a disk of their zone wait for a node there.',
  examples: [
    {
      when: 'one of two nodes does not report',
      series: {
        [ready('n1')]: '0x60',
        [ready('n2').replace('}', ',instance="new"}')]: '1x60',
        [ready('n2').replace('}', ',instance="old"}')]: '0x60',
      },
      expect: { '4m': silent, '6m': [fires({ node: 'n1' })] },
    },
    {
      when: 'a node is ready, and under no pressure',
      series: {
        [ready('n1')]: '1x60',
        [ready('n1', 'Ready', 'false')]: '0x60',
        [ready('n2', 'DiskPressure')]: '0x60',
        [ready('n3', 'Ready', 'false')]: '0x60',
      },
      expect: { '20m': silent },
    },
  ],
};
