import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** Seconds after its time when a run that has not begun is missed: as long as a CronJob of a service may be late. */
const late = 3600;

/** That a run of a service failed, or did not begin. Which services have runs, the alerts do not know. */
export function jobs({ app }: AlertScope): AlertArea {
  return { name: 'jobs', team: 'application', alerts: [failed(app), missed(app)] };
}

function failed(app: string): Alert {
  const job = (name: string, over = 'condition="true"', namespace = app) =>
    `kube_job_failed{namespace="${namespace}",job_name="${name}",${over}}`;
  const own = 'closing-batch-close-day-29384720';
  return {
    name: 'ServiceJobFailed',
    // Holds until the Job is deleted: by its age, by the runs after it, or by a person.
    expr: `max by (namespace, job_name) (kube_job_failed{namespace="${app}", condition="true"}) == 1`,
    severity: 'warning',
    summary: 'The run {{ $labels.job_name }} failed',
    description:
      'It was tried as often as its service allows, or took too long; nothing in {{ $labels.namespace }} runs it again by itself.',
    examples: [
      {
        when: 'a run failed, whichever of two exporters tells it',
        series: {
          [job(own, 'condition="true",instance="new"')]: '0x2 1x60',
          [job(own, 'condition="true",instance="old"')]: '0x60',
          [job('closing-batch-migrate')]: '0x60',
        },
        expect: { '1m': silent, '2m': [fires({ namespace: app, job_name: own })] },
      },
      {
        when: 'none failed, and one of somebody else did',
        series: { [job(own)]: '0x60', [job(own, 'condition="false"')]: '1x60', [job(own, 'condition="true"', 'tools')]: '1x60' },
        expect: { '20m': silent },
      },
    ],
  };
}

function missed(app: string): Alert {
  const next = (namespace = app, over = '') =>
    `kube_cronjob_next_schedule_time{namespace="${namespace}",cronjob="closing-batch-close-day"${over}}`;
  return {
    name: 'ServiceJobMissed',
    // Of a CronJob that is suspended there is no next time; that of one which never ran counts from its making.
    expr: `time() - max by (namespace, cronjob) (kube_cronjob_next_schedule_time{namespace="${app}"}) > ${late}`,
    severity: 'warning',
    summary: 'A run of {{ $labels.cronjob }} did not begin',
    description: 'CronJob {{ $labels.cronjob }} of {{ $labels.namespace }} should have started a run {{ $value | humanizeDuration }} ago.',
    examples: [
      {
        when: 'it was to begin two hours ago',
        step: '1h',
        series: {
          [next(app, ',instance="new"')]: '7200x50',
          [next(app, ',instance="old"')]: '3600x50',
          [next('tools')]: '0x50',
        },
        expect: { '3h': silent, '4h': [fires({ namespace: app, cronjob: 'closing-batch-close-day' }, '2h 0m 0s')] },
      },
      {
        when: 'it was to begin an hour and two minutes ago',
        step: '1h',
        series: { [next()]: '7080x50' },
        expect: { '3h': [fires({ namespace: app, cronjob: 'closing-batch-close-day' }, '1h 2m 0s')] },
      },
      {
        when: 'the next run is in the future',
        step: '1h',
        series: { [next()]: '86400x50' },
        expect: { '20h': silent },
      },
    ],
  };
}
