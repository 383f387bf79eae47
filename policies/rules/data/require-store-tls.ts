import { type TemplateUrl, templateUrlsIn } from '../../kubernetes/credentials/template-urls.ts';
import { names, type ServerElsewhere, serversElsewhere } from '../../kubernetes/data/stores-elsewhere.ts';
import { below, fieldsAt, texts } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const namespace = (tls: boolean) => `
apiVersion: v1
kind: Namespace
metadata:
  name: erp-infra
  annotations:
    erp.example.com/postgres-elsewhere: '[{"servers":["erp.db.example.com:5432"],"cidrs":["10.0.5.0/24"],"tls":${tls}}]'
    erp.example.com/redis-elsewhere: '[{"servers":["erp.cache.example.com:6379"],"cidrs":["10.0.6.0/24"],"tls":true}]'
    erp.example.com/kafka-elsewhere: '[{"servers":["b-1.example.com:9096"],"cidrs":["10.0.7.0/24"],"tls":true}]'
`;
const path = 'metadata.annotations["erp.example.com/postgres-elsewhere"]';
const clients = `---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: web, namespace: erp-prod }
spec:
  target:
    template:
      data:
        DATABASE_URL: "postgres://web:{{ .P | urlquery }}@erp.db.example.com:5432/web?sslmode=verify-full&sslrootcert=/app/postgres-ca/ca.crt"
        REDIS_URL: "rediss://:{{ .P | urlquery }}@erp.cache.example.com:6379/0"
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web-config, namespace: erp-prod }
data: { KAFKA_BROKERS: "b-1.example.com:9096", KAFKA_SECURITY_PROTOCOL: SASL_SSL }
`;
const data = 'spec.target.template.data';

export default defineRule({
  id: 'require-store-tls',
  severity: 'error',
  manual: '2.3, 3 (D22, D68)',
  summary: 'Speak TLS with stores that somebody else runs, and check who answers.',
  rationale:
    'What leaves the cluster crosses networks that others run as well: without TLS passwords and data can be read there, and without a checked ' +
    'certificate whoever answers to the name gets them.',
  remediation:
    "Say tls: 'public' or 'vault' of the store in the file of the environment, and leave the addresses to the generators (docs/stores.md).",
  tiers: ['rehearsal', 'production'],
  scope: 'object',
  kinds: ['Namespace', 'ExternalSecret', 'ConfigMap'],

  check(manifest, world) {
    const servers = serversElsewhere(world);
    if (servers.length === 0) return [];
    switch (manifest.kind) {
      case 'Namespace':
        return servers
          .filter(({ toldBy, tls }) => toldBy === manifest && !tls)
          .map((server) => ({ message: `${titleOf(manifest)} says that ${server.store} is reached without TLS.`, path: server.path }));
      case 'ExternalSecret':
        return inTemplates(manifest, servers);
      default:
        return inConfiguration(manifest, servers);
    }
  },

  examples: {
    pass: [
      { name: 'all by TLS', manifests: namespace(true) + clients },
      { name: 'others, which nobody knows', manifests: clients.slice(4).replaceAll('SASL_SSL', 'PLAINTEXT').replace('rediss', 'redis') },
      { name: 'where people try things out', environment: 'dev', manifests: namespace(false) },
    ],
    fail: [
      {
        name: 'a store without TLS',
        from: 'all by TLS',
        change: { [`Namespace/erp-infra > ${path}`]: '[{"servers":["erp.db.example.com:5432"],"cidrs":["10.0.5.0/24"],"tls":false}]' },
        problems: [{ on: 'Namespace/erp-infra', message: 'Namespace "erp-infra" says that postgres is reached without TLS.', path }],
      },
      {
        name: 'clients that do not ask for it',
        from: 'all by TLS',
        change: {
          [`ExternalSecret/web > ${data}`]: {
            DATABASE_URL: 'postgres://web:{{ .P | urlquery }}@erp.db.example.com:5432/web?sslmode=require',
            REDIS_URL: 'redis://:{{ .P | urlquery }}@erp.cache.example.com:6379/0',
          },
          'ConfigMap/web-config > data.KAFKA_SECURITY_PROTOCOL': 'SASL_PLAINTEXT',
        },
        problems: [
          {
            on: 'ExternalSecret/web',
            message: 'ExternalSecret "web" reaches postgres by sslmode "require", expected "verify-full".',
            path: `${data}.DATABASE_URL`,
          },
          {
            on: 'ExternalSecret/web',
            message: 'ExternalSecret "web" reaches redis by "redis", expected "rediss".',
            path: `${data}.REDIS_URL`,
          },
          {
            on: 'ConfigMap/web-config',
            message: 'ConfigMap "web-config" reaches kafka by "SASL_PLAINTEXT", expected SASL_SSL or SSL.',
            path: 'data.KAFKA_SECURITY_PROTOCOL',
          },
        ],
      },
    ],
  },
});

function inTemplates(manifest: Manifest, servers: readonly ServerElsewhere[]): readonly Problem[] {
  return Object.entries(texts(fieldsAt(manifest.fields, 'spec', 'target', 'template', 'data'))).flatMap(([key, value]) =>
    templateUrlsIn(value).flatMap((url) => {
      const server = servers.find(({ hosts }) => hosts.some(({ host }) => host === url.host));
      const fault = server === undefined ? undefined : faultOf(url);
      if (server === undefined || fault === undefined) return [];
      return [{ message: `${titleOf(manifest)} reaches ${server.store} by ${fault}.`, path: below('spec.target.template.data', key) }];
    }),
  );
}

/** Schemes that say by an "s" that TLS is meant. */
const safeSchemes: Readonly<Record<string, string>> = { redis: 'rediss', amqp: 'amqps', http: 'https' };

function faultOf({ scheme, query }: TemplateUrl): string | undefined {
  if (scheme === 'postgres' || scheme === 'postgresql') {
    const mode = query.get('sslmode');
    return mode === 'verify-full' ? undefined : `sslmode "${mode ?? ''}", expected "verify-full"`;
  }
  const safe = safeSchemes[scheme];
  return safe === undefined ? undefined : `"${scheme}", expected "${safe}"`;
}

function inConfiguration(manifest: Manifest, servers: readonly ServerElsewhere[]): readonly Problem[] {
  const { KAFKA_BROKERS: brokers, KAFKA_SECURITY_PROTOCOL: protocol } = texts(fieldsAt(manifest.fields, 'data'));
  const server = servers.find((candidate) => brokers !== undefined && names(brokers, candidate));
  if (server === undefined || protocol === 'SASL_SSL' || protocol === 'SSL') return [];
  const message = `${titleOf(manifest)} reaches ${server.store} by "${protocol ?? ''}", expected SASL_SSL or SSL.`;
  return [{ message, path: 'data.KAFKA_SECURITY_PROTOCOL' }];
}
