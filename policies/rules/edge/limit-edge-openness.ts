import { asText, at, fieldsAt, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Fields, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  gatewayClassName: eg
  listeners:
    - name: https
      port: 443
      protocol: HTTPS
      hostname: api.erp.example.com
      tls: { mode: Terminate, certificateRefs: [{ name: api-erp-tls }] }
      allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: erp-prod } } } }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { tls: { minVersion: "1.2", ciphers: [ECDHE-ECDSA-AES128-GCM-SHA256] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: reports, namespace: erp-prod }
spec:
  targetRefs: [{ group: "", kind: Service, name: reports }]
  validation: { hostname: reports.erp-prod.svc.cluster.local, caCertificateRefs: [{ group: "", kind: ConfigMap, name: data-ca }] }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { provider: { type: Kubernetes, kubernetes: { envoyDeployment: { replicas: 3 } } } }
`;

const from = 'namespaces by name, TLS of today, and proxies that run';
const failing = (name: string, on: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from,
  change: { [`${on} > ${path}`]: value },
  problems: [{ on, message: `${on.replace('/', ' "')}" ${message}.`, path: where }],
});
const gateway = 'Gateway/erp-gateway';
const clients = 'ClientTrafficPolicy/erp-gateway';

export default defineRule({
  id: 'limit-edge-openness',
  severity: 'error',
  manual: '2.6 (D44, D47)',
  summary: 'Let routes of namespaces by name onto a Gateway, speak TLS from 1.2 on by ciphers that hold, and run proxies.',
  rationale:
    'A route of any namespace can take over a host or a path of the ERP. TLS below 1.2 and ciphers without forward secrecy can be read. ' +
    'A Gateway without proxies answers nobody.',
  remediation: 'Correct edge in the file of the environment, or generators/platform/edge.',
  scope: 'object',
  kinds: ['Gateway', 'ClientTrafficPolicy', 'BackendTLSPolicy', 'EnvoyProxy'],

  check(manifest) {
    const spec = fieldsAt(manifest.fields, 'spec');
    return problemsOf(manifest.kind, spec).map(({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }));
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      failing(
        'routes of every namespace',
        gateway,
        'spec.listeners[0].allowedRoutes.namespaces',
        { from: 'All' },
        'lets routes of every namespace onto listener "https"',
        'spec.listeners[0].allowedRoutes.namespaces',
      ),
      failing(
        'a selector of everything',
        gateway,
        'spec.listeners[0].allowedRoutes.namespaces.selector',
        {},
        'lets routes of every namespace onto listener "https"',
        'spec.listeners[0].allowedRoutes.namespaces',
      ),
      failing('every host', gateway, 'spec.listeners[0].hostname', '*', 'serves every host at listener "https"'),
      failing('no host said', gateway, 'spec.listeners[0].hostname', undefined, 'serves every host at listener "https"'),
      failing('TLS of 1999', clients, 'spec.tls.minVersion', '1.0', 'speaks TLS from "1.0" on'),
      failing('whatever TLS', clients, 'spec.tls.minVersion', 'Auto', 'speaks TLS from "Auto" on'),
      failing('a most below 1.2', clients, 'spec.tls.maxVersion', '1.1', 'speaks TLS up to "1.1"'),
      failing(
        'a cipher of old',
        clients,
        'spec.tls.ciphers[0]',
        'AES128-SHA',
        'speaks by the cipher "AES128-SHA", which keeps nothing secret for long',
      ),
      failing(
        'backends of whatever name',
        'BackendTLSPolicy/reports',
        'spec.validation.caCertificateRefs',
        [],
        'checks no certificate of its backends',
        'spec.validation',
      ),
      failing('no proxies', 'EnvoyProxy/erp-gateway', 'spec.provider.kubernetes.envoyDeployment.replicas', 0, 'runs no proxy (0 replicas)'),
      failing(
        'none by way of a patch',
        'EnvoyProxy/erp-gateway',
        'spec.provider.kubernetes.envoyDeployment.patch',
        { value: { spec: { replicas: 0 } } },
        'runs no proxy (0 replicas)',
        'spec.provider.kubernetes.envoyDeployment.patch.value.spec.replicas',
      ),
    ],
  },
});

