import type { IContainer } from 'kubernetes-models/v1/Container';
import type { Instance, Process } from '../model/instance.ts';
import type { Companion, MountPath } from '../model/service/parts.ts';
import { type Amounts, inTurn, scaleResources, together } from '../model/service/quantity.ts';
import { hardened } from './hardened.ts';
import { mountOf, temporary } from './mounts.ts';
import { containerPorts, probesOf } from './probes.ts';
import { quantities } from './quantities.ts';

/** The further containers of a service: those before the main one, in their order, then those beside it, which Kubernetes stops last. */
export function companionsOf(instance: Instance, process: Process): IContainer[] {
  const all = Object.entries(instance.service.companions ?? {});
  const before = all.filter(([, { runs }]) => runs === 'before');
  const beside = all.filter(([, { runs }]) => runs === 'beside');
  return [...beside, ...before].map(([name, companion]) => container(instance, process, name, companion));
}

function container(
  { service, environment, platform }: Instance,
  { ports, settings }: Process,
  name: string,
  companion: Companion,
): IContainer {
  const { image, build, args, runs, config = {}, mounts = [] } = companion;
  const own = ports.filter((port) => port.in === name);
  const resources = scaleResources(companion.resources, environment.sizing);
  return {
    name,
    image: `${platform.imageRepository}/${image}:${build.version}@${build.digest}`,
    imagePullPolicy: 'IfNotPresent',
    ...(runs === 'beside' && { restartPolicy: 'Always' }),
    ...(args !== undefined && { args: [...args] }),
    ...(own.length > 0 && { ports: containerPorts(own) }),
    ...(Object.keys(config).length > 0 && { env: Object.entries(config).map(([variable, value]) => ({ name: variable, value })) }),
    resources: { requests: quantities(resources.requests), limits: quantities(resources.limits) },
    ...(own.length > 0 && probesOf(settings, own)),
    securityContext: hardened,
    volumeMounts: [{ name: 'tmp', mountPath: temporary.path, subPath: name }, ...mounts.map((path: MountPath) => mountOf(service, path))],
  };
}

/**
 * What a pod of a process claims, as quotas and the scheduler reckon: its container with those beside it, or one of those before it, which
 * start when those beside it run.
 */
export function podResources({ service, environment }: Instance, { kind, resources }: Process): Amounts {
  if (kind !== 'main') return resources;
  const companions = Object.values(service.companions ?? {});
  const amounts = (when: Companion['runs']) =>
    companions.filter(({ runs }) => runs === when).map((companion) => scaleResources(companion.resources, environment.sizing));
  const beside = amounts('beside');
  return inTurn(together(resources, ...beside), ...amounts('before').map((own) => together(own, ...beside)));
}
