import { listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { workloadKindNames } from '../../kubernetes/pods/workloads.ts';
import { defineRule, type World } from '../../model.ts';

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec:
  template:
    spec:
      volumes: [{ name: data, persistentVolumeClaim: { claimName: documents } }]
      containers: [{ name: sales-service }]
---`;
const claim = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: documents, namespace: erp-prod }
`;

export default defineRule({
  id: 'match-volume-claim',
  severity: 'error',
  manual: '2.4',
  summary: 'Mount only claims that the environment makes.',
  rationale: 'A pod whose claim nobody makes waits for ever, without an event that names the file at fault.',
  remediation: 'Correct claimName, or describe the PersistentVolumeClaim beside the workload.',
  scope: 'object',
  kinds: workloadKindNames,

  check(manifest, world) {
    const { spec, path, namespace } = world.podOf(manifest) ?? { spec: {}, path: '', namespace: '' };
    // The controller of a StatefulSet puts the claims of its templates in place of volumes of their names.
    const own = listAt(manifest.fields, 'spec', 'volumeClaimTemplates').map((template) => textAt(template, 'metadata', 'name'));
    return listAt(spec, 'volumes').flatMap((volume, index) => {
      const name = textAt(volume, 'persistentVolumeClaim', 'claimName');
      if (name === undefined || own.includes(textAt(volume, 'name')) || claims(world).has(`${namespace}/${name}`)) return [];
      if (world.find('PersistentVolumeClaim', namespace, name) !== undefined) return [];
      const where = namespace === '' ? '' : ` in namespace "${namespace}"`;
      return [
        {
          message: `Volume "${textAt(volume, 'name') ?? ''}" is of the claim "${name}", which does not exist${where}.`,
          path: `${path}.volumes[${index}].persistentVolumeClaim.claimName`,
        },
      ];
    });
  },

  examples: {
    pass: [{ name: 'a claim beside it', manifests: deployment + claim }],
    fail: [
      {
        name: 'a claim that nobody makes',
        from: 'a claim beside it',
        change: { 'Deployment/sales-service > spec.template.spec.volumes[0].persistentVolumeClaim.claimName': 'document' },
        problems: [
          {
            on: 'Deployment/sales-service',
            message: 'Volume "data" is of the claim "document", which does not exist in namespace "erp-prod".',
            path: 'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
          },
        ],
      },
    ],
  },
});

/** Claims that StatefulSets make: `<template>-<set>-<number>` of each pod. */
const claims = perWorld((world: World) => {
  const found = new Set<string>();
  for (const set of world.ofKind('StatefulSet')) {
    for (const template of listAt(set.fields, 'spec', 'volumeClaimTemplates')) {
      const pods = Math.min(numberAt(set.fields, 'spec', 'replicas') ?? 1, 1000);
      for (let index = 0; index < pods; index += 1) {
        found.add(`${set.namespace}/${textAt(template, 'metadata', 'name')}-${set.name}-${index}`);
      }
    }
  }
  return found;
});
