import { Ajv, type ValidateFunction } from 'ajv';
import type { Release } from '../../catalog.ts';
import type { EnvironmentFile } from '../../environment/environment.ts';
import type { SealedSecret } from '../../environment/sealed-secret.ts';
import type { Versions } from '../../environment/versions.ts';
import type { FreezeFile, Retirement, TemporaryScale, Thaw } from '../../operations/operations.ts';
import type { PlatformDefinition } from '../../platform/platform.ts';
import type { Partially, ServiceDefinition, ServiceSettings } from '../../service/service.ts';
import { instant } from '../../time.ts';
import { cloud } from './cloud.ts';
import { cluster } from './cluster.ts';
import { count, object, text, title } from './parts.ts';
import { pullRequests } from './pull-requests.ts';
import { service, settings } from './service.ts';
import { dataLayer, furtherServers } from './stores.ts';
import { versions } from './versions.ts';

/**
 * The shape of the catalog's files, checked when they are read: the type checker has not seen a release file, nor a service
 * file that was run without it.
 */
const cron = { type: 'string', pattern: '^(\\S+ ){4}\\S+$' } as const;
const mode = { enum: ['none', 'daily', 'continuous'] } as const;
const ranges = { type: 'array', minItems: 1, items: text } as const;
const channel = { type: 'string', pattern: '^#[a-z0-9_-]{1,79}$' } as const;
const backup = {
  type: 'object',
  properties: { mode },
  required: ['mode'],
  allOf: [
    {
      if: { properties: { mode: { not: { enum: ['daily', 'continuous'] } } } },
      else: object(
        {
          mode: {},
          image: object({ version: text, digest: text }),
          bucket: text,
          region: text,
          role: text,
          endpoints: ranges,
          retentionDays: count,
          schedule: cron,
          timeZone: text,
        },
        { drillSchedule: cron, archiveRole: text },
      ),
    },
    { if: { properties: { mode: { not: { const: 'none' } } } }, else: object({ mode: {} }) },
  ],
} as const;

const fingerprint = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;

const environment = object(
  {
    name: text,
    shortName: text,
    title,
    namespaces: object({ app: text, infra: text }),
    clusters: {
      type: 'array',
      minItems: 1,
      items: cluster,
    },
    host: text,
    corsOrigins: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^https://[a-z0-9.-]+(:[0-9]+)?$' } },
    issuer: object({
      name: text,
      server: { type: 'string', pattern: '^https://' },
      dns: object({ hostedZone: text, role: text, endpoints: ranges }, { region: text }),
    }),
    edge: { enum: ['gateway', 'ingress'] },
    logLevel: { enum: ['debug', 'info', 'warn', 'error'] },
    traceRatio: { type: 'number', minimum: 0, maximum: 1 },
    sizing: { type: 'number', exclusiveMinimum: 0, maximum: 10 },
    tier: { enum: ['trial', 'rehearsal', 'production'] },
    replicas: {
      type: 'object',
      if: { properties: { fixed: {} }, required: ['fixed'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: object({ fixed: { type: 'integer', minimum: 1 } }),
      else: object({ minimumPerZone: { type: 'integer', minimum: 1 } }),
    },
    nodes: object({ most: { type: 'integer', minimum: 1, maximum: 5000 } }),
    dataLayer,
    observability: object({
      metrics: object({ replicas: count, retentionDays: count, storage: text }),
      alertmanagers: count,
      logs: object({ replicas: count, retentionDays: count, storage: text, bucket: text, region: text, role: text, endpoints: ranges }),
      traces: object({ retentionDays: count, storage: text }),
      hosts: object({ grafana: text, jaeger: text }),
    }),
    alerting: object({ pages: { type: 'boolean' }, channels: object({ application: channel, infrastructure: channel }) }),
    backup,
    admission: { enum: ['warn', 'deny'] },
    access: {
      type: 'array',
      items: object({
        group: text,
        merge: { type: 'boolean' },
        argo: { type: 'array', items: { enum: ['get', 'sync', 'action', 'logs', 'exec'] }, uniqueItems: true },
        kubernetes: { enum: ['none', 'view', 'test', 'edit'] },
      }),
    },
    delivery: object(
      {
        soakHours: { type: 'number', minimum: 0 },
        freezes: { type: 'array', items: object({ name: text, schedule: cron, hours: count, timeZone: text, reason: text }) },
      },
      { from: text },
    ),
    signatures: { enum: ['warn', 'enforce'] },
    sync: object(
      {
        confirmPrune: { type: 'boolean' },
        windows: {
          type: 'array',
          items: object({
            kind: { const: 'allow' },
            schedule: cron,
            duration: { type: 'string', pattern: '^([0-9]+(h|m|s))+$' },
            timeZone: text,
            manualSync: { type: 'boolean' },
            description: text,
          }),
        },
      },
      { signatureKeys: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: '^[0-9A-F]{16}$' } } },
    ),
  },
  {
    serving: text,
    train: object({ steps: { type: 'array', items: text, uniqueItems: true } }),
    stores: furtherServers,
    pullRequests,
    sealing: object({ certificates: { type: 'array', minItems: 1, items: fingerprint, uniqueItems: true } }),
  },
);

/** Two labels at least, as a prefix of a label's key must be a domain. */
const domain = '([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?';

