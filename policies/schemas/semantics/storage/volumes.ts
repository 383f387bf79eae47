import { checkMetadata } from '../metadata.ts';
import { checkNodeSelector } from '../pods/affinity.ts';
import { isPositiveAmount } from '../spots/amounts.ts';
import { hasForm, isOneOf, label, mayBeOneOf, needs, subdomain } from '../spots/checks.ts';
import { bytesOf } from '../spots/forms.ts';
import { type Check, entries, field, isSet, keysOf, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';
import { checkAccessModes, checkClaimSpec } from '../volumes/claim-spec.ts';
import { checkDriver, checkSource, type SourceChecks, sources } from '../volumes/volume-sources.ts';

/** k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidatePersistentVolumeClaim. */
export const persistentVolumeClaim: Check = (object) => {
  checkMetadata(object);
  checkClaimSpec(field(object, 'spec'), { isObject: true });
};

/** pkg/apis/core/validation: ValidatePersistentVolume. */
export const persistentVolume: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  const name = text(object, 'metadata', 'name');
  checkAccessModes(spec);
  const capacity = field(spec, 'capacity');
  if (keysOf(capacity).length !== 1 || !isSet(capacity, 'storage')) {
    if (isSet(capacity, 'storage')) refuse(capacity, 'The capacity is of more than storage.', 'Write storage alone.');
    else missing(field(capacity, 'storage'), 'Say how much: capacity: {storage: 10Gi}.');
  }
  for (const [, amount] of entries(capacity)) isPositiveAmount(amount);
  const policy = field(spec, 'persistentVolumeReclaimPolicy');
  mayBeOneOf(policy, ['Delete', 'Recycle', 'Retain']);
  const affinity = field(spec, 'nodeAffinity');
  if (affinity.value !== undefined) {
    if (isSet(affinity, 'required')) checkNodeSelector(field(affinity, 'required'));
    else missing(field(affinity, 'required'));
  }
  source(spec, name);
  if (isSet(spec, 'local') && affinity.value === undefined) missing(affinity, 'Say on which nodes the volume is.');
  if (text(policy) === 'Recycle' && /^\/+$/.test(text(spec, 'hostPath', 'path'))) {
    refuse(policy, 'The root of a host cannot be recycled.', 'Write Retain.');
  }
  if (text(spec, 'storageClassName') !== '') hasForm(field(spec, 'storageClassName'), subdomain);
  isOneOf(field(spec, 'volumeMode'), ['Block', 'Filesystem']);
  const attributes = field(spec, 'volumeAttributesClassName');
  if (attributes.value === undefined) return;
  needs(attributes, subdomain);
  if (!isSet(spec, 'csi')) missing(field(spec, 'csi'), 'Only volumes of a CSI driver have a class of attributes.');
};

function secretReference(spot: Spot, form: 'named' | 'checked'): void {
  if (spot.value === undefined) return;
  needs(field(spot, 'name'), form === 'checked' ? subdomain : undefined);
  needs(field(spot, 'namespace'), form === 'checked' ? label : undefined);
}

/** Sources that stand for themselves, and those that differ in a volume from what a pod writes. */
function ofVolumes(name: string): SourceChecks {
  const withSecret = (key: string) => (spot: Spot) => {
    sources[key]?.({ ...spot, value: { ...((spot.value ?? {}) as object), secretRef: undefined } });
    secretReference(field(spot, 'secretRef'), 'named');
  };
  const { emptyDir: _emptyDir, gitRepo: _gitRepo, persistentVolumeClaim: _claim, pullPolicy: _pullPolicy, ...own } = sources;
  return {
    ...own,
    cinder: withSecret('cinder'),
    storageos: withSecret('storageos'),
    glusterfs: (spot) => {
      sources['glusterfs']?.(spot);
      const namespace = field(spot, 'endpointsNamespace');
      if (namespace.value === '') missing(namespace);
      else hasForm(namespace, label);
    },
    azureFile: (spot) => {
      sources['azureFile']?.(spot);
      if (field(spot, 'secretNamespace').value === '') missing(field(spot, 'secretNamespace'));
    },
    iscsi: (spot) => {
      sources['iscsi']?.(spot);
      const portal = field(spot, 'targetPortal');
      if (isSet(spot, 'secretRef')) needs(field(spot, 'secretRef', 'name'));
      if (isSet(spot, 'initiatorName') && bytesOf(`${name}:${text(portal)}`) > 64) {
        refuseValue(portal, 'is too long beside the name of the volume', 'Write at most 64 characters together.');
      }
    },
    local: (spot) => {
      const path = field(spot, 'path');
      needs(path);
      if (text(path).split('/').includes('..')) refuseValue(path, 'leads out of its folder', 'Write a path without "..".');
    },
    csi: (spot) => {
      checkDriver(field(spot, 'driver'));
      needs(field(spot, 'volumeHandle'));
      for (const key of ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef']) {
        secretReference(field(spot, key), 'checked');
      }
    },
  };
}

function source(spec: Spot, name: string): void {
  const checks = ofVolumes(name);
  const found = keysOf(spec).filter((key) => Object.hasOwn(checks, key) && isSet(spec, key));
  if (found.length === 0) {
    refuse(spec, 'The volume has no source.', 'Write one, such as csi.');
    return;
  }
  checkSource(spec, 'The volume', checks);
}
