import { furtherNames } from '../../further/further.ts';
import { count, object, partial, percent, port, text, texts, title } from './parts.ts';

/** What runs and topics may have at most. */
export const most = { minutes: 1440, retries: 10, partitions: 1000, retentionHours: 87600 } as const;

const compute = { cpu: text, memory: text, ephemeralStorage: text };
const readiness = {
  path: { type: 'string', pattern: '^/' },
  initialDelaySeconds: port,
  periodSeconds: count,
  timeoutSeconds: count,
  failureThreshold: count,
};
/** Of one that restarts the container: a single slow answer must not. */
const liveness = { ...readiness, periodSeconds: { type: 'integer', minimum: 2 }, failureThreshold: { type: 'integer', minimum: 2 } };
const startup = { ...liveness, periodSeconds: count };
const portNumber = { type: 'integer', minimum: 1, maximum: 65535 } as const;
const reach = {
  anyOf: [
    { type: 'string', pattern: '^https://' },
    object({ host: text, port: portNumber }, { cidrs: { type: 'array', minItems: 1, items: text, uniqueItems: true } }),
  ],
} as const;
const scale = {
  anyOf: [
    object(
      {
        on: {
          type: 'array',
          minItems: 1,
          items: {
            anyOf: [
              object({ cpu: percent }),
              object({ memory: percent }),
              object({ requestsPerSecond: count }),
              object({ lag: count, topic: text }),
              object({ query: text, threshold: { type: 'number', exclusiveMinimum: 0 } }),
            ],
          },
        },
      },
      { min: count, max: count },
    ),
    object({ pods: count }),
    object({ single: text }),
  ],
} as const;
/** What may be set, in whole or in part. */
export const settings = partial({
  resources: partial({ requests: partial(compute), limits: partial(compute) }),
  probes: partial({ liveness: partial(liveness), readiness: partial(readiness), startup: partial(startup) }),
  pools: partial({ databaseMax: { type: 'integer', minimum: 1 }, databaseMin: port, redisMax: { type: 'integer', minimum: 1 } }),
  scaling: partial({ cpuUtilization: percent, memoryUtilization: percent, requestsPerSecond: { type: 'integer', minimum: 1 } }),
  maxReplicas: { type: 'integer', minimum: 1 },
  maxBodySize: text,
  config: texts,
  reaches: { type: 'object', additionalProperties: reach },
  shutdown: partial({ preStopSeconds: port, drainSeconds: port, graceSeconds: count }),
  scale,
});

