import { asText, at, below, fieldsAt, textAt, texts } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const scopes = ['sealedsecrets.bitnami.com/namespace-wide', 'sealedsecrets.bitnami.com/cluster-wide'] as const;
/** A session key, encrypted for an RSA key of 2048 bits, takes 256 bytes: more than 340 characters of base64. */
const shortestSealed = 350;

const sealed = 'AgB'.padEnd(400, 'x');
const example = (value: string, metadata = '', template = 'financial-service-secrets') => `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: financial-service-secrets, namespace: erp-prod${metadata} }
spec:
  encryptedData: { JWT_SECRET: ${value} }
  template: { type: Opaque, metadata: { name: ${template}, namespace: erp-prod } }
`;

const on = 'SealedSecret/financial-service-secrets';

export default defineRule({
  id: 'forbid-loose-sealed-secret',
  severity: 'error',
  manual: '2.3 (D24, D25)',
  summary: 'Seal every value of a SealedSecret, and for its own name and namespace only.',
  rationale:
    'What is sealed for a whole namespace or cluster can be decrypted under any name: whoever may add a SealedSecret reads it. ' +
    'A value that is not sealed is a password in Git.',
  remediation: 'Seal the values again with "npm run seal", which seals for one name and namespace.',
  scope: 'object',
  kinds: ['SealedSecret'],

  check(manifest) {
    const { annotations, fields } = manifest;
    // The controller goes by the template (sealed-secrets v0.36.6, SealedSecret.Scope), "kubeseal" writes both.
    const wide = (
      [
        ['metadata.annotations', annotations],
        ['spec.template.metadata.annotations', texts(at(fields, 'spec', 'template', 'metadata', 'annotations'))],
      ] as const
    ).flatMap(([path, own]) =>
      scopes
        .filter((scope) => own[scope] === 'true')
        .map(
          (scope): Problem => ({
            message: `${titleOf(manifest)} is sealed for more than its name: "${scope}" is "true".`,
            path: below(path, scope),
          }),
        ),
    );
    const other = (['name', 'namespace'] as const).flatMap((key): Problem[] => {
      const own = textAt(fields, 'spec', 'template', 'metadata', key);
      if (own === undefined || own === manifest[key]) return [];
      return [{ message: `${titleOf(manifest)} makes a Secret with the ${key} "${own}".`, path: `spec.template.metadata.${key}` }];
    });
    const open = Object.entries(fieldsAt(fields, 'spec', 'encryptedData')).flatMap(([key, value]): Problem[] => {
      const text = asText(value);
      if (text === undefined || (text.length >= shortestSealed && /^[A-Za-z0-9+/]+={0,2}$/.test(text))) return [];
      // The value may be a password: it is not repeated.
      return [{ message: `${titleOf(manifest)} has a value in "${key}" that is not sealed.`, path: below('spec.encryptedData', key) }];
    });
    return [...wide, ...other, ...open];
  },

  examples: {
    pass: [
      { name: 'sealed for its name', manifests: example(sealed) },
      {
        name: 'with the annotation switched off',
        manifests: example(sealed, ', annotations: { sealedsecrets.bitnami.com/cluster-wide: "false" }'),
      },
    ],
    fail: [
      {
        name: 'a template sealed for the cluster',
        from: 'sealed for its name',
        change: { 'spec.template.metadata.annotations': { 'sealedsecrets.bitnami.com/cluster-wide': 'true' } },
        problems: [
          {
            on,
            message:
              'SealedSecret "financial-service-secrets" is sealed for more than its name: "sealedsecrets.bitnami.com/cluster-wide" is "true".',
            path: 'spec.template.metadata.annotations["sealedsecrets.bitnami.com/cluster-wide"]',
          },
        ],
      },
      {
        name: 'sealed for the namespace',
        from: 'sealed for its name',
        change: { 'metadata.annotations["sealedsecrets.bitnami.com/namespace-wide"]': 'true' },
        problems: [
          {
            on,
            message:
              'SealedSecret "financial-service-secrets" is sealed for more than its name: "sealedsecrets.bitnami.com/namespace-wide" is "true".',
            path: 'metadata.annotations["sealedsecrets.bitnami.com/namespace-wide"]',
          },
        ],
      },
      {
        name: 'a value that is not sealed',
        from: 'sealed for its name',
        change: { 'spec.encryptedData.JWT_SECRET': 'hunter2' },
        problems: [
          {
            on,
            message: 'SealedSecret "financial-service-secrets" has a value in "JWT_SECRET" that is not sealed.',
            path: 'spec.encryptedData.JWT_SECRET',
          },
        ],
      },
      {
        name: 'a Secret of another name',
        from: 'sealed for its name',
        change: { 'spec.template.metadata.name': 'sales-service-secrets' },
        problems: [
          {
            on,
            message: 'SealedSecret "financial-service-secrets" makes a Secret with the name "sales-service-secrets".',
            path: 'spec.template.metadata.name',
          },
        ],
      },
    ],
  },
});
