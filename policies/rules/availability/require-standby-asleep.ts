import { ofService } from '../../kubernetes/access/service-teams.ts';
import { archiveChecks, copiesData, followedArchives, share, told } from '../../kubernetes/data/backups.ts';
import { at, below, numberAt } from '../../kubernetes/fields.ts';
import { isAsleep } from '../../kubernetes/namespaces.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { isReplicated } from '../../kubernetes/pods/workloads.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** KEDA 2.20.2 (`PausedReplicasAnnotation`): the HorizontalPodAutoscaler goes, and the target gets that many pods. */
const pausedAt = 'autoscaling.keda.sh/paused-replicas';

const example = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { erp.example.com/role: standby } }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { erp.example.com/role: standby } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec: { replicas: 0, template: { spec: { containers: [{ name: sales-service }] } } }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: sales-service, namespace: erp-prod, annotations: { autoscaling.keda.sh/paused-replicas: "0" } }
spec: { scaleTargetRef: { name: sales-service }, minReplicaCount: 6, maxReplicaCount: 20 }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: sales-service-close, namespace: erp-prod }
spec: { schedule: "0 2 * * *", suspend: true, jobTemplate: { spec: { template: { spec: { containers: [{ name: close }] } } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: store-exporter, namespace: erp-infra }
spec: { replicas: 1, template: { spec: { containers: [{ name: exporter }] } } }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { standby: { s3_wal_path: "s3://erp-backups-copy/spilo/postgres/0d5e/wal/16" } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: postgres-backup, namespace: erp-infra }
spec:
  schedule: "0 2 * * *"
  suspend: true
  jobTemplate: { spec: { template: { spec: { containers: [{ name: dump, env: [{ name: BACKUP_DATABASES, value: sales_db }] }] } } } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: postgres-archive-check, namespace: erp-infra }
spec:
  schedule: "20 * * * *"
  jobTemplate:
    spec:
      template:
        spec: { containers: [{ name: check, env: [{ name: BACKUP_ARCHIVE, value: "s3://erp-backups-copy/spilo/postgres" }] }] }
`;

const from = 'a place that waits';
const failing = (name: string, on: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from,
  change: { [`${on} > ${path}`]: value },
  problems: [{ on, message: `${on.replace('/', ' "')}" ${message}.`, path: where }],
});

