import { asText, at, below, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
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
  summary: 'Let the template of an ExternalSecret use the values that it fetches, all of them and no others.',
  rationale:
    'A template with a value that nobody fetched makes no Secret at all, or one with "<no value>" for a password; both are seen only in the cluster. ' +
    'A password that is fetched and used in nothing is missing where it was meant: in the address of a cache that then refuses its client.',
  remediation:
    'Add the value to spec.data with this secretKey, use the name of one that is there, or take what no template uses from spec.data.',
  scope: 'object',
  kinds: ['ExternalSecret'],

  check({ name, fields }) {
    // What dataFrom brings is known only to the store.
    if (listAt(fields, 'spec', 'dataFrom').length > 0) return [];
    const fetched = listAt(fields, 'spec', 'data').map((item) => textAt(item, 'secretKey') ?? '');
    const template = at(fields, 'spec', 'target', 'template');
    const strange = Object.entries(fieldsAt(template, 'data')).flatMap(([key, value]) =>
      valuesUsedIn(asText(value) ?? '')
        .filter((used) => !fetched.includes(used))
        .map((used) => ({
          message: `ExternalSecret "${name}" uses "${used}" in "${key}", which it does not fetch.`,
          path: below('spec.target.template.data', key),
        })),
    );
    // Where the template is all that the Secret has, a value that it does not name is nowhere.
    const replaces = Object.keys(fieldsAt(template, 'data')).length > 0 && textAt(template, 'mergePolicy') !== 'Merge';
    if (!replaces || listAt(template, 'templateFrom').length > 0) return strange;
    const text = JSON.stringify(template);
    const unused = /\{\{-?\s*(?:range|with|template|include)\b/.test(text) ? [] : fetched.map((value, index) => ({ value, index }));
    return [
      ...strange,
      ...unused
        .filter(({ value }) => value !== '' && !text.includes(value))
        .map(({ value, index }) => ({
          message: `ExternalSecret "${name}" fetches "${value}", and uses it in nothing.`,
          path: `spec.data[${index}].secretKey`,
        })),
    ];
  },

  examples: {
    pass: [
      { name: 'a value that is fetched', manifests: secret('DATABASE_PASSWORD', url) },
      { name: 'text that looks like a value', manifests: secret('password', "{{ .password | replace '.old' '.new' }}.example.com") },
      {
        name: 'values that the Secret has beside its template',
        manifests: secret('DATABASE_PASSWORD', 'fixed').replace('template: {', 'template: { mergePolicy: Merge,'),
      },
      {
        name: 'every value by its name in turn',
        manifests: secret('DATABASE_PASSWORD', '{{ range $key, $value := . }}{{ $value }}{{ end }}'),
      },
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
        name: 'an address without the password that its server asks for',
        from: 'a value that is fetched',
        change: { 'spec.target.template.data.DATABASE_URL': 'redis://redis-master:6379/0' },
        problems: [
          {
            on: 'ExternalSecret/financial-service-secrets',
            message: 'ExternalSecret "financial-service-secrets" fetches "DATABASE_PASSWORD", and uses it in nothing.',
            path: 'spec.data[0].secretKey',
          },
        ],
      },
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
          {
            on: 'ExternalSecret/financial-service-secrets',
            message: 'ExternalSecret "financial-service-secrets" fetches "DB_PASSWORD", and uses it in nothing.',
            path: 'spec.data[0].secretKey',
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
