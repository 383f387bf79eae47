import { asFields, listAt, textAt } from '../../kubernetes/fields.ts';
import { applyPatches } from '../../kubernetes/kustomize/kustomize.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { podOf } from '../../kubernetes/pods/workloads.ts';
import { defineRule } from '../../model.ts';

const lists: readonly string[] = ['containers', 'initContainers', 'ephemeralContainers'];

const resources = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    spec: { containers: [{ name: financial-service, image: registry.example.com/erp/financial-service:1.0.0 }] }
`;

const patch = (spec: string) => ({
  'deployment.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service }
spec: { template: { spec: { ${spec} } } }
`,
});

const kustomization = 'patches: [{ path: deployment.yaml }]';

export default defineRule({
  id: 'forbid-new-container-in-patch',
  severity: 'error',
  manual: 'Kustomize, patches',
  summary: 'Let a patch change only containers that exist, or bring a whole one with its image.',
  rationale:
    'A mistyped container name builds without a word and adds a second container that has no image, instead of changing the first.',
  remediation: 'Set the name in the patch to a container of the object, or give the new container an image.',
  scope: 'kustomization',

  check(kustomization) {
    return applyPatches(kustomization).effects.flatMap(({ patch: { file, path, content }, targets }) =>
      targets.flatMap(({ manifest, fields }) => {
        const pod = podOf({ ...manifest, fields: fields ?? {} });
        const change = podOf({ ...manifest, fields: asFields(content) ?? {} });
        if (pod === undefined || change === undefined) return [];
        return lists.flatMap((list) => {
          const names = listAt(pod.spec, list).map((container) => textAt(container, 'name'));
          return listAt(change.spec, list)
            .filter((item) => textAt(item, 'image') === undefined && textAt(item, '$patch') === undefined)
            .flatMap((item) => textAt(item, 'name') ?? [])
            .filter((name) => !names.includes(name))
            .map((name) => ({ message: `Patch "${file}" adds container "${name}" without an image to ${titleOf(manifest)}.`, path }));
        });
      }),
    );
  },

  examples: {
    pass: [
      {
        name: 'a container of the object',
        kustomization,
        resources,
        patches: patch('containers: [{ name: financial-service, resources: { limits: { cpu: "2" } } }]'),
      },
      {
        name: 'a whole new container',
        kustomization,
        resources,
        patches: patch('containers: [{ name: proxy, image: "registry.example.com/erp/proxy:1.0.0" }]'),
      },
      { name: 'a container that is removed', kustomization, resources, patches: patch('containers: [{ name: old, $patch: delete }]') },
    ],
    fail: [
      {
        name: 'a mistyped name',
        from: 'a container of the object',
        change: { 'deployment.yaml > spec.template.spec.containers[0].name': 'finance-service' },
        problems: [
          {
            message: 'Patch "deployment.yaml" adds container "finance-service" without an image to Deployment "financial-service".',
            path: 'patches[0]',
          },
        ],
      },
      {
        name: 'the right name in the wrong list',
        from: 'a container of the object',
        change: {
          'deployment.yaml > spec.template.spec': { initContainers: [{ name: 'financial-service', resources: { limits: { cpu: '2' } } }] },
        },
        problems: [
          {
            message: 'Patch "deployment.yaml" adds container "financial-service" without an image to Deployment "financial-service".',
            path: 'patches[0]',
          },
        ],
      },
    ],
  },
});
