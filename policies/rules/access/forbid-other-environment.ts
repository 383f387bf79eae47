import { identitiesOf } from '../../kubernetes/access/identities.ts';
import { listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { canonical, tokensOf, vocabulary } from '../../kubernetes/settings/environment-words.ts';
import type { World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { environment: production } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: sales-service-secrets, namespace: erp-prod }
spec: { data: [{ secretKey: value, remoteRef: { key: erp/production/sales-service, property: value } }] }
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: sales-service-vault, namespace: erp-prod }
spec: { provider: { vault: { auth: { jwt: { path: jwt-production, role: erp-production-sales-service } } } } }
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: sales-service
  namespace: erp-prod
  annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/erp-sales-service" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: sales-service-config, namespace: erp-prod }
data: { KAFKA_GROUP_ID: sales-service-prod-group, LOG_LEVEL: info, BANK_API: "https://sandbox.bank.example", BACKUP_STORE: "s3://erp-backups/sales" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec: { template: { spec: { containers: [{ name: sales-service, envFrom: [{ configMapRef: { name: sales-service-config } }] }] } } }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-prod }
spec: { standby: { s3_wal_path: "s3://erp-backups/spilo/postgres/0d5e/wal/16" } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: sales-service, namespace: erp-prod, labels: { environment: production } }
spec: { hostnames: [api.erp.example.com] }
`;

const from = 'everything is of its own environment, or of none';
const failing = (name: string, on: string, path: string, value: string, told: string, where = path) => ({
  name,
  from,
  change: { [`${on} > ${path}`]: value },
  problems: [{ on, message: `${on.replace('/', ' "')}" names "${told}", but its environment is "production".`, path: where }],
});

export default defineRule({
  id: 'forbid-other-environment',
  severity: 'error',
  manual: '1.1, 2.3 (D25)',
  summary: 'Let nothing of one environment use paths, roles, buckets, hosts or groups of another.',
  rationale:
    'Production that writes into the bucket of staging has no backup, and staging that reads the secrets of production has them all; ' +
    'nothing fails until somebody needs what is not there.',
  remediation: 'Correct the value in the file of the environment or service: it came from another environment.',
  scope: 'object',
  kinds: '*',

  check(manifest, world) {
    const environment = environmentOf(world).get(manifest.namespace) ?? environmentOf(world).get('');
    if (environment === undefined) return [];
    const own = tokensOf(environment).map(canonical);
    const label = manifest.labels['environment'];
    const wrongLabel = label === undefined || label === environment ? [] : [{ value: label, path: 'metadata.labels.environment' }];
    const foreign = identitiesOf(manifest, world).filter(({ value }) => {
      if (isElsewhere(value, world)) return false;
      const words = tokensOf(without(value, misleading(world))).map(canonical);
      return !own.some((word) => words.includes(word)) && words.some((word) => vocabulary.has(word));
    });
    return [...wrongLabel, ...foreign].map(({ value, path }) => ({
      message: `${titleOf(manifest)} names "${value}", but its environment is "${environment}".`,
      path,
    }));
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'a service whose name has the word of an environment in it',
        manifests: example.replaceAll('sales-service', 'live-gateway').replaceAll(/production|prod\b/g, 'dev'),
      },
      { name: 'a partner with such a word', manifests: example.replace('https://sandbox.bank.example', 'imap.sandbox.bank.example:993') },
      {
        name: 'a framework that is told to run as for customers, as in every place but the desk of a developer',
        manifests: example
          .replace(/production|prod\b/g, 'staging')
          .replace('LOG_LEVEL: info', 'LOG_LEVEL: info, NODE_ENV: production, RAILS_ENV: production, DOTNET_ENVIRONMENT: Production'),
      },
      { name: 'an option of a program', manifests: example.replace('LOG_LEVEL: info', 'BROWSER_ARGS: "--disable-dev-shm-usage"') },
      {
        name: 'nothing says which environment it is',
        manifests: example.replace('environment: production } }', '} }').replaceAll('production', 'staging'),
      },
    ],
    fail: [
      failing(
        'a secret of staging',
        'ExternalSecret/sales-service-secrets',
        'spec.data[0].remoteRef.key',
        'erp/staging/sales-service',
        'erp/staging/sales-service',
      ),
      failing(
        'a role of the development environment',
        'SecretStore/sales-service-vault',
        'spec.provider.vault.auth.jwt.role',
        'erp-dev-sales-service',
        'erp-dev-sales-service',
      ),
      failing(
        'a cloud role of staging',
        'ServiceAccount/sales-service',
        'metadata.annotations["eks.amazonaws.com/role-arn"]',
        'arn:aws:iam::123456789012:role/erp-staging-sales-service',
        'arn:aws:iam::123456789012:role/erp-staging-sales-service',
      ),
      failing(
        'a bucket of staging',
        'ConfigMap/sales-service-config',
        'data.BACKUP_STORE',
        's3://erp-backups-staging/sales',
        's3://erp-backups-staging/sales',
      ),
      failing(
        'a group of the test environment',
        'ConfigMap/sales-service-config',
        'data.KAFKA_GROUP_ID',
        'sales-service-test-group',
        'sales-service-test-group',
      ),
      failing(
        'a host of the development environment',
        'HTTPRoute/sales-service',
        'spec.hostnames[0]',
        'api.dev.erp.example.com',
        'api.dev.erp.example.com',
      ),
      failing(
        'an address of the test environment',
        'ConfigMap/sales-service-config',
        'data.BANK_API',
        'https://api.test.erp.example.com/bank',
        'https://api.test.erp.example.com/bank',
      ),
      failing(
        'an archive of staging',
        'postgresql/postgres',
        'spec.standby.s3_wal_path',
        's3://erp-backups-staging/spilo/postgres/0d5e/wal/16',
        's3://erp-backups-staging/spilo/postgres/0d5e/wal/16',
      ),
      failing(
        'a framework that is told to run as on the desk of a developer',
        'ConfigMap/sales-service-config',
        'data.NODE_ENV',
        'development',
        'development',
      ),
      failing('what a program calls its environment', 'ConfigMap/sales-service-config', 'data.SENTRY_ENVIRONMENT', 'staging', 'staging'),
      failing('a label of staging', 'HTTPRoute/sales-service', 'metadata.labels.environment', 'staging', 'staging'),
    ],
  },
});

