import { aws, narrowEdge } from '../../examples/edge.ts';
import { answerProblems } from '../../kubernetes/edge/hidden-paths.ts';
import { listenerProblems } from '../../kubernetes/edge/listeners.ts';
import { believed, proxyProblems } from '../../kubernetes/edge/proxies.ts';
import { rateProblems } from '../../kubernetes/edge/rate-limits.ts';
import { at, fieldsAt, listAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const annotation = (name: string) => `spec.provider.kubernetes.envoyService.annotations["${aws}${name}"]`;

const from = 'namespaces by name, TLS of today, a limit for each client, and proxies that run';
const failing = (name: string, on: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from,
  change: { [`${on} > ${path}`]: value },
  problems: [{ on, message: `${on.replace('/', ' "')}" ${message}.`, path: where }],
});
const gateway = 'Gateway/erp-gateway';
const plain = { name: 'http', port: 80, protocol: 'HTTP', hostname: 'api.erp.example.com' };
const clients = 'ClientTrafficPolicy/erp-gateway';
const proxy = 'EnvoyProxy/erp-gateway';
const limits = 'BackendTrafficPolicy/sales-service';
const firstRule = 'spec.rateLimit.local.rules[0]';
const addresses = `${firstRule}.clientSelectors[0].sourceCIDR`;

