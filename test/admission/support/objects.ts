import { load, loadAll } from 'js-yaml';
import { failingExamples } from '../../../policies/examples/changed-example.ts';
import { asFields, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields, Rule } from '../../../policies/model.ts';
import { workloads } from '../../support/workloads.ts';
import { judgedKinds } from './verdicts.ts';

/** The objects of the examples of all rules, those that pass and those that fail: containers and pods in every kind that is judged. */
export function exampleObjects(rules: readonly Rule[]): readonly Fields[] {
  const wrapped = (template: unknown) =>
    workloads
      .filter(({ kind }) => judgedKinds.includes(kind))
      .map(({ wrap }) => wrap((asFields(template) ?? {}) as Record<string, unknown>));
  return rules
    .flatMap((rule): readonly unknown[] => {
      if (rule.scope === 'kustomization') return [];
      return [...rule.examples.pass, ...failingExamples(rule.examples)].flatMap((example): readonly unknown[] => {
        if ('manifests' in example) return loadAll(example.manifests);
        if ('container' in example) return wrapped({ spec: { containers: [load(example.container)] } });
        return wrapped(load(example.template));
      });
    })
    .flatMap((object): readonly Fields[] => [asFields(object) ?? {}])
    .filter((object) => judgedKinds.includes(textAt(object, 'kind') ?? ''));
}
