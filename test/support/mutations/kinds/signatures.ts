import { deleted, type Edits, edited, type Mutation, remove, rewrite, set, type Tree } from '../mutation.ts';
import type { Production } from '../production.ts';

const identity = 'spec.authorities[0].keyless.identities[0]';

const signer: Edits = {
  'limit-signer': {
    'takes everybody': set(`${identity}.subjectRegExp`, '.*'),
    'takes whoever begins like the workflow': rewrite(`${identity}.subjectRegExp`, (text) => text.slice(0, -1)),
    'takes every repository of the host': rewrite(`${identity}.subjectRegExp`, (text) => text.replace('example-erp', '[^/]+')),
    'takes branches': rewrite(`${identity}.subjectRegExp`, (text) => text.replace('refs/tags', 'refs/heads')),
    'takes the workflow of another service': rewrite(`${identity}.subjectRegExp`, (text) => text.replace(/release-\w+/, 'release-payroll')),
    'names no issuer': remove(`${identity}.issuer`),
    'names nobody': remove('spec.authorities[0].keyless.identities'),
    'takes certificates that no log has seen': set('spec.authorities[0].keyless.insecureIgnoreSCT', true),
    'asks no log': set('spec.authorities[0].ctlog', {}),
  },
  'match-image-policy': {
    'is about tags': rewrite('spec.images[0].glob', (text) => text.replace('@sha256:*', ':*')),
    'is about an image that nobody runs': rewrite('spec.images[0].glob', (text) => text.replace('-service', '-servise')),
  },
};

const weakened: Edits = {
  'require-signed-image': {
    'only warns': set('spec.mode', 'warn'),
    'has an alternative that asks for nothing': set('spec.authorities[1]', { name: 'any', static: { action: 'pass' } }),
    'is for Jobs alone': set('spec.match', [{ group: 'batch', version: 'v1', resource: 'jobs' }]),
  },
};

/** Who may have signed what runs, and whether anybody asks. */
export default function signatures({ manifests, ofKind }: Production): readonly Mutation[] {
  const policies = ofKind('ClusterImagePolicy');
  const asking = policies.filter(({ name }) => !name.endsWith('-accepted'));
  const accepted = policies.filter(({ name }) => name.endsWith('-accepted'));
  const service = ({ name }: { readonly name: string }) => [`Deployment erp-prod/${name.replace(/-(signature|provenance)$/, '')}`];
  const shell = () => ['CronJob erp-prod/break-glass'];
  return [
    ...edited(manifests, asking, signer),
    ...edited(manifests, asking, weakened, service),
    ...deleted(manifests, asking, 'require-signed-image', service),
    ...deleted(manifests, accepted, 'require-signed-image', shell),
    ...edited(
      manifests,
      asking.filter(({ name }) => name.endsWith('-provenance')),
      {
        'require-signed-image': {
          'asks for a bill of materials': set('spec.authorities[0].attestations[0].predicateType', 'https://spdx.dev/Document'),
        },
      },
      service,
    ),
    ...edited(manifests, accepted, {
      'limit-signer': {
        'says nowhere why': remove('metadata.annotations'),
        'lets every image run': set('spec.images[0].glob', 'registry.example.com/erp/**'),
      },
    }),
    ...edited(manifests, ofKind('Namespace', 'erp-prod'), {
      'require-verified-namespace': {
        'is not looked at': remove('metadata.labels["policy.sigstore.dev/include"]'),
        'is taken out again': set('metadata.labels["webhooks.knative.dev/exclude"]', 'true'),
      },
    }),
    {
      name: 'every policy only warns, and the webhook fails closed',
      rule: 'require-signature-webhook',
      reported: ['Mutating', 'Validating'].map((kind) => `${kind}WebhookConfiguration policy.sigstore.dev`),
      mutate: (objects: Tree[]) => {
        for (const object of objects.filter(({ kind }) => kind === 'ClusterImagePolicy')) set('spec.mode', 'warn')(object);
      },
    },
  ];
}
