import { type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** Disks: the volumes of the data layer and of services, and those of the nodes (D105). */
export function storage({ app, infra }: AlertScope): AlertArea {
  const volume = (kind: string, namespace = infra, claim = 'pgdata-postgres-0') =>
    `kubelet_volume_stats_${kind}_bytes{namespace="${namespace}",persistentvolumeclaim="${claim}",node="n1"}`;
  const disk = (kind: string, mountpoint = '/', fstype = 'ext4') =>
    `node_filesystem_${kind}_bytes{job="node-exporter",instance="n1",mountpoint="${mountpoint}",fstype="${fstype}"}`;
  const both = `namespace=~"${app}|${infra}"`;
  const real = 'fstype!~"tmpfs|overlay|squashfs|ramfs"';
  const claim = { namespace: infra, persistentvolumeclaim: 'pgdata-postgres-0' };
  const ofService = { namespace: app, persistentvolumeclaim: 'var-spool-print-spooler-0' };
  return {
    name: 'storage',
    team: 'infrastructure',
    alerts: [
      {
        name: 'VolumeAlmostFull',
        expr: [
          `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{${both}})`,
          '  / on (namespace, persistentvolumeclaim)',
          `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${both}}) < 0.15`,
        ].join('\n'),
        for: '5m',
        severity: 'critical',
        summary: '{{ $labels.persistentvolumeclaim }}: {{ $value | humanizePercentage }} left',
        description:
          'The volume of {{ $labels.namespace }} is nearly full. What cannot write stops, and a database first: enlarge the volume now.',
        examples: [
          {
            when: '14 % is left, though a node that has let go of the volume says other',
            series: {
              [volume('available')]: '14x60',
              [volume('available').replace('n1', 'n2')]: '1x60',
              [volume('capacity')]: '100x60',
              [volume('capacity').replace('n1', 'n2')]: '50x60',
              [volume('available', 'tools')]: '1x60',
              [volume('capacity', 'tools')]: '100x60',
              [volume('available', infra, 'other')]: '90x60',
              [volume('capacity', infra, 'other')]: '100x60',
            },
            expect: { '4m': silent, '6m': [fires(claim, '14%')] },
          },
          {
            when: 'the disk of a service has 14 % left, and one of that name in another namespace more',
            series: {
              [volume('available', app, ofService.persistentvolumeclaim)]: '14x60',
              [volume('capacity', app, ofService.persistentvolumeclaim)]: '100x60',
              [volume('available', infra, ofService.persistentvolumeclaim)]: '90x60',
              [volume('capacity', infra, ofService.persistentvolumeclaim)]: '100x60',
            },
            expect: { '4m': silent, '6m': [fires(ofService, '14%')] },
          },
          {
            when: '16 % is left',
            series: {
              [volume('available')]: '16x60',
              [volume('capacity')]: '100x60',
              [volume('available', 'tools', 'small')]: '16x60',
              [volume('capacity', 'tools', 'small')]: '100x60',
            },
            expect: { '20m': silent },
          },
        ],
      },
      {
        name: 'VolumeFillingUp',
        expr: `predict_linear(kubelet_volume_stats_available_bytes{${both}}[6h], 2 * 86400) < 0`,
        for: '1h',
        severity: 'warning',
        summary: '{{ $labels.persistentvolumeclaim }} will be full within two days',
        description:
          'By the growth of the last 6 hours the volume of {{ $labels.namespace }} has no room left in two days: enlarge it, or find what grows.',
        examples: [
          {
            when: 'the rest of the last 6 hours lasts 45 hours more',
            step: '4m',
            // 1000 at the start; 10 less each step of 4 minutes.
            series: { [volume('available')]: '6750-10x200', [volume('available', 'tools')]: '100-10x200' },
            expect: { '56m': silent, '90m': [fires({ ...claim, node: 'n1' })] },
          },
          {
            when: 'the disk of a service grows as fast',
            step: '4m',
            series: { [volume('available', app, ofService.persistentvolumeclaim)]: '6750-10x200' },
            expect: { '56m': silent, '90m': [fires({ ...ofService, node: 'n1' })] },
          },
          {
            when: 'growth has ended: the last 6 hours count, and no older ones',
            step: '4m',
            series: { [volume('available')]: '3000-10x180 1200x180' },
            expect: { '15h4m': [fires({ ...claim, node: 'n1' })], '18h4m': silent, '20h': silent },
          },
          {
            when: 'it lasts 51 hours more',
            step: '4m',
            series: { [volume('available')]: '8000-10x200' },
            expect: { '2h': silent },
          },
        ],
      },
      {
        name: 'NodeDiskAlmostFull',
        expr: `node_filesystem_avail_bytes{${real}} / node_filesystem_size_bytes{${real}} < 0.1`,
        for: '10m',
        severity: 'warning',
        summary: '{{ $labels.instance }} {{ $labels.mountpoint }}: {{ $value | humanizePercentage }} left',
        description: 'The disk of {{ $labels.instance }} at {{ $labels.mountpoint }} is nearly full: the kubelet will throw pods out.',
        examples: [
          {
            when: '9.5 % is left',
            series: { [disk('avail')]: '95x60', [disk('size')]: '1000x60' },
            expect: {
              '9m': silent,
              '11m': [fires({ job: 'node-exporter', instance: 'n1', mountpoint: '/', fstype: 'ext4' }, '9.5%')],
            },
          },
          {
            when: '10.5 % is left, and what is full is no disk',
            series: {
              [disk('avail')]: '105x60',
              [disk('size')]: '1000x60',
              [disk('avail', '/run', 'tmpfs')]: '1x60',
              [disk('size', '/run', 'tmpfs')]: '1000x60',
            },
            expect: { '25m': silent },
          },
        ],
      },
    ],
  };
}
