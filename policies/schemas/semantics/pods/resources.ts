import { nearest } from '../../problem.ts';
import { type Amount, amountAt, amountOf, isAmount, one, unitsOf } from '../spots/amounts.ts';
import { hasForm, label, needsOneOf, qualified } from '../spots/checks.ts';
import { isQualifiedName } from '../spots/forms.ts';
import {
  entries,
  field,
  forbid,
  isSet,
  items,
  keysOf,
  missing,
  noDuplicates,
  refuse,
  refuseValue,
  type Spot,
  text,
} from '../spots/spot.ts';
import { type ContainerSpot, isPod, osOf, type PodSpot } from './pod.ts';

const ofContainers = ['cpu', 'memory', 'ephemeral-storage'];
const counts = ['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims'];
const services = ['services.nodeports', 'services.loadbalancers'];
export const quotaResources = [
  ...ofContainers.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  ...[...counts, ...services, 'requests.storage'],
];

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Whether a resource is Kubernetes' own (pkg/apis/core/helper: IsNativeResource). */
function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Whether pods may ask for less than they are limited to. */
export function mayOvercommit(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`);
}

/** Where a name of a resource stands decides which there are. */
export type ResourcePlace = 'container' | 'pod' | 'quota' | 'any';

/** Whether a name is one of a resource there (pkg/apis/core/validation: validateContainerResourceName and its sisters). */
export function isResource(spot: Spot, name: string, place: ResourcePlace): void {
  if (!isQualifiedName(name)) {
    refuse(spot, `${JSON.stringify(name)} is no valid name of a resource.`, qualified.remedy);
    return;
  }
  const known =
    place === 'pod'
      ? ['cpu', 'memory']
      : place === 'container'
        ? ofContainers
        : [...quotaResources, ...(place === 'any' ? ['storage'] : [])];
  const hasPages = isHugePages(name) || (place !== 'container' && place !== 'pod' && name.startsWith('requests.hugepages-'));
  if (known.includes(name) || hasPages) return;
  if (place !== 'pod' && name.includes('/') && (place !== 'container' || isNative(name) || isExtended(name))) return;
  const meant = nearest(name, known);
  const hint = meant === undefined ? '.' : `: did you mean "${meant}"?`;
  refuse(spot, `There is no resource ${JSON.stringify(name)}${hint}`, `Write one of ${known.join(', ')}.`);
}

/** The amount of one resource: not negative, and whole where there are no parts of it. */
export function isResourceAmount(spot: Spot, name: string): void {
  isAmount(spot);
  const amount = amountOf(spot.value);
  const isCounted = counts.includes(name) || services.includes(name) || isExtended(name);
  // A thousandth is the least that is kept.
  if (amount !== undefined && isCounted && ((amount.nano + one / 1000n - 1n) / (one / 1000n)) % 1000n !== 0n) {
    refuseValue(spot, 'is no whole number', 'Write a whole number.');
  }
}

interface Requirements {
  readonly limits: Spot;
  readonly requests?: Spot;
}

/** Requests and limits (pkg/apis/core/validation: validateResourceRequirements). */
export function checkRequirements(
  { limits, requests }: Requirements,
  { kind, at }: { readonly kind: ResourcePlace; readonly at: Spot },
): void {
  for (const list of requests === undefined ? [limits] : [limits, requests]) {
    for (const [name, amount] of entries(list)) {
      isResource(amount, name, kind);
      isResourceAmount(amount, name);
      if (isHugePages(name)) wholePages(amount, name);
    }
  }
  for (const [name, request] of requests === undefined ? [] : entries(requests)) {
    const limit = field(limits, name);
    const [asked, most] = [amountOf(request.value), amountOf(limit.value)];
    if (!mayOvercommit(name) && limit.value === undefined) {
      refuse(request, `The resource "${name}" is requested without a limit.`, 'Set a limit of the same amount.');
    } else if (asked !== undefined && most !== undefined && asked.nano > most.nano) {
      const message = `The request of ${String(request.value)} ${name} is more than the limit of ${String(limit.value)}.`;
      refuse(request, message, 'Ask for no more than the limit.');
    } else if (asked !== undefined && most !== undefined && asked.nano !== most.nano && !mayOvercommit(name)) {
      const message = `The request of ${String(request.value)} ${name} is not the limit of ${String(limit.value)}.`;
      refuse(request, message, 'Ask for as much as the limit.');
    }
  }
  const names = [...keysOf(limits), ...(requests === undefined ? [] : keysOf(requests))];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    refuse(at, 'Huge pages are there without cpu and memory.', 'Ask for cpu or memory as well.');
  }
}

/** pkg/apis/core/helper: IsHugePageResourceValueDivisible. */
function wholePages(spot: Spot, name: string): void {
  const size = amountOf(name.slice('hugepages-'.length));
  const amount = amountOf(spot.value);
  const pages = size === undefined ? 0n : unitsOf(size);
  const isWhole = size !== undefined && size.nano > 0n && size.nano % one === 0n;
  if (amount !== undefined && isWhole && unitsOf(amount) % pages === 0n) return;
  refuseValue(spot, `is no multiple of the page of "${name}"`, 'Write whole pages.');
}

export function checkContainerResources({ pod, at }: ContainerSpot): void {
  const resources = field(at, 'resources');
  checkRequirements({ limits: field(resources, 'limits'), requests: requestsOf(pod, at) }, { kind: 'container', at: resources });
  const seen = new Set<string>();
  for (const claim of items(resources, 'claims')) {
    const name = field(claim, 'name');
    const request = field(claim, 'request');
    if (text(name) === '') {
      missing(name);
      continue;
    }
    if (text(request) !== '') hasForm(request, label);
    const key = text(request) === '' ? text(name) : `${text(name)}/${text(request)}`;
    const isTwice =
      seen.has(text(name)) || seen.has(key) || (text(request) === '' && [...seen].some((other) => other.startsWith(`${key}/`)));
    if (isTwice) refuse(claim, `The claim ${JSON.stringify(key)} is there twice.`, 'Name each claim once.');
    seen.add(key);
    if (!pod.claims.includes(text(name))) {
      refuse(name, `The pod has no claim ${JSON.stringify(text(name))}.`, 'Declare it under resourceClaims of the pod.');
    }
  }
}

/** In a Pod, a limit without a request is its own request (pkg/apis/core/v1: SetDefaults_Pod). */
function requestsOf(pod: PodSpot, at: Spot): Spot {
  const requests = field(at, 'resources', 'requests');
  if (!isPod(pod)) return requests;
  const limits = Object.fromEntries(entries(at, 'resources', 'limits').map(([key, spot]) => [key, spot.value]));
  return { ...requests, value: { ...limits, ...((requests.value ?? {}) as object) } };
}

export function checkResizePolicy(spot: Spot, restartPolicy: string): void {
  const policies = items(spot);
  for (const policy of policies) {
    const name = field(policy, 'resourceName');
    needsOneOf(name, ['cpu', 'memory']);
    const restart = field(policy, 'restartPolicy');
    needsOneOf(restart, ['NotRequired', 'RestartContainer']);
    if (restartPolicy === 'Never' && text(restart) === 'RestartContainer') {
      forbid(restart, 'restartPolicy of the pod is Never', 'Write NotRequired.');
    }
  }
  noDuplicates(policies, 'resource', (policy) => text(policy, 'resourceName') || undefined);
}

/** Requests and limits of the pod as a whole (pkg/apis/core/validation: validatePodResources). */
export function checkPodResources(pod: PodSpot): void {
  const resources = field(pod.spec, 'resources');
  if (resources.value === undefined) return;
  if (osOf(pod) === 'windows') {
    forbid(resources, 'the pod is for Windows');
    return;
  }
  if (isSet(resources, 'claims')) forbid(field(resources, 'claims'), 'a pod claims devices by its containers');
  const limits = field(resources, 'limits');
  const requests = field(resources, 'requests');
  const sums = sumOf(pod);
  const isDefaulted = isPod(pod) && keysOf(limits).length > 0;
  const given = (requests.value ?? {}) as Readonly<Record<string, unknown>>;
  const own = isDefaulted ? { ...given, ...pagesOf(limits, given) } : given;
  checkRequirements({ limits, requests: { ...requests, value: own } }, { kind: 'pod', at: resources });
  for (const [name, sum] of sums) {
    const asked = field(requests, name);
    const isOwn = asked.value !== undefined;
    if (!isOwn && !(isDefaulted && mayOvercommit(name) && ['cpu', 'memory'].includes(name))) continue;
    const most = amountAt(isOwn ? asked : field(limits, name));
    if (most === undefined || sum.nano <= most.nano) continue;
    const what = isOwn ? 'request' : 'limit';
    const spot = isOwn ? asked : field(limits, name);
    refuse(spot, `The containers ask for more ${name} than the ${what} of the pod.`, `Raise the ${what} of the pod.`);
  }
  for (const { at, role } of pod.containers) {
    if (role !== 'main') continue;
    for (const [name, limit] of entries(at, 'resources', 'limits')) {
      const [mine, whole] = [amountOf(limit.value), amountOf(field(limits, name).value)];
      if (mine === undefined || whole === undefined || mine.nano <= whole.nano) continue;
      refuseValue(limit, `is more than the limit of the pod, ${String(field(limits, name).value)}`, 'Raise the limit of the pod.');
    }
  }
}

/** Huge pages that are only limited are asked for as well. */
function pagesOf(limits: Spot, requests: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    entries(limits)
      .filter(([name]) => isHugePages(name) && requests[name] === undefined)
      .map(([name, spot]) => [name, spot.value]),
  );
}

/** What the containers ask for together (k8s.io/component-helpers 0.35.4, resource: AggregateContainerRequests). */
function sumOf(pod: PodSpot): ReadonlyMap<string, Amount> {
  const running = new Map<string, bigint>();
  const sidecars = new Map<string, bigint>();
  const starting = new Map<string, bigint>();
  for (const { at, role, isSidecar } of pod.containers) {
    if (role === 'ephemeral') continue;
    for (const [name, spot] of entries(requestsOf(pod, at))) {
      const nano = amountOf(spot.value)?.nano ?? 0n;
      const beside = sidecars.get(name) ?? 0n;
      if (role === 'main' || isSidecar) running.set(name, (running.get(name) ?? 0n) + nano);
      if (isSidecar) sidecars.set(name, beside + nano);
      else if (role === 'init') starting.set(name, greater(starting.get(name) ?? 0n, nano + beside));
    }
  }
  const names = [...new Set([...running.keys(), ...starting.keys()])];
  return new Map(
    names.map((name) => [name, { nano: greater(running.get(name) ?? 0n, starting.get(name) ?? 0n), form: 'decimal' as const }]),
  );
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