function problemsOf(kind: string, spec: Fields): readonly Problem[] {
  switch (kind) {
    case 'Gateway':
      return listAt(spec, 'listeners').flatMap(listener);
    case 'ClientTrafficPolicy':
      return tls(spec);
    case 'BackendTLSPolicy':
      return listAt(spec, 'validation', 'caCertificateRefs').length > 0 || at(spec, 'validation', 'wellKnownCACertificates') !== undefined
        ? []
        : [{ message: 'checks no certificate of its backends', path: 'spec.validation' }];
    default:
      return proxies(spec);
  }
}

/** Gateway API 1.6.1: without `from` it is Same; a selector without terms selects all. */
function listener(value: unknown, index: number): readonly Problem[] {
  const path = `spec.listeners[${index}]`;
  const name = textAt(value, 'name') ?? '';
  const from = textAt(value, 'allowedRoutes', 'namespaces', 'from') ?? 'Same';
  const selector = fieldsAt(value, 'allowedRoutes', 'namespaces', 'selector');
  const selectsAll = Object.keys(fieldsAt(selector, 'matchLabels')).length === 0 && listAt(selector, 'matchExpressions').length === 0;
  const hostname = textAt(value, 'hostname') ?? '*';
  const isSecure = textAt(value, 'protocol') === 'HTTPS' || textAt(value, 'protocol') === 'TLS';
  return [
    ...(from === 'All' || (from === 'Selector' && selectsAll)
      ? [{ message: `lets routes of every namespace onto listener "${name}"`, path: `${path}.allowedRoutes.namespaces` }]
      : []),
    ...(isSecure && /^\*(\.[a-z]+)?$/.test(hostname)
      ? [{ message: `serves every host at listener "${name}"`, path: `${path}.hostname` }]
      : []),
  ];
}

/** Envoy Gateway 1.9.0, `TLSSettings`: from 1.2 on where nothing is said. `Auto` leaves it to Envoy. */
function tls(spec: Fields): readonly Problem[] {
  const [least, most] = [textAt(spec, 'tls', 'minVersion'), textAt(spec, 'tls', 'maxVersion')];
  const old = ['1.0', '1.1'];
  return [
    ...(least !== undefined && [...old, 'Auto'].includes(least)
      ? [{ message: `speaks TLS from "${least}" on`, path: 'spec.tls.minVersion' }]
      : []),
    ...(most !== undefined && old.includes(most) ? [{ message: `speaks TLS up to "${most}"`, path: 'spec.tls.maxVersion' }] : []),
    ...listAt(spec, 'tls', 'ciphers').flatMap((item, index) => {
      const cipher = asText(item) ?? '';
      // Forward secrecy and an authenticated mode: ECDHE with GCM or ChaCha20, or one of TLS 1.3.
      if (/^(TLS_|ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)$)/.test(cipher) || cipher.startsWith('[')) return [];
      return [{ message: `speaks by the cipher "${cipher}", which keeps nothing secret for long`, path: `spec.tls.ciphers[${index}]` }];
    }),
  ];
}

function proxies(spec: Fields): readonly Problem[] {
  return ['envoyDeployment', 'envoyDaemonSet'].flatMap((field) => {
    const path = `spec.provider.kubernetes.${field}`;
    const own = fieldsAt(spec, 'provider', 'kubernetes', field);
    return [
      ...(numberAt(own, 'replicas') === 0 ? [{ message: 'runs no proxy (0 replicas)', path: `${path}.replicas` }] : []),
      ...(numberAt(own, 'patch', 'value', 'spec', 'replicas') === 0
        ? [{ message: 'runs no proxy (0 replicas)', path: `${path}.patch.value.spec.replicas` }]
        : []),
    ];
  });
}
