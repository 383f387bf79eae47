import { asText, at, below, fieldsAt, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { isSchedule, neverFires, shortestGapMinutes } from '../../kubernetes/schedules.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: batch/v1
kind: CronJob
metadata: { name: postgres-backup, namespace: erp-infra }
spec:
  schedule: "0 2 * * MON-FRI"
  startingDeadlineSeconds: 3600
  jobTemplate: { spec: { activeDeadlineSeconds: 21600, template: { spec: { containers: [{ name: backup }] } } } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: postgres-pod-env, namespace: erp-infra }
data: { USE_WALG_BACKUP: "true", BACKUP_SCHEDULE: "0 16 29 2 *" }
`;
const from = 'schedules that fire';
const failing = (name: string, on: string, path: string, value: unknown, message: string) => ({
  name,
  from,
  change: { [`${on} > ${path}`]: value },
  problems: [{ on, message: `${on.replace('/', ' "')}" ${message}.`, path }],
});

export default defineRule({
  id: 'require-firing-schedule',
  severity: 'error',
  manual: '6.1 (D115)',
  summary: 'Let every schedule fire, and what it starts have the time to begin and to end.',
  rationale:
    'A backup on the 31st of February is never made, and no error says so. A controller that is restarted looks seconds late: a job that may ' +
    'start only within a shorter time may never start.',
  remediation: 'Correct the schedule in the file of the environment, or the deadlines of the job.',
  scope: 'object',
  kinds: ['CronJob', 'Job', 'ConfigMap', 'postgresql', 'ScaledObject', 'ScaledJob'],

  check(manifest) {
    return [...schedulesOf(manifest).flatMap(silent), ...unread(manifest), ...hasty(manifest), ...idle(manifest)].map(
      ({ message, path }) => ({
        message: `${titleOf(manifest)} ${message}.`,
        path,
      }),
    );
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      failing(
        'the 31st of February',
        'CronJob/postgres-backup',
        'spec.schedule',
        '0 0 31 2 *',
        'never runs: there is no day of "0 0 31 2 *"',
      ),
      failing(
        'the 31st of short months',
        'CronJob/postgres-backup',
        'spec.schedule',
        '0 0 31 APR,6,9,11 *',
        'never runs: there is no day of "0 0 31 APR,6,9,11 *"',
      ),
      failing(
        'base backups on the 30th of February',
        'ConfigMap/postgres-pod-env',
        'data.BACKUP_SCHEDULE',
        '0 1 30 2 *',
        'never runs: there is no day of "0 1 30 2 *"',
      ),
      failing(
        'a word that cron does not know',
        'ConfigMap/postgres-pod-env',
        'data.BACKUP_SCHEDULE',
        'daily',
        'never runs: cron cannot read "daily"',
      ),
      {
        name: 'every minute, for hours',
        from,
        change: { 'CronJob/postgres-backup > spec.schedule': '* * * * *' },
        problems: [
          {
            on: 'CronJob/postgres-backup',
            message: 'CronJob "postgres-backup" starts every minute what may run for 21600 seconds.',
            path: 'spec.schedule',
          },
        ],
      },
      failing('no pods at once', 'CronJob/postgres-backup', 'spec.jobTemplate.spec.parallelism', 0, 'starts no pod (parallelism 0)'),
      failing('no pod to the end', 'CronJob/postgres-backup', 'spec.jobTemplate.spec.completions', 0, 'starts no pod (completions 0)'),
      failing(
        'a second to start',
        'CronJob/postgres-backup',
        'spec.startingDeadlineSeconds',
        1,
        'may start only within 1 seconds, and is looked at every 10',
      ),
      failing(
        'a second to run',
        'CronJob/postgres-backup',
        'spec.jobTemplate.spec.activeDeadlineSeconds',
        5,
        'is stopped after 5 seconds, before its pod runs',
      ),
    ],
  },
});

interface Schedule {
  readonly text: string;
  readonly path: string;
}

