import { defineKind, duration, flag, labels, list, mapping, matching, objectName, oneOf, text, word } from '../json-schema.ts';
import { remoteReference, storeReference } from '../parts/external-secrets.ts';

const templateSource = mapping({
  name: objectName,
  items: list(mapping({ key: word }, { templateAs: oneOf('Values', 'KeysAndValues') })),
});

export default defineKind({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  required: {
    spec: mapping(
      {},
      {
        refreshPolicy: oneOf('CreatedOnce', 'Periodic', 'OnChange'),
        refreshInterval: duration,
        secretStoreRef: storeReference,
        target: mapping(
          {},
          {
            name: objectName,
            creationPolicy: oneOf('Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge'),
            deletionPolicy: oneOf('Delete', 'Merge', 'Retain'),
            immutable: flag,
            template: mapping(
              {},
              {
                type: text,
                engineVersion: oneOf('v2'),
                mergePolicy: oneOf('Replace', 'Merge'),
                metadata: mapping({}, { labels, annotations: labels, finalizers: list(text) }),
                data: labels,
                templateFrom: list(mapping({}, { configMap: templateSource, secret: templateSource, literal: text, target: text })),
              },
            ),
          },
        ),
        data: list(
          mapping(
            { secretKey: matching('[-._a-zA-Z0-9]+'), remoteRef: remoteReference },
            { sourceRef: mapping({}, { storeRef: storeReference }) },
          ),
        ),
        dataFrom: list(
          mapping(
            {},
            {
              extract: remoteReference,
              find: mapping(
                {},
                {
                  name: mapping({}, { regexp: text }),
                  path: text,
                  tags: labels,
                  conversionStrategy: oneOf('Default', 'Unicode'),
                  decodingStrategy: oneOf('Auto', 'Base64', 'Base64URL', 'None'),
                },
              ),
              rewrite: list(mapping({}, { regexp: mapping({ source: text, target: text }), transform: mapping({ template: text }) })),
              sourceRef: mapping({}, { storeRef: storeReference }),
            },
          ),
        ),
      },
    ),
  },
  example: `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: financial-service-secrets
  namespace: erp-prod
spec:
  refreshPolicy: Periodic
  refreshInterval: 1h
  secretStoreRef:
    kind: ClusterSecretStore
    name: vault
  target:
    name: financial-service-secrets
    creationPolicy: Owner
    deletionPolicy: Retain
    template:
      engineVersion: v2
      type: Opaque
      data:
        JWT_SECRET: "{{ .JWT_SECRET }}"
  data:
    - secretKey: JWT_SECRET
      remoteRef:
        key: erp/production/financial-service
        property: JWT_SECRET
`,
});
