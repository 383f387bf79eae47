import { type Alert, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** The controller that asks who signed an image before it runs. Where it refuses, no pod of a service starts without it. */
export function signatureAlerts({ app, signed }: AlertScope): readonly Alert[] {
  const asked = (kind: string, allowed: string, over = '', namespace = app) =>
    `policy_controller_request_count{namespace="policy-controller",resource_namespace="${namespace}",kind_kind="${kind}",admission_allowed="${allowed}"${over}}`;
  const up = (pod: string, job = 'policy-controller') => `up{namespace="policy-controller",job="${job}",pod="${pod}"}`;
  return [
    {
      name: 'ImageRefused',
      expr: 'sum by (resource_namespace, kind_kind) (increase(policy_controller_request_count{admission_allowed="false"}[10m])) > 0',
      severity: 'warning',
      summary: 'A {{ $labels.kind_kind }} of {{ $labels.resource_namespace }} was refused for its image',
      description:
        'About {{ $value | humanize }} requests in 10 minutes: an image was not signed by its release workflow, has no provenance, or is one that no policy is about.',
      examples: [
        {
          when: 'pods are refused by both replicas, and others are not',
          series: {
            [asked('Pod', 'false', ',pod="a"')]: '0+1x60',
            [asked('Pod', 'false', ',pod="b"')]: '0+1x60',
            [asked('Deployment', 'true')]: '0+5x60',
          },
          expect: { '11m': [fires({ resource_namespace: app, kind_kind: 'Pod' }, '40')] },
        },
        {
          when: 'one request was refused',
          series: { [asked('Deployment', 'false')]: '0x30 1x30' },
          expect: { '20m': [fires({ resource_namespace: app, kind_kind: 'Deployment' }, '1')] },
        },
        { when: 'it was long ago', series: { [asked('Pod', 'false')]: '3x60' }, expect: { '25m': silent } },
      ],
    },
    {
      name: 'SignatureCheckDown',
      expr: '(max(up{job="policy-controller"}) or vector(0)) == 0',
      for: '5m',
      severity: signed ? 'critical' : 'warning',
      summary: 'Nobody checks who signed an image',
      description: signed
        ? 'No pod of policy-controller answers: no pod of a service starts, whatever runs goes on.'
        : 'No pod of policy-controller answers: images run without a warning.',
      examples: [
        {
          when: 'the last pod is gone for over five minutes',
          series: { [up('a')]: '1x10 0x60', [up('b')]: '0x70', [up('c', 'keda')]: '1x70' },
          expect: { '9m': silent, '11m': [fires({})] },
        },
        { when: 'there never was one', series: { [up('c', 'keda')]: '1x60' }, expect: { '6m': [fires({})] } },
        { when: 'one of them answers', series: { [up('a')]: '1x60', [up('b')]: '0x60' }, expect: { '25m': silent } },
      ],
    },
  ];
}
