import type { Manifest } from '../../../../policies/model.ts';
import { edited, type Mutation, remove, set, type Tree, titleOf } from '../mutation.ts';
import type { Production } from '../production.ts';

/** What can be wrong with any object, whatever its kind: its name and its namespace. */
export default function objects(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const namespaced = manifests.filter(({ namespace }) => namespace !== '');
  const judged = namespaced.filter(({ kind }) => !['LimitRange', 'NetworkPolicy', 'ResourceQuota'].includes(kind));
  return [
    ...manifests.map((manifest) => ({
      name: `${titleOf(manifest)} is described twice`,
      rule: 'unique-object-name',
      reported: [titleOf(manifest)],
      mutate: (list: Tree[]) => void list.push(structuredClone({ ...manifest.fields })),
    })),
    ...edited(manifests, namespaced, { 'require-namespace': { 'states no namespace': remove('metadata.namespace') } }, at('')),
    ...edited(
      manifests,
      judged,
      { 'require-namespace': { 'is in the default namespace': set('metadata.namespace', 'default') } },
      at('default'),
    ),
    ...edited(
      manifests,
      namespaced,
      { 'match-namespace': { 'is in a namespace that does not exist': set('metadata.namespace', 'erp-production') } },
      at('erp-production'),
    ),
  ];
}

function at(namespace: string): (manifest: Manifest) => readonly string[] {
  return ({ kind, name }) => [titleOf({ kind, namespace, name })];
}
