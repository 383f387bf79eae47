import { declaredName } from '../model/environment/place.ts';
import type { Instance } from '../model/instance.ts';
import { type Amounts, together } from '../model/service/quantity.ts';
import { isIn, type RawObject } from '../model/service/way-out.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the pods of a service's own objects may claim at their most: how many, and what each asks for. Of kinds of Kubernetes itself. */
export function ownClaims({ service, environment }: Instance): readonly (Amounts & { readonly pods: number })[] {
  return (service.objects ?? [])
    .filter((own) => isIn(own, declaredName(environment)))
    .flatMap(({ object }) => {
      const pods = podsOf(object);
      return pods === undefined ? [] : [{ pods: pods.count, ...together(...pods.containers.map(amountsOf)) }];
    });
}

/** Pods at one time, the one that a rolling update adds included, and the containers of each that run side by side. */
function podsOf(object: RawObject): { readonly count: number; readonly containers: readonly Fields[] } | undefined {
  const spec = fields(object['spec']);
  const containersOf = (owner: Fields) => {
    const pod = fields(fields(owner['template'])['spec']);
    const before = list(pod['initContainers']).filter((container) => container['restartPolicy'] === 'Always');
    return [...list(pod['containers']), ...before];
  };
  switch (object.kind) {
    case 'Deployment':
      return { count: count(spec['replicas']) + 1, containers: containersOf(spec) };
    case 'StatefulSet':
      return { count: count(spec['replicas']), containers: containersOf(spec) };
    case 'Job':
      return { count: count(spec['parallelism']), containers: containersOf(spec) };
    case 'CronJob': {
      const job = fields(fields(spec['jobTemplate'])['spec']);
      return { count: count(job['parallelism']), containers: containersOf(job) };
    }
    default:
      return undefined;
  }
}

/** The images of the pods of a service's own object, as written. Of kinds of Kubernetes itself. */
export function ownImages(object: RawObject): readonly string[] {
  const pod = templateOf(object);
  return ['initContainers', 'containers'].flatMap((field) =>
    list(pod[field]).flatMap(({ image }) => (typeof image === 'string' ? [image] : [])),
  );
}

/** The pod that an object makes; empty where it makes none. */
function templateOf(object: RawObject): Fields {
  const spec = fields(object['spec']);
  const owner = object.kind === 'CronJob' ? fields(fields(spec['jobTemplate'])['spec']) : spec;
  return fields(fields(owner['template'])['spec']);
}

function amountsOf(container: Fields): Amounts {
  const resources = fields(container['resources']);
  const side = (name: string) => {
    const { cpu, memory } = fields(resources[name]);
    return { cpu: typeof cpu === 'string' ? cpu : '0m', memory: typeof memory === 'string' ? memory : '0Mi' };
  };
  return { requests: side('requests'), limits: side('limits') };
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 1;
}