/** A text without some names, where they stand in it as whole words. */
function without(text: string, names: readonly string[]): string {
  return names.reduce(
    (rest, name) => rest.replaceAll(new RegExp(`(?<![a-z0-9])${name.replaceAll('.', '\\.')}(?![a-z0-9])`, 'gi'), ''),
    text,
  );
}

/** Names of what runs here, and of its topics, that have the word of an environment in them and mean none: `live-gateway`, the longest first. */
const misleading: (world: World) => readonly string[] = perWorld((world) => {
  // A service without a process of its own name has an account of it.
  const processes = ['Deployment', 'StatefulSet', 'CronJob', 'Job', 'ServiceAccount'].flatMap((kind) =>
    world.ofKind(kind).map(({ name }) => name),
  );
  const topics = world.ofKind('KafkaTopic').map(({ name, fields }) => textAt(fields, 'spec', 'topicName') ?? name);
  return [...new Set([...processes, ...topics])]
    .filter((name) => tokensOf(name).length > 1 && tokensOf(name).some((word) => vocabulary.has(canonical(word))))
    .sort((one, other) => other.length - one.length);
});

/** Environment of each namespace by its label; of all that have no namespace (''), where there is only one. */
const environmentOf: (world: World) => ReadonlyMap<string, string> = perWorld((world) => {
  const labelled = world.ofKind('Namespace').flatMap(({ name, labels }) => {
    const environment = labels['environment'];
    return environment === undefined || environment === '' ? [] : [[name, environment] as const];
  });
  const all = new Set(labelled.map(([, environment]) => environment));
  return new Map([...labelled, ...[...all].slice(all.size - 1).map((environment) => ['', environment] as const)]);
});

/** Whether an address is that of somebody else, who calls their own places as they like: outside of all domains of this environment. */
function isElsewhere(value: string, world: World): boolean {
  const [, named, withPort] =
    /^(?:[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([a-z0-9.-]+\.[a-z]{2,})(?=[:/?]|$)|([a-z0-9.-]+\.[a-z]{2,}):\d+$)/i.exec(value) ?? [];
  const host = (named ?? withPort)?.toLowerCase();
  if (host === undefined || /\.(?:svc|local)$/.test(host) || host.includes('.svc.')) return false;
  const domains = domainsOf(world);
  return domains.size > 0 && !domains.has(domainOf(host));
}

/** The last two names of a host. */
function domainOf(host: string): string {
  return host.split('.').slice(-2).join('.');
}

/** Domains under which this environment answers, by its listeners and routes. */
const domainsOf: (world: World) => ReadonlySet<string> = perWorld((world) => {
  const listeners = world
    .ofKind('Gateway')
    .flatMap(({ fields }) => listAt(fields, 'spec', 'listeners').map((item) => textAt(item, 'hostname')));
  const routes = ['HTTPRoute', 'GRPCRoute', 'TLSRoute'].flatMap((kind) =>
    world.ofKind(kind).flatMap(({ fields }) => listAt(fields, 'spec', 'hostnames')),
  );
  return new Set([...listeners, ...routes].filter((host) => typeof host === 'string').map(domainOf));
});
