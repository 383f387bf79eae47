/** What Argo CD says of an Application, as far as the script about its health reads it, and what the root makes of it. */
export interface HealthCase {
  readonly when: string;
  readonly status?: Status;
  readonly health: { readonly status: string; readonly message?: string };
}

interface Status {
  readonly health?: { readonly status: string; readonly message?: string; readonly lastTransitionTime?: string };
  readonly sync?: { readonly status: string; readonly comparedTo?: { readonly source: { readonly targetRevision: string } } };
  readonly reconciledAt?: string;
  readonly operationState?: {
    readonly phase: string;
    readonly message?: string;
    readonly startedAt: string;
    readonly finishedAt?: string;
  };
}

/** The Application that the cases are about. */
export function application(status: Status | undefined) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'redis-dev', namespace: 'argocd' },
    spec: { project: 'erp-dev', source: { repoURL: 'https://git.example.com/erp/erp-gitops.git', targetRevision: 'v2' } },
    ...(status === undefined ? {} : { status }),
  };
}

const synced = { status: 'Synced', comparedTo: { source: { targetRevision: 'v2' } } };
const outOfSync = { ...synced, status: 'OutOfSync' };
const looked = { status: 'Progressing', message: 'Argo CD has not looked at it since its sync' };

/** @param now the instant at which the script runs */
export function healthCases(now: Date): readonly HealthCase[] {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const healthy = { status: 'Healthy', lastTransitionTime: ago(5) };
  const sync = (phase: string, message = '', finished = 4) => ({ phase, message, startedAt: ago(finished + 1), finishedAt: ago(finished) });
  const running = (message: string, minutes = 5) => ({ phase: 'Running', message, startedAt: ago(minutes) });
  const starts = { status: 'Progressing', message: 'Argo CD has not looked at it yet' };
  return [
    { when: 'nobody has looked at it', health: starts },
    { when: 'it has no health yet', status: { sync: synced, reconciledAt: ago(3) }, health: starts },
    {
      when: 'it is synced, and was looked at afterwards',
      status: { health: healthy, sync: synced, reconciledAt: ago(3), operationState: sync('Succeeded') },
      health: { status: 'Healthy' },
    },
    {
      when: 'it was looked at in the second in which its sync ended',
      status: { health: healthy, sync: synced, reconciledAt: ago(4), operationState: sync('Succeeded') },
      health: { status: 'Healthy' },
    },
    {
      when: 'it differs from Git again after a sync',
      status: { health: healthy, sync: outOfSync, reconciledAt: ago(3), operationState: sync('Succeeded') },
      health: { status: 'Healthy' },
    },
    {
      when: 'it was there as it should be before it was ever synced',
      status: { health: healthy, sync: synced, reconciledAt: ago(3) },
      health: { status: 'Healthy' },
    },
    {
      when: 'it has never been synced, and what is missing counts for nothing',
      status: { health: healthy, sync: outOfSync, reconciledAt: ago(3) },
      health: { status: 'Progressing', message: 'it has never been synced' },
    },
    {
      when: 'it has never been synced, and nobody has compared it',
      status: { health: healthy },
      health: { status: 'Progressing', message: 'it has never been synced' },
    },
    {
      when: 'what Argo CD knows is older than its sync',
      status: { health: healthy, sync: outOfSync, reconciledAt: ago(6), operationState: sync('Succeeded') },
      health: looked,
    },
    {
      when: 'nobody has looked at it since its sync',
      status: { health: healthy, sync: synced, operationState: sync('Succeeded') },
      health: looked,
    },
    {
      when: 'its sync failed, and what it did not make counts for nothing',
      status: {
        health: healthy,
        sync: outOfSync,
        reconciledAt: ago(3),
        operationState: sync('Failed', 'one or more objects failed to apply'),
      },
      health: { status: 'Progressing', message: 'its last sync failed: one or more objects failed to apply' },
    },
    {
      when: 'its sync could not begin',
      status: { health: healthy, sync: outOfSync, reconciledAt: ago(3), operationState: sync('Error') },
      health: { status: 'Progressing', message: 'its last sync failed: ' },
    },
    {
      when: 'its sync failed more than an hour ago',
      status: { health: healthy, sync: outOfSync, reconciledAt: ago(3), operationState: sync('Failed', 'exceeded quota', 61) },
      health: { status: 'Degraded', message: 'For longer than an hour Progressing: its last sync failed: exceeded quota' },
    },
    {
      when: 'its sync failed, and somebody mended it by hand',
      status: { health: healthy, sync: synced, reconciledAt: ago(3), operationState: sync('Failed') },
      health: { status: 'Healthy' },
    },
    {
      when: 'another version was looked at than the one that is wanted',
      status: {
        health: healthy,
        sync: { status: 'Synced', comparedTo: { source: { targetRevision: 'v1' } } },
        reconciledAt: ago(3),
        operationState: sync('Succeeded'),
      },
      health: { status: 'Progressing', message: 'Argo CD has not looked at this version yet' },
    },
    {
      when: 'it is being synced',
      status: {
        health: healthy,
        sync: synced,
        reconciledAt: ago(3),
        operationState: running('waiting for healthy state of apps/Deployment/web'),
      },
      health: { status: 'Progressing', message: 'waiting for healthy state of apps/Deployment/web' },
    },
    {
      when: 'it has been synced for more than an hour',
      status: { health: healthy, sync: synced, reconciledAt: ago(3), operationState: running('waiting for a hook', 61) },
      health: { status: 'Degraded', message: 'For longer than an hour Progressing: waiting for a hook' },
    },
    {
      when: 'a person must confirm what its sync deletes',
      status: {
        health: healthy,
        sync: outOfSync,
        reconciledAt: ago(3),
        operationState: running('waiting for pruning confirmation of v1/PersistentVolumeClaim/data', 300),
      },
      health: { status: 'Healthy' },
    },
    {
      when: 'it comes up',
      status: {
        health: { status: 'Progressing', lastTransitionTime: ago(59) },
        sync: synced,
        reconciledAt: ago(3),
        operationState: sync('Succeeded'),
      },
      health: { status: 'Progressing' },
    },
    {
      when: 'it has been coming up for more than an hour',
      status: {
        health: { status: 'Progressing', message: 'no pod is ready', lastTransitionTime: ago(61) },
        sync: synced,
        reconciledAt: ago(3),
        operationState: sync('Succeeded', '', 62),
      },
      health: { status: 'Degraded', message: 'For longer than an hour Progressing: no pod is ready' },
    },
    {
      when: 'nothing of it has been there for more than an hour',
      status: { health: { status: 'Missing', lastTransitionTime: ago(61) }, sync: outOfSync, reconciledAt: ago(3) },
      health: { status: 'Degraded', message: 'For longer than an hour Missing: ' },
    },
    {
      when: 'it is degraded',
      status: { health: { status: 'Degraded', message: 'a pod fails', lastTransitionTime: ago(1) }, sync: synced, reconciledAt: ago(3) },
      health: { status: 'Degraded', message: 'a pod fails' },
    },
  ];
}
