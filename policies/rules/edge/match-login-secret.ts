import { asFields, at, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { secretKeys } from '../../kubernetes/references.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

const policy = (secret: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: tools, namespace: erp-infra }
spec: { oidc: { provider: { issuer: "https://login.example.com" }, clientID: tools, clientSecret: { name: ${secret} } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: tools-oidc, namespace: erp-infra }
spec: { target: { name: tools-oidc, template: { data: { client-secret: "{{ .secret }}" } } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: grafana-admin, namespace: erp-infra }
spec: { target: { name: grafana-admin, template: { data: { admin-password: "{{ .password }}" } } } }
`;

const on = 'SecurityPolicy/tools';

export default defineRule({
  id: 'match-login-secret',
  severity: 'error',
  manual: '8.3 (D8)',
  summary: 'Let something in the environment make the Secret with which a SecurityPolicy checks who comes.',
  rationale: 'Without the secret of its client the gateway cannot finish a log-in: it answers every request with an error.',
  remediation: 'Add an ExternalSecret of that name in the namespace of the policy, with the key that Envoy Gateway reads.',
  scope: 'object',
  kinds: ['SecurityPolicy'],

  check(manifest, world) {
    return secretsOf(manifest).flatMap(({ name, namespace, key, path }) => {
      const found = secretKeys(world, namespace, name);
      if (found === undefined) {
        return [{ message: `${titleOf(manifest)} reads Secret "${name}", which ${missingIn(namespace)}.`, path }];
      }
      if (key === undefined || found.keys === undefined || found.keys.has(key)) return [];
      return [{ message: `${titleOf(manifest)} reads Secret "${name}", which has no key "${key}".`, path }];
    });
  },

  examples: {
    pass: [{ name: 'the Secret of an ExternalSecret', manifests: policy('tools-oidc') }],
    fail: [
      {
        name: 'a Secret that nobody makes',
        from: 'the Secret of an ExternalSecret',
        change: { 'SecurityPolicy/tools > spec.oidc.clientSecret.name': 'tools-client' },
        problems: [
          {
            on,
            message: 'SecurityPolicy "tools" reads Secret "tools-client", which does not exist in namespace "erp-infra".',
            path: 'spec.oidc.clientSecret',
          },
        ],
      },
      {
        name: 'a Secret without the key',
        from: 'the Secret of an ExternalSecret',
        change: { 'SecurityPolicy/tools > spec.oidc.clientSecret.name': 'grafana-admin' },
        problems: [
          {
            on,
            message: 'SecurityPolicy "tools" reads Secret "grafana-admin", which has no key "client-secret".',
            path: 'spec.oidc.clientSecret',
          },
        ],
      },
    ],
  },
});

interface LoginSecret {
  readonly name: string;
  readonly namespace: string;
  /** Undefined: every key of it counts. */
  readonly key: string | undefined;
  readonly path: string;
}

/** The Secrets of a policy, with the keys that Envoy Gateway documents. */
function secretsOf({ fields, namespace }: Manifest): readonly LoginSecret[] {
  const spec = fieldsAt(fields, 'spec');
  const places = [
    { value: at(spec, 'oidc', 'clientSecret'), key: 'client-secret', path: 'spec.oidc.clientSecret' },
    { value: at(spec, 'oidc', 'clientIDRef'), key: 'client-id', path: 'spec.oidc.clientIDRef' },
    { value: at(spec, 'basicAuth', 'users'), key: '.htpasswd', path: 'spec.basicAuth.users' },
    ...listAt(spec, 'apiKeyAuth', 'credentialRefs').map((value, index) => ({
      value,
      key: undefined,
      path: `spec.apiKeyAuth.credentialRefs[${index}]`,
    })),
  ];
  return places.flatMap(({ value, key, path }) => {
    const name = asFields(value) === undefined ? undefined : textAt(value, 'name');
    return name === undefined ? [] : [{ name, namespace: textAt(value, 'namespace') ?? namespace, key, path }];
  });
}
