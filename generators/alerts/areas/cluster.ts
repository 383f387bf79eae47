import { type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** One more each 20 samples: each ten minutes. */
const slowly = '0x19 1x19 2x19 3x19 4x19 5x19';

/** What every change of the cluster goes through, and what tells of its objects. */
export function cluster({ infra }: AlertScope): AlertArea {
  const rejected = (name: string, error: string, over = '') =>
    `apiserver_admission_webhook_rejection_count{name="${name}",type="validating",operation="UPDATE",error_type="${error}",rejection_code="500"${over}}`;
  const skipped = (name: string, over = '') => `apiserver_admission_webhook_fail_open_count{name="${name}",type="validating"${over}}`;
  const read = (metric: string, result: string, over = '', namespace = infra) =>
    `kube_state_metrics_${metric}_total{namespace="${namespace}",resource="*v1.Pod",result="${result}"${over}}`;
  const webhook = { name: 'webhook.cert-manager.io' };
  return {
    name: 'cluster',
    team: 'infrastructure',
    alerts: [
      {
        name: 'AdmissionWebhookFailing',
        // An object that a webhook refuses on purpose is no_error; one that nobody asks about because it may be left out is counted apart.
        expr: [
          'sum by (name) (increase(apiserver_admission_webhook_rejection_count{error_type!="no_error"}[10m])) > 0',
          'or',
          'sum by (name) (increase(apiserver_admission_webhook_fail_open_count[10m])) > 0',
        ].join('\n'),
        for: '10m',
        severity: 'warning',
        summary: 'The admission webhook {{ $labels.name }} does not answer',
        description:
          'About {{ $value | humanize }} calls of {{ $labels.name }} failed in 10 minutes: objects that it must look at are refused, or pass without it.',
        examples: [
          {
            when: 'calls fail at both API servers, and it refuses an object',
            series: {
              [rejected(webhook.name, 'calling_webhook_error', ',instance="a"')]: '0+1x60',
              [rejected(webhook.name, 'calling_webhook_error', ',instance="b"')]: '0+1x60',
              [rejected(webhook.name, 'no_error', ',instance="a"')]: '0+5x60',
              [rejected('vpod.example.com', 'no_error')]: '0+1x60',
            },
            expect: { '9m': silent, '12m': [fires(webhook, '40')] },
          },
          {
            when: 'the API server cannot make sense of it',
            series: { [rejected(webhook.name, 'apiserver_internal_error')]: '0+1x60' },
            expect: { '12m': [fires(webhook, '20')] },
          },
          {
            when: 'it may be left out, and is',
            series: {
              [skipped('prometheusrulemutate.monitoring.coreos.com', ',instance="a"')]: '0+1x60',
              [skipped('prometheusrulemutate.monitoring.coreos.com', ',instance="b"')]: '0+1x60',
            },
            expect: { '9m': silent, '12m': [fires({ name: 'prometheusrulemutate.monitoring.coreos.com' }, '40')] },
          },
          {
            when: 'one call in ten minutes fails, again and again',
            series: {
              [rejected(webhook.name, 'calling_webhook_error')]: slowly,
              [skipped('prometheusrulemutate.monitoring.coreos.com')]: slowly,
            },
            expect: { '35m': [fires(webhook, '1'), fires({ name: 'prometheusrulemutate.monitoring.coreos.com' }, '1')] },
          },
          {
            when: 'one call failed while its pods were replaced',
            series: {
              [rejected(webhook.name, 'calling_webhook_error')]: '0x10 1x90',
              [skipped('prometheusrulemutate.monitoring.coreos.com')]: '0x10 1x90',
            },
            expect: { '14m': silent, '15m': silent, '30m': silent },
          },
          {
            when: 'calls that had failed for long go well again',
            series: {
              [rejected(webhook.name, 'calling_webhook_error')]: '0+1x40 40x60',
              [skipped('prometheusrulemutate.monitoring.coreos.com')]: '0+1x40 40x60',
            },
            expect: {
              '29m': [fires(webhook, '2'), fires({ name: 'prometheusrulemutate.monitoring.coreos.com' }, '2')],
              '31m': silent,
            },
          },
        ],
      },
      {
        name: 'KubeStateMetricsBlind',
        // It lists where the API server does not send what is there as the beginning of a watch.
        expr: [
          `sum by (namespace, resource) (increase(kube_state_metrics_list_total{namespace="${infra}", result="error"}[10m])) > 0`,
          'or',
          `sum by (namespace, resource) (increase(kube_state_metrics_watch_total{namespace="${infra}", result="error"}[10m])) > 0`,
        ].join('\n'),
        for: '15m',
        severity: 'warning',
        summary: 'kube-state-metrics cannot read {{ $labels.resource }}',
        description:
          'About {{ $value | humanize }} calls for {{ $labels.resource }} failed in 10 minutes in {{ $labels.namespace }}: alerts about these objects see old ones, or none.',
        examples: [
          {
            when: 'it may not list pods, and has trouble of another kind elsewhere',
            series: {
              [read('list', 'error', ',pod="a"')]: '0+1x80',
              [read('list', 'error', ',pod="b"')]: '0+1x80',
              [read('list', 'success')]: '0+5x80',
              [read('list', 'error', '', 'tools')]: '0+9x80',
              [read('watch', 'error', '', 'tools')]: '0+9x80',
            },
            expect: { '14m': silent, '17m': [fires({ namespace: infra, resource: '*v1.Pod' }, '40')] },
          },
          {
            when: 'it may not watch them',
            series: {
              [read('watch', 'error', ',pod="a"')]: '0+1x80',
              [read('watch', 'error', ',pod="b"')]: '0+1x80',
              [read('watch', 'success')]: '0+5x80',
            },
            expect: { '14m': silent, '17m': [fires({ namespace: infra, resource: '*v1.Pod' }, '40')] },
          },
          {
            when: 'one call in ten minutes fails, again and again',
            series: { [read('list', 'error')]: slowly, [read('watch', 'error').replace('Pod', 'Node')]: slowly },
            expect: {
              '35m': [fires({ namespace: infra, resource: '*v1.Pod' }, '1'), fires({ namespace: infra, resource: '*v1.Node' }, '1')],
            },
          },
          {
            when: 'calls failed while the API server was replaced',
            series: { [read('list', 'error')]: '0x10 1x90', [read('watch', 'error')]: '0x10 1x90' },
            expect: { '14m': silent, '20m': silent, '30m': silent },
          },
          {
            when: 'they had failed for long, and go well again',
            series: { [read('list', 'error')]: '0+1x60 60x60', [read('watch', 'error').replace('Pod', 'Node')]: '0+1x60 60x60' },
            expect: {
              '39m': [fires({ namespace: infra, resource: '*v1.Pod' }, '2'), fires({ namespace: infra, resource: '*v1.Node' }, '2')],
              '41m': silent,
            },
          },
          {
            when: 'all calls go well',
            series: { [read('list', 'success')]: '0+1x80', [read('watch', 'success')]: '0+1x80' },
            expect: { '30m': silent },
          },
        ],
      },
    ],
  };
}
