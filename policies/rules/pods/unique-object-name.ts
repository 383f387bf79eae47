import { textAt } from '../../kubernetes/fields.ts';
import { groupOf, titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

const service = (name: string, namespace = 'erp-prod', apiVersion = 'v1') => `---
apiVersion: ${apiVersion}
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
`;

export default defineRule({
  id: 'unique-object-name',
  severity: 'error',
  manual: '2',
  summary: 'Describe every object only once in an environment.',
  rationale: 'Of two descriptions the one that is applied last wins, and two applications that own one object undo each other for ever.',
  remediation: 'Remove one of the two descriptions, or give the object another metadata.name.',
  scope: 'object',
  kinds: '*',
  foreign: true,

  check(manifest, world) {
    // What is made under a generated name is another object each time.
    if (textAt(manifest.fields, 'metadata', 'name') === undefined) return [];
    const first = firsts(world).get(keyOf(manifest));
    if (manifest.name === '' || first === undefined || first === manifest) return [];
    const where = first.file === manifest.file ? '' : ` in ${first.file}`;
    return [{ message: `${titleOf(manifest)} is described already${where}.`, path: 'metadata.name' }];
  },

  examples: {
    pass: [
      { name: 'two names', manifests: service('financial-service') + service('sales-service') },
      { name: 'one name in two namespaces', manifests: service('financial-service') + service('financial-service', 'erp-infra') },
      {
        name: 'two objects whose names the API server completes',
        manifests: [1, 2]
          .map(() => '---\napiVersion: batch/v1\nkind: Job\nmetadata: { generateName: migrate-, namespace: erp-prod }\n')
          .join(''),
      },
      {
        name: 'one name in two API groups',
        manifests: service('financial-service') + service('financial-service', 'erp-prod', 'serving.knative.dev/v1'),
      },
    ],
    fail: [
      {
        name: 'the same object twice',
        manifests: service('financial-service') + service('financial-service'),
        problems: [
          { on: 'Service/financial-service', message: 'Service "financial-service" is described already.', path: 'metadata.name' },
        ],
      },
    ],
  },
});

const firsts = perWorld((world) => {
  const found = new Map<string, Manifest>();
  for (const manifest of world.manifests) {
    const key = keyOf(manifest);
    if (!found.has(key)) found.set(key, manifest);
  }
  return found;
});

function keyOf({ apiVersion, kind, namespace, name }: Manifest): string {
  return [groupOf(apiVersion), kind, namespace, name].join('/');
}
