import { deliveryExample } from '../../examples/delivery.ts';
import { wantedKinds, wantedOfArgoCd } from '../../kubernetes/access/wanted-kinds.ts';
import { deliveryFactsOf } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const overlay = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { environment: production } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: erp-prod }
`;
const told = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, namespace: argocd }
`;

export default defineRule({
  id: 'limit-kinds',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Put only kinds into an environment that it is made of, and only into namespaces that it declares.',
  rationale:
    'A webhook sees and changes every object of the cluster, an aggregated API answers in its place, an endpoint written by hand leads a ' +
    'Service to wherever it says, and an object in kube-system belongs to nobody here. Each is valid, and none is part of an environment.',
  remediation:
    'Take the object away. A kind that environments are to be made of from now on is added to policies/kubernetes/access/wanted-kinds.ts, with what it is for.',
  scope: 'object',
  kinds: '*',

  check(manifest, world) {
    const { apiVersion, kind, namespace } = manifest;
    if (apiVersion.startsWith('kustomize.config.k8s.io/') || apiVersion.startsWith('facts.')) return [];
    const wanted = wantedIn(world);
    if (wanted === undefined) return [];
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
    if (!wanted.kinds.has(`${group}/${kind}`))
      return [{ message: `${titleOf(manifest)} is of a kind that is not wanted here: ${kind} of ${group || 'Kubernetes'}.`, path: 'kind' }];
    if (namespace === '' || wanted.namespaces === undefined || wanted.namespaces.has(namespace)) return [];
    return [{ message: `${titleOf(manifest)} is in namespace "${namespace}", which no overlay declares.`, path: 'metadata.namespace' }];
  },

  examples: {
    pass: [
      { name: 'what environments are made of', manifests: overlay },
      { name: 'what Argo CD is told', manifests: `${told}---${deliveryExample}` },
      { name: 'of another repository', manifests: 'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: x }\n' },
    ],
    fail: [
      {
        name: 'an endpoint by hand',
        from: 'what environments are made of',
        change: {
          'EndpointSlice/web': 'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: web, namespace: erp-prod }\n',
        },
        problems: [
          {
            on: 'EndpointSlice/web',
            message: 'EndpointSlice "web" is of a kind that is not wanted here: EndpointSlice of discovery.k8s.io.',
            path: 'kind',
          },
        ],
      },
      {
        name: 'in the namespace of Kubernetes',
        from: 'what environments are made of',
        change: { 'Service/web > metadata.namespace': 'kube-system' },
        problems: [
          {
            on: 'Service/web',
            message: 'Service "web" is in namespace "kube-system", which no overlay declares.',
            path: 'metadata.namespace',
          },
        ],
      },
      {
        name: 'an object beside the Applications',
        from: 'what Argo CD is told',
        change: { 'ConfigMap/x': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, namespace: argocd }\n' },
        problems: [
          { on: 'ConfigMap/x', message: 'ConfigMap "x" is of a kind that is not wanted here: ConfigMap of Kubernetes.', path: 'kind' },
        ],
      },
    ],
  },
});

/** What may be here; undefined outside of an environment of this platform, whose Namespaces say by a label of which environment they are. */
const wantedIn = perWorld((world: World) => {
  const keys = (tables: typeof wantedKinds) => new Set(tables.flatMap(({ group, kinds }) => kinds.map((kind) => `${group}/${kind}`)));
  if (deliveryFactsOf(world) !== undefined) return { kinds: keys(wantedOfArgoCd), namespaces: undefined };
  const namespaces = world.ofKind('Namespace').filter(({ origin, labels }) => origin === undefined && labels['environment'] !== undefined);
  return namespaces.length === 0 ? undefined : { kinds: keys(wantedKinds), namespaces: new Set(namespaces.map(({ name }) => name)) };
});
