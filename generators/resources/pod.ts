import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Instance, Process } from '../model/instance.ts';
import { registryCredentials } from '../model/names.ts';
import { runAs } from '../model/service/defaults.ts';
import type { Resources } from '../model/service/service.ts';
import { configMapName } from './config-map.ts';
import { hardened } from './hardened.ts';
import { electsLeader } from './leader-election.ts';
import { mountsOf, volumesOf } from './mounts.ts';
import { quantities } from './quantities.ts';
import { variablesOf } from './variables.ts';

/** What a container of a service differs in from the others. */
interface ContainerFacts {
  readonly name: string;
  readonly args: readonly string[] | undefined;
  readonly resources: Resources;
  readonly volumes: Process['volumes'];
  /** Variables beyond those that all containers of the image have. */
  readonly variables: readonly IEnvVar[];
  /** Of what runs for ever: where it answers, and how one sees that it does. */
  readonly serving?: Pick<IContainer, 'ports' | 'startupProbe' | 'livenessProbe' | 'readinessProbe' | 'lifecycle'>;
}

/** A pod that runs the image of a service, as far as it is the same for all of them (manual 2.4, 4.2). */
export function podSpec(instance: Instance, { volumes }: Pick<Process, 'volumes'>, isMain: boolean) {
  const { service, environment } = instance;
  return {
    serviceAccountName: service.name,
    automountServiceAccountToken: electsLeader(service) && isMain,
    enableServiceLinks: false,
    imagePullSecrets: [{ name: registryCredentials }],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: runAs,
      runAsGroup: runAs,
      fsGroup: runAs,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    affinity: { nodeAffinity: zones([...new Set(environment.clusters.flatMap((cluster) => cluster.zones))]) },
    volumes: volumesOf(instance, volumes),
  } satisfies Partial<IPodSpec>;
}

/** The container of the image of a service. */
export function container(instance: Instance, { name, args, resources, volumes, variables, serving }: ContainerFacts) {
  const { service, imageName, release } = instance;
  const { ports, ...probes } = serving ?? {};
  return {
    name,
    image: `${imageName}:${release.version}@${release.digest}`,
    imagePullPolicy: 'IfNotPresent',
    ...(args !== undefined && args.length > 0 && { args: [...args] }),
    ...(ports !== undefined && { ports }),
    env: variablesOf(instance, variables),
    envFrom: [{ configMapRef: { name: configMapName(service.name) } }],
    resources: { requests: quantities(resources.requests), limits: quantities(resources.limits) },
    ...probes,
    securityContext: hardened,
    volumeMounts: mountsOf(instance, volumes),
  } satisfies IContainer;
}

/** Services run in the environment's zones only; further zones hold the data layer's voters (D6). */
function zones(values: string[]) {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In' as const, values }] }],
    },
  };
}
