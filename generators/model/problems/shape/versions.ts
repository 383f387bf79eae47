import { chartNames } from '../../environment/versions.ts';
import { object } from './parts.ts';

const version = { type: 'string', pattern: '^v?[0-9]+\\.[0-9]+\\.[0-9]+(?:[-+][0-9A-Za-z.-]+)?$' };

/** What an environment runs of others. */
export const versions = object({
  kubernetes: { type: 'string', pattern: '^1\\.[1-9][0-9]*$' },
  postgres: { type: 'string', pattern: '^[1-9][0-9]$' },
  kafka: { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' },
  kafkaMetadata: { type: 'string', pattern: '^[0-9]+\\.[0-9]+-IV[0-9]+$' },
  charts: object(Object.fromEntries(chartNames.map((name) => [name, version]))),
});
