import { podOf } from '../../../policies/kubernetes/pods/workloads.ts';
import { referencesOf } from '../../../policies/kubernetes/references.ts';
import type { Manifest } from '../../../policies/model.ts';
import type { Classifier } from './impact.ts';
import { say, short } from './sentence.ts';

const stores = ['SecretStore', 'ClusterSecretStore'];
const secrets = ['Secret', 'ExternalSecret', 'ClusterExternalSecret', 'SealedSecret', 'PushSecret'];

/** Which Secrets come from elsewhere, hold other keys, or are read by others. Values are never shown. */
export const secretChanges: Classifier = ({ pair: { kind, before, after }, changes }) => {
  const isSecret = secrets.includes(kind);
  const isStore = stores.includes(kind);
  if (isSecret || isStore) {
    if (before === undefined) return [{ text: say`is new` }];
    if (after === undefined) return [{ text: say`is gone` }];
    return changes
      .filter(({ path }) => !path.startsWith('metadata.'))
      .map(({ path, from, to }) => ({
        text: hides(kind, path)
          ? say`${path.replace(/\.hidden$/, '')} has another value`
          : say`${path}: ${short(from)} becomes ${short(to)}`,
      }));
  }
  if (before === undefined || after === undefined) return [];
  const [old, now] = [namesOf(before), namesOf(after)];
  return [
    ...[...now].filter((name) => !old.has(name)).map((name) => ({ text: say`reads the Secret ${name}, which it did not` })),
    ...[...old].filter((name) => !now.has(name)).map((name) => ({ text: say`no longer reads the Secret ${name}` })),
  ];
};

function hides(kind: string, path: string): boolean {
  return (kind === 'Secret' && /^(?:data|stringData)\b/.test(path)) || (kind === 'SealedSecret' && path.startsWith('spec.encryptedData'));
}

function namesOf(manifest: Manifest): ReadonlySet<string> {
  const pod = podOf(manifest);
  const references = pod === undefined ? [] : referencesOf(pod).filter((reference) => reference.kind === 'Secret');
  return new Set(references.map(({ name, key }) => (key === undefined ? name : `${name} (${key})`)));
}
