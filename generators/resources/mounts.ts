import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { Instance, Process } from '../model/instance.ts';
import { kafkaNames } from '../model/platform/data-layer.ts';
import type { MountPath, Saved, Volume } from '../model/service/parts.ts';
import { fileKey, volumeName } from '../model/service/paths.ts';
import { secretKeys, secretName } from '../model/service/secret.ts';
import type { ServiceDefinition } from '../model/service/service.ts';
import { kafkaPath } from '../model/stores/kafka-files.ts';
import { authorityName, authorityPath, placeOf } from '../model/stores/places.ts';
import { configMapName } from './config-map.ts';
import { filesName } from './files.ts';

export const secretsPath = '/app/secrets';
const caPath = '/app/ca';

export const sessionPath = '/app/session';

/** Room of every container for what it writes by the way; its size. */
export const temporary = { path: '/tmp', size: '256Mi' } as const;

/** Volumes of one process, by their paths. */
type OwnVolumes = Process['volumes'];

/** The disks of a service, by the name of their volume: claims of a StatefulSet, not volumes of a pod. */
export function disksOf({
  volumes,
}: ServiceDefinition): readonly { readonly name: string; readonly size: string; readonly saved: Saved }[] {
  return Object.entries(volumes ?? {}).flatMap(([path, volume]) =>
    'disk' in volume ? [{ name: volumeName(path as MountPath), size: volume.disk, saved: volume.saved }] : [],
  );
}

/** The volumes of a pod: what all processes of the service have, and those of its own. */
export function volumesOf(instance: Instance, volumes: OwnVolumes): IVolume[] {
  const { service, platform } = instance;
  const { name, uses, files } = service;
  return [
    { name: 'tmp', emptyDir: { sizeLimit: temporary.size } },
    { name: 'config', configMap: { name: configMapName(name) } },
    ...(secretKeys(service).length > 0 ? [{ name: 'secrets', secret: { secretName: secretName(name), defaultMode: 0o400 } }] : []),
    ...authoritiesOf(instance).map(({ volume, secretName }) => ({ name: volume, secret: { secretName, defaultMode: 0o444 } })),
    ...(uses.includes('kafka')
      ? [{ name: 'kafka', secret: { secretName: kafkaNames(platform.dataLayer.kafka).credentials(name), defaultMode: 0o400 } }]
      : []),
    ...(Object.keys(files ?? {}).length > 0 ? [{ name: 'files', configMap: { name: filesName(instance) } }] : []),
    ...Object.entries(volumes).flatMap(([path, volume]) => volumeOf(path as MountPath, volume, platform.imageRepository)),
  ];
}

function volumeOf(path: MountPath, volume: Volume, repository: string): readonly IVolume[] {
  const name = volumeName(path);
  if ('scratch' in volume) return [{ name, emptyDir: { sizeLimit: volume.scratch } }];
  if ('disk' in volume) return [];
  const { image, build } = volume;
  return [{ name, image: { reference: `${repository}/${image}:${build.version}@${build.digest}`, pullPolicy: 'IfNotPresent' } }];
}

/** Where a container of the image finds them. */
export function mountsOf(instance: Instance, volumes: OwnVolumes): IVolumeMount[] {
  const { service } = instance;
  const own = { files: service.files, volumes };
  return [
    { name: 'tmp', mountPath: temporary.path },
    { name: 'config', mountPath: '/app/config', readOnly: true },
    ...(secretKeys(service).length > 0 ? [{ name: 'secrets', mountPath: secretsPath, readOnly: true }] : []),
    ...authoritiesOf(instance).map(({ volume, mountPath }) => ({ name: volume, mountPath, readOnly: true })),
    ...(service.uses.includes('kafka') ? [{ name: 'kafka', mountPath: kafkaPath, readOnly: true }] : []),
    ...Object.keys({ ...service.files, ...volumes }).map((path) => mountOf(own, path as MountPath)),
  ];
}

/** One path of `files` or `volumes`. */
export function mountOf(
  { files, volumes }: Pick<ServiceDefinition, 'volumes'> & { readonly files?: ServiceDefinition['files'] | undefined },
  path: MountPath,
): IVolumeMount {
  if (files?.[path] !== undefined) return { name: 'files', mountPath: path, subPath: fileKey(path), readOnly: true };
  const volume = volumes?.[path];
  return { name: volumeName(path), mountPath: path, ...(volume !== undefined && 'image' in volume && { readOnly: true }) };
}

/** A certificate by which the pods of a service know a store: the Secret that holds it, and where it is found. */
interface MountedAuthority {
  readonly volume: string;
  readonly secretName: string;
  readonly mountPath: string;
}

/** The authorities that signed for the stores of a service: that of the data layer, and those of stores of somebody else. */
function authoritiesOf({ service: { uses }, environment, platform }: Instance): readonly MountedAuthority[] {
  const places = uses.map((use) => ({ use, tls: placeOf(use, environment, platform).tls }));
  return [
    ...(places.some(({ tls }) => tls === 'data-ca') ? [{ volume: 'ca', secretName: 'data-ca', mountPath: caPath }] : []),
    ...places
      .filter(({ tls }) => tls === 'vault')
      .map(({ use }) => ({ volume: authorityName(use), secretName: authorityName(use), mountPath: authorityPath(use) })),
  ];
}
