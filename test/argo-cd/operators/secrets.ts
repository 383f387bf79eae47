import { at, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { condition, nameOf, namespaceOf, type View } from './view.ts';

/**
 * Stands in for External Secrets 2.9.0 and a Vault behind it: stores are ready while Vault answers and the account that they log in
 * with is there; an ExternalSecret of a ready store makes its Secret, any other says that it cannot.
 */
export function keepSecrets(view: View, vaultAnswers: boolean): void {
  if (!view.runs('external-secrets')) return;
  for (const store of [...view.all('external-secrets.io/SecretStore'), ...view.all('external-secrets.io/ClusterSecretStore')]) {
    const isReady = vaultAnswers && hasAccount(view, store);
    const said = isReady
      ? condition('Ready', 'True', 'Valid', 'store validated')
      : condition('Ready', 'False', 'InvalidProviderConfig', 'unable to log in to Vault');
    view.report(store, { conditions: [said] });
  }
  for (const external of view.all('external-secrets.io/ExternalSecret')) {
    const target = textAt(external, 'spec', 'target', 'name') ?? nameOf(external);
    if (view.find('/Secret', namespaceOf(external), target) === undefined) {
      if (!isStoreReady(view, external)) {
        view.report(external, { conditions: [condition('Ready', 'False', 'SecretSyncedError', 'could not get provider client')] });
        continue;
      }
      view.make(secretOf(external, target));
    }
    view.report(external, { conditions: [condition('Ready', 'True', 'SecretSynced', 'secret synced')] });
  }
}

function hasAccount(view: View, store: Fields): boolean {
  const auth = fieldsAt(store, 'spec', 'provider', 'vault', 'auth');
  const account = Object.values(auth)
    .flatMap((method) => [at(method, 'serviceAccountRef'), at(method, 'kubernetesServiceAccountToken', 'serviceAccountRef')])
    .find((reference) => reference !== undefined);
  const name = textAt(account, 'name');
  if (name === undefined) return true;
  return view.find('/ServiceAccount', textAt(account, 'namespace') ?? namespaceOf(store), name) !== undefined;
}

/** What only generators make asks no store. */
function isStoreReady(view: View, external: Fields): boolean {
  const from = listAt(external, 'spec', 'dataFrom');
  if (from.length > 0 && from.every((entry) => at(entry, 'sourceRef', 'generatorRef') !== undefined)) return true;
  const name = textAt(external, 'spec', 'secretStoreRef', 'name') ?? '';
  const store =
    textAt(external, 'spec', 'secretStoreRef', 'kind') === 'ClusterSecretStore'
      ? view.find('external-secrets.io/ClusterSecretStore', '', name)
      : view.find('external-secrets.io/SecretStore', namespaceOf(external), name);
  return listAt(store, 'status', 'conditions').some((entry) => textAt(entry, 'type') === 'Ready' && textAt(entry, 'status') === 'True');
}

function secretOf(external: Fields, name: string): Fields {
  const template = fieldsAt(external, 'spec', 'target', 'template');
  const templated = Object.keys(fieldsAt(template, 'data'));
  const keys = templated.length > 0 ? templated : listAt(external, 'spec', 'data').flatMap((entry) => textAt(entry, 'secretKey') ?? []);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: namespaceOf(external), labels: fieldsAt(template, 'metadata', 'labels') },
    type: textAt(template, 'type') ?? 'Opaque',
    // An image pull secret has to be JSON; nobody here reads the others.
    stringData: Object.fromEntries(keys.map((key) => [key, '{}'])),
  };
}
