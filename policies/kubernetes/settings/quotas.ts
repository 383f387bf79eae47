import type { Manifest, Pod, Problem, World } from '../../model.ts';
import { at, below, fieldsAt } from '../fields.ts';
import { groupOf, titleOf } from '../objects.ts';
import { podAmount } from '../pods/pod-resources.ts';
import { quantity } from '../quantities.ts';

/** Objects of one kind that a quota counts by `count/<resource>.<group>`: the resource is the plural of the kind. */
export function objectsUnder(key: string, namespace: string, world: World) {
  const [, resource, group = ''] = /^count\/([a-z]+)(?:\.([a-z0-9.-]+))?$/.exec(key) ?? [];
  if (resource === undefined) return undefined;
  const own = world.manifests.filter(
    (manifest) =>
      manifest.namespace === namespace &&
      groupOf(manifest.apiVersion) === group &&
      [`${manifest.kind.toLowerCase()}s`, `${manifest.kind.toLowerCase()}es`, manifest.kind.toLowerCase().replace(/y$/, 'ies')].includes(
        resource,
      ),
  );
  return own.map(() => ({ count: 1, amount: 1 }));
}

/** Doors of a node or a cloud: where other namespaces may have none, one that has none needs none. */
export function unneeded(manifest: Manifest, key: string, hard: number, needed: number, world: World): readonly Problem[] {
  if (!/^services\.(loadbalancers|nodeports)$/.test(key) || needed > 0 || hard === 0 || manifest.origin !== undefined) return [];
  const others = world.ofKind('ResourceQuota').filter((other) => other !== manifest && other.origin === undefined);
  if (!others.some((other) => quantity(at(other.fields, 'spec', 'hard', key)) === 0)) return [];
  const message = `${titleOf(manifest)} allows ${shownAmount(key, hard)} of "${key}", and nothing in the namespace needs one: others have 0.`;
  return [{ message, path: below('spec.hard', key) }];
}

/** No pod may request more than its limit, so that all of them may not request more than all limits. */
export function requestsBeyondLimits(manifest: Manifest): readonly Problem[] {
  return ['cpu', 'memory', 'ephemeral-storage'].flatMap((resource) => {
    const hard = fieldsAt(manifest.fields, 'spec', 'hard');
    const [requests, limits] = [quantity(hard[`requests.${resource}`] ?? hard[resource]), quantity(hard[`limits.${resource}`])];
    if (requests === undefined || limits === undefined || requests <= limits) return [];
    const key = hard[`requests.${resource}`] === undefined ? resource : `requests.${resource}`;
    const message = `${titleOf(manifest)} allows ${shownAmount(key, requests)} of "${key}", more than the ${shownAmount(key, limits)} of "limits.${resource}": the one is no limit.`;
    return [{ message, path: below('spec.hard', key) }];
  });
}

/** Bytes in Mi, rounded up; everything else as a number of at most three decimals. */
export function shownAmount(key: string, amount: number): string {
  return /memory|storage/.test(key) ? `${Math.ceil(amount / 2 ** 20)}Mi` : String(Number(amount.toFixed(3)));
}

type Measure = (pod: Pod) => number;

/** How a quota counts pods under one of its keys; undefined for keys that count something else. */
export function measureOf(key: string, limits: readonly Manifest[]): Measure | undefined {
  if (key === 'pods' || key === 'count/pods') return () => 1;
  const match = /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(key);
  const [, side, resource] = match ?? [];
  if (resource === undefined) return undefined;
  return (pod) => podAmount(pod, side === 'limits' ? 'limits' : 'requests', resource, limits);
}
