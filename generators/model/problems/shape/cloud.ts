import { object, text } from './parts.ts';

const names = ['aws', 'google', 'azure', 'bare-metal'] as const;

/** What the platform file says of each cloud, beside its name. */
const clouds = {
  aws: {},
  google: { project: { type: 'string', pattern: '^[a-z][a-z0-9-]{4,28}[a-z0-9]$' } },
  azure: { subscription: { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }, resourceGroup: text },
  'bare-metal': {
    disks: object(
      { name: { type: 'string', pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$' }, provisioner: { type: 'string', pattern: '^[a-z0-9.-]+$' } },
      { parameters: { type: 'object', additionalProperties: text } },
    ),
    objectStore: { type: 'string', pattern: '^https://[a-z0-9.-]+(:[0-9]+)?$' },
    dns: object({ nameserver: { type: 'string', pattern: '^[a-z0-9.-]+(:[0-9]+)?$' }, key: { type: 'string', pattern: '^[a-z0-9._-]+$' } }),
    pools: object({ public: text, internal: text }),
  },
} as const;

/** A cloud by its name, and with the fields of that one. */
export const cloud = {
  type: 'object',
  properties: { name: { enum: names } },
  required: ['name'],
  allOf: names.map((name) => ({
    if: { properties: { name: { not: { const: name } } } },
    else: object({ name: {}, ...clouds[name] }),
  })),
} as const;
