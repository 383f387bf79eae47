import { isPositiveAmount } from '../spots/amounts.ts';
import { hasForm, isOneOf, needs, subdomain } from '../spots/checks.ts';
import { isLabelSelector } from '../spots/selectors.ts';
import { field, forbid, isFilled, isSet, items, missing, refuse, refuseValue, type Spot, text, textsOf } from '../spots/spot.ts';

export const accessModes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/**
 * The spec of a PersistentVolumeClaim, of an object or in a template (k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidatePersistentVolumeClaimSpec).
 */
export function checkClaimSpec(spec: Spot, { isObject = false }: { readonly isObject?: boolean } = {}): void {
  checkAccessModes(spec);
  isLabelSelector(field(spec, 'selector'));
  const storage = field(spec, 'resources', 'requests', 'storage');
  if (storage.value === undefined) missing(storage, 'Say how much: resources: {requests: {storage: 10Gi}}.');
  else isPositiveAmount(storage);
  for (const key of ['storageClassName', 'volumeAttributesClassName']) {
    if (text(spec, key) !== '') hasForm(field(spec, key), subdomain);
  }
  isOneOf(field(spec, 'volumeMode'), ['Block', 'Filesystem']);
  // Of an object the API server drops what it cannot use: a source of another namespace, and an old one that is no claim and no snapshot.
  const isElsewhere = text(spec, 'dataSourceRef', 'namespace') !== '';
  const hasRecent = isSet(spec, 'dataSourceRef') && !(isObject && isElsewhere);
  const hasOld = isSet(spec, 'dataSource') && (!isObject || hasRecent || isCopy(field(spec, 'dataSource')));
  if (hasOld) dataSource(field(spec, 'dataSource'));
  if (hasRecent) dataSource(field(spec, 'dataSourceRef'));
  if (hasRecent && hasOld && !isElsewhere) bothSources(spec);
  else if (hasRecent && hasOld) forbid(field(spec, 'dataSource'), 'dataSourceRef names a namespace');
}

/** pkg/apis/core/validation: at least one mode, and ReadWriteOncePod alone. */
export function checkAccessModes(spec: Spot): void {
  if (!isFilled(spec, 'accessModes')) missing(field(spec, 'accessModes'), 'List at least one access mode.');
  for (const mode of items(spec, 'accessModes')) isOneOf({ ...mode, value: mode.value ?? '' }, accessModes);
  const modes = textsOf(spec, 'accessModes');
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode))) {
    refuse(field(spec, 'accessModes'), 'The mode "ReadWriteOncePod" stands beside others.', 'Keep it alone, or remove it.');
  }
}

function isCopy(source: Spot): boolean {
  const [group, kind] = [text(source, 'apiGroup'), text(source, 'kind')];
  return (group === '' && kind === 'PersistentVolumeClaim') || (group === 'snapshot.storage.k8s.io' && kind === 'VolumeSnapshot');
}

function dataSource(source: Spot): void {
  needs(field(source, 'name'));
  needs(field(source, 'kind'));
  const group = text(source, 'apiGroup');
  if (group === '' && text(source, 'kind') !== 'PersistentVolumeClaim') {
    refuseValue(field(source, 'kind'), 'has no apiGroup', 'Set apiGroup, or write kind: PersistentVolumeClaim.');
  }
  if (group !== '') hasForm(field(source, 'apiGroup'), subdomain);
}

function bothSources(spec: Spot): void {
  const [old, recent] = [field(spec, 'dataSource'), field(spec, 'dataSourceRef')];
  if (old.value === undefined || recent.value === undefined) return;
  if (['apiGroup', 'kind', 'name'].some((key) => field(old, key).value !== field(recent, key).value)) {
    refuse(old, 'Fields "dataSource" and "dataSourceRef" are not the same.', 'Remove dataSource.');
  }
}
