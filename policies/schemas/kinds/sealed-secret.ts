import { defineKind, flag, labels, list, mapping, text } from '../json-schema.ts';

export default defineKind({
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
  required: {
    spec: mapping(
      { encryptedData: labels },
      {
        template: mapping(
          {},
          {
            type: text,
            immutable: flag,
            data: labels,
            metadata: mapping({}, { name: text, namespace: text, labels, annotations: labels, finalizers: list(text) }),
          },
        ),
      },
    ),
  },
  example: `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: financial-service-secrets
  namespace: erp-prod
spec:
  encryptedData:
    JWT_SECRET: AgBy3i4OJSWK
  template:
    type: Opaque
    metadata:
      name: financial-service-secrets
      namespace: erp-prod
`,
});
