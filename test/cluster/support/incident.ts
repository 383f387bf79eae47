import { fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { jobFrom, type Request, type requestsOf } from './requests.ts';

/** What of an environment a person on call has to do with. */
export interface Scene {
  readonly ask: ReturnType<typeof requestsOf>;
  /** The suspended CronJob, by which debug pods are made. */
  readonly cronJob: Fields;
  /** A pod of a service, as the cluster has it. */
  readonly pod: Fields;
  /** What runs: the database, a NetworkPolicy and a PodMonitor of `erp-infra`. */
  readonly live: { readonly postgresql: Fields; readonly networkPolicy: Fields; readonly podMonitor: Fields };
  readonly externalSecret: Fields;
}

/** A request that a member of the group is refused, and by which words. */
export interface Refused {
  readonly title: string;
  readonly policy: 'jobs' | 'ephemeral-containers' | 'restores' | 'copies' | 'external-secrets';
  readonly message: string;
  readonly request: Request;
}

/** The annotation and the name by which `npm run restore` marks what it writes (docs/backup.md). */
const restores = 'erp.example.com/restores';
export const copyName = 'postgres-at-20260102030405';

/** A container as `kubectl debug --profile=restricted` writes it (docs/runbooks/debug.md). */
export function debugContainer(pod: Fields, more: Fields = {}): Fields {
  return {
    name: 'debugger-abcde',
    // As the runbook takes it from the CronJob: by digest.
    image: `registry.example.com/erp/break-glass:1.0.0@sha256:${'0123456789abcdef'.repeat(4)}`,
    command: ['bash'],
    stdin: true,
    tty: true,
    targetContainerName: textAt(pod, 'spec', 'containers', 0, 'name'),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...more,
  };
}

/** A copy of an object of the data layer, named and annotated as a restored one. */
export function copyOf(object: Fields, spec: Fields = {}): Fields {
  return {
    ...object,
    metadata: {
      name: copyName,
      namespace: textAt(object, 'metadata', 'namespace'),
      annotations: { [restores]: '2026-01-02T03:04:05+00:00' },
    },
    spec: { ...fieldsAt(object, 'spec'), ...spec },
  };
}

/** Everything that the words of docs/decisions.md forbid, one request for each way to do it. */
export function refusedRequests(scene: Scene): readonly Refused[] {
  return [...jobs(scene), ...ephemeralContainers(scene), ...liveObjects(scene), ...copies(scene), ...externalSecrets(scene)];
}

const elsewhere = `registry.example.com/other/tool:1.0.0@sha256:${'0123456789abcdef'.repeat(4)}`;
const other = { secretName: 'redis-ha' };
const fromSecret = { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'redis-ha', key: 'auth' } } };
const allFromSecret = { secretRef: { name: 'redis-ha' } };

function jobs({ ask, cronJob }: Scene): readonly Refused[] {
  const refused = (title: string, message: string, change: (pod: Record<string, unknown>, template: Record<string, unknown>) => void) => {
    const job = jobFrom(cronJob, 'break-glass-refused');
    const template = { ...fieldsAt(job, 'spec', 'template') };
    const pod: Record<string, unknown> = { ...fieldsAt(template, 'spec') };
    change(pod, template);
    const spec = { ...fieldsAt(job, 'spec'), template: { ...template, spec: pod } };
    return { title: `a Job ${title}`, policy: 'jobs', message, request: ask.create({ ...job, spec }) } as const;
  };
  const account = 'A Job of an incident runs as postgres-backup or break-glass.';
  const mounts = 'A Job of an incident mounts the Secrets of the backup and no others, and no claim.';
  const variables = 'A Job of an incident has no variables out of Secrets.';
  const labels =
    'The pods of a Job of an incident are labelled as those of postgres-backup or break-glass, so that no Service takes them for its own.';
  const volume = (title: string, source: Fields) =>
    refused(`that mounts ${title}`, mounts, (pod) => {
      pod['volumes'] = [...listAt(pod, 'volumes'), { name: 'other', ...source }];
    });
  const container = (title: string, key: 'containers' | 'initContainers', more: Fields) =>
    refused(title, variables, (pod) => {
      const [first] = listAt(pod, 'containers');
      pod[key] = key === 'containers' ? [{ ...(first as Fields), ...more }] : [{ ...(first as Fields), name: 'first', ...more }];
    });
  const labelled = (title: string, change: (own: Record<string, unknown>) => void) =>
    refused(title, labels, (_, template) => {
      const own = { ...fieldsAt(template, 'metadata', 'labels') };
      change(own);
      template['metadata'] = { labels: own };
    });
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  return [
    refused('as the account of a service', account, (pod) => {
      pod['serviceAccountName'] = 'financial-service';
    }),
    refused('as the account that all have', account, (pod) => {
      delete pod['serviceAccountName'];
    }),
    volume('another Secret', { secret: other }),
    volume('another Secret among other things', { projected: { sources: [{ secret: { name: 'redis-ha' } }] } }),
    volume('what a driver makes of Secrets', { csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true } }),
    volume('the disk of a store', { persistentVolumeClaim: { claimName: 'pgdata-postgres-0' } }),
    volume('a copy of the disk of a store', {
      ephemeral: { volumeClaimTemplate: { spec: { ...claim, dataSource: { kind: 'PersistentVolumeClaim', name: 'pgdata-postgres-0' } } } },
    }),
    volume('a disk of the network by a Secret', {
      iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2026-01.com.example:disk', lun: 0, secretRef: { name: 'redis-ha' } },
    }),
    container('with a variable out of a Secret', 'containers', { env: [fromSecret] }),
    container('with all variables of a Secret', 'containers', { envFrom: [allFromSecret] }),
    container('whose first container has a variable out of a Secret', 'initContainers', { env: [fromSecret] }),
    refused('of an image of elsewhere', 'A Job of an incident runs images of registry.example.com/erp.', (pod) => {
      pod['containers'] = listAt(pod, 'containers').map((first) => ({ ...(first as Fields), image: elsewhere }));
    }),
    labelled('labelled as a service', (own) => {
      own['app'] = 'financial-service';
    }),
    labelled('labelled as the database', (own) => {
      Object.assign(own, { application: 'spilo', 'cluster-name': 'postgres', 'spilo-role': 'master' });
    }),
    labelled('that does not say whose it is', (own) => {
      delete own['app'];
    }),
  ];
}

