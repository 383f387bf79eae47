import { furtherNames, furtherStore } from '../../further/further.ts';
import { count, object, partial, text } from './parts.ts';

const port = { type: 'integer', minimum: 1, maximum: 65535 } as const;
const ranges = { type: 'array', minItems: 1, items: text, uniqueItems: true } as const;
const tls = { enum: ['public', 'vault', 'none'] } as const;
const server = { host: text, cidrs: ranges, tls } as const;

/** Part of an address: nothing that would be another part of it. */
const fieldText = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$' } as const;

/** A store with these fields where it is operated, or with one field `external` where somebody else does. */
function either(own: object, elsewhere: object) {
  return {
    type: 'object',
    if: { properties: { external: {} }, required: ['external'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: object({ external: elsewhere }),
    else: own,
  } as const;
}

const postgresSize = { instances: count, poolers: count, storage: text } as const;

/** The stores of an environment. */
export const dataLayer = object({
  postgres: either(
    object(postgresSize, { further: { type: 'object', minProperties: 1, additionalProperties: object(postgresSize) } }),
    object(
      { provider: { enum: ['rds', 'cloud-sql', 'azure', 'other'] }, ...server, connections: count },
      { port, pooler: object(server, { port }) },
    ),
  ),
  redis: either(
    object({ nodes: count, storage: text }),
    object(
      { provider: { enum: ['elasticache', 'memorystore', 'azure', 'other'] }, ...server, connections: count },
      { port, user: { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,120}$' } },
    ),
  ),
  kafka: either(
    object({ brokers: count, controllers: count, storage: text, controllerStorage: text }),
    object(
      {
        provider: { enum: ['msk', 'google', 'other'] },
        brokers: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:[0-9]{1,5}$' },
          uniqueItems: true,
        },
        cidrs: ranges,
        tls,
        login: { enum: ['scram-sha-512', 'scram-sha-256', 'plain', 'certificate'] },
        copies: count,
        partitions: count,
      },
      { retentionHours: count },
    ),
  ),
});

/** Stores that nobody operates here, each with what its kind asks for. */
export const furtherServers = partial(
  Object.fromEntries(
    furtherNames.map((name) => {
      const fields = Object.keys(furtherStore(name)?.fields ?? {});
      const own = { with: object(Object.fromEntries(fields.map((field) => [field, fieldText]))) };
      return [name, fields.length === 0 ? object(server, { port }) : object({ ...server, ...own }, { port })] as const;
    }),
  ),
);
