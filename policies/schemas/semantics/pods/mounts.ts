import { hasForm, isOneOf, localPath } from '../spots/checks.ts';
import { field, forbid, isTrue, items, missing, noDuplicates, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';
import type { ContainerSpot } from './pod.ts';

/** What a container mounts (pkg/apis/core/validation: ValidateVolumeMounts, ValidateVolumeDevices). */
export function checkMounts({ pod, at }: ContainerSpot): void {
  const mounts = items(at, 'volumeMounts');
  const devices = items(at, 'volumeDevices');
  for (const mount of mounts) {
    known(field(mount, 'name'), pod.volumes, 'mounted');
    if (text(mount, 'mountPath') === '') missing(field(mount, 'mountPath'));
    for (const key of ['subPath', 'subPathExpr']) hasForm(field(mount, key), localPath);
    if (text(mount, 'subPath') !== '' && text(mount, 'subPathExpr') !== '') {
      refuse(mount, 'Fields "subPath" and "subPathExpr" exclude each other.', 'Keep one of the two.');
    }
    propagation(mount, isTrue(at, 'securityContext', 'privileged'));
  }
  const paths = mounts.map((mount) => field(mount, 'mountPath'));
  onlyOnce(paths, 'mount path', 'Mount one volume there.');
  for (const device of devices) {
    const name = field(device, 'name');
    const source = pod.volumes.get(text(name));
    known(name, pod.volumes, 'a device');
    if (source !== undefined && !['persistentVolumeClaim', 'ephemeral'].includes(source)) {
      refuseValue(name, `is a ${source}, which is no block device`, 'Name a volume of a claim.');
    }
    const path = field(device, 'devicePath');
    if (text(path) === '') missing(path);
    else if (text(path).split('/').includes('..')) refuseValue(path, 'leads out of its folder', 'Write a path without "..".');
    if (mounts.some((mount) => text(mount, 'name') === text(name))) {
      refuseValue(name, 'is mounted as well', 'Take the volume either as a device or as a mount.');
    }
    if (mounts.some((mount) => text(mount, 'mountPath') === text(path))) {
      refuseValue(path, 'is the path of a mount as well', 'Write another path.');
    }
  }
  noDuplicates(devices, 'device', (device) => text(device, 'name') || undefined);
  noDuplicates(devices, 'device path', (device) => text(device, 'devicePath'));
}

function known(name: Spot, volumes: ReadonlyMap<string, string>, as: string): void {
  if (text(name) === '') missing(name);
  else if (!volumes.has(text(name))) {
    const quoted = JSON.stringify(text(name));
    refuse(name, `The pod has no volume ${quoted}, which is ${as}.`, `Declare the volume ${quoted}, or mount another one.`);
  }
}

function onlyOnce(spots: readonly Spot[], what: string, remedy: string): void {
  const seen = new Set<string>();
  for (const spot of spots) {
    if (seen.has(text(spot))) refuse(spot, `The ${what} ${JSON.stringify(text(spot))} is there twice.`, remedy);
    seen.add(text(spot));
  }
}

function propagation(mount: Spot, privileged: boolean): void {
  const own = field(mount, 'mountPropagation');
  isOneOf(own, ['Bidirectional', 'HostToContainer', 'None']);
  if (text(own) === 'Bidirectional' && !privileged) forbid(own, 'only a privileged container passes its mounts on');
  const recursive = field(mount, 'recursiveReadOnly');
  isOneOf(recursive, ['Disabled', 'Enabled', 'IfPossible']);
  if (!['Enabled', 'IfPossible'].includes(text(recursive))) return;
  if (!isTrue(mount, 'readOnly')) forbid(recursive, 'the mount is not readOnly', 'Write readOnly: true beside it.');
  if (own.value !== undefined && own.value !== 'None') forbid(recursive, 'mountPropagation is not None');
}