export default defineRule({
  id: 'require-standby-asleep',
  severity: 'error',
  manual: '1.1, 2.4, 6',
  summary: 'Let everything of services sleep in a place that waits: no pods, paused autoscalers, suspended jobs.',
  rationale:
    'The databases of such a place are read-only copies. A pod that starts there fails for ever, or takes messages and calls that belong to the place ' +
    'that serves; a job that dumps or migrates there does so twice, or never ends.',
  remediation:
    'Let the generator draw the place anew (npm run generate); the role of a place follows from serving in the file of the environment (docs/places.md).',
  scope: 'object',
  kinds: [
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'ReplicaSet',
    'ReplicationController',
    'Pod',
    'Job',
    'CronJob',
    'ScaledObject',
    'ScaledJob',
    'HorizontalPodAutoscaler',
  ],

  check(manifest, world) {
    if (!isAsleep(manifest, world)) return [];
    return awake(manifest, world).map(({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }));
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'a place that serves',
        manifests: example.replaceAll('role: standby', 'kind: home').replaceAll('replicas: 0', 'replicas: 3'),
      },
    ],
    fail: [
      failing('pods', 'Deployment/sales-service', 'spec.replicas', 3, 'runs 3 pods in a place that waits'),
      failing(
        'one pod, by default',
        'Deployment/sales-service',
        'spec.replicas',
        undefined,
        'runs 1 pod in a place that waits',
        'spec.replicas',
      ),
      failing(
        'an autoscaler that works',
        'ScaledObject/sales-service',
        'metadata.annotations',
        undefined,
        'is not paused at 0 in a place that waits',
        'metadata.annotations["autoscaling.keda.sh/paused-replicas"]',
      ),
      failing(
        'an autoscaler that keeps two',
        'ScaledObject/sales-service',
        'metadata.annotations["autoscaling.keda.sh/paused-replicas"]',
        '2',
        'is not paused at 0 in a place that waits',
      ),
      {
        name: 'an autoscaler that nobody can pause',
        from,
        change: {
          'HorizontalPodAutoscaler/sales-service':
            'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: sales-service, namespace: erp-prod }\nspec: { maxReplicas: 3 }',
        },
        problems: [
          {
            on: 'HorizontalPodAutoscaler/sales-service',
            message: 'HorizontalPodAutoscaler "sales-service" cannot sleep: there is no way to pause it.',
            path: '',
          },
        ],
      },
      failing('a job of a service', 'CronJob/sales-service-close', 'spec.suspend', false, 'is not suspended in a place that waits'),
      failing('a dump', 'CronJob/postgres-backup', 'spec.suspend', undefined, 'is not suspended in a place that waits', 'spec.suspend'),
      failing(
        'a look into an archive that nobody writes',
        'CronJob/postgres-archive-check',
        'spec.jobTemplate.spec.template.spec.containers[0].env[0].value',
        's3://erp-backups-west/spilo/postgres',
        'is not suspended in a place that waits',
        'spec.suspend',
      ),
      {
        name: 'a migration',
        from,
        change: {
          'Job/sales-service-migrate':
            'apiVersion: batch/v1\nkind: Job\nmetadata: { name: sales-service-migrate, namespace: erp-prod }\nspec: { template: { spec: { containers: [{ name: migrate }] } } }',
        },
        problems: [
          {
            on: 'Job/sales-service-migrate',
            message: 'Job "sales-service-migrate" runs at a sync, in a place whose databases nobody may write.',
            path: '',
          },
        ],
      },
      {
        name: 'a pod by itself',
        from,
        change: {
          'Pod/look': 'apiVersion: v1\nkind: Pod\nmetadata: { name: look, namespace: erp-prod }\nspec: { containers: [{ name: look }] }',
        },
        problems: [{ on: 'Pod/look', message: 'Pod "look" runs in a place that waits.', path: '' }],
      },
    ],
  },
});

function awake(manifest: Manifest, world: World): readonly Problem[] {
  const { kind, fields, annotations } = manifest;
  switch (kind) {
    case 'ScaledObject':
      return annotations[pausedAt] === '0'
        ? []
        : [{ message: 'is not paused at 0 in a place that waits', path: below('metadata.annotations', pausedAt) }];
    case 'HorizontalPodAutoscaler':
    case 'ScaledJob':
      return [{ message: 'cannot sleep: there is no way to pause it', path: '' }];
    case 'Job':
      return [{ message: 'runs at a sync, in a place whose databases nobody may write', path: '' }];
    case 'CronJob':
      return at(fields, 'spec', 'suspend') === true || !mustSleep(manifest, world)
        ? []
        : [{ message: 'is not suspended in a place that waits', path: 'spec.suspend' }];
    default:
      return runs(manifest, world);
  }
}

function runs(manifest: Manifest, world: World): readonly Problem[] {
  // Beside the stores run those who look at them.
  if (world.company.dataNamespaces.includes(manifest.namespace) && ofService(manifest, world) === undefined) return [];
  if (!isReplicated(manifest)) return [];
  if (manifest.kind === 'Pod' || manifest.kind === 'DaemonSet') return [{ message: 'runs in a place that waits', path: '' }];
  const pods = numberAt(manifest.fields, 'spec', 'replicas') ?? 1;
  return pods === 0 ? [] : [{ message: `runs ${pods} pod${pods === 1 ? '' : 's'} in a place that waits`, path: 'spec.replicas' }];
}

/** Beside the stores only what copies data must: who restarts a pooler goes on, and who looks into the archive that the place follows. */
function mustSleep(job: Manifest, world: World): boolean {
  if (!world.company.dataNamespaces.includes(job.namespace) || ofService(job, world) !== undefined) return true;
  const looks = archiveChecks(world, job.namespace).includes(job);
  if (!looks) return copiesData(job, world) || told(job, world, 'BACKUP_STORE').length > 0;
  const followed = followedArchives(world, job.namespace);
  return !told(job, world, 'BACKUP_ARCHIVE').every((folder) => followed.some((archive) => share(folder, archive)));
}
