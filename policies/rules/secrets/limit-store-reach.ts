import { storesRead } from '../../kubernetes/access/secret-stores.ts';
import { asText, at, listAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { labelSelector, matches } from '../../kubernetes/selectors.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { environment: production } }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { environment: production } }
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: { name: vault }
spec: { conditions: [{ namespaces: [erp-prod] }], provider: { vault: { server: https://vault.example.com } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: registry, namespace: erp-prod }
spec: { secretStoreRef: { kind: ClusterSecretStore, name: vault } }
`;
const from = 'the namespace that reads by it';
const on = 'ClusterSecretStore/vault';
const failing = (name: string, conditions: unknown, told: string, path = 'spec.conditions[0]') => ({
  name,
  from,
  change: { 'ClusterSecretStore/vault > spec.conditions': conditions },
  problems: [{ on, message: `ClusterSecretStore "vault" ${told}.`, path }],
});

export default defineRule({
  id: 'limit-store-reach',
  severity: 'error',
  manual: '2.3 (D25)',
  summary: 'Let a ClusterSecretStore be read by in the namespaces that read by it, and in no others.',
  rationale:
    'Whoever may make an ExternalSecret in a namespace reads all that the role of the store opens there. Without conditions that is every namespace ' +
    'of the cluster, with those of other teams.',
  remediation: 'Name the namespaces in spec.conditions (generators/platform/secrets.ts), or give the reader a SecretStore of its own.',
  scope: 'object',
  kinds: ['ClusterSecretStore'],

  check(manifest, world) {
    const conditions = listAt(manifest.fields, 'spec', 'conditions');
    if (conditions.length === 0) {
      return [{ message: `${titleOf(manifest)} may be read by in every namespace of the cluster.`, path: 'spec.conditions' }];
    }
    return conditions.flatMap((condition, index) => problemsOf(manifest, condition, `spec.conditions[${index}]`, world));
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'by a label of the namespaces',
        manifests: example.replace('namespaces: [erp-prod]', 'namespaceSelector: { matchLabels: { environment: production } }'),
      },
      { name: 'by the beginning of their names', manifests: example.replace('namespaces: [erp-prod]', 'namespaceRegexes: ["^erp-"]') },
    ],
    fail: [
      failing('no conditions', [], 'may be read by in every namespace of the cluster', 'spec.conditions'),
      failing(
        'every name',
        [{ namespaceRegexes: ['.*'] }],
        'may be read by in namespaces like "default" and "kube-system": they match ".*"',
        'spec.conditions[0].namespaceRegexes[0]',
      ),
      failing(
        'every label',
        [{ namespaceSelector: {} }],
        'may be read by in every namespace that has no labels of its own',
        'spec.conditions[0].namespaceSelector',
      ),
      failing(
        'a namespace of nobody, and one that reads nothing',
        [{ namespaces: ['erp-prod', 'default'] }],
        'may be read by in namespace "default", where nothing reads by it',
        'spec.conditions[0].namespaces[1]',
      ),
      failing(
        'a namespace that no overlay declares',
        [{ namespaces: ['erp-prod', 'erp-staging'] }],
        'may be read by in namespace "erp-staging", where nothing reads by it',
        'spec.conditions[0].namespaces[1]',
      ),
    ],
  },
});

/** Namespaces that every cluster has, and that are those of no service. */
const ofTheCluster: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Each of the three chooses for itself (External Secrets 2.9.0, `shouldProcessSecret`). */
function problemsOf(manifest: Manifest, condition: unknown, path: string, world: World): readonly Problem[] {
  const subject = `${titleOf(manifest)} may be read by in`;
  const readers = readersOf(world).get(manifest.name) ?? new Set<string>();
  const selector = labelSelector(at(condition, 'namespaceSelector'));
  const isOpen = selector !== undefined && matches(selector, { 'kubernetes.io/metadata.name': 'default' });
  return [
    ...(isOpen && !readers.has('default')
      ? [{ message: `${subject} every namespace that has no labels of its own.`, path: `${path}.namespaceSelector` }]
      : []),
    ...listAt(condition, 'namespaceRegexes').flatMap((value, index): readonly Problem[] => {
      const matched = ofTheCluster.filter((name) => !readers.has(name) && isMatched(asText(value) ?? '', name)).slice(0, 2);
      if (matched.length === 0) return [];
      const names = matched.map((name) => `"${name}"`).join(' and ');
      return [
        { message: `${subject} namespaces like ${names}: they match "${asText(value)}".`, path: `${path}.namespaceRegexes[${index}]` },
      ];
    }),
    ...listAt(condition, 'namespaces').flatMap((value, index): readonly Problem[] => {
      const name = asText(value) ?? '';
      if (readers.has(name) || !(ofTheCluster.includes(name) || isStrange(name, world))) return [];
      return [{ message: `${subject} namespace "${name}", where nothing reads by it.`, path: `${path}.namespaces[${index}]` }];
    }),
  ];
}

/** A pattern of Go; one that this language does not take is left to the API server. */
function isMatched(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return false;
  }
}

/** Namespaces that read by a ClusterSecretStore, by its name. */
const readersOf = perWorld((world) => {
  const readers = new Map<string, Set<string>>();
  for (const secret of world.ofKind('ExternalSecret')) {
    for (const { kind, name } of storesRead(secret)) {
      if (kind === 'ClusterSecretStore') readers.set(name, (readers.get(name) ?? new Set()).add(secret.namespace));
    }
  }
  return readers;
});

/** Whether an environment of this platform, which a label of its Namespaces tells, has no namespace of that name. */
function isStrange(name: string, world: World): boolean {
  const own = world.ofKind('Namespace').filter(({ origin, labels }) => origin === undefined && labels['environment'] !== undefined);
  return own.length > 0 && own.every((namespace) => namespace.name !== name);
}
