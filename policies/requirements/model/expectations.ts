import type { Company } from '../../company/company.ts';
import { ownValue } from '../../company/own-keys.ts';
import { isProduction, requiredEnvironments } from '../../environments.ts';
import { isElsewhere } from '../../kubernetes/data/stores-elsewhere.ts';
import { listAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest, World } from '../../model.ts';
import { manualOf } from './manual-environments.ts';
import { type Difference, differences, type Pattern } from './pattern.ts';
import type { Evidence, Shortfall } from './requirement.ts';

/** The services that the manual names (1.2), with what it says of each. */
export const servicesOfManual = [
  { name: 'financial-service', route: '/financial', database: 'financial_db', role: 'financial_user' },
  { name: 'sales-service', route: '/sales', database: 'sales_db', role: 'sales_user' },
  { name: 'material-service', route: '/material', database: 'material_db', role: 'material_user' },
] as const;

/** Those of them that the company has: one that took its own services in their place is asked for those. */
export function servicesAskedFor({ services }: Company): readonly (typeof servicesOfManual)[number][] {
  return servicesOfManual.filter(({ name }) => services.includes(name));
}

/** Namespace of the data layer and the monitoring, in every environment. */
export const infra = 'erp-infra';

/** Namespace of the agents that read from the nodes (D12). */
export const agents = 'erp-agents';

/** Namespace of the services. */
export function appNamespace(world: World): string {
  return manualOf(world).namespace;
}

/** One service in one environment. */
export interface DeployedService {
  readonly world: World;
  readonly name: string;
  readonly namespace: string;
  /** What the manual says of it; undefined for a service that the manual does not know, whose sizes are its own business. */
  readonly manual: (typeof servicesOfManual)[number] | undefined;
}

/**
 * The services of the manual in an environment: those that are deployed, and in production all of them. Elsewhere a service that has no
 * release is not deployed. The manual says nothing of others, which have ports, processes and flows of their own: the rules judge them.
 */
export function servicesIn(world: World): readonly DeployedService[] {
  const namespace = appNamespace(world);
  return servicesOfManual
    .filter(
      ({ name }) =>
        (isProduction(world) && world.company.services.includes(name)) || world.find('Deployment', namespace, name) !== undefined,
    )
    .map((manual) => ({ world, name: manual.name, namespace, manual }));
}

/**
 * What a check finds in every environment of the manual; a further one has values of its own. Where production is missing
 * nothing is met.
 */
export function inEvery(
  { environments }: Pick<Evidence, 'environments'>,
  check: (world: World) => readonly Shortfall[],
): readonly Shortfall[] {
  if (!environments.some(isProduction)) {
    return [{ message: 'There is no environment of the tier "production".', where: 'overlays/' }];
  }
  return environments.filter(({ environment }) => requiredEnvironments.includes(environment)).flatMap(check);
}

/** A check of environments that operate a store themselves: of one that somebody else runs the manual says nothing. */
export function whereOperated(
  store: 'postgres' | 'redis' | 'kafka',
  check: (world: World) => readonly Shortfall[],
): (world: World) => readonly Shortfall[] {
  return (world) => (isElsewhere(world, store) ? [] : check(world));
}

/** What a check finds for every service of every environment. */
export function forEvery(
  evidence: Pick<Evidence, 'environments'>,
  check: (service: DeployedService) => readonly Shortfall[],
): readonly Shortfall[] {
  return inEvery(evidence, (world) => servicesIn(world).flatMap(check));
}

/** What names one object. */
export interface ObjectName {
  readonly kind: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly name: string;
}

/** Where an object does not look like a pattern; or that it is missing. */
export function expectObject(world: World, object: ObjectName, pattern: Pattern): readonly Shortfall[] {
  const manifest = world.find(object.kind, object.namespace, object.name);
  if (manifest === undefined) return [missing(world, object)];
  return differences(manifest.fields, pattern).map((found) => shortfall(world, manifest, `${object.kind} "${object.name}"`, found));
}