const platform = object(
  {
    imageRepository: text,
    signing: object(
      {
        issuer: { type: 'string', pattern: '^https://[^/\\s]+[^\\s]*[^/\\s]$' },
        // A host, an organisation, a repository: nothing that could be a pattern.
        repositories: {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: { type: 'string', pattern: '^https://[a-z0-9.-]+/[A-Za-z0-9_-][A-Za-z0-9_.-]*/[A-Za-z0-9_-][A-Za-z0-9_.-]*$' },
        },
      },
      { reaches: ranges, mirror: { type: 'string', pattern: '^https://[^\\s]+$' } },
    ),
    registries: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', pattern: `^${domain}(:[0-9]+)?(/[a-z0-9._-]+)*$` },
    },
    labelDomain: { type: 'string', pattern: `^${domain}$` },
    git: object(
      {
        url: { type: 'string', pattern: '^(https://|ssh://[^@/ ]+@|[^@/: ]+@[^@/: ]+:)[^ ]+$' },
        revision: text,
        forge: { enum: ['github', 'gitlab', 'gitea'] },
      },
      { files: { type: 'string', pattern: '^https://[^ ]*[^ /]$' } },
    ),
    argoNamespace: text,
    argo: object({
      cluster: text,
      host: text,
      slackChannel: { type: 'string', pattern: '^[a-z0-9_-]+$' },
      reaches: { type: 'array', minItems: 1, items: text },
    }),
    groups: {
      type: 'object',
      minProperties: 1,
      additionalProperties: object({ oidc: text, codeOwner: { type: 'string', pattern: '^@' } }),
    },
    productionGroups: { type: 'array', minItems: 1, uniqueItems: true, items: text },
    breakGlassGroup: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._:/-]*$' },
    incidentOwner: { type: 'string', pattern: '^@[^@ ]+$' },
    acmeEmail: { type: 'string', pattern: '^[^@ ]+@[^@ ]+$' },
    vault: object({ server: { type: 'string', pattern: '^https://' }, mount: text, cidrs: ranges }),
    identity: object({
      issuer: { type: 'string', pattern: '^https://' },
      keys: { type: 'string', pattern: '^https://' },
      groupsClaim: text,
      scopes: { type: 'array', minItems: 1, items: text, uniqueItems: true },
      cidrs: ranges,
    }),
    edge: object({ loadBalancerSubnets: ranges, cdn: ranges, company: ranges }),
    dataLayer: object({ postgres: text, redis: text, kafka: text }),
    kubernetesApi: object({ cidrs: ranges, service: text, port: count }),
    nodes: object({ cidrs: ranges }),
    cloud,
    networkPlugin: { enum: ['aws-vpc', 'calico', 'cilium'] },
  },
  {
    ownKinds: { type: 'array', items: { type: 'string', pattern: '^([a-z0-9.-]+/)?[A-Z][A-Za-z0-9]*$' }, uniqueItems: true },
    teams: {
      type: 'object',
      additionalProperties: object({
        codeOwner: { type: 'string', pattern: '^@[^@ ]+$' },
        channel: { type: 'string', pattern: '^#[a-z0-9_-]+$' },
      }),
    },
  },
);

const time = { type: 'string', pattern: instant.source } as const;
const incident = { type: 'string', pattern: '^[A-Z][A-Z0-9]*-[0-9]+$' } as const;

const release = object(
  { version: text, digest: text },
  {
    forwardOnly: { type: 'string', pattern: '^\\S[^\\n]*$' },
    hold: object({ reason: text, until: time }),
    emergency: object({ incident, until: time }),
  },
);

const scaling = object({ min: count, max: { type: 'integer', minimum: 1, maximum: 100 }, reason: text, until: time });

const freezes = object({
  freezes: { type: 'array', items: object({ name: text, from: time, to: time, reason: text }) },
});

const thaw = object({ from: time, to: time, reason: text, incident });

const retired = object(
  {
    reason: text,
    ends: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', pattern: '^(topic|database|volume|store|namespace|Application) \\S+$' },
      uniqueItems: true,
    },
  },
  { until: time },
);

const sealedSecret = object({
  scope: { type: 'string', pattern: '^[a-z0-9-]+/[a-z0-9-]+$' },
  certificate: fingerprint,
  sealedAt: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  encryptedData: { type: 'object', additionalProperties: text },
});

// Half of the time of compiling is Ajv's optimiser (8.20.0).
const ajv = new Ajv({ code: { optimize: false }, allErrors: true, strict: true, allowUnionTypes: true, verbose: true });

/** What each kind of catalog file holds. */
interface Shapes {
  readonly service: ServiceDefinition;
  readonly environment: EnvironmentFile;
  readonly platform: PlatformDefinition;
  readonly release: Release;
  readonly sealedSecret: SealedSecret;
  readonly settings: Partially<ServiceSettings>;
  readonly scaling: TemporaryScale;
  readonly freezes: FreezeFile;
  readonly thaws: Thaw;
  readonly retired: Retirement;
  readonly versions: Versions;
}

/** A kind of catalog file. */
export type Shape = keyof Shapes;

const schemas: Readonly<Record<Shape, object>> = {
  service,
  environment,
  platform,
  release,
  sealedSecret,
  settings,
  scaling,
  freezes,
  thaws: thaw,
  retired,
  versions,
};

const compiled = new Map<Shape, ValidateFunction>();

/** The validator of a kind of catalog file, compiled when it is first asked for: what is known to be sound needs none. */
export function validatorOf<K extends Shape>(shape: K): ValidateFunction<Shapes[K]> {
  const validate = compiled.get(shape) ?? ajv.compile(schemas[shape]);
  compiled.set(shape, validate);
  return validate as ValidateFunction<Shapes[K]>;
}
