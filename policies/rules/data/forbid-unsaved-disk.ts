import { ownValue } from '../../company/own-keys.ts';
import { asFields, at, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** On a workload, before the name of each claim of it: how the data outlives the disk. */
const shortestReason = 10;

const workload = (saved: string) => `
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: print-spooler
  namespace: erp-prod
  annotations: { saved.erp.example.com/spool: ${saved} }
spec:
  serviceName: print-spooler-pods
  template: { metadata: { labels: { app: print-spooler } }, spec: { containers: [{ name: print-spooler }] } }
  volumeClaimTemplates: [{ metadata: { name: spool } }]
`;

const job = `---
apiVersion: batch/v1
kind: CronJob
metadata: { name: print-spooler-export, namespace: erp-prod }
spec: { schedule: "0 1 * * *", suspend: false }
`;

const problems = (says: string) => [
  { on: 'StatefulSet/print-spooler', message: `StatefulSet "print-spooler" has a disk "spool", ${says}`, path: 'metadata.annotations' },
];

export default defineRule({
  id: 'forbid-unsaved-disk',
  severity: 'error',
  manual: '6.1 (D115)',
  summary: 'Keep nothing on a disk of a service that does not say how its data is saved, or why its loss does no harm.',
  rationale:
    'The platform dumps databases and copies no disk: what lies on one is lost with its zone, unless somebody has thought of it before.',
  remediation: 'Write saved: { job }, { outside } or { none: why } beside the disk in the file of the service.',
  scope: 'object',
  kinds: ['StatefulSet'],

  check(manifest, world) {
    return listAt(manifest.fields, 'spec', 'volumeClaimTemplates').flatMap((claim) => {
      const name = textAt(asFields(claim), 'metadata', 'name') ?? '';
      const fault = faultOf(manifest, ownValue(manifest.annotations, name, 'saved'), world);
      return fault === undefined ? [] : [{ message: `${titleOf(manifest)} has a disk "${name}", ${fault}`, path: 'metadata.annotations' }];
    });
  },

  examples: {
    pass: [
      { name: 'a disk whose loss does no harm', manifests: workload('none What waits to be printed is sent again') },
      { name: 'a disk that the cloud account copies', manifests: workload('outside The plan spool of the cloud account, every night') },
      { name: 'a disk that a job copies away', manifests: workload('job export') + job },
    ],
    fail: [
      {
        name: 'a disk of which nobody says anything',
        from: 'a disk whose loss does no harm',
        change: { 'metadata.annotations': undefined },
        problems: problems('and nobody says how its data is saved.'),
      },
      {
        name: 'a reason that is none',
        from: 'a disk whose loss does no harm',
        change: { 'metadata.annotations["saved.erp.example.com/spool"]': 'none temp' },
        problems: problems('and nobody says how its data is saved.'),
      },
      {
        name: 'a job that does not run',
        from: 'a disk that a job copies away',
        change: { 'CronJob/print-spooler-export > spec.suspend': true },
        problems: problems('saved by the job "export", which does not run.'),
      },
      {
        name: 'a job that is not there',
        from: 'a disk that a job copies away',
        change: { 'StatefulSet/print-spooler > metadata.annotations["saved.erp.example.com/spool"]': 'job copy' },
        problems: problems('saved by the job "copy", which does not run.'),
      },
    ],
  },
});

function faultOf({ name, namespace }: Manifest, saved: string | undefined, world: World): string | undefined {
  const [, how = '', text = ''] = /^(job|outside|none) (.*)$/s.exec(saved ?? '') ?? [];
  if (how !== 'job') return text.trim().length >= shortestReason ? undefined : 'and nobody says how its data is saved.';
  const runs = world.manifests.some(
    (other) =>
      other.kind === 'CronJob' &&
      other.namespace === namespace &&
      other.name === `${name}-${text}` &&
      at(other.fields, 'spec', 'suspend') !== true,
  );
  return runs ? undefined : `saved by the job "${text}", which does not run.`;
}
