import { checkMetadata } from '../metadata.ts';
import { subdomain } from '../spots/checks.ts';
import { type Check, field, isFilled, isSet, isTrue, items, missing, refuse, refuseValue, text } from '../spots/spot.ts';
import { checkDriver } from '../volumes/volume-sources.ts';

const places = ['nodeName', 'nodeSelector', 'allNodes', 'perDeviceNodeSelection'] as const;

/** k8s.io/kubernetes 1.35.4, pkg/apis/resource/validation: validateResourceSliceSpec. Devices and counters are written by drivers, and not looked at. */
export const resourceSlice: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  checkDriver(field(spec, 'driver'));
  const found = places.filter((key) =>
    key === 'nodeSelector' ? isSet(spec, key) : isFilled(spec, key) && field(spec, key).value !== false,
  );
  if (found.length !== 1) {
    const what = found.length === 0 ? 'no place' : found.join(' and ');
    refuse(spec, `The slice has ${what}.`, `Set exactly one of ${places.join(', ')}.`);
  }
  for (const key of ['allNodes', 'perDeviceNodeSelection'] as const) {
    if (isSet(spec, key) && !isTrue(spec, key)) refuseValue(field(spec, key), 'says nothing', 'Write true, or remove the field.');
  }
  const name = field(spec, 'nodeName');
  if (name.value === '') missing(name);
  else if (text(name) !== '' && !subdomain.holds(text(name))) refuseValue(name, 'is no name of a node', subdomain.remedy);
  if (isSet(spec, 'nodeSelector') && items(spec, 'nodeSelector', 'nodeSelectorTerms').length !== 1)
    refuse(field(spec, 'nodeSelector'), 'The selector has not one term.', 'Write exactly one term.');
  if (isSet(spec, 'sharedCounters') && isSet(spec, 'devices'))
    refuse(spec, 'The slice has devices and counters.', 'Write counters in a slice of their own.');
};
