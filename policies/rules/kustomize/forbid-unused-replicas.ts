import { listAt, textAt } from '../../kubernetes/fields.ts';
import { defineRule } from '../../model.ts';

const scalable: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'];

const resources = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { replicas: 3 }
---
apiVersion: v1
kind: Service
metadata: { name: financial-gateway, namespace: erp-prod }
`;

export default defineRule({
  id: 'forbid-unused-replicas',
  severity: 'error',
  manual: 'Kustomize, replicas',
  summary: 'Let every replicas entry of a kustomization name a workload that it builds.',
  rationale: 'The entry names its workload by the bare name: after a rename it is for nobody, and the build of the environment breaks.',
  remediation: 'Set the name of the entry to a Deployment or StatefulSet of the kustomization, or remove the entry.',
  scope: 'kustomization',

  check(kustomization) {
    const names = new Set(kustomization.resources.filter(({ kind }) => scalable.includes(kind)).map(({ name }) => name));
    return listAt(kustomization.fields, 'replicas').flatMap((entry, index) => {
      const name = textAt(entry, 'name') ?? '';
      return names.has(name)
        ? []
        : [{ message: `Replicas of "${name}" are set, but no workload has that name.`, path: `replicas[${index}].name` }];
    });
  },

  examples: {
    pass: [{ name: 'a Deployment', kustomization: 'replicas: [{ name: financial-service, count: 6 }]', resources }],
    fail: [
      {
        name: 'a mistyped name',
        from: 'a Deployment',
        change: { 'replicas[0].name': 'finance-service' },
        problems: [{ message: 'Replicas of "finance-service" are set, but no workload has that name.', path: 'replicas[0].name' }],
      },
      {
        name: 'the name of a Service',
        from: 'a Deployment',
        change: { 'replicas[0].name': 'financial-gateway' },
        problems: [{ message: 'Replicas of "financial-gateway" are set, but no workload has that name.', path: 'replicas[0].name' }],
      },
    ],
  },
});
