import { isPositiveAmount } from '../spots/amounts.ts';
import { hasForm, isOneOf, needs, subdomain } from '../spots/checks.ts';
import { isLabelSelector } from '../spots/selectors.ts';
import { field, isFilled, isSet, items, missing, refuse, refuseValue, type Spot, text, textsOf } from '../spots/spot.ts';

export const accessModes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** The spec of a PersistentVolumeClaim (k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidatePersistentVolumeClaimSpec). */
export function checkClaimSpec(spec: Spot): void {
  checkAccessModes(spec);
  isLabelSelector(field(spec, 'selector'));
  const storage = field(spec, 'resources', 'requests', 'storage');
  if (storage.value === undefined) missing(storage, 'Say how much: resources: {requests: {storage: 10Gi}}.');
  else isPositiveAmount(storage);
  for (const key of ['storageClassName', 'volumeAttributesClassName']) {
    if (text(spec, key) !== '') hasForm(field(spec, key), subdomain);
  }
  isOneOf(field(spec, 'volumeMode'), ['Block', 'Filesystem']);
  // A source of another namespace is behind a gate that is off: the API server drops it.
  const isElsewhere = text(spec, 'dataSourceRef', 'namespace') !== '';
  if (isSet(spec, 'dataSource')) dataSource(field(spec, 'dataSource'));
  if (isSet(spec, 'dataSourceRef') && !isElsewhere) {
    dataSource(field(spec, 'dataSourceRef'));
    bothSources(spec);
  }
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