function schedulesOf({ kind, fields }: Manifest): readonly Schedule[] {
  switch (kind) {
    case 'CronJob':
      return one(textAt(fields, 'spec', 'schedule'), 'spec.schedule');
    case 'postgresql':
      return one(textAt(fields, 'spec', 'logicalBackupSchedule'), 'spec.logicalBackupSchedule');
    case 'ConfigMap':
      return Object.entries(fieldsAt(fields, 'data')).flatMap(([key, value]) =>
        /(^|_)(SCHEDULE|CRON)$/.test(key) ? one(asText(value), below('data', key)) : [],
      );
    default:
      return listAt(fields, 'spec', 'triggers').flatMap((trigger, index) =>
        at(trigger, 'type') === 'cron'
          ? ['start', 'end'].flatMap((key) => one(textAt(trigger, 'metadata', key), `spec.triggers[${index}].metadata.${key}`))
          : [],
      );
  }
}

function one(text: string | undefined, path: string): readonly Schedule[] {
  return text === undefined ? [] : [{ text, path }];
}

function silent({ text, path }: Schedule): readonly Problem[] {
  return neverFires(text) ? [{ message: `never runs: there is no day of "${text}"`, path }] : [];
}

/** What Spilo gives to cron as it is (Spilo 4.1, `configure_spilo.py`, write_crontab): where cron cannot read it, nothing runs, base backups neither. */
function unread({ kind, fields }: Manifest): readonly Problem[] {
  const text = textAt(fields, 'data', 'BACKUP_SCHEDULE');
  if (kind !== 'ConfigMap' || text === undefined || textAt(fields, 'data', 'USE_WALG_BACKUP') === undefined || isSchedule(text)) return [];
  return [{ message: `never runs: cron cannot read "${text}"`, path: 'data.BACKUP_SCHEDULE' }];
}

/** A Job of no pods is done, or waits, without having done anything. */
function idle({ kind, fields }: Manifest): readonly Problem[] {
  const path = kind === 'CronJob' ? 'spec.jobTemplate.spec' : 'spec';
  const spec = kind === 'CronJob' ? at(fields, 'spec', 'jobTemplate', 'spec') : kind === 'Job' ? at(fields, 'spec') : undefined;
  return ['parallelism', 'completions'].flatMap((field) =>
    numberAt(spec, field) === 0 ? [{ message: `starts no pod (${field} 0)`, path: `${path}.${field}` }] : [],
  );
}

/** So many starts may be missed before the controller complains (Kubernetes 1.35, "CronJob limitations"), and what runs that much longer than its
 * schedule was meant for another one. */
const mostStarts = 100;
const mostOverlaps = 20;

/** Kubernetes 1.35, "CronJob": the controller looks every 10 seconds. A pod needs some seconds to be scheduled and pulled. */
function hasty({ kind, fields }: Manifest): readonly Problem[] {
  if (kind !== 'CronJob') return [];
  const starting = numberAt(fields, 'spec', 'startingDeadlineSeconds');
  const active = numberAt(fields, 'spec', 'jobTemplate', 'spec', 'activeDeadlineSeconds');
  const gap = (shortestGapMinutes(textAt(fields, 'spec', 'schedule') ?? '') ?? Number.POSITIVE_INFINITY) * 60;
  const often = gap === 60 ? 'every minute' : `every ${gap / 60} minutes`;
  return [
    ...(active !== undefined && gap === 60 && active > mostOverlaps * gap
      ? [{ message: `starts ${often} what may run for ${active} seconds`, path: 'spec.schedule' }]
      : starting !== undefined && starting > mostStarts * gap
        ? [{ message: `starts ${often} what may be late by ${starting} seconds`, path: 'spec.schedule' }]
        : []),
    ...(starting !== undefined && starting < 10
      ? [{ message: `may start only within ${starting} seconds, and is looked at every 10`, path: 'spec.startingDeadlineSeconds' }]
      : []),
    ...(active !== undefined && active < 30
      ? [{ message: `is stopped after ${active} seconds, before its pod runs`, path: 'spec.jobTemplate.spec.activeDeadlineSeconds' }]
      : []),
  ];
}
