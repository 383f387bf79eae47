import { listAt } from '../../kubernetes/fields.ts';
import { applyPatches } from '../../kubernetes/kustomize/kustomize.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule, type Kustomization } from '../../model.ts';

const resources = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod, labels: { app: financial-service } }
spec:
  replicas: 3
  template:
    spec: { containers: [{ name: financial-service, image: registry.example.com/erp/financial-service:1.0.0 }] }
`;

const byPath = 'patches: [{ path: deployment.yaml }]';

const patch = (spec: string, name = 'financial-service') => ({
  'deployment.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec: ${spec}
`,
});

const inline = (target: string) => `
patches:
  - target: { ${target} }
    patch: '[{ op: replace, path: /spec/replicas, value: 6 }]'
`;

/** Whether all that a kustomization lists is known: nothing is fetched, and the files hold something. */
function isWhole({ fields, resources }: Kustomization): boolean {
  const listed = ['resources', 'bases', 'components'].flatMap((key) => listAt(fields, key)).filter((entry) => typeof entry === 'string');
  return resources.length > 0 && !listed.some((entry) => /:\/\/|^git@|\?ref=|^(?:[\w-]+\.)+(?:com|org|io|dev|net)\//.test(entry));
}

export default defineRule({
  id: 'forbid-dead-patch',
  severity: 'error',
  manual: 'Kustomize, patches',
  summary: 'Let every patch of a kustomization change at least one object.',
  rationale:
    'Kustomize says nothing when a target matches no object or the value is there already: reviewers believe in a difference that is not.',
  remediation: 'Correct the target or the name in the patch, or remove the patch.',
  scope: 'kustomization',

  check(kustomization) {
    return applyPatches(kustomization).effects.flatMap(({ patch: { file, path }, targets, changed, failed }) => {
      if (failed !== undefined) return [{ message: `Patch "${file}" has the operation "${failed}", which cannot be applied.`, path }];
      // What is fetched or not there yet may hold it.
      if (targets.length === 0 && !isWhole(kustomization)) return [];
      if (targets.length === 0) return [{ message: `Patch "${file}" matches no object.`, path }];
      if (changed) return [];
      const objects = targets.length === 1 ? targets.map(({ manifest }) => titleOf(manifest)).join() : `${targets.length} objects`;
      return [{ message: `Patch "${file}" changes nothing in ${objects}.`, path }];
    });
  },

  examples: {
    pass: [
      { name: 'a number', kustomization: byPath, resources, patches: patch('{ replicas: 6 }') },
      { name: 'a field that is removed', kustomization: byPath, resources, patches: patch('{ replicas: null }') },
      {
        name: 'a container of the list',
        kustomization: byPath,
        resources,
        patches: patch('{ template: { spec: { containers: [{ name: financial-service, resources: { limits: { cpu: "2" } } }] } } }'),
      },
      { name: 'a target by an expression', kustomization: inline('kind: Deployment, name: "financial-.*"'), resources },
      { name: 'a target by labels', kustomization: inline('labelSelector: "app in (financial-service, sales-service)"'), resources },
    ],
    fail: [
      {
        name: 'a mistyped name',
        from: 'a number',
        change: { 'deployment.yaml > metadata.name': 'finance-service' },
        problems: [{ message: 'Patch "deployment.yaml" matches no object.', path: 'patches[0]' }],
      },
      {
        name: 'a target that matches only a part of the name',
        from: 'a target by an expression',
        change: { 'patches[0].target.name': 'financial.' },
        problems: [{ message: 'Patch "kustomization.yaml" matches no object.', path: 'patches[0]' }],
      },
      {
        name: 'the value of the base',
        from: 'a number',
        change: { 'deployment.yaml > spec.replicas': 3 },
        problems: [{ message: 'Patch "deployment.yaml" changes nothing in Deployment "financial-service".', path: 'patches[0]' }],
      },
      {
        name: 'a container that is there already, as it is',
        from: 'a container of the list',
        change: { 'deployment.yaml > spec.template.spec.containers[0].resources': undefined },
        problems: [{ message: 'Patch "deployment.yaml" changes nothing in Deployment "financial-service".', path: 'patches[0]' }],
      },
      {
        name: 'a field that is removed and was never there',
        from: 'a number',
        change: { 'deployment.yaml > spec': { paused: null } },
        problems: [{ message: 'Patch "deployment.yaml" changes nothing in Deployment "financial-service".', path: 'patches[0]' }],
      },
      {
        name: 'an operation on a field that is not there',
        from: 'a target by an expression',
        change: { 'patches[0]': { target: { kind: 'Deployment' }, patch: '[{ op: replace, path: /spec/paused, value: true }]' } },
        problems: [
          {
            message: 'Patch "kustomization.yaml" has the operation "replace /spec/paused", which cannot be applied.',
            path: 'patches[0]',
          },
        ],
      },
    ],
  },
});
