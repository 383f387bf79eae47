import path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { failingExamples } from '../../../policies/examples/changed-example.ts';
import { asFields, fieldsAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Resource } from '../../../scripts/cluster/resources.ts';
import { loadRules } from '../../../scripts/judging/lint/rules.ts';
import { renderEnvironments } from '../../../scripts/kustomize/kustomize.ts';
import { loadFolder } from '../../../scripts/repository/folder.ts';
import { type Mutation, present } from '../../support/mutations/mutation.ts';
import { type Production, productionOf } from '../../support/mutations/production.ts';
import { workloads } from '../../support/workloads.ts';

/** The objects of the rules' examples, those that pass and those that fail; containers and pods in a Pod. */
export async function exampleObjects(resources: readonly Resource[]): Promise<readonly Fields[]> {
  const rules = (await loadRules(process.cwd())).map(({ value }) => value);
  const pod = present(workloads.find(({ kind }) => kind === 'Pod'));
  const objects = rules.flatMap((rule): readonly unknown[] => {
    if (rule.scope === 'kustomization') return [];
    return [...rule.examples.pass, ...failingExamples(rule.examples)].flatMap((example): readonly unknown[] => {
      if ('manifests' in example) return loadAll(example.manifests);
      if ('container' in example) return [pod.wrap({ spec: { containers: [load(example.container)] } })];
      return [pod.wrap(load(example.template) as Record<string, unknown>)];
    });
  });
  return inDefault(objects, resources);
}

/** The objects of production that the mutations of the tests change, as they are afterwards. */
export async function mutatedObjects(resources: readonly Resource[]): Promise<readonly Fields[]> {
  const [production] = await renderEnvironments(process.cwd(), { environments: ['production'] });
  const { manifests } = present(production);
  const tables = await loadFolder<(production: Production) => readonly Mutation[]>(path.resolve('test/support/mutations/kinds'));
  const originals = manifests.map(({ fields }) => JSON.stringify(fields));
  const known = new Set(originals);
  const changed = tables.flatMap(({ value }) =>
    value(productionOf(manifests)).flatMap(({ mutate }) => {
      const objects = manifests.map(({ fields }) => structuredClone({ ...fields }));
      mutate(objects);
      return objects.filter((object) => !known.has(JSON.stringify(object)));
    }),
  );
  return inDefault(changed, resources);
}

/** In a namespace that exists, without an account that does not: the validator judges neither. */
function inDefault(objects: readonly unknown[], resources: readonly Resource[]): readonly Fields[] {
  const byKind = new Map(resources.map((resource) => [`${resource.apiVersion} ${resource.kind}`, resource]));
  return objects.flatMap((value) => {
    const object = asFields(value);
    const resource = byKind.get(`${textAt(object, 'apiVersion')} ${textAt(object, 'kind')}`);
    if (object === undefined || resource === undefined) return [];
    const { namespace: _namespace, ...metadata } = fieldsAt(object, 'metadata');
    return [{ ...object, metadata: { ...metadata, ...(resource.namespaced && { namespace: 'default' }) } }];
  });
}
