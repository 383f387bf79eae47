import { type KindSchema, mapping } from '../json-schema.ts';
import { kustomizationFields } from '../parts/kustomize.ts';

const kustomization: KindSchema = {
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  schema: mapping(
    {},
    { apiVersion: { const: 'kustomize.config.k8s.io/v1beta1' }, kind: { const: 'Kustomization' }, ...kustomizationFields },
  ),
  example: `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: erp-prod
resources:
  - ../../../base/financial-service
patches:
  - path: deployment.yaml
images:
  - name: registry.example.com/erp/financial-service
    newTag: 1.4.2
configMapGenerator:
  - name: financial-service-config
    literals:
      - LOG_LEVEL=info
`,
};

export default kustomization;
