import { checkFieldRef, checkResourceRef, fileFields } from '../containers/environment.ts';
import { hasForm, localFile, needs, within } from '../spots/checks.ts';
import { field, forbid, isSet, items, missing, refuse, type Spot, text } from '../spots/spot.ts';

const modes = 0o777;

/** Files out of a Secret or ConfigMap (pkg/apis/core/validation: validateSecretVolumeSource, validateConfigMapVolumeSource). */
export function secretSource(spot: Spot, name: string): void {
  needs(field(spot, name));
  within(field(spot, 'defaultMode'), 0, modes);
  for (const file of items(spot, 'items')) keyToPath(file);
}

function keyToPath(file: Spot): void {
  needs(field(file, 'key'));
  needs(field(file, 'path'), localFile);
  within(field(file, 'mode'), 0, modes);
}

function downwardFile(file: Spot): void {
  needs(field(file, 'path'), localFile);
  const both = ['fieldRef', 'resourceFieldRef'].filter((key) => isSet(file, key));
  if (both.length !== 1) {
    refuse(file, `The file has ${both.length === 0 ? 'no source' : both.join(' and ')}.`, 'Set either fieldRef or resourceFieldRef.');
  }
  if (isSet(file, 'fieldRef')) checkFieldRef(field(file, 'fieldRef'), fileFields);
  else if (isSet(file, 'resourceFieldRef')) checkResourceRef(field(file, 'resourceFieldRef'), { needsContainer: true });
  within(field(file, 'mode'), 0, modes);
}

/** Files of several sources, or of the pod's own fields. */
export function projectedSource(
  spot: Spot,
  source: 'downwardAPI' | 'projected',
  { hasAccount = true }: { readonly hasAccount?: boolean } = {},
): void {
  within(field(spot, 'defaultMode'), 0, modes);
  if (source === 'downwardAPI') {
    for (const file of items(spot, 'items')) downwardFile(file);
    return;
  }
  const paths = new Set<string>();
  const once = (path: Spot) => {
    if (text(path) === '') return;
    if (paths.has(text(path))) refuse(path, `The path ${JSON.stringify(text(path))} is there twice.`, 'Write each path once.');
    paths.add(text(path));
  };
  for (const part of items(spot, 'sources')) projection(part, once, hasAccount);
}

// clusterTrustBundle and podCertificate are behind gates that are off: the API server drops them.
const projections = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken'];

function projection(part: Spot, once: (path: Spot) => void, hasAccount: boolean): void {
  const found = projections.filter((key) => isSet(part, key));
  if (found.length > 1) refuse(part, `The source has ${found.join(' and ')}.`, 'Write them as items of the list.');
  for (const key of ['secret', 'configMap']) {
    if (!isSet(part, key)) continue;
    needs(field(part, key, 'name'));
    for (const file of items(part, key, 'items')) {
      keyToPath(file);
      once(field(file, 'path'));
    }
  }
  for (const file of items(part, 'downwardAPI', 'items')) {
    downwardFile(file);
    once(field(file, 'path'));
  }
  const token = field(part, 'serviceAccountToken');
  if (token.value === undefined) return;
  within(field(token, 'expirationSeconds'), 600, 2 ** 32);
  const path = field(token, 'path');
  if (text(path) === '') missing(path);
  else hasForm(path, localFile);
  if (!hasAccount) forbid(token, 'the Pod names no serviceAccountName', 'Set serviceAccountName.');
}
