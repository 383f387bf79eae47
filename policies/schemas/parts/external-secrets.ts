import {
  flag,
  integer,
  integerOrText,
  type JsonSchema,
  labelSelector,
  labels,
  list,
  mapping,
  matching,
  namespaceName,
  objectName,
  oneOf,
  text,
  word,
} from '../json-schema.ts';

const secretKey = matching('[-._a-zA-Z0-9]+');
const secretSelector = mapping({}, { name: objectName, key: secretKey, namespace: namespaceName });
const serviceAccount = mapping({ name: objectName }, { namespace: namespaceName, audiences: list(text) });

/** The store that a Secret is read from. */
export const storeReference: JsonSchema = mapping({}, { name: objectName, kind: oneOf('SecretStore', 'ClusterSecretStore') });

/** One value, or all values of one entry, of a store. */
export const remoteReference: JsonSchema = mapping(
  { key: word },
  {
    property: text,
    version: text,
    conversionStrategy: oneOf('Default', 'Unicode'),
    decodingStrategy: oneOf('Auto', 'Base64', 'Base64URL', 'None'),
    metadataPolicy: oneOf('None', 'Fetch'),
    nullBytePolicy: oneOf('Ignore', 'Fail'),
  },
);

const vault = mapping(
  { server: word },
  {
    path: text,
    version: oneOf('v1', 'v2'),
    namespace: text,
    caBundle: text,
    caProvider: mapping({ type: oneOf('Secret', 'ConfigMap'), name: objectName }, { key: secretKey, namespace: namespaceName }),
    forwardInconsistent: flag,
    readYourWrites: flag,
    headers: labels,
    auth: mapping(
      {},
      {
        kubernetes: mapping({ mountPath: word, role: word }, { serviceAccountRef: serviceAccount, secretRef: secretSelector }),
        appRole: mapping({ path: word, secretRef: secretSelector }, { roleId: text, roleRef: secretSelector }),
        jwt: mapping(
          { path: word },
          {
            role: text,
            secretRef: secretSelector,
            kubernetesServiceAccountToken: mapping(
              { serviceAccountRef: serviceAccount },
              { audiences: list(text), expirationSeconds: integer() },
            ),
          },
        ),
        tokenSecretRef: secretSelector,
        namespace: text,
      },
    ),
  },
);

const aws = mapping(
  { service: oneOf('SecretsManager', 'ParameterStore', 'CertificateManager'), region: word },
  {
    role: text,
    auth: mapping(
      {},
      {
        jwt: mapping({}, { serviceAccountRef: serviceAccount }),
        secretRef: mapping({}, { accessKeyIDSecretRef: secretSelector, secretAccessKeySecretRef: secretSelector }),
      },
    ),
  },
);

/** The part of a store that says where it is and how to log in; Vault, AWS and a fake are known. */
export const secretStore: JsonSchema = mapping(
  {
    provider: mapping(
      {},
      { vault, aws, fake: mapping({ data: list(mapping({ key: text, value: text }, { version: text })) }) },
      { minProperties: 1, maxProperties: 1 },
    ),
  },
  {
    controller: text,
    refreshInterval: integerOrText,
    retrySettings: mapping({}, { maxRetries: integer(), retryInterval: text }),
    conditions: list(mapping({}, { namespaces: list(namespaceName), namespaceSelector: labelSelector, namespaceRegexes: list(text) })),
  },
);
