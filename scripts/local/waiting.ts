import type { LocalStage } from '../../generators/local/local.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import type { Kubectl } from './kubectl.ts';

/** Seconds after which it looks why something is not ready yet. */
const look = 20;

/**
 * Waits until what a stage starts is ready, or has ended well, and tells of each as it happens. It ends early where waiting helps nothing:
 * at the second look at which no node takes a pod, and when a run has failed.
 * @returns whether all of it is
 */
export async function waitFor(kubectl: Kubectl, { objects }: LocalStage, minutes: number, tell: (text: string) => void): Promise<boolean> {
  const started = Date.now();
  const done = await Promise.all(
    objects.map(async (object) => {
      if (waitOf(object, 0) === undefined) return true;
      const err = await waitForOne(kubectl, object, started + minutes * 60_000);
      const seconds = Math.round((Date.now() - started) / 1000);
      tell(err === undefined ? `  ${titleOf(object)} is ready after ${seconds} s.\n` : await trouble(kubectl, object, err));
      return err === undefined;
    }),
  );
  return done.every((good) => good);
}

/** What kubectl says when it gives up; undefined when the object is ready. */
async function waitForOne(kubectl: Kubectl, object: KubernetesObject, deadline: number): Promise<string | undefined> {
  for (let unplaced = 0; ; ) {
    const seconds = Math.max(1, Math.min(look, Math.ceil((deadline - Date.now()) / 1000)));
    const args = [...(waitOf(object, seconds) ?? []), `--namespace=${object.metadata.namespace ?? ''}`];
    const { code, err } = await kubectl.run(args);
    if (code === 0) return undefined;
    if (!/timed out/.test(err) || Date.now() >= deadline) return err;
    const pods = await podsOf(kubectl, object);
    unplaced = pods.some(isUnplaced) ? unplaced + 1 : 0;
    if (unplaced > 1 || (object.kind === 'Job' && (await hasFailed(kubectl, object)))) return err;
  }
}

function waitOf({ kind, metadata: { name } }: KubernetesObject, seconds: number): readonly string[] | undefined {
  const timeout = `--timeout=${seconds}s`;
  if (kind === 'Deployment' || kind === 'StatefulSet') return ['rollout', 'status', `${kind.toLowerCase()}/${name}`, timeout];
  return kind === 'Job' ? ['wait', '--for=condition=Complete', `job/${name}`, timeout] : undefined;
}

async function hasFailed(kubectl: Kubectl, { metadata: { name, namespace = '' } }: KubernetesObject): Promise<boolean> {
  const path = '--output=jsonpath={.status.conditions[?(@.type=="Failed")].status}';
  return (await kubectl.run(['get', 'job', name, `--namespace=${namespace}`, path])).out.trim() === 'True';
}

async function podsOf(kubectl: Kubectl, { kind, metadata: { name, namespace = '' } }: KubernetesObject): Promise<readonly Pod[]> {
  const selector = kind === 'Job' ? `batch.kubernetes.io/job-name=${name}` : `app=${name}`;
  const { code, out } = await kubectl.run(['get', 'pods', `--namespace=${namespace}`, `--selector=${selector}`, '--output=json']);
  return code === 0 ? (JSON.parse(out) as { readonly items: readonly Pod[] }).items : [];
}

function isUnplaced({ status }: Pod): boolean {
  return (status?.conditions ?? []).some(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
}

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
}

/** Why something is not ready, as its pods tell it. */
async function trouble(kubectl: Kubectl, object: KubernetesObject, err: string): Promise<string> {
  const { name, namespace = '' } = object.metadata;
  const reasons = (await podsOf(kubectl, object)).flatMap(reasonsOf);
  return [
    `error  ${titleOf(object)} is not ready: ${reasons.join('; ') || err.trim() || 'it has no pods'}`,
    `  fix  ${remedyOf(reasons, name, namespace, kubectl.context.name)}`,
    '',
  ].join('\n');
}

function reasonsOf({ metadata, status }: Pod): readonly string[] {
  const waiting = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].flatMap(({ name, image, state }) => {
    const reason = state?.waiting?.reason;
    return reason === undefined || reason === 'PodInitializing' ? [] : [`${metadata.name}, container ${name}: ${reason} (${image})`];
  });
  const unscheduled = (status?.conditions ?? []).flatMap(({ type, status: is, message }) =>
    type === 'PodScheduled' && is === 'False' ? [`${metadata.name}: ${message ?? 'no node takes it'}`] : [],
  );
  return [...unscheduled, ...waiting];
}

function remedyOf(reasons: readonly string[], name: string, namespace: string, context: string): string {
  if (reasons.some((reason) => /ErrImage|ImagePull/.test(reason)))
    return 'Load the image into the cluster ("k3d image import", "kind load docker-image") and name it: --image <service>=<reference>; or give the log-in of its registry: --registry <config.json>.';
  if (reasons.some((reason) => /Insufficient (cpu|memory)/.test(reason)))
    return 'Give the machine of the cluster more memory or processors, or name fewer services: --service <name>.';
  if (reasons.some((reason) => /PersistentVolumeClaim/.test(reason)))
    return 'The cluster gives no disk: it needs a StorageClass that is the default ("kubectl get storageclass"), which k3d and kind bring.';
  if (reasons.some((reason) => /nodes? (are|is) available/.test(reason)))
    return `Look at the nodes: kubectl --context ${context} describe nodes`;
  return `Look: kubectl --context ${context} --namespace ${namespace} logs --selector app=${name} --all-containers --tail 50`;
}

function titleOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind} ${name}`;
}
