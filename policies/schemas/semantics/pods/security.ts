import { checkWindowsOptions } from '../containers/windows.ts';
import { hasForm, isOneOf, localPath, needsOneOf, within } from '../spots/checks.ts';
import { bytesOf } from '../spots/forms.ts';
import {
  field,
  forbid,
  isSet,
  isTrue,
  items,
  missing,
  noDuplicates,
  refuse,
  refuseValue,
  type Spot,
  text,
  textsOf,
} from '../spots/spot.ts';
import { type ContainerSpot, osOf, type PodSpot, usesHostNetwork } from './pod.ts';

const largestId = 2 ** 31 - 1;

/** The security settings of a pod (pkg/apis/core/validation: validatePodSpecSecurityContext, validateWindowsHostProcessPod). */
export function checkPodSecurity(pod: PodSpot): void {
  const context = field(pod.spec, 'securityContext');
  for (const key of ['fsGroup', 'runAsUser', 'runAsGroup']) within(field(context, key), 0, largestId);
  for (const group of items(context, 'supplementalGroups')) within(group, 0, largestId);
  if (isTrue(pod.spec, 'shareProcessNamespace') && isTrue(pod.spec, 'hostPID')) {
    forbid(field(pod.spec, 'shareProcessNamespace'), 'hostPID is true', 'Keep one of the two.');
  }
  sysctls(pod, context);
  isOneOf(field(context, 'fsGroupChangePolicy'), ['Always', 'OnRootMismatch']);
  isOneOf(field(context, 'supplementalGroupsPolicy'), ['Merge', 'Strict']);
  // Others are behind a gate that is off (SELinuxMount).
  isOneOf(field(context, 'seLinuxChangePolicy'), ['Recursive']);
  profiles(context);
  checkWindowsOptions(field(context, 'windowsOptions'));
  hostProcess(pod, context);
}

