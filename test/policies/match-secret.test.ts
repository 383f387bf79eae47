import { describe, expect, it } from 'vitest';
import { secretKeys } from '../../policies/kubernetes/references.ts';
import { createWorld } from '../../policies/world.ts';
import { manifestsIn } from '../support/manifests.ts';

/** The keys of a Secret: a sorted list, `any` where they cannot be known, `none` where nobody makes it. */
function keysIn(manifests: string, name = 'app', namespace = 'erp-prod'): string {
  const found = secretKeys(createWorld('production', manifestsIn(manifests)), namespace, name);
  if (found === undefined) return 'none';
  return found.keys === undefined ? 'any' : [...found.keys].sort().join(' ');
}

const external = (spec: string, name = 'app') => `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${name}, namespace: erp-prod }
spec: ${spec}
`;

const data = 'data: [{ secretKey: password }, { secretKey: user }]';

describe('secretKeys', () => {
  it.each([
    ['the keys that are fetched', external(`{ ${data} }`), 'password user'],
    ['the keys of the template instead', external(`{ ${data}, target: { template: { data: { URL: "{{ .password }}" } } } }`), 'URL'],
    [
      'both where they are merged',
      external(`{ ${data}, target: { template: { mergePolicy: Merge, data: { URL: x } } } }`),
      'URL password user',
    ],
    ['a template without data', external(`{ ${data}, target: { template: { type: Opaque } } }`), 'password user'],
    ['whatever a whole entry holds', external('{ dataFrom: [{ extract: { key: erp } }] }'), 'any'],
    [
      'a template for whatever an entry holds',
      external('{ dataFrom: [{ extract: { key: erp } }], target: { template: { data: { URL: x } } } }'),
      'URL',
    ],
    ['a template from a ConfigMap', external(`{ ${data}, target: { template: { templateFrom: [{ configMap: { name: a } }] } } }`), 'any'],
    ['an ExternalSecret that makes nothing', external(`{ ${data}, target: { creationPolicy: None } }`), 'none'],
    ['another name', external(`{ ${data}, target: { name: other } }`), 'none'],
    [
      'two that fill one',
      `${external(`{ ${data} }`)}---${external('{ target: { name: app }, data: [{ secretKey: token }] }', 'more')}`,
      'password token user',
    ],
    [
      'a Secret object',
      '{ apiVersion: v1, kind: Secret, metadata: { name: app, namespace: erp-prod }, data: { a: x }, stringData: { b: x } }',
      'a b',
    ],
    [
      'a SealedSecret',
      '{ apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: { name: app, namespace: erp-prod }, spec: { encryptedData: { a: x } } }',
      'a',
    ],
    [
      'a Certificate',
      '{ apiVersion: cert-manager.io/v1, kind: Certificate, metadata: { name: tls, namespace: erp-prod }, spec: { secretName: app } }',
      'ca.crt tls.crt tls.key',
    ],
    [
      'an Ingress with an issuer',
      '{ apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: a, namespace: erp-prod, annotations: { cert-manager.io/cluster-issuer: x } }, spec: { tls: [{ secretName: app }] } }',
      'ca.crt tls.crt tls.key',
    ],
    [
      'an Ingress without one',
      '{ apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: a, namespace: erp-prod }, spec: { tls: [{ secretName: app }] } }',
      'none',
    ],
  ])('knows of %s', (_name, manifests, expected) => {
    expect(keysIn(manifests)).toBe(expected);
  });

  it('keeps namespaces apart', () => {
    expect(keysIn(external(`{ ${data} }`), 'app', 'erp-infra')).toBe('none');
  });
});
