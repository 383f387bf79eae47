import { homePlace } from '../../environment/place.ts';
import { object, text } from './parts.ts';

const ranges = { type: 'array', minItems: 1, items: text } as const;
const uid = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' } as const;

/** One of the clusters of an environment: what a further one must say follows from its role (`place-problems.ts`). */
export const cluster = object(
  { name: text, zones: { type: 'array', minItems: 1, items: text, uniqueItems: true } },
  {
    // That of the first cluster, which nobody else is called.
    place: { type: 'string', pattern: `^(?!${homePlace}$)[a-z]([-a-z0-9]{0,18}[a-z0-9])?$` },
    role: { enum: ['standby', 'stateless'] },
    nodes: object({ most: { type: 'integer', minimum: 1, maximum: 5000 } }),
    issuer: object({ dns: object({ endpoints: ranges }, { role: text, region: text }) }),
    observability: object({
      logs: object({ bucket: text, region: text, role: text, endpoints: ranges }),
      hosts: object({ grafana: text, jaeger: text }),
    }),
    backup: object({ bucket: text, region: text, role: text, archiveRole: text, endpoints: ranges }),
    archives: { type: 'object', minProperties: 1, additionalProperties: uid },
    replicationRole: text,
  },
);
