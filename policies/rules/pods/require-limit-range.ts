import { at, listAt, textAt } from '../../kubernetes/fields.ts';
import { isGoverned, namespaceTitle, objectsIn } from '../../kubernetes/namespaces.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import { defineRule } from '../../model.ts';

const resources: readonly string[] = ['cpu', 'memory'];

export default defineRule({
  id: 'require-limit-range',
  severity: 'error',
  manual: '2.1 (D11)',
  summary: 'Give the containers of a namespace default requests and limits.',
  rationale:
    'A namespace with a quota refuses pods that state no resources; the defaults let the pods of charts and of debugging in, ' +
    'at a known price.',
  remediation: 'Add a LimitRange to the namespace with an item of type Container that has default and defaultRequest for cpu and memory.',
  scope: 'namespace',

  check(namespace, world) {
    if (!isGoverned(namespace, world)) return [];
    const items = objectsIn(world, 'LimitRange', namespace.name)
      .flatMap((range) => listAt(range.fields, 'spec', 'limits'))
      .filter((item) => textAt(item, 'type') === 'Container');
    // Kubernetes takes the default limit for the default request where that is missing.
    const missing = resources.filter((resource) => !items.some((item) => quantity(at(item, 'default', resource)) !== undefined));
    if (missing.length === 0) return [];
    return [
      {
        message: `${namespaceTitle(namespace.name)} has no LimitRange with a default for ${missing.join(' and ')} of containers.`,
        path: '',
      },
    ];
  },

  examples: {
    pass: [
      {
        name: 'defaults for both',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: v1
kind: LimitRange
metadata: { name: limits, namespace: erp-prod }
spec: { limits: [{ type: Container, default: { cpu: 200m, memory: 256Mi }, defaultRequest: { cpu: 50m, memory: 64Mi } }] }
`,
      },
    ],
    fail: [
      {
        name: 'none',
        from: 'defaults for both',
        change: { 'LimitRange/limits': undefined },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no LimitRange with a default for cpu and memory of containers.',
            path: '',
          },
        ],
      },
      {
        name: 'a range for pods, and one that only sets the most',
        from: 'defaults for both',
        change: {
          'LimitRange/limits > spec.limits': [
            { type: 'Pod', default: { memory: '1Gi' } },
            { type: 'Container', default: { cpu: '200m' }, max: { memory: '8Gi' } },
          ],
        },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no LimitRange with a default for memory of containers.',
            path: '',
          },
        ],
      },
    ],
  },
});
