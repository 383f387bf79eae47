import { type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** What the API server refuses pods for, before it does. */
export function quotas({ app, infra }: AlertScope): AlertArea {
  const quota = (resource: string, type: string, over = '', namespace = app) =>
    `kube_resourcequota{namespace="${namespace}",resourcequota="quota",resource="${resource}",type="${type}"${over}}`;
  const own = { namespace: app, resourcequota: 'quota', resource: 'limits.cpu' };
  return {
    name: 'quotas',
    team: 'infrastructure',
    alerts: [
      {
        name: 'QuotaAlmostUsed',
        // Load balancers are few, and all of them are used on purpose.
        expr: [
          'max by (namespace, resourcequota, resource) (kube_resourcequota{type="used", resource=~"pods|requests[.].+|limits[.].+"})',
          '  / on (namespace, resourcequota, resource)',
          'max by (namespace, resourcequota, resource) (kube_resourcequota{type="hard"}) > 0.95',
        ].join('\n'),
        for: '15m',
        severity: 'warning',
        summary: 'The quota of {{ $labels.namespace }} for {{ $labels.resource }} is nearly used up',
        description:
          '{{ $value | humanizePercentage }} of {{ $labels.resource }} of {{ $labels.resourcequota }} in {{ $labels.namespace }} are used: the API server will refuse the next pods, of a rollout too.',
        examples: [
          {
            when: '96 % of the limit of processors are used, as the newest of two says',
            series: {
              [quota('limits.cpu', 'used')]: '48x60',
              [quota('limits.cpu', 'used', ',instance="old"')]: '20x60',
              [quota('limits.cpu', 'hard')]: '50x60',
              [quota('limits.cpu', 'hard', ',instance="old"')]: '40x60',
              [quota('limits.memory', 'used')]: '10x60',
              [quota('limits.memory', 'hard')]: '50x60',
            },
            expect: { '14m': silent, '16m': [fires(own, '96%')] },
          },
          {
            when: 'the quota was lowered below what is used',
            series: { [quota('limits.cpu', 'used')]: '60x60', [quota('limits.cpu', 'hard')]: '50x60' },
            expect: { '16m': [fires(own, '120%')] },
          },
          {
            when: 'all pods are there that may be',
            series: { [quota('pods', 'used', '', infra)]: '100x60', [quota('pods', 'hard', '', infra)]: '100x60' },
            expect: { '16m': [fires({ namespace: infra, resourcequota: 'quota', resource: 'pods' }, '100%')] },
          },
          {
            when: 'just 95 % are used, and all of the load balancers',
            series: {
              [quota('requests.cpu', 'used')]: '95x60',
              [quota('requests.cpu', 'hard')]: '100x60',
              [quota('services.loadbalancers', 'used')]: '2x60',
              [quota('services.loadbalancers', 'hard')]: '2x60',
            },
            expect: { '25m': silent },
          },
          {
            when: 'all memory that may be asked for is',
            series: { [quota('requests.memory', 'used')]: '100x60', [quota('requests.memory', 'hard')]: '100x60' },
            expect: { '16m': [fires({ ...own, resource: 'requests.memory' }, '100%')] },
          },
        ],
      },
    ],
  };
}
