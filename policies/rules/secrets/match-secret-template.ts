import { asText, below, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { defineRule } from '../../model.ts';

const secret = (secretKey: string, url: string) => `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-secrets, namespace: erp-prod }
spec:
  data: [{ secretKey: ${secretKey}, remoteRef: { key: erp/production/financial-service, property: DATABASE_PASSWORD } }]
  target: { name: financial-service-secrets, template: { data: { DATABASE_URL: "${url}" } } }
`;

const url = 'postgres://financial_user:{{ .DATABASE_PASSWORD | urlquery }}@postgres-primary:5432/financial_db';

export default defineRule({
  id: 'match-secret-template',
  severity: 'error',
  manual: '2.3 (R24)',
  summary: 'Let the template of an ExternalSecret use only values that it fetches.',
  rationale:
    'A template with a value that nobody fetched makes no Secret at all, or one with "<no value>" for a password; both are seen only in the cluster.',
  remediation: 'Add the value to spec.data with this secretKey, or use the name of one that is there.',
  scope: 'object',
  kinds: ['ExternalSecret'],

  check({ name, fields }) {
    // What dataFrom brings is known only to the store.
    if (listAt(fields, 'spec', 'dataFrom').length > 0) return [];
    const fetched = new Set(listAt(fields, 'spec', 'data').map((item) => textAt(item, 'secretKey')));
    return Object.entries(fieldsAt(fields, 'spec', 'target', 'template', 'data')).flatMap(([key, template]) =>
      valuesUsedIn(asText(template) ?? '')
        .filter((value) => !fetched.has(value))
        .map((value) => ({
          message: `ExternalSecret "${name}" uses "${value}" in "${key}", which it does not fetch.`,
          path: below('spec.target.template.data', key),
        })),
    );
  },

  examples: {
    pass: [
      { name: 'a value that is fetched', manifests: secret('DATABASE_PASSWORD', url) },
      { name: 'text that looks like a value', manifests: secret('password', "{{ .password | replace '.old' '.new' }}.example.com") },
      {
        name: 'all values of a path of the store',
        manifests: `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: registry-credentials, namespace: erp-prod }
spec:
  dataFrom: [{ extract: { key: erp/production/registry } }]
  target: { template: { data: { .dockerconfigjson: "{{ .auths }}" } } }
`,
      },
    ],
    fail: [
      {
        name: 'a value of another name',
        from: 'a value that is fetched',
        change: { 'spec.data[0].secretKey': 'DB_PASSWORD' },
        problems: [
          {
            on: 'ExternalSecret/financial-service-secrets',
            message: 'ExternalSecret "financial-service-secrets" uses "DATABASE_PASSWORD" in "DATABASE_URL", which it does not fetch.',
            path: 'spec.target.template.data.DATABASE_URL',
          },
        ],
      },
    ],
  },
});

/** Names of values in the actions of a Go template. Inside of range and with the dot means something else: there, none. */
function valuesUsedIn(template: string): readonly string[] {
  const actions = template.match(/\{\{[^}]{0,400}\}\}/g) ?? [];
  if (actions.some((action) => /^\{\{-?\s*(?:range|with|define|block|template)\b/.test(action))) return [];
  const names = actions.flatMap((action) => {
    const code = action.replace(/"(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`/g, '""');
    return [...code.matchAll(/(?<![\w.)$"])\.([A-Za-z_]\w*)/g)].map(([, name = '']) => name);
  });
  return [...new Set(names)];
}
