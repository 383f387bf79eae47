import { at } from '../kubernetes/fields.ts';
import type { DeployedService } from './model/expectations.ts';
import { expectContainer, expectObject, expectPod, forEvery, inEvery, infra, place, uses, whereOperated } from './model/expectations.ts';
import type { Pattern } from './model/pattern.ts';
import { absent, including, keys, text } from './model/pattern.ts';
import type { Requirement, Shortfall } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R24',
    section: '2.3',
    requirement: 'Secret <service>-secrets is Opaque and has the keys DATABASE_URL, REDIS_URL, JWT_SECRET and ENCRYPTION_KEY.',
    where: 'ExternalSecret <service>-secrets: target name, type and keys; SecretStore <service>-vault. Or SealedSecret <service>-secrets',
    deviation: {
      defects: ['D24', 'D25'],
      text:
        'No Secret is in Git: an ExternalSecret makes it from the path erp/<environment>/<service> of Vault, by a store and a role of ' +
        'its own; or a SealedSecret, which only the cluster can decrypt, and only under this name.',
    },
    check: (evidence) =>
      forEvery(evidence, (service) => {
        const key = `erp/${service.world.environment}/${service.name}`;
        const template = service.manual && {
          data: keys('DATABASE_URL', 'REDIS_URL', 'JWT_SECRET', 'ENCRYPTION_KEY'),
        };
        const data = service.manual && {
          data: ['DATABASE_PASSWORD', 'REDIS_PASSWORD', 'JWT_SECRET', 'ENCRYPTION_KEY'].map((secretKey) => ({
            secretKey,
            // Read by the data layer as well, which must not read the keys of the service.
            remoteRef: { key: secretKey === 'DATABASE_PASSWORD' ? `${key}-database` : key, property: secretKey },
          })),
        };
        if (isSealed(service)) {
          const encryptedData = service.manual && { encryptedData: keys('DATABASE_URL', 'REDIS_URL', 'JWT_SECRET', 'ENCRYPTION_KEY') };
          return expectSealed(service, { template: { type: 'Opaque' }, ...encryptedData });
        }
        const spec = {
          secretStoreRef: { kind: 'SecretStore', name: `${service.name}-vault` },
          target: { name: `${service.name}-secrets`, template: { type: 'Opaque', ...template } },
          ...data,
        };
        return [...expectSecret(service, spec), ...expectStore(service)];
      }),
  },
  {
    id: 'R25',
    section: '2.3',
    requirement: 'DATABASE_URL leads to the database and role of the service in erp-infra at port 5432, with TLS.',
    where: 'ExternalSecret <service>-secrets: template of DATABASE_URL; ExternalSecret data-ca; Service postgres-primary',
    deviation: {
      defects: ['D20', 'D21', 'D22', 'D26'],
      text:
        'Each service has a database and role of its own. sslmode is verify-full with the CA at /app/ca, because require does not ' +
        'check the server. postgres-primary is an alias of the pooler. The password is put in from Vault, in URL encoding.',
    },
    check: (evidence) => [
      ...forEvery(evidence, (service) => {
        if (!uses(service, 'postgres')) return [];
        const { manual } = service;
        const url = manual
          ? [
              `postgres://${manual.role}:{{ .DATABASE_PASSWORD | urlquery }}@postgres-primary.erp-infra.svc.cluster.local:5432`,
              `/${manual.database}?sslmode=verify-full&sslrootcert=/app/ca/ca.crt`,
            ].join('')
          : text(
              /^postgres:\/\/\w+:[^@/]*@postgres-primary\.erp-infra\.svc\.cluster\.local:5432\/\w+\?sslmode=verify-full&/,
              'a database of the service at postgres-primary with sslmode=verify-full',
            );
        return [
          ...expectTemplate(service, 'DATABASE_URL', url),
          ...expectPod(service, { volumes: including({ name: 'ca', secret: { secretName: 'data-ca' } }) }),
          ...expectContainer(service, { volumeMounts: including({ name: 'ca', mountPath: '/app/ca', readOnly: true }) }),
          ...expectObject(
            service.world,
            { kind: 'ExternalSecret', namespace: service.namespace, name: 'data-ca' },
            {
              spec: { target: { name: 'data-ca', template: { data: keys('ca.crt') } } },
            },
          ),
        ];
      }),
      ...inEvery(
        evidence,
        whereOperated('postgres', (world) =>
          expectObject(
            world,
            { kind: 'Service', namespace: infra, name: 'postgres-primary' },
            {
              spec: { ports: [{ name: 'postgresql', port: 5432, targetPort: 5432 }], selector: { 'connection-pooler': 'postgres-pooler' } },
            },
          ),
        ),
      ),
    ],
  },
  {
    id: 'R26',
    section: '2.3',
    requirement: 'REDIS_URL leads to the master in erp-infra at port 6379, database 0, with a password.',
    where: 'ExternalSecret <service>-secrets: template of REDIS_URL; Service redis-master',
    deviation: {
      defects: ['D23', 'D26'],
      text: 'redis-master is an alias of the HAProxy that follows Sentinel, so that a failover needs nothing of the client.',
    },
    check: (evidence) => [
      ...forEvery(evidence, (service) =>
        uses(service, 'redis')
          ? expectTemplate(
              service,
              'REDIS_URL',
              'redis://:{{ .REDIS_PASSWORD | urlquery }}@redis-master.erp-infra.svc.cluster.local:6379/0',
            )
          : [],
      ),
      ...inEvery(
        evidence,
        whereOperated('redis', (world) =>
          expectObject(
            world,
            { kind: 'Service', namespace: infra, name: 'redis-master' },
            {
              spec: {
                ports: [{ name: 'redis', port: 6379, targetPort: 6379 }],
                selector: { app: 'redis-ha-haproxy', release: 'redis-ha' },
              },
            },
          ),
        ),
      ),
    ],
  },
  {
    id: 'R27',
    section: '2.3',
    requirement: 'JWT_SECRET is strong, with at least 32 characters.',
    where:
      'ExternalSecret <service>-secrets: the template refuses a JWT_SECRET of fewer than 32 characters; `npm run seal` refuses it too. ' +
      'One for each service',
    check: (evidence) =>
      forEvery(evidence, (service) => expectFromVault(service, 'JWT_SECRET', 'lt (len .JWT_SECRET) 32', 'has fewer than 32 characters')),
  },
  {
    id: 'R28',
    section: '2.3',
    requirement: 'ENCRYPTION_KEY is an AES-256 key in base64.',
    where:
      'ExternalSecret <service>-secrets: the template refuses an ENCRYPTION_KEY that is not base64 of 32 bytes; `npm run seal` refuses ' +
      'it too. One for each service',
    check: (evidence) =>
      forEvery(evidence, (service) =>
        expectFromVault(service, 'ENCRYPTION_KEY', 'ne (len (b64dec .ENCRYPTION_KEY)) 32', 'is not base64 of 32 bytes'),
      ),
  },
  {
    id: 'R29',
    section: '2.3',
    requirement: 'Secrets are not applied directly; Sealed Secrets or Vault are used.',
    where: 'ClusterSecretStore vault; no Secret object in any environment',
    check: (evidence) =>
      inEvery(evidence, (world) => [
        ...world
          .ofKind('Secret')
          .filter(({ origin }) => origin === undefined)
          .map((secret) => ({
            message: `Secret "${secret.name}" is written in the manifests, expected an ExternalSecret or a SealedSecret.`,
            ...place(world, secret, at(secret.fields, 'stringData') === undefined ? 'data' : 'stringData'),
          })),
        ...expectObject(
          world,
          { kind: 'ClusterSecretStore', namespace: '', name: 'vault' },
          {
            apiVersion: 'external-secrets.io/v1',
            spec: {
              provider: {
                vault: {
                  server: text(/^https:\/\//, 'an https address'),
                  auth: { jwt: { role: `erp-${world.environment}` } },
                },
              },
            },
          },
        ),
      ]),
  },
];

