import { type KindSchema, mapping } from '../json-schema.ts';
import { kustomizationFields } from '../parts/kustomize.ts';

const component: KindSchema = {
  apiVersion: 'kustomize.config.k8s.io/v1alpha1',
  kind: 'Component',
  schema: mapping({ apiVersion: { const: 'kustomize.config.k8s.io/v1alpha1' }, kind: { const: 'Component' } }, kustomizationFields),
  example: `
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources:
  - network-policy.yaml
`,
};

export default component;
