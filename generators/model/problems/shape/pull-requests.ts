import { object, text } from './parts.ts';

/** Environments for pull requests, as the file of their host declares them. */
export const pullRequests = object({
  repositories: {
    type: 'array',
    items: object({
      name: text,
      url: { type: 'string', pattern: '^https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9_-][A-Za-z0-9_.-]*){2,}$' },
      services: { type: 'array', minItems: 1, items: text, uniqueItems: true },
    }),
  },
  mostDays: { type: 'integer', minimum: 1, maximum: 30 },
});