/** Where the Deployment of a service does not look like a pattern. */
export function expectDeployment({ world, namespace, name }: DeployedService, pattern: Pattern): readonly Shortfall[] {
  return expectObject(world, { kind: 'Deployment', namespace, name }, pattern);
}

/** Where the pod template of a service does not look like a pattern of its `spec`. */
export function expectPod(service: DeployedService, spec: Pattern): readonly Shortfall[] {
  return expectDeployment(service, { spec: { template: { spec } } });
}

/** Where the container of a service, which has its name, does not look like a pattern. */
export function expectContainer({ world, namespace, name }: DeployedService, pattern: Pattern): readonly Shortfall[] {
  return expectContainerOf(world, { kind: 'Deployment', namespace, name }, pattern);
}

/** Where the container of a workload, which has its name, does not look like a pattern; others may stand beside it. */
export function expectContainerOf(world: World, object: ObjectName, pattern: Pattern): readonly Shortfall[] {
  const { kind, namespace, name } = object;
  const workload = world.find(kind, namespace, name);
  if (workload === undefined) return [missing(world, object)];
  const pod = world.podOf(workload);
  const container = pod?.containers.find((candidate) => candidate.role === 'main' && candidate.name === name);
  if (container === undefined) {
    const message = `${kind} "${name}" has no container "${name}".`;
    return [{ message, ...place(world, workload, `${pod?.path ?? 'spec'}.containers`) }];
  }
  return differences(container.fields, pattern).map((found) => {
    const path = `${container.path}.${found.path}`;
    return { message: sentence(`Container "${name}"`, found), ...place(world, workload, path) };
  });
}

/** The ConfigMap that the container of a service reads its variables from. */
export function configMapOf({ world, namespace, name }: DeployedService): Manifest | undefined {
  const deployment = world.find('Deployment', namespace, name);
  const container = deployment && world.podOf(deployment)?.containers.find((candidate) => candidate.name === name);
  const names = listAt(container?.fields, 'envFrom').flatMap((source) => textAt(source, 'configMapRef', 'name') ?? []);
  return names.map((configMap) => world.find('ConfigMap', namespace, configMap)).find((configMap) => configMap !== undefined);
}

/** Where the configuration of a service does not look like a pattern of its `data`. */
export function expectConfig(service: DeployedService, data: Pattern): readonly Shortfall[] {
  const { world, namespace, name } = service;
  const configMap = configMapOf(service);
  if (configMap === undefined) return [missing(world, { kind: 'ConfigMap', namespace, name: `${name}-config` })];
  return differences(configMap.fields, { data }).map((found) => shortfall(world, configMap, `ConfigMap "${configMap.name}"`, found));
}

/** Whether a service uses a store of the platform: those of the manual use all, others where their pods carry the client label. */
export function uses({ world, namespace, name, manual }: DeployedService, store: 'postgres' | 'redis' | 'kafka' | 'tracing'): boolean {
  if (store !== 'tracing' && isElsewhere(world, store)) return false;
  if (manual !== undefined) return true;
  const deployment = world.find('Deployment', namespace, name);
  const labels = deployment && world.podOf(deployment)?.labels;
  return ownValue(labels ?? {}, `${store}-client`) === 'true';
}

/** The shortfall of an object that is not there. */
export function missing(world: World, { kind, namespace, name }: ObjectName): Shortfall {
  const within = namespace === '' ? '' : ` in namespace "${namespace}"`;
  return { message: `There is no ${kind} "${name}"${within}.`, where: world.environment };
}

/** Environment, file, object and field of a shortfall. */
export function place(world: World, { file, kind, namespace, name }: Manifest, path: string): Pick<Shortfall, 'where' | 'file'> {
  const object = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  return { where: [world.environment, file, object, path].filter((part) => part !== '').join(' > '), file };
}

function shortfall(world: World, manifest: Manifest, subject: string, found: Difference): Shortfall {
  return { message: sentence(subject, found), ...place(world, manifest, found.path) };
}

function sentence(subject: string, { path, found, expected }: Difference): string {
  if (found === undefined) return `${subject} does not set ${path}, expected ${expected}.`;
  return `${subject} sets ${path} to ${found}, expected ${expected}.`;
}
