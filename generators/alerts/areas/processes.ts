import { grpcFaults } from '../../model/service/objectives.ts';
import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** Services of other kinds than those of the manual: they answer by gRPC, or keep a disk. */
export function processes({ app }: AlertScope): AlertArea {
  return { name: 'processes', team: 'application', alerts: [grpcErrors(app), replicasMissing(app), updateStuck(app)] };
}

function grpcErrors(app: string): Alert {
  const calls = (code: string, name = 'sales-service', namespace = app) =>
    `grpc_server_handled_total{namespace="${namespace}",app="${name}",pod="a",grpc_service="s",grpc_method="m",grpc_code="${code}"}`;
  return {
    name: 'HighGrpcErrorRate',
    expr: [
      `sum by (namespace, app) (rate(grpc_server_handled_total{namespace="${app}", grpc_code=~"${grpcFaults}"}[5m]))`,
      '  /',
      `sum by (namespace, app) (rate(grpc_server_handled_total{namespace="${app}"}[5m]))`,
      '  > 0.05',
    ].join('\n'),
    for: '5m',
    severity: 'warning',
    summary: '{{ $labels.app }} fails {{ $value | humanizePercentage }} of its calls by gRPC',
    description: 'Calls of {{ $labels.app }} in {{ $labels.namespace }} end with codes that say that the server is at fault.',
    examples: [
      {
        when: '5.25 % of the calls fail, by any of the codes',
        series: {
          [calls('OK')]: '0+3790x60',
          ...Object.fromEntries(grpcFaults.split('|').map((code) => [calls(code), '0+35x60'])),
          [calls('OK', 'sales-service', 'tools')]: '0+100000x60',
        },
        expect: { '4m': silent, '7m': [fires({ namespace: app, app: 'sales-service' }, '5.25%')] },
      },
      {
        when: 'errors have just ended: those of the last 5 minutes count, and no older ones',
        series: { [calls('OK')]: '0+500x60', [calls('Internal')]: '0+500x20 10000x40' },
        expect: { '13m': [fires({ namespace: app, app: 'sales-service' }, '28.57%')], '16m': silent },
      },
      {
        when: '4.75 % fail, more are refused for what the caller did, and another namespace fails altogether',
        series: {
          [calls('OK')]: '0+1505x60',
          [calls('InvalidArgument')]: '0+200x60',
          [calls('NotFound')]: '0+200x60',
          [calls('Internal')]: '0+95x60',
          [calls('Internal', 'other', 'tools')]: '0+10x60',
        },
        expect: { '25m': silent },
      },
    ],
  };
}

/** How many of what a StatefulSet should have it lacks, whichever of two exporters tells it. */
function lacking(app: string, has: string): string {
  return [
    `max by (namespace, statefulset) (kube_statefulset_replicas{namespace="${app}"})`,
    '  - on (namespace, statefulset)',
    `max by (namespace, statefulset) (kube_statefulset_status_replicas_${has}{namespace="${app}"}) > 0`,
  ].join('\n');
}

function lackingExamples(app: string, has: string): Alert['examples'] {
  const series = (metric: string, name: string, over = '', namespace = app) =>
    `kube_statefulset_${metric}{namespace="${namespace}",statefulset="${name}"${over}}`;
  const wanted = (name = 'print-spooler', over = '', namespace = app) => series('replicas', name, over, namespace);
  const there = (name = 'print-spooler', over = '', namespace = app) => series(`status_replicas_${has}`, name, over, namespace);
  return [
    {
      when: 'two of three lack, and one of somebody else',
      series: {
        [wanted('print-spooler', ',instance="new"')]: '3x60',
        [wanted('print-spooler', ',instance="old"')]: '1x60',
        [there('print-spooler', ',instance="new"')]: '1x60',
        [there('print-spooler', ',instance="old"')]: '0x60',
        [wanted('small-ledger')]: '1x60',
        [there('small-ledger')]: '1x60',
        [wanted('redis', '', 'tools')]: '3x60',
        [there('redis', '', 'tools')]: '1x60',
      },
      expect: { '14m': silent, '16m': [fires({ namespace: app, statefulset: 'print-spooler' }, '2')] },
    },
    {
      when: 'one of one lacks',
      series: { [wanted()]: '1x60', [there()]: '0x60' },
      expect: { '16m': [fires({ namespace: app, statefulset: 'print-spooler' }, '1')] },
    },
    { when: 'none lacks', series: { [wanted()]: '3x60', [there()]: '3x60' }, expect: { '25m': silent } },
  ];
}

function replicasMissing(app: string): Alert {
  return {
    name: 'StatefulSetReplicasMissing',
    expr: lacking(app, 'available'),
    for: '15m',
    severity: 'warning',
    summary: '{{ $labels.statefulset }} lacks {{ $value }} pods',
    description:
      '{{ $labels.statefulset }} in {{ $labels.namespace }} has had fewer pods than it should for 15 minutes: each has its disk, which exists in one zone only.',
    examples: lackingExamples(app, 'available'),
  };
}

function updateStuck(app: string): Alert {
  return {
    name: 'StatefulSetUpdateStuck',
    // Unlike a Deployment, it has no deadline and no condition that tells.
    expr: lacking(app, 'updated'),
    for: '15m',
    severity: 'critical',
    summary: '{{ $value }} pods of {{ $labels.statefulset }} still are of the old version',
    description:
      '{{ $labels.statefulset }} in {{ $labels.namespace }} goes on to the next pod only when the one before it is ready, and did not for 15 minutes.',
    examples: lackingExamples(app, 'updated'),
  };
}