/** The security settings of a container (pkg/apis/core/validation: ValidateSecurityContext). */
export function checkContainerSecurity({ pod, at }: ContainerSpot): void {
  const context = field(at, 'securityContext');
  if (context.value === undefined) return;
  for (const key of ['runAsUser', 'runAsGroup']) within(field(context, key), 0, largestId);
  const procMount = field(context, 'procMount');
  isOneOf(procMount, ['Default', 'Unmasked']);
  if (text(procMount) === 'Unmasked' && field(pod.spec, 'hostUsers').value !== false) {
    forbid(procMount, 'only a pod with hostUsers: false may unmask /proc');
  }
  profiles(context);
  const escalation = field(context, 'allowPrivilegeEscalation');
  if (escalation.value === false) {
    if (isTrue(context, 'privileged')) forbid(escalation, 'the container is privileged', 'Remove privileged.');
    if (textsOf(context, 'capabilities', 'add').includes('CAP_SYS_ADMIN')) {
      forbid(escalation, 'the container has CAP_SYS_ADMIN', 'Remove the capability.');
    }
  }
  checkWindowsOptions(field(context, 'windowsOptions'));
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function profiles(context: Spot): void {
  for (const [key, isPath] of [
    ['seccompProfile', true],
    ['appArmorProfile', false],
  ] as const) {
    const profile = field(context, key);
    if (profile.value === undefined) continue;
    needsOneOf(field(profile, 'type'), profileTypes);
    const file = field(profile, 'localhostProfile');
    if (text(profile, 'type') !== 'Localhost') {
      if (file.value !== undefined) forbid(file, 'the type is not Localhost', 'Remove the field, or write type: Localhost.');
    } else if (file.value === undefined) missing(file);
    else if (isPath) hasForm(file, localPath);
    else appArmorName(file);
  }
}

function appArmorName(file: Spot): void {
  if (text(file) === '') {
    missing(file);
    return;
  }
  if (text(file) !== text(file).trim()) refuseValue(file, 'has blanks around the name', 'Remove the blanks.');
  else if (bytesOf(text(file)) > 4095) refuseValue(file, 'is longer than 4095 bytes', 'Write a shorter name.');
}

const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const ofIpc = /^(kernel\.(sem|shmall|shmmax|shmmni|shm_rmid_forced|shm|msgmax|msgmnb|msgmni|msg)$|fs\.mqueue\.)/;

/** Kernel settings; those of a namespace that the pod shares with its node are the node's. */
function sysctls(pod: PodSpot, context: Spot): void {
  const settings = items(context, 'sysctls');
  for (const setting of settings) {
    const name = field(setting, 'name');
    if (text(name) === '') missing(name);
    else if (text(name).length > 253 || !sysctlName.test(text(name)))
      refuseValue(name, 'is no kernel setting', 'Write a name such as net.ipv4.tcp_syncookies.');
    const plain = normalized(text(name));
    if (usesHostNetwork(pod) && plain.startsWith('net.')) forbid(name, 'hostNetwork is true', 'Remove the setting.');
    if (isTrue(pod.spec, 'hostIPC') && ofIpc.test(plain)) forbid(name, 'hostIPC is true', 'Remove the setting.');
  }
  noDuplicates(settings, 'kernel setting', (setting) => text(setting, 'name') || undefined);
}

/** With slashes for dots where the first separator is a slash. */
function normalized(name: string): string {
  const first = name.search(/[./]/);
  if (first === -1 || name[first] === '.') return name;
  return [...name].map((character) => (character === '.' ? '/' : character === '/' ? '.' : character)).join('');
}

function hostProcess(pod: PodSpot, context: Spot): void {
  const whole = field(context, 'windowsOptions', 'hostProcess').value;
  const containers = pod.containers;
  const own = containers.map(({ at }) => field(at, 'securityContext', 'windowsOptions', 'hostProcess'));
  for (const spot of own) {
    if (whole !== undefined && spot.value !== undefined && whole !== spot.value) {
      refuseValue(spot, `is not what the pod says, ${String(whole)}`, 'Write the same at both places.');
    }
  }
  const count = own.filter(({ value }) => (value ?? whole) === true).length;
  if (count === 0) return;
  if (count !== containers.length) {
    refuse(pod.spec, 'Some containers are processes of the host, and some are not.', 'Write hostProcess: true for the whole pod.');
  }
  if (!usesHostNetwork(pod)) missing(field(pod.spec, 'hostNetwork'), 'Write hostNetwork: true, which processes of the host need.');
}

const notOnWindows = {
  pod: ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'],
  podContext: [
    ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls', 'runAsUser', 'runAsGroup'],
    ...['supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy'],
  ],
  context: [
    ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged'],
    ...['allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'],
  ],
} as const;

/** What pods of an operating system cannot have (pkg/apis/core/validation: validateOS, validateLinux, validateWindows). */
export function checkOperatingSystem(pod: PodSpot): void {
  const os = field(pod.spec, 'os');
  if (os.value === undefined) return;
  needsOneOf(field(os, 'name'), ['linux', 'windows']);
  const context = field(pod.spec, 'securityContext');
  const contexts = pod.containers.map(({ at }) => field(at, 'securityContext'));
  if (osOf(pod) === 'linux') {
    for (const spot of [context, ...contexts]) {
      if (isSet(spot, 'windowsOptions')) forbid(field(spot, 'windowsOptions'), 'the pod is for Linux');
    }
  }
  if (osOf(pod) !== 'windows') return;
  const never = (spot: Spot, keys: readonly string[]) => {
    for (const key of keys) {
      const own = field(spot, key);
      const isEmpty = own.value === false && ['hostPID', 'hostIPC'].includes(key);
      if (own.value !== undefined && !isEmpty && !(Array.isArray(own.value) && key === 'sysctls' && own.value.length === 0)) {
        forbid(own, 'the pod is for Windows');
      }
    }
  };
  never(pod.spec, notOnWindows.pod);
  never(context, notOnWindows.podContext);
  for (const spot of contexts) never(spot, notOnWindows.context);
}
