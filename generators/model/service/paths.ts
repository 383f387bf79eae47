import { furtherNames } from '../further/further.ts';
import type { MountPath, Volume } from './parts.ts';
import { bytes } from './quantity.ts';

/** Volumes that the platform gives to pods, by name; `session` only to runs around a rollout. */
export const platformVolumes: readonly string[] = [
  ...['tmp', 'config', 'secrets', 'ca', 'kafka', 'files', 'session'],
  ...['postgres', 'redis', 'kafka', ...furtherNames].map((store) => `${store}-ca`),
];

/** `/var/cache/images` as the key of a file: `var-cache-images`. Empty where the path has neither letter nor digit. */
export function slug(path: MountPath): string {
  return path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/**
 * The key of a file, by its path. Kustomize (5.7.1) writes the keys of what it generates without quotes: one that YAML would read as
 * a number or a switch begins with another sign, which no other key has.
 */
export function fileKey(path: MountPath): string {
  const key = slug(path);
  return /^(?:\d.*|true|false|yes|no|on|off|y|n|null)$/.test(key) ? `_${key}` : key;
}

/** The name of the volume at a path, which the claims of disks have too: another than those of the platform. */
export function volumeName(path: MountPath): string {
  const name = slug(path);
  return platformVolumes.includes(name) ? `own-${name}` : name;
}

/** Room of every container for what it writes by the way, `/tmp`, in bytes. */
export const temporaryRoom = 256 * 2 ** 20;

/** What a process, or a service of the process that answers, says of its volumes. */
export interface Mounting {
  readonly volumes?: Readonly<Record<MountPath, Volume>>;
}

/** The rooms that a process asks for beside it, together, in bytes. */
export function scratchOf({ volumes = {} }: Mounting): number {
  return Object.values(volumes).reduce((sum, volume) => sum + ('scratch' in volume ? (bytes(volume.scratch) ?? 0) : 0), 0);
}
