import type { Alert } from '../../../generators/alerts/alert.ts';
import { areasOf } from '../../../generators/alerts/alerts.ts';
import { type Instance, instancesOf } from '../../../generators/model/instance.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { at } from '../../../policies/kubernetes/fields.ts';
import { podOf } from '../../../policies/kubernetes/pods/workloads.ts';
import type { Manifest } from '../../../policies/model.ts';
import { amountsIn, costOf } from '../../preview/capacity.ts';
import { explainer } from '../../preview/explain.ts';
import { prices } from '../../preview/prices.ts';
import { splitPath } from '../../repository/yaml-lines.ts';
import type { Ground } from './ground.ts';

/** A place in a file of the repository. */
export interface Place {
  readonly file: string;
  /** 0 where no single line says it. */
  readonly line: number;
}

/** A number of an object, and where it is set. */
export interface NumberSet {
  readonly object: string;
  /** `spec.minReplicaCount` */
  readonly path: string;
  readonly value: string;
  /** The line that the built object has it from. */
  readonly set: Place | undefined;
  /** What a person edits. */
  readonly edit: Place | undefined;
}

/** A service in one environment. */
export interface ServiceIn {
  readonly environment: string;
  readonly instance: Instance;
  /** Processes and jobs that call it there, by the name of their service. */
  readonly callers: readonly string[];
  readonly numbers: readonly NumberSet[];
  /** What its pods and volumes cost a month with the fewest and with the most pods. */
  readonly cost: { readonly least: number; readonly most: number };
  /** Alerts that may fire for it, by the area that they are written in. */
  readonly alerts: readonly { readonly area: string; readonly alert: Alert }[];
}

/** All that a page of a service shows. */
export interface ServiceFacts {
  readonly service: ServiceDefinition;
  /** Its file in the catalog. */
  readonly file: string;
  readonly in: readonly ServiceIn[];
}

/** Areas of alerts that are about every service; those of stores are about whoever uses them. */
const ownAreas = ['services', 'objectives', 'workloads', 'processes'];

/** What each kind says in numbers that people ask for, beside those of its containers. */
const numberPaths: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec.replicas', 'spec.template.spec.terminationGracePeriodSeconds'],
  StatefulSet: ['spec.replicas'],
  ScaledObject: ['spec.minReplicaCount', 'spec.maxReplicaCount'],
  PodDisruptionBudget: ['spec.minAvailable', 'spec.maxUnavailable'],
};

const containerPaths = [
  'resources.requests.cpu',
  'resources.requests.memory',
  'resources.limits.cpu',
  'resources.limits.memory',
  'readinessProbe.periodSeconds',
  'livenessProbe.periodSeconds',
];

/** The facts of every service, in the order of their files. */
export function servicesIn(ground: Ground): readonly ServiceFacts[] {
  const instances = instancesOf(ground.catalog);
  const explainers = new Map([...ground.rendered].map(([name, rendered]) => [name, explainer(ground.sources, rendered)] as const));
  return ground.catalog.services.map(({ file, value: service }) => ({
    service,
    file,
    in: ground.environments.flatMap(({ name: environment }) => {
      const instance = instances.find((item) => item.service === service && item.environment.name === environment);
      const explained = explainers.get(environment);
      if (instance === undefined || explained === undefined) return [];
      const own = manifestsOf(ground, environment, service.name);
      return [
        {
          environment,
          instance,
          callers: callersOf(instances, instance),
          numbers: own.flatMap((manifest) => pathsOf(manifest).map((path) => numberOf(explained(manifest, path)))),
          cost: costIn(ground, environment, own),
          alerts: areasOf(instance.environment)
            .filter(
              ({ name }) =>
                ownAreas.includes(name) ||
                (service.uses as readonly string[]).includes(name) ||
                (name === 'jobs' && instance.tasks.length > 0),
            )
            .flatMap(({ name: area, alerts }) => alerts.map((alert) => ({ area, alert }))),
        },
      ];
    }),
  }));
}

function manifestsOf({ rendered }: Ground, environment: string, application: string): readonly Manifest[] {
  const built = rendered.get(environment);
  return built?.manifests.filter((manifest) => built.applicationOf.get(manifest)?.name === application) ?? [];
}

function callersOf(instances: readonly Instance[], { service, environment }: Instance): readonly string[] {
  const calling = instances.filter(
    (item) => item.environment === environment && item.callees.some((callee) => callee.service === service.name),
  );
  return calling.map((item) => item.service.name);
}

function pathsOf(manifest: Manifest): readonly string[] {
  const pod = podOf(manifest);
  const containers = pod?.containers.flatMap(({ path }) => containerPaths.map((field) => `${path}.${field}`)) ?? [];
  const all = [...(numberPaths[manifest.kind] ?? []), ...containers];
  return all.filter((path) => at(manifest.fields, ...splitPath(path)) !== undefined);
}

function numberOf({ object, path, value, origins, edit }: ReturnType<ReturnType<typeof explainer>>): NumberSet {
  const [set] = origins;
  return {
    object,
    path,
    value: String(value),
    set: set === undefined ? undefined : { file: set.file, line: set.line },
    edit: edit === undefined ? undefined : { file: edit.file, line: edit.line },
  };
}

function costIn({ worlds }: Ground, environment: string, own: readonly Manifest[]): ServiceIn['cost'] {
  const world = worlds.get(environment);
  if (world === undefined) throw new Error(`There is no world of ${environment}.`);
  const inWorld = own.flatMap((manifest) => world.find(manifest.kind, manifest.namespace, manifest.name) ?? []);
  const sum = (bound: 'least' | 'most') => costOf(amountsIn(inWorld, world, bound), prices);
  return { least: sum('least'), most: sum('most') };
}
