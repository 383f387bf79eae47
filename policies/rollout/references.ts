import { asFields, at, listAt, textAt } from '../kubernetes/fields.ts';
import type { Manifest } from '../model.ts';

/** An object that another one names, and without which it does not become healthy. */
export interface Named {
  readonly kind: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  /** The field that names it. */
  readonly path: string;
}

type Read = (manifest: Manifest) => readonly (Named | undefined)[];

/**
 * What custom kinds wait for before they are healthy. Read in cert-manager 1.21.1 (`pkg/controller/certificates`,
 * `pkg/issuer/ca`), External Secrets 2.9.0 (`pkg/controllers/externalsecret`, `providers/v1/vault`), Gateway API 1.4 and Envoy
 * Gateway 1.9.0 (`internal/gatewayapi`), Strimzi 1.2.0 (`KafkaListenersReconciler`, `KafkaUserOperator`, `KafkaTopicController`),
 * postgres-operator 2.0.1 (`pkg/cluster/sync.go`, `initInfrastructureRoles`), KEDA 2.20.2 (`controllers/keda`). What the pods that
 * operators make mention is read from those pods (policies/kubernetes/operators/).
 */
const kinds: Readonly<Record<string, Read>> = {
  ExternalSecret: (manifest) => [
    store(manifest, 'spec.secretStoreRef', at(manifest.fields, 'spec', 'secretStoreRef')),
    ...['data', 'dataFrom'].flatMap((list) =>
      listAt(manifest.fields, 'spec', list).map((entry, index) =>
        store(manifest, `spec.${list}[${index}].sourceRef.storeRef`, at(entry, 'sourceRef', 'storeRef')),
      ),
    ),
  ],
  SecretStore: storeAccounts,
  ClusterSecretStore: storeAccounts,
  Certificate: (manifest) => [
    named(manifest, textAt(manifest.fields, 'spec', 'issuerRef', 'kind') ?? 'Issuer', at(manifest.fields, 'spec', 'issuerRef'), {
      path: 'spec.issuerRef',
      cluster: textAt(manifest.fields, 'spec', 'issuerRef', 'kind') === 'ClusterIssuer',
    }),
  ],
  Issuer: (manifest) => [secret(manifest, 'spec.ca.secretName', textAt(manifest.fields, 'spec', 'ca', 'secretName'))],
  Gateway: (manifest) => [
    named(
      manifest,
      'GatewayClass',
      { name: textAt(manifest.fields, 'spec', 'gatewayClassName') },
      { path: 'spec', field: 'gatewayClassName', cluster: true },
    ),
    parameters(manifest, 'spec.infrastructure.parametersRef', at(manifest.fields, 'spec', 'infrastructure', 'parametersRef')),
    ...listAt(manifest.fields, 'spec', 'listeners').flatMap((listener, index) =>
      listAt(listener, 'tls', 'certificateRefs').map((reference, place) =>
        secret(
          manifest,
          `spec.listeners[${index}].tls.certificateRefs[${place}].name`,
          textAt(reference, 'name'),
          textAt(reference, 'namespace'),
        ),
      ),
    ),
  ],
  GatewayClass: (manifest) => [parameters(manifest, 'spec.parametersRef', at(manifest.fields, 'spec', 'parametersRef'))],
  HTTPRoute: routeParents,
  GRPCRoute: routeParents,
  SecurityPolicy: (manifest) => [
    secret(manifest, 'spec.oidc.clientSecret.name', textAt(manifest.fields, 'spec', 'oidc', 'clientSecret', 'name')),
  ],
  Kafka: (manifest) =>
    listAt(manifest.fields, 'spec', 'kafka', 'listeners').map((listener, index) =>
      secret(
        manifest,
        `spec.kafka.listeners[${index}].configuration.brokerCertChainAndKey.secretName`,
        textAt(listener, 'configuration', 'brokerCertChainAndKey', 'secretName'),
      ),
    ),
  KafkaUser: (manifest) => [
    kafkaCluster(manifest),
    secret(
      manifest,
      'spec.authentication.password.valueFrom.secretKeyRef.name',
      textAt(manifest.fields, 'spec', 'authentication', 'password', 'valueFrom', 'secretKeyRef', 'name'),
    ),
  ],
  KafkaTopic: (manifest) => [kafkaCluster(manifest)],
  // A role whose Secret comes later gets a password that the operator makes up, and keeps it until its next look.
  postgresql: (manifest) =>
    Object.keys(asFields(at(manifest.fields, 'spec', 'users')) ?? {}).map((user) =>
      secret(manifest, `spec.users.${user}`, `${user.replaceAll('_', '-')}.${manifest.name}.credentials.postgresql.acid.zalan.do`),
    ),
  ScaledObject: (manifest) => [
    named(
      manifest,
      textAt(manifest.fields, 'spec', 'scaleTargetRef', 'kind') ?? 'Deployment',
      at(manifest.fields, 'spec', 'scaleTargetRef'),
      {
        path: 'spec.scaleTargetRef',
      },
    ),
    ...listAt(manifest.fields, 'spec', 'triggers').map((trigger, index) => {
      const kind = textAt(trigger, 'authenticationRef', 'kind') ?? 'TriggerAuthentication';
      return named(manifest, kind, at(trigger, 'authenticationRef'), {
        path: `spec.triggers[${index}].authenticationRef`,
        cluster: kind === 'ClusterTriggerAuthentication',
      });
    }),
  ],
  PersistentVolumeClaim: (manifest) => [disk('spec.storageClassName', textAt(manifest.fields, 'spec', 'storageClassName'))],
};

