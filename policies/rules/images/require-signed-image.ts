import { isProductionLike } from '../../environments.ts';
import { imageWebhook } from '../../examples/signatures.ts';
import { acceptedBecause, policiesFor, verifiedNamespaces } from '../../kubernetes/access/image-policies.ts';
import { imageOf } from '../../kubernetes/images.ts';
import { defineRule } from '../../model.ts';

const digest = 'sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';
const image = 'registry.example.com/erp/financial-service';
const template = `
spec:
  containers:
    - { name: financial-service, image: "${image}:1.0.0@${digest}" }
`;
const namespace = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { policy.sigstore.dev/include: "true" } }
`;
const policy = (name: string, authority: string, mode = 'enforce') => `---
apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: { name: ${name} }
spec:
  mode: ${mode}
  images: [{ glob: "${image}@sha256:*" }]
  authorities: [{ name: a, ${authority} }]
`;
const keyless = 'keyless: { url: "https://fulcio.sigstore.dev", identities: [{ issuer: i, subject: s }] }';
const attested = `${keyless}, attestations: [{ name: provenance, predicateType: "https://slsa.dev/provenance/v1" }]`;
const both = policy('signature', keyless) + policy('provenance', attested);
const because = 'erp.example.com/accepted-because';
const shell = policy('accepted', 'static: { action: pass }').replace(
  '{ name: accepted }',
  `{ name: accepted, annotations: { ${because}: The shell } }`,
);
const lacks = (what: string, how = 'refuses') => ({
  message: `Container "financial-service" uses "${image}:1.0.0@${digest}", and no policy ${how} it without ${what}.`,
  path: 'spec.containers[0].image',
});

export default defineRule({
  id: 'require-signed-image',
  severity: 'error',
  manual: '4.2 (D87)',
  summary: 'Ask every image of the services for a signature and for provenance, and from staging on refuse what has none.',
  rationale:
    'Who may push to the registry, or write a digest into Git, decides what runs, unless the cluster asks who built it. A policy asks ' +
    'for the one or for the other, since its authorities are alternatives; an image that no policy is about is not asked at all.',
  remediation:
    'Name the image in a service file, so that its policies are drawn, or accept it with its reason (generators/platform/access/image-policies.ts); ' +
    'whether they refuse is "signatures" of the environment.',
  scope: 'every-pod',

  check(pod, world) {
    if (!verifiedNamespaces(world).has(pod.namespace)) return [];
    const strict = isProductionLike(world);
    return pod.containers.flatMap((container) => {
      const used = imageOf(container);
      if (used === undefined) return [];
      const about = policiesFor(used, world);
      if (about.some(({ manifest, shows }) => shows === 'nothing' && acceptedBecause(manifest) !== undefined)) return [];
      const asked = about.filter(({ enforced }) => enforced || !strict).map(({ shows }) => shows);
      return (['signature', 'provenance'] as const)
        .filter((what) => !asked.includes(what))
        .map((what) => ({
          message: `Container "${container.name}" uses "${used}", and no policy ${strict ? 'refuses' : 'warns of'} it without ${what}.`,
          path: `${container.path}.image`,
        }));
    });
  },

  examples: {
    pass: [
      { name: 'a policy for each', own: true, template, beside: namespace + both, charts: imageWebhook },
      {
        name: 'warnings, in dev',
        own: true,
        environment: 'dev',
        template,
        beside: (namespace + both).replaceAll('enforce', 'warn'),
        charts: imageWebhook,
      },
      { name: 'accepted, with a reason', own: true, template, beside: namespace + shell, charts: imageWebhook },
      {
        name: 'where the controller does not look',
        own: true,
        template,
        beside: namespace.replace('"true"', '"false"'),
        charts: imageWebhook,
      },
    ],
    fail: [
      {
        name: 'no policy',
        own: true,
        from: 'a policy for each',
        change: { 'ClusterImagePolicy/signature': undefined, 'ClusterImagePolicy/provenance': undefined },
        problems: [lacks('signature'), lacks('provenance')],
      },
      {
        name: 'a policy that only warns, in production',
        own: true,
        from: 'a policy for each',
        change: { 'ClusterImagePolicy/signature > spec.mode': 'warn' },
        problems: [lacks('signature')],
      },
      {
        name: 'no policy, in dev',
        own: true,
        from: 'warnings, in dev',
        change: { 'ClusterImagePolicy/signature': undefined },
        problems: [lacks('signature', 'warns of')],
      },
      {
        name: 'an attestation of something else',
        own: true,
        from: 'a policy for each',
        change: { 'ClusterImagePolicy/provenance > spec.authorities[0].attestations[0].predicateType': 'https://cyclonedx.org/bom' },
        problems: [lacks('provenance')],
      },
      {
        name: 'no attestation: the same signature twice',
        own: true,
        from: 'a policy for each',
        change: { 'ClusterImagePolicy/provenance > spec.authorities[0].attestations': undefined },
        problems: [lacks('provenance')],
      },
      {
        name: 'an alternative that asks for nothing',
        own: true,
        from: 'a policy for each',
        change: {
          'ClusterImagePolicy/signature > spec.authorities': [
            { name: 'a', keyless: {} },
            { name: 'b', static: { action: 'pass' } },
          ],
        },
        problems: [lacks('signature')],
      },
      {
        name: 'a glob without the digest, which no reference has',
        own: true,
        from: 'a policy for each',
        change: { 'ClusterImagePolicy/signature > spec.images[0].glob': image },
        problems: [lacks('signature')],
      },
      {
        name: 'for Jobs alone',
        own: true,
        from: 'a policy for each',
        change: { 'ClusterImagePolicy/signature > spec.match': [{ group: 'batch', version: 'v1', resource: 'jobs' }] },
        problems: [lacks('signature')],
      },
      {
        name: 'accepted, and nobody says why',
        own: true,
        from: 'accepted, with a reason',
        change: { 'ClusterImagePolicy/accepted > metadata.annotations': undefined },
        problems: [lacks('signature'), lacks('provenance')],
      },
    ],
  },
});
