import type { IGateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { secretStoreName } from '../../model/names.ts';
import type { CustomResource, KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { toolClient, toolGateway, tools } from '../../model/platform/tools.ts';
import { gateway } from '../../model/service/backing-services.ts';
import { vaultPath } from '../../model/service/secret.ts';
import { envoyProxy } from '../../resources/envoy-proxy.ts';
import { vaultSecret } from '../../resources/vault-secret.ts';
import { clientSecretName, toolLogin } from './tool-login.ts';

const envoy = 'gateway.envoyproxy.io/v1alpha1';

/**
 * The way of people to Grafana and Jaeger (manual 8.3): a Gateway of its own, which the internet does not reach, TLS, and a
 * log-in before anything. Where the edge is an Ingress there is none: the tools are reached by a port forward.
 */
export function toolAccessObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  if (environment.edge === 'ingress') return [];
  return [
    // Behind a load balancer inside the network of the company, apart from the proxies of the API.
    envoyProxy(environment, platform, { ...toolGateway, scheme: 'internal', clients: platform.edge.company }),
    toolsGateway(environment),
    clientTraffic(environment),
    redirect(environment),
    ...names.map((name) => route(name, environment)),
    clientSecret(environment),
    toolLogin(environment, platform),
  ];
}

type Tool = keyof typeof tools;
const names: readonly Tool[] = ['grafana', 'jaeger'];

function toolsGateway({ namespaces, observability: { hosts }, issuer }: EnvironmentDefinition) {
  const allowedRoutes = { namespaces: { from: 'Same' } } as const;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: toolGateway.name, namespace: namespaces.infra, annotations: { 'cert-manager.io/cluster-issuer': issuer.name } },
    spec: {
      gatewayClassName: gateway.className,
      infrastructure: { parametersRef: { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name: toolGateway.name } },
      listeners: [
        { name: toolGateway.httpListener, protocol: 'HTTP', port: 80, allowedRoutes },
        ...names.map((name) => ({
          name,
          protocol: 'HTTPS',
          port: 443,
          hostname: hosts[name],
          tls: { mode: 'Terminate' as const, certificateRefs: [{ name: `${name}-tls` }] },
          allowedRoutes,
        })),
      ],
    },
  } satisfies IGateway;
}

function clientTraffic({ namespaces }: EnvironmentDefinition): CustomResource {
  return {
    apiVersion: envoy,
    kind: 'ClientTrafficPolicy',
    metadata: { name: toolGateway.name, namespace: namespaces.infra },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: toolGateway.name }],
      connection: { connectionLimit: { value: 1000 } },
      tls: { minVersion: '1.2' },
    },
  };
}

function redirect({ namespaces, observability: { hosts } }: EnvironmentDefinition) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'tools-https-redirect', namespace: namespaces.infra },
    spec: {
      parentRefs: [{ name: toolGateway.name, sectionName: toolGateway.httpListener }],
      hostnames: names.map((name) => hosts[name]),
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    },
  } satisfies IHTTPRoute;
}

function route(name: Tool, { namespaces, observability: { hosts } }: EnvironmentDefinition) {
  const { service, port } = tools[name];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: namespaces.infra },
    spec: {
      parentRefs: [{ name: toolGateway.name, sectionName: name }],
      hostnames: [hosts[name]],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: service, port }] }],
    },
  } satisfies IHTTPRoute;
}

/** Envoy Gateway asks for this key. */
function clientSecret({ name, namespaces }: EnvironmentDefinition) {
  return vaultSecret({
    metadata: { name: clientSecretName, namespace: namespaces.infra },
    store: { kind: 'ClusterSecretStore', name: secretStoreName },
    type: 'Opaque',
    data: { 'client-secret': '{{ .secret }}' },
    values: [{ key: 'secret', path: vaultPath(name, toolClient(name)), property: 'client-secret' }],
  });
}
