import { checkEnvironment } from '../containers/environment.ts';
import { checkPorts, hostPortsOnce } from '../containers/ports.ts';
import { checkLifecycle, checkProbes } from '../containers/probes.ts';
import { isOneOf, label, mayBeOneOf, needs } from '../spots/checks.ts';
import { field, forbid, isFilled, isSet, items, keysOf, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';
import { checkMounts } from './mounts.ts';
import { type ContainerSpot, isPod, type PodSpot, usesHostNetwork } from './pod.ts';
import { checkContainerResources, checkResizePolicy } from './resources.ts';
import { checkContainerSecurity } from './security.ts';

/** All containers of a pod (pkg/apis/core/validation: validateContainers, validateInitContainers, validateEphemeralContainers). */
export function checkContainers(pod: PodSpot): void {
  const all = pod.containers;
  const main = all.filter(({ role }) => role === 'main');
  if (main.length === 0 && !(pod.spec.value === undefined)) {
    const containers = field(pod.spec, 'containers');
    if (Array.isArray(containers.value)) refuse(containers, 'The pod has no container.', 'List at least one container.');
    else if (containers.value === undefined) missing(containers);
  } else if (pod.spec.value === undefined) missing(pod.spec);
  for (const container of all) common(container);
  namesOnce([...main, ...all.filter(({ role }) => role !== 'main')]);
  hostPortsOnce(main.map(({ at }) => at));
  for (const { at, role } of all) if (role === 'init') hostPortsOnce([at]);
}

function common(container: ContainerSpot): void {
  const { pod, at, role, isSidecar } = container;
  needs(field(at, 'name'), label);
  image(container);
  mayBeOneOf(field(at, 'terminationMessagePolicy'), ['File', 'FallbackToLogsOnError']);
  mayBeOneOf(field(at, 'imagePullPolicy'), ['Always', 'IfNotPresent', 'Never']);
  checkPorts(at, { mustMatchHost: role === 'main' && usesHostNetwork(pod) });
  checkEnvironment(at);
  checkMounts(container);
  checkContainerResources(container);
  checkResizePolicy(field(at, 'resizePolicy'), text(pod.spec, 'restartPolicy'));
  checkContainerSecurity(container);
  if (role === 'ephemeral') {
    ephemeral(container);
    return;
  }
  restart(at, role);
  if (role === 'main' || isSidecar) {
    checkLifecycle(field(at, 'lifecycle'), pod.grace);
    checkProbes(at, pod.grace);
    return;
  }
  for (const key of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
    const own = field(at, key);
    // Signals are behind a gate that is off: the API server drops them.
    if (isSet(own) && String(keysOf(own)) !== 'stopSignal') {
      forbid(own, 'the init container ends before the pod runs', 'Remove the field, or write restartPolicy: Always for a sidecar.');
    }
  }
}

function image({ pod, at, role }: ContainerSpot): void {
  const own = field(at, 'image');
  if (own.value === undefined) missing(own);
  else if (typeof own.value === 'string' && own.value === '') refuse(own, 'Field "image" is empty.', 'Name an image.');
  else if ((isPod(pod) || role === 'ephemeral') && text(own) !== text(own).trim()) {
    refuseValue(own, 'has blanks around the image', 'Remove the blanks.');
  }
}

function namesOnce(containers: readonly ContainerSpot[]): void {
  const seen = new Set<string>();
  for (const { at } of containers) {
    const name = text(at, 'name');
    if (name !== '' && seen.has(name)) {
      refuse(field(at, 'name'), `The container ${JSON.stringify(name)} is there twice.`, 'Give each container a name of its own.');
    }
    seen.add(name);
  }
}

/** pkg/apis/core/validation: validateContainerRestartPolicy, validateInitContainerRestartPolicy. */
function restart(at: Spot, role: 'main' | 'init'): void {
  const policy = field(at, 'restartPolicy');
  const rules = items(at, 'restartPolicyRules');
  const list = field(at, 'restartPolicyRules');
  if (policy.value === undefined) {
    if (rules.length > 0) missing(policy, 'Write Always, OnFailure or Never beside the rules.');
    if (role === 'init') return;
  } else isOneOf(policy, ['Always', 'Never', 'OnFailure']);
  if (role === 'init' && text(policy) === 'Always') {
    if (rules.length > 0) forbid(list, 'a sidecar is always restarted');
    return;
  }
  if (rules.length > 20) refuse(list, `There are ${rules.length} rules, more than 20.`, 'Write at most 20.');
  for (const rule of rules) {
    isOneOf(withText(field(rule, 'action')), ['Restart']);
    if (!isSet(rule, 'exitCodes')) {
      missing(field(rule, 'exitCodes'));
      continue;
    }
    isOneOf(withText(field(rule, 'exitCodes', 'operator')), ['In', 'NotIn']);
    const codes = items(rule, 'exitCodes', 'values').length;
    if (codes > 255) refuse(field(rule, 'exitCodes', 'values'), `There are ${codes} exit codes, more than 255.`, 'Write at most 255.');
  }
}

function withText(spot: Spot): Spot {
  return { ...spot, value: spot.value ?? '' };
}

const notEphemeral = [
  'ports',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resources',
  'resizePolicy',
  'restartPolicy',
];

function ephemeral({ at, pod }: ContainerSpot): void {
  for (const key of [...notEphemeral, 'restartPolicyRules']) {
    if (isFilled(at, key)) forbid(field(at, key), 'an ephemeral container cannot have it');
  }
  for (const mount of items(at, 'volumeMounts')) {
    for (const key of ['subPath', 'subPathExpr']) {
      if (text(mount, key) !== '') forbid(field(mount, key), 'an ephemeral container mounts whole volumes');
    }
  }
  const target = field(at, 'targetContainerName');
  const names = [...items(pod.spec, 'containers'), ...items(pod.spec, 'initContainers')].map((container) => text(container, 'name'));
  if (text(target) !== '' && !names.includes(text(target))) refuseValue(target, 'is no container of the pod', 'Name a container.');
}