/** What an object of a custom kind names, and waits for; nothing for kinds that wait for nothing. */
export function namedBy(manifest: Manifest): readonly Named[] {
  if (!Object.hasOwn(kinds, manifest.kind)) return [];
  return (kinds[manifest.kind]?.(manifest) ?? []).filter((item) => item !== undefined);
}

interface Naming {
  readonly path: string;
  readonly field?: string;
  readonly cluster?: boolean;
}

function named(manifest: Manifest, kind: string, reference: unknown, { path, field = 'name', cluster = false }: Naming): Named | undefined {
  const name = textAt(reference, 'name');
  const namespace = cluster ? '' : (textAt(reference, 'namespace') ?? manifest.namespace);
  return name === undefined ? undefined : { kind, namespace, name, path: `${path}.${field}` };
}

function secret(manifest: Manifest, path: string, name: string | undefined, namespace = manifest.namespace): Named | undefined {
  return name === undefined ? undefined : { kind: 'Secret', namespace, name, path };
}

function disk(path: string, name: string | undefined): Named | undefined {
  return name === undefined || name === '' ? undefined : { kind: 'StorageClass', namespace: '', name, path };
}

function store(manifest: Manifest, path: string, reference: unknown): Named | undefined {
  const kind = textAt(reference, 'kind') ?? 'SecretStore';
  return named(manifest, kind, reference, { path, cluster: kind === 'ClusterSecretStore' });
}

function parameters(manifest: Manifest, path: string, reference: unknown): Named | undefined {
  return named(manifest, textAt(reference, 'kind') ?? '', reference, { path });
}

function kafkaCluster(manifest: Manifest): Named | undefined {
  const name = manifest.labels['strimzi.io/cluster'];
  return name === undefined ? undefined : { kind: 'Kafka', namespace: manifest.namespace, name, path: 'metadata.labels' };
}

function routeParents(manifest: Manifest): readonly (Named | undefined)[] {
  return listAt(manifest.fields, 'spec', 'parentRefs').map((reference, index) =>
    named(manifest, textAt(reference, 'kind') ?? 'Gateway', reference, { path: `spec.parentRefs[${index}]` }),
  );
}

/** The ServiceAccounts whose tokens a store of Vault logs in with. */
function storeAccounts(manifest: Manifest): readonly (Named | undefined)[] {
  const auth = asFields(at(manifest.fields, 'spec', 'provider', 'vault', 'auth'));
  return [
    named(manifest, 'ServiceAccount', at(auth, 'kubernetes', 'serviceAccountRef'), {
      path: 'spec.provider.vault.auth.kubernetes.serviceAccountRef',
    }),
    named(manifest, 'ServiceAccount', at(auth, 'jwt', 'kubernetesServiceAccountToken', 'serviceAccountRef'), {
      path: 'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef',
    }),
    secret(
      manifest,
      'spec.provider.vault.caProvider.name',
      caSecret(manifest),
      textAt(manifest.fields, 'spec', 'provider', 'vault', 'caProvider', 'namespace'),
    ),
  ];
}

function caSecret({ fields }: Manifest): string | undefined {
  const provider = at(fields, 'spec', 'provider', 'vault', 'caProvider');
  return textAt(provider, 'type') === 'Secret' ? textAt(provider, 'name') : undefined;
}
