import { below, textAt } from '../../kubernetes/fields.ts';
import { findInCluster, missingIn, titleOf } from '../../kubernetes/objects.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

const issuer = `---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt-prod }
spec: { acme: { server: https://acme-v02.api.letsencrypt.org/directory } }
`;

const gateway = (annotation: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra, annotations: { ${annotation} } }
spec: { gatewayClassName: eg }
`;

const certificate = (reference: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: api, namespace: erp-infra }
spec: { secretName: api-erp-tls, issuerRef: { ${reference} } }
`;

export default defineRule({
  id: 'match-issuer',
  severity: 'error',
  manual: '2.6 (D10)',
  summary: 'Let the issuer that a certificate is asked from exist.',
  rationale: 'The controller waits for a missing issuer without end, and the old certificate runs out in the meantime.',
  remediation: 'Name a ClusterIssuer, or an Issuer of the same namespace, that the environment has.',
  scope: 'object',
  kinds: ['Gateway', 'Ingress', 'Certificate'],
  foreign: true,

  check(manifest, world) {
    return issuersOf(manifest)
      .filter(({ kind, name }) =>
        kind === 'ClusterIssuer'
          ? findInCluster(world, kind, name) === undefined
          : kind === 'Issuer' && world.find(kind, manifest.namespace, name) === undefined,
      )
      .map(({ kind, name, path }) => {
        const missing = kind === 'ClusterIssuer' ? 'does not exist' : missingIn(manifest.namespace);
        return { message: `${titleOf(manifest)} asks ${kind} "${name}" for its certificate, which ${missing}.`, path };
      });
  },

  examples: {
    pass: [
      { name: 'by annotation', manifests: gateway('cert-manager.io/cluster-issuer: letsencrypt-prod') + issuer },
      { name: 'by a Certificate', manifests: certificate('kind: ClusterIssuer, name: letsencrypt-prod') + issuer },
      {
        name: 'an issuer of a kind that cert-manager does not define',
        manifests: certificate('group: awspca.cert-manager.io, kind: AWSPCAIssuer, name: ca'),
      },
    ],
    fail: [
      {
        name: 'a mistyped annotation value',
        from: 'by annotation',
        change: { 'Gateway/erp-gateway > metadata.annotations["cert-manager.io/cluster-issuer"]': 'letsencrypt' },
        problems: [
          {
            on: 'Gateway/erp-gateway',
            message: 'Gateway "erp-gateway" asks ClusterIssuer "letsencrypt" for its certificate, which does not exist.',
            path: 'metadata.annotations["cert-manager.io/cluster-issuer"]',
          },
        ],
      },
      {
        name: 'the annotation for the other kind',
        from: 'by annotation',
        change: { 'Gateway/erp-gateway > metadata.annotations': { 'cert-manager.io/issuer': 'letsencrypt-prod' } },
        problems: [
          {
            on: 'Gateway/erp-gateway',
            message:
              'Gateway "erp-gateway" asks Issuer "letsencrypt-prod" for its certificate, which does not exist in namespace "erp-infra".',
            path: 'metadata.annotations["cert-manager.io/issuer"]',
          },
        ],
      },
      {
        name: 'a reference without a kind, which means Issuer',
        from: 'by a Certificate',
        change: { 'Certificate/api > spec.issuerRef.kind': undefined },
        problems: [
          {
            on: 'Certificate/api',
            message: 'Certificate "api" asks Issuer "letsencrypt-prod" for its certificate, which does not exist in namespace "erp-infra".',
            path: 'spec.issuerRef.name',
          },
        ],
      },
    ],
  },
});

function issuersOf(manifest: Manifest): readonly { readonly kind: string; readonly name: string; readonly path: string }[] {
  if (manifest.kind === 'Certificate') {
    const name = textAt(manifest.fields, 'spec', 'issuerRef', 'name');
    const kind = textAt(manifest.fields, 'spec', 'issuerRef', 'kind') ?? 'Issuer';
    return name === undefined ? [] : [{ kind, name, path: 'spec.issuerRef.name' }];
  }
  const annotations = [
    { key: 'cert-manager.io/cluster-issuer', kind: 'ClusterIssuer' },
    { key: 'cert-manager.io/issuer', kind: manifest.annotations['cert-manager.io/issuer-kind'] ?? 'Issuer' },
  ];
  return annotations.flatMap(({ key, kind }) => {
    const name = manifest.annotations[key];
    return name === undefined ? [] : [{ kind, name, path: below('metadata.annotations', key) }];
  });
}