function ephemeralContainers({ ask, pod }: Scene): readonly Refused[] {
  const message = 'A container that is added to a pod has no variables out of Secrets.';
  const refused = (title: string, more: Fields, words = message) =>
    ({ title, policy: 'ephemeral-containers', message: words, request: ask.debug(pod, debugContainer(pod, more)) }) as const;
  return [
    refused(
      'a container beside of an image of elsewhere',
      { image: elsewhere },
      'A container that is added to a pod runs an image of registry.example.com/erp.',
    ),
    refused('a container beside with a variable out of a Secret', { env: [fromSecret] }),
    refused('a container beside with all variables of a Secret', { envFrom: [allFromSecret] }),
  ];
}

function liveObjects({ ask, live }: Scene): readonly Refused[] {
  const written = 'Only what "npm run restore" writes: annotated with erp.example.com/restores, and named postgres-at-<moment>.';
  const running = 'Only a copy that was restored may be changed or deleted, never what runs.';
  return Object.values(live).flatMap((object) => {
    const kind = textAt(object, 'kind');
    const { annotations: _, ...metadata } = fieldsAt(copyOf(object), 'metadata');
    const refused = (title: string, message: string, request: Request) =>
      ({ title: `${kind}: ${title}`, policy: kind === 'postgresql' ? 'copies' : 'restores', message, request }) as const;
    return [
      refused('what runs is deleted', running, ask.remove(object)),
      refused('what runs is changed', written, ask.patch(object, { metadata: { labels: { changed: 'true' } } })),
      refused('what runs is called a copy', written, ask.patch(object, { metadata: { annotations: { [restores]: 'now' } } })),
      refused('one without the annotation', written, ask.create({ ...copyOf(object), metadata })),
      refused(
        'one of another name',
        written,
        ask.create({ ...copyOf(object), metadata: { ...fieldsAt(copyOf(object), 'metadata'), name: 'mine' } }),
      ),
    ];
  });
}

function copies({ ask, live: { postgresql } }: Scene): readonly Refused[] {
  const variables = 'A copy of the database has no variables out of Secrets.';
  const mounts = 'A copy of the database has the certificate postgres-tls, and mounts nothing else.';
  const images = 'A copy of the database runs the images of the first one, and no container more.';
  const inside = 'A copy of the database is reached from inside of the cluster only.';
  const refused = (title: string, message: string, spec: Fields) =>
    ({ title: `a copy of the database ${title}`, policy: 'copies', message, request: ask.create(copyOf(postgresql, spec)) }) as const;
  const sidecar = { name: 'mine', image: 'example.com/mine:1.0.0', env: [fromSecret] };
  return [
    refused('with a container with a variable out of a Secret', variables, { sidecars: [sidecar] }),
    refused('with a first container with all variables of a Secret', variables, {
      initContainers: [{ name: 'mine', image: 'example.com/mine:1.0.0', envFrom: [allFromSecret] }],
    }),
    refused('with a variable out of a Secret', variables, { env: [fromSecret] }),
    refused('with all variables of a Secret', variables, { envFrom: [allFromSecret] }),
    refused('that mounts another Secret', mounts, {
      additionalVolumes: [{ name: 'other', mountPath: '/other', volumeSource: { secret: other } }],
    }),
    refused('with another Secret as its certificate', mounts, { tls: other }),
    refused('with another Secret as its authority', mounts, { tls: { secretName: 'postgres-tls', caSecretName: 'redis-ha' } }),
    refused('of an image of elsewhere', images, { dockerImage: elsewhere }),
    refused('with a container more', images, { sidecars: [{ name: 'mine', image: elsewhere }] }),
    refused('with a first container', images, { initContainers: [{ name: 'mine', image: elsewhere }] }),
    refused('with a load balancer', inside, { enableMasterLoadBalancer: true }),
    refused('with a port of the nodes', inside, { enableReplicaNodePort: true }),
  ];
}

function externalSecrets({ ask, externalSecret }: Scene): readonly Refused[] {
  const message = 'Only annotations may change: what is read from Vault, and where to, is for Git to say.';
  const refused = (title: string, body: Fields) =>
    ({ title: `an ExternalSecret ${title}`, policy: 'external-secrets', message, request: ask.patch(externalSecret, body) }) as const;
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '00000000-0000-4000-8000-000000000000' };
  return [
    refused('that reads something else', { spec: { refreshInterval: '24h' } }),
    refused('that writes somewhere else', { spec: { target: { name: 'mine' } } }),
    refused('with another label', { metadata: { labels: { changed: 'true' } } }),
    refused('with an owner that is gone, so that it would be deleted', { metadata: { ownerReferences: [owner] } }),
    refused('that cannot be deleted', { metadata: { finalizers: ['example.com/mine'] } }),
  ];
}