export default requirements;

function expectSecret({ world, namespace, name }: DeployedService, spec: Pattern): readonly Shortfall[] {
  return expectObject(
    world,
    { kind: 'ExternalSecret', namespace, name: `${name}-secrets` },
    { apiVersion: 'external-secrets.io/v1', spec },
  );
}

/** A template that fails on a weak value, and so makes no Secret of it. */
function expectFromVault(service: DeployedService, property: string, isWeak: string, complaint: string): readonly Shortfall[] {
  const template = `{{ if ${isWeak} }}{{ fail "${property} ${complaint}" }}{{ end }}{{ .${property} }}`;
  const key = `erp/${service.world.environment}/${service.name}`;
  return [
    ...expectTemplate(service, property, template),
    ...(isSealed(service) ? [] : expectSecret(service, { data: including({ secretKey: property, remoteRef: { key, property } }) })),
  ];
}

/** What the Secret has under a key; of a sealed value no more can be seen than that it is there. */
function expectTemplate(service: DeployedService, key: string, value: Pattern): readonly Shortfall[] {
  return isSealed(service)
    ? expectSealed(service, { encryptedData: { [key]: text(/^[A-Za-z0-9+/]{350,}={0,2}$/, 'a sealed value') } })
    : expectSecret(service, { target: { template: { data: { [key]: value } } } });
}

function isSealed({ world, namespace, name }: DeployedService): boolean {
  return world.find('SealedSecret', namespace, `${name}-secrets`) !== undefined;
}

/** Sealed for this name in this namespace: neither annotation widens what may decrypt it. */
function expectSealed({ world, namespace, name }: DeployedService, spec: Pattern): readonly Shortfall[] {
  const annotations = { 'sealedsecrets.bitnami.com/namespace-wide': absent, 'sealedsecrets.bitnami.com/cluster-wide': absent };
  return expectObject(
    world,
    { kind: 'SealedSecret', namespace, name: `${name}-secrets` },
    { apiVersion: 'bitnami.com/v1alpha1', metadata: { annotations }, spec },
  );
}

/** The store logs in as the service, with a role that is its own. */
function expectStore({ world, namespace, name }: DeployedService): readonly Shortfall[] {
  const jwt = {
    path: `jwt-${world.environment}`,
    role: `erp-${world.environment}-${name}`,
    // For the audience "vault", where none is named.
    kubernetesServiceAccountToken: { serviceAccountRef: { name, audiences: absent }, audiences: absent },
  };
  return expectObject(
    world,
    { kind: 'SecretStore', namespace, name: `${name}-vault` },
    {
      apiVersion: 'external-secrets.io/v1',
      spec: {
        provider: { vault: { server: text(/^https:\/\//, 'an https address'), path: 'secret', version: 'v2', auth: { jwt } } },
      },
    },
  );
}
