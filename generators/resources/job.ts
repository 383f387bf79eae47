import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IJobSpec } from 'kubernetes-models/batch/v1/JobSpec';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { Instance, Task } from '../model/instance.ts';
import { syncWave } from '../model/names.ts';
import { priorityClassName } from '../model/priorities.ts';
import { needsSession, sessionKey, sessionSecretName } from '../model/service/secret.ts';
import { clientLabels, identityLabels, selector, serviceLabels, sessionLabels, versionLabels } from './labels.ts';
import { sessionPath } from './mounts.ts';
import { sessionFlow, waysOut } from './network-policy.ts';
import { container, podSpec } from './pod.ts';
import { ownVariables } from './variables.ts';

/** What a run around a rollout needs is there before it: objects without a wave, such as Deployments, come after. */
export const waves = { needs: -2, before: -1, after: 1 } as const;

/** Whether a rollout waits for a task. */
export function runsBefore({ job }: Task): boolean {
  return 'at' in job && job.at === 'before-rollout';
}

/** What runs a task, and its flows. */
export function taskObjects(instance: Instance, task: Task) {
  return ['schedule' in task.job ? cronJob(instance, task) : rolloutJob(instance, task), policy(instance, task)];
}

function cronJob(instance: Instance, task: Task) {
  const { schedule, timeZone } = task.job as { readonly schedule: string; readonly timeZone: string };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata(instance, task),
    spec: {
      schedule,
      timeZone,
      concurrencyPolicy: 'Forbid',
      // A control plane that was away for a while still starts the run.
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: { spec: { ...jobSpec(instance, task), ttlSecondsAfterFinished: 8 * 24 * 3600 } },
    },
  } satisfies ICronJob;
}

/**
 * A hook of the sync, made anew by each: a sync that only heals drift runs no hooks (Argo CD 3.4.7, `autoSync`). Not before the sync:
 * the first time its Secret and its way out would not be there.
 */
function rolloutJob(instance: Instance, task: Task) {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...metadata(instance, task),
      annotations: {
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
        ...syncWave(runsBefore(task) ? waves.before : waves.after),
      },
    },
    spec: jobSpec(instance, task),
  } satisfies IJob;
}

function metadata({ environment, release }: Instance, { name }: Task) {
  return { name, namespace: environment.namespaces.app, labels: { ...serviceLabels(name), ...versionLabels(release.version) } };
}

function jobSpec(instance: Instance, task: Task): IJobSpec {
  const { service, release } = instance;
  const { name, job, resources, volumes: rooms } = task;
  const session = hasSession(instance, task);
  const { volumes, ...shared } = podSpec(instance, task, false);
  const own = container(instance, { name, args: job.args, resources, volumes: rooms, variables: ownVariables(instance, task) });
  return {
    backoffLimit: job.retries ?? 0,
    activeDeadlineSeconds: job.minutes * 60,
    template: {
      metadata: {
        labels: {
          ...serviceLabels(name),
          ...versionLabels(release.version),
          ...clientLabels(instance),
          ...identityLabels(instance),
          ...(session && sessionLabels(instance)),
        },
      },
      spec: {
        ...shared,
        priorityClassName,
        terminationGracePeriodSeconds: task.settings.shutdown.graceSeconds,
        restartPolicy: 'Never',
        containers: [session ? { ...own, env: [...own.env, ...sessionVariable], volumeMounts: [...own.volumeMounts, sessionMount] } : own],
        volumes: session ? [...volumes, sessionVolume(service.name)] : volumes,
      },
    },
  };
}

const sessionVariable = [{ name: `${sessionKey}_FILE`, value: `${sessionPath}/${sessionKey}` }];
const sessionMount = { name: 'session', mountPath: sessionPath, readOnly: true };

function sessionVolume(service: string) {
  return { name: 'session', secret: { secretName: sessionSecretName(service), defaultMode: 0o400 } };
}

function hasSession({ service }: Instance, { job }: Task): boolean {
  return 'at' in job && needsSession(service);
}

/** The flows of a task: those of its service, and nobody comes in. */
function policy(instance: Instance, task: Task) {
  const { name } = task;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: `${name}-netpol`,
      namespace: instance.environment.namespaces.app,
      labels: serviceLabels(name),
      ...(runsBefore(task) && { annotations: syncWave(waves.needs) }),
    },
    spec: {
      podSelector: { matchLabels: selector(name) },
      policyTypes: ['Ingress', 'Egress'],
      egress: [...(hasSession(instance, task) ? sessionFlow(instance) : []), ...waysOut(instance, task.settings)],
    },
  } satisfies INetworkPolicy;
}
