import type { LocalStage } from '../../generators/local/local.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import type { Kubectl } from './kubectl.ts';

/**
 * Waits until what a stage starts is ready, or has ended well, and tells of each as it happens.
 * @returns whether all of it is
 */
export async function waitFor(kubectl: Kubectl, { objects }: LocalStage, minutes: number, tell: (text: string) => void): Promise<boolean> {
  const started = Date.now();
  const waits = objects.flatMap((object) => {
    const args = waitOf(object, minutes);
    return args === undefined ? [] : [{ object, args }];
  });
  const done = await Promise.all(
    waits.map(async ({ object, args }) => {
      const { code, err } = await kubectl.run([...args, `--namespace=${object.metadata.namespace ?? ''}`]);
      const seconds = Math.round((Date.now() - started) / 1000);
      if (code === 0) tell(`  ${titleOf(object)} is ready after ${seconds} s.\n`);
      else tell(await trouble(kubectl, object, err));
      return code === 0;
    }),
  );
  return done.every((good) => good);
}

function waitOf({ kind, metadata: { name } }: KubernetesObject, minutes: number): readonly string[] | undefined {
  const timeout = `--timeout=${minutes}m`;
  if (kind === 'Deployment' || kind === 'StatefulSet') return ['rollout', 'status', `${kind.toLowerCase()}/${name}`, timeout];
  return kind === 'Job' ? ['wait', '--for=condition=Complete', `job/${name}`, timeout] : undefined;
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
  const said = await kubectl.run(['get', 'pods', `--namespace=${namespace}`, `--selector=app=${name}`, '--output=json']);
  const pods = said.code === 0 ? (JSON.parse(said.out) as { readonly items: readonly Pod[] }).items : [];
  const reasons = pods.flatMap(reasonsOf);
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
  return `Look: kubectl --context ${context} --namespace ${namespace} logs --selector app=${name} --all-containers --tail 50`;
}

function titleOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind} ${name}`;
}