const path = { type: 'string', pattern: '^/' } as const;
const route = object({ path }, { host: text, prefix: { enum: ['strip', 'keep'] }, worker: text, port: text, streams: { const: true } });
const servicePort = object({ number: portNumber, protocol: { enum: ['http', 'grpc', 'tcp', 'udp'] } }, { in: text });
const workerPort = object({ number: portNumber, protocol: { enum: ['http', 'grpc', 'tcp', 'udp'] } });
const args = { type: 'array', minItems: 1, items: { type: 'string' } } as const;
const build = object({ version: text, digest: text });
const wholeCompute = object(compute);
const wholeResources = object({ requests: wholeCompute, limits: wholeCompute });
const jobSettings = partial({
  resources: partial({ requests: partial(compute), limits: partial(compute) }),
  config: texts,
  reaches: { type: 'object', additionalProperties: reach },
});
const saved = { anyOf: [object({ job: text }), object({ outside: text }), object({ none: text })] } as const;
/** Of workers and jobs, too: that a disk is none of theirs is told by what it is, not by its field. */
const volume = { anyOf: [object({ scratch: text }), object({ disk: text, saved }), object({ image: text, build })] } as const;
const run = { args, minutes: { type: 'integer', minimum: 1, maximum: most.minutes } };
const runOptions = {
  retries: { type: 'integer', minimum: 0, maximum: most.retries },
  volumes: { type: 'object', additionalProperties: volume },
  settings: jobSettings,
  environments: { type: 'object', additionalProperties: jobSettings },
};
const job = {
  anyOf: [
    object({ ...run, schedule: { type: 'string', pattern: '^(\\S+ ){4}\\S+$' }, timeZone: text }, runOptions),
    object({ ...run, at: { enum: ['before-rollout', 'after-rollout'] } }, runOptions),
  ],
} as const;
const companion = object(
  { image: text, build, runs: { enum: ['beside', 'before'] }, resources: wholeResources },
  { args, config: texts, mounts: { type: 'array', items: path, uniqueItems: true } },
);
const partitions = { type: 'integer', minimum: 1, maximum: most.partitions } as const;
const retentionHours = { type: 'integer', minimum: 1, maximum: most.retentionHours } as const;
const topic = {
  anyOf: [
    text,
    object(
      { name: text },
      {
        partitions,
        retentionHours,
        compact: { const: true },
        deadLetter: { anyOf: [{ const: true }, partial({ partitions, retentionHours })] },
      },
    ),
  ],
} as const;
const secretShape = partial({ atLeast: count, base64Bytes: count });
const line = { type: 'string', pattern: '^\\S[^\\n]*$' } as const;
const places = { type: 'array', minItems: 1, items: text, uniqueItems: true } as const;
const adjustment = object({ because: line }, { in: places });
const rawObject = {
  type: 'object',
  properties: { apiVersion: text, kind: text, metadata: object({ name: text }, { labels: texts, annotations: texts }) },
  required: ['apiVersion', 'kind', 'metadata'],
} as const;
const ownObject = object({ because: line, object: rawObject }, { in: places });
const exemption = object(
  { rule: text, because: line, owner: line, until: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } },
  { on: { type: 'string', pattern: '^[A-Z][A-Za-z0-9]*/\\S+$' }, in: places },
);
const byEnvironment = { type: 'object', additionalProperties: settings } as const;

/** A service file. */
export const service = object(
  {
    name: text,
    title,
    uses: { type: 'array', items: { enum: ['postgres', 'redis', 'kafka', 'tracing', ...furtherNames] }, uniqueItems: true },
  },
  {
    owner: text,
    folder: text,
    formerly: { type: 'array', minItems: 1, items: text, uniqueItems: true },
    database: object({ name: text, user: text }, { cluster: text }),
    route: { anyOf: [path, route, { type: 'array', minItems: 1, items: route }] },
    ports: { type: 'object', additionalProperties: servicePort },
    main: { anyOf: [{ const: 'none' }, args] },
    jobs: { type: 'object', additionalProperties: job },
    image: text,
    secrets: { type: 'object', additionalProperties: secretShape },
    files: { type: 'object', additionalProperties: { anyOf: [{ type: 'string' }, object({ from: text })] } },
    volumes: { type: 'object', additionalProperties: volume },
    companions: { type: 'object', additionalProperties: companion },
    identity: partial({ cloudRole: texts, leaderElection: { const: true } }),
    podVariables: { type: 'object', additionalProperties: { enum: ['name', 'namespace', 'ip', 'node', 'zone'] } },
    workers: {
      type: 'object',
      additionalProperties: object(
        { args },
        {
          ports: { type: 'object', additionalProperties: workerPort },
          volumes: { type: 'object', additionalProperties: volume },
          settings,
          environments: byEnvironment,
        },
      ),
    },
    calls: { type: 'array', items: { anyOf: [text, object({ to: text, optional: { const: true } })] }, uniqueItems: true },
    topics: { type: 'object', additionalProperties: topic },
    consumes: texts,
    produces: texts,
    initialRelease: object({ version: text, digest: text }),
    settings,
    environments: byEnvironment,
    adjust: { type: 'object', additionalProperties: adjustment },
    objects: { type: 'array', items: ownObject },
    exempt: { type: 'array', items: exemption },
  },
);