export default defineRule({
  id: 'limit-edge-openness',
  severity: 'error',
  manual: '2.6 (D44, D47)',
  summary:
    'Let routes of namespaces by name onto a Gateway, speak TLS from 1.2 on by ciphers that hold, believe no client, limit each, and run proxies.',
  rationale:
    'A route of any namespace can take over a host or a path of the ERP. TLS below 1.2 and ciphers without forward secrecy can be read. ' +
    'A Gateway without proxies answers nobody.',
  remediation: 'Correct edge in the file of the environment, or generators/platform/edge.',
  scope: 'object',
  kinds: ['Gateway', 'ClientTrafficPolicy', 'BackendTrafficPolicy', 'BackendTLSPolicy', 'EnvoyProxy', 'HTTPRouteFilter'],

  check(manifest, world) {
    return problemsOf(manifest, world).map(({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }));
  },

  examples: {
    pass: [{ name: from, manifests: narrowEdge }],
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
      failing(
        'namespaces by a label that others have too',
        gateway,
        'spec.listeners[0].allowedRoutes.namespaces.selector.matchLabels',
        { team: 'erp' },
        'lets routes of "erp-infra" onto listener "https", where none of theirs is',
        'spec.listeners[0].allowedRoutes.namespaces',
      ),
      failing(
        'one listener by name, one by another label',
        gateway,
        'spec.listeners[1]',
        { ...plain, allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { tier: 'web' } } } } },
        'chooses namespaces by "tier" at listener "http", and by name at listener "https"',
        'spec.listeners[1].allowedRoutes.namespaces.selector',
      ),
      failing(
        'hosts of the tools',
        gateway,
        'spec.listeners[0].hostname',
        '*.erp.example.com',
        'serves "*.erp.example.com" at listener "https", which takes "grafana.erp.example.com" from Gateway "tools-gateway"',
      ),
      {
        name: 'hosts above those of its routes',
        from,
        change: { [`${gateway} > spec.listeners[0].hostname`]: '*.example.com', 'Gateway/tools-gateway': undefined },
        problems: [
          {
            on: gateway,
            message: 'Gateway "erp-gateway" serves "*.example.com" at listener "https", and its routes are all below "erp.example.com".',
            path: 'spec.listeners[0].hostname',
          },
        ],
      },
      failing(
        'an address of its own',
        gateway,
        'spec.addresses',
        [{ type: 'IPAddress', value: '203.0.113.77' }],
        'takes the address "203.0.113.77", which its load balancer does not have',
        'spec.addresses[0]',
      ),
      failing(
        'whoever stands before it',
        clients,
        'spec.clientIPDetection',
        { xForwardedFor: { numTrustedHops: 5 } },
        'believes what 5 proxies before it say of a client, and no range says who they are',
        'spec.clientIPDetection.xForwardedFor.numTrustedHops',
      ),
      failing(
        'headers that are taken for others',
        clients,
        'spec.headers',
        { withUnderscoresAction: 'Allow' },
        'lets headers with underscores in, which programs take for others',
        'spec.headers.withUnderscoresAction',
      ),
      failing(
        'what is behind',
        clients,
        'spec.headers',
        { enableEnvoyHeaders: true },
        'tells clients of its backends (enableEnvoyHeaders)',
        'spec.headers.enableEnvoyHeaders',
      ),
      failing(
        'a certificate that a client only names',
        clients,
        'spec.headers',
        { xForwardedClientCert: { mode: 'AlwaysForwardOnly' } },
        'believes a certificate that a client only names (AlwaysForwardOnly)',
        'spec.headers.xForwardedClientCert.mode',
      ),
      failing(
        'a hundred an hour',
        limits,
        `${firstRule}.limit.unit`,
        'Hour',
        'lets a client make 100 requests each hour, fewer than one in 10 seconds',
        `${firstRule}.limit`,
      ),
      failing(
        'one count for all',
        limits,
        `${addresses}.type`,
        'Exact',
        'counts the requests of all clients together: one of them stops the others',
      ),
      failing(
        'only clients of inside',
        limits,
        `${addresses}.value`,
        '10.0.0.0/8',
        'limits some clients, and leaves all others without a limit',
        'spec.rateLimit.local.rules',
      ),
      failing(
        'a page that runs what somebody else writes',
        'HTTPRouteFilter/not-found',
        'spec.directResponse.body.inline',
        '<script src="https://cdn.example.net/x.js"></script>',
        'answers with a page that loads "https://cdn.example.net/x.js"',
      ),
      failing(
        'one proxy',
        proxy,
        'spec.provider.kubernetes.envoyDeployment.replicas',
        1,
        'runs one proxy: nobody answers while its node is updated',
      ),
      failing(
        'none may go',
        proxy,
        'spec.provider.kubernetes.envoyPDB',
        { maxUnavailable: 0 },
        'lets none of its 3 proxies go: no node is ever drained',
        'spec.provider.kubernetes.envoyPDB.maxUnavailable',
      ),
      failing(
        'nodes in between',
        proxy,
        'spec.provider.kubernetes.envoyService.externalTrafficPolicy',
        'Cluster',
        'lets nodes stand for clients, whose addresses are lost',
      ),
      failing(
        'an address within',
        proxy,
        annotation('scheme'),
        'internal',
        'has an address within the network alone, and admits only clients of outside',
      ),
      failing(
        'ports of nodes',
        proxy,
        annotation('nlb-target-type'),
        'instance',
        'is reached by ports of nodes, of which it asks for none',
      ),
      {
        name: 'a configuration of its own',
        from,
        change: {
          [`${proxy} > spec.bootstrap`]: {
            type: 'Replace',
            value: 'admin: {address: {socket_address: {address: 0.0.0.0, port_value: 19000}}}',
          },
        },
        problems: [
          {
            on: proxy,
            message: 'EnvoyProxy "erp-gateway" starts its proxies without where they hear of routes (dynamic_resources).',
            path: 'spec.bootstrap',
          },
          {
            on: proxy,
            message: 'EnvoyProxy "erp-gateway" opens the administration of Envoy to the network.',
            path: 'spec.bootstrap.value',
          },
        ],
      },
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

function problemsOf(manifest: Manifest, world: World): readonly Problem[] {
  const spec = fieldsAt(manifest.fields, 'spec');
  switch (manifest.kind) {
    case 'Gateway':
      return listenerProblems(manifest, world);
    case 'ClientTrafficPolicy':
      return believed(manifest, world);
    case 'BackendTrafficPolicy':
      return rateProblems(manifest, world);
    case 'HTTPRouteFilter':
      return answerProblems(spec);
    case 'BackendTLSPolicy':
      return listAt(spec, 'validation', 'caCertificateRefs').length > 0 || at(spec, 'validation', 'wellKnownCACertificates') !== undefined
        ? []
        : [{ message: 'checks no certificate of its backends', path: 'spec.validation' }];
    default:
      return proxyProblems(manifest, world);
  }
}
