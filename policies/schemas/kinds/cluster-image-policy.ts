import { defineKind, flag, labelSelector, list, mapping, matching, oneOf, text, word } from '../json-schema.ts';

/** As the definition has it, and as the controller's own admission (pkg/apis/policy, policy-controller 0.13.1) narrows it. */
const https = matching('https?://[^\\s/]+[^\\s]*');
const secretRef = mapping({ name: word }, { namespace: text });
const key = mapping({}, { data: word, hashAlgorithm: text, kms: word, secretRef }, { minProperties: 1 });
const exactOrPattern = (name: string) => ({ oneOf: [{ required: [name] }, { required: [`${name}RegExp`] }] });
const identity = mapping(
  {},
  { issuer: word, issuerRegExp: word, subject: word, subjectRegExp: word },
  { allOf: [exactOrPattern('issuer'), exactOrPattern('subject')] },
);
const keyless = mapping(
  { identities: list(identity, { minItems: 1 }) },
  { url: https, 'ca-cert': key, trustRootRef: word, insecureIgnoreSCT: flag },
  { oneOf: [{ required: ['url'] }, { required: ['ca-cert'] }] },
);
const content = {
  configMapRef: mapping({ name: word, key: word }, { namespace: text }),
  data: word,
  remote: mapping({ url: matching('https://[^\\s]+'), sha256sum: word }),
};
const judgement = { type: oneOf('cue', 'rego') };
const attestation = mapping({ name: word, predicateType: word }, { policy: mapping(judgement, content) });
const authority = mapping(
  {},
  {
    name: word,
    key,
    keyless,
    static: mapping({ action: oneOf('pass', 'fail') }, { message: text }),
    source: list(mapping({}, { oci: word, tagPrefix: text, signaturePullSecrets: list(mapping({ name: word })) }), { maxItems: 1 }),
    attestations: list(attestation),
    ctlog: mapping({}, { url: https, trustRootRef: word }),
    rfc3161timestamp: mapping({}, { trustRootRef: word }),
    signatureFormat: oneOf('legacy', 'bundle'),
  },
  { oneOf: [{ required: ['key'] }, { required: ['keyless'] }, { required: ['static'] }] },
);
const resources = ['replicasets', 'deployments', 'pods', 'cronjobs', 'jobs', 'statefulsets', 'daemonsets'];

export default defineKind({
  apiVersion: 'policy.sigstore.dev/v1beta1',
  alsoIn: ['policy.sigstore.dev/v1alpha1'],
  kind: 'ClusterImagePolicy',
  required: {
    spec: mapping(
      {
        images: list(mapping({ glob: matching('[a-zA-Z0-9-_:/*.@]+') }), { minItems: 1 }),
        authorities: list(authority, { minItems: 1 }),
      },
      {
        mode: oneOf('enforce', 'warn'),
        match: list(mapping({}, { group: text, version: text, resource: oneOf(...resources), selector: labelSelector })),
        policy: mapping(judgement, {
          ...content,
          fetchConfigFile: flag,
          includeSpec: flag,
          includeObjectMeta: flag,
          includeTypeMeta: flag,
        }),
      },
    ),
  },
  example: `
apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: financial-service-provenance
spec:
  mode: enforce
  images:
    - glob: registry.example.com/erp/financial-service@sha256:*
  authorities:
    - name: release-workflow
      keyless:
        url: https://fulcio.sigstore.dev
        identities:
          - issuer: https://token.actions.githubusercontent.com
            subjectRegExp: ^https://github\\.com/example-erp/erp-services/\\.github/workflows/release-financial-service\\.yml@refs/tags/v[0-9]+$
      ctlog:
        url: https://rekor.sigstore.dev
      attestations:
        - name: provenance
          predicateType: https://slsa.dev/provenance/v1
`,
});
