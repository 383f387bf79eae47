import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { tlsSecretsOf } from '../../kubernetes/operators/cert-manager.ts';
import { secretKeys } from '../../kubernetes/references.ts';
import { defineRule } from '../../model.ts';

const gateway = (annotations: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra, annotations: ${annotations} }
spec:
  gatewayClassName: eg
  listeners: [{ name: https, protocol: HTTPS, port: 443, tls: { certificateRefs: [{ name: api-erp-tls }] } }]
`;

const ingress = (secret: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: financial-service, namespace: erp-prod }
spec: { tls: [{ hosts: [api.erp.example.com], secretName: ${secret} }] }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: api, namespace: erp-prod }
spec: { secretName: api-erp-tls, issuerRef: { kind: ClusterIssuer, name: letsencrypt-prod } }
`;

export default defineRule({
  id: 'match-tls-secret',
  severity: 'error',
  manual: '2.6 (D10)',
  summary: 'Let something in the environment make the certificate of every HTTPS listener and Ingress host.',
  rationale: 'Without its certificate the listener is not programmed, or serves a self-signed one that every client refuses.',
  remediation: 'Annotate the object with cert-manager.io/cluster-issuer, or add a Certificate with that secretName.',
  scope: 'object',
  kinds: ['Gateway', 'Ingress'],
  foreign: true,

  check(manifest, world) {
    return tlsSecretsOf(manifest).flatMap(({ namespace, name, path }) =>
      secretKeys(world, namespace, name) === undefined
        ? [{ message: `${titleOf(manifest)} takes its certificate from Secret "${name}", which ${missingIn(namespace)}.`, path }]
        : [],
    );
  },

  examples: {
    pass: [
      {
        name: 'a certificate that cert-manager makes for the Gateway',
        manifests: gateway('{ cert-manager.io/cluster-issuer: letsencrypt-prod }'),
      },
      { name: 'the Secret of a Certificate', manifests: ingress('api-erp-tls') },
    ],
    fail: [
      {
        name: 'a Gateway that no issuer looks after',
        from: 'a certificate that cert-manager makes for the Gateway',
        change: { 'metadata.annotations["cert-manager.io/cluster-issuer"]': undefined },
        problems: [
          {
            on: 'Gateway/erp-gateway',
            message:
              'Gateway "erp-gateway" takes its certificate from Secret "api-erp-tls", which does not exist in namespace "erp-infra".',
            path: 'spec.listeners[0].tls.certificateRefs[0].name',
          },
        ],
      },
      {
        name: 'a Secret of another namespace, where nothing makes it',
        from: 'a certificate that cert-manager makes for the Gateway',
        change: { 'spec.listeners[0].tls.certificateRefs[0].namespace': 'erp-prod' },
        problems: [
          {
            on: 'Gateway/erp-gateway',
            message: 'Gateway "erp-gateway" takes its certificate from Secret "api-erp-tls", which does not exist in namespace "erp-prod".',
            path: 'spec.listeners[0].tls.certificateRefs[0].name',
          },
        ],
      },
      {
        name: 'an Ingress with another name than the Certificate',
        from: 'the Secret of a Certificate',
        change: { 'Ingress/financial-service > spec.tls[0].secretName': 'erp-tls' },
        problems: [
          {
            on: 'Ingress/financial-service',
            message:
              'Ingress "financial-service" takes its certificate from Secret "erp-tls", which does not exist in namespace "erp-prod".',
            path: 'spec.tls[0].secretName',
          },
        ],
      },
    ],
  },
});
