import type { IGateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import type { IGatewayClass } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GatewayClass';
import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import { cloudOf } from '../../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { Instance } from '../../model/instance.ts';
import { notFoundFilterName } from '../../model/names.ts';
import type { CustomResource, KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { gateway } from '../../model/service/backing-services.ts';
import { ownHost, ownHosts, ownTlsSecret } from '../../model/service/routes.ts';
import { envoyProxy } from '../../resources/envoy-proxy.ts';

const envoy = 'gateway.envoyproxy.io/v1alpha1';

/** What stands between the CDN and the services (manual 1.2, 2.6): TLS, redirect, CORS, who the client is. */
export function edgeObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const issuer = clusterIssuer(environment, platform);
  const own = ownHosts(instances.map(({ service }) => service));
  if (environment.edge === 'ingress') {
    const hosts = own.map((label) => certificate(environment, ownTlsSecret(label), ownHost(environment, label)));
    return [issuer, certificate(environment, gateway.tlsSecret, environment.host), ...hosts];
  }
  return [
    issuer,
    gatewayClass(),
    envoyProxy(environment, platform, { ...gateway, scheme: 'internet-facing', clients: platform.edge.cdn }),
    erpGateway(environment, own),
    clientTraffic(environment, platform),
    cors(environment),
    ...redirects(environment, own),
    notFound(environment),
  ];
}

/** Proves the host by DNS: HTTP-01 behind a proxying CDN is fragile (D10). */
function clusterIssuer({ issuer }: EnvironmentDefinition, platform: PlatformDefinition): CustomResource {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: issuer.name },
    spec: {
      acme: {
        server: issuer.server,
        email: platform.acmeEmail,
        privateKeySecretRef: { name: issuer.name },
        solvers: [{ dns01: cloudOf(platform).dns.solver(issuer.dns) }],
      },
    },
  };
}

/** One certificate for the Ingresses of all services: several that asked for the same Secret would fight over it. */
function certificate({ namespaces, issuer }: EnvironmentDefinition, secretName: string, host: string): CustomResource {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: secretName, namespace: namespaces.app },
    spec: {
      secretName,
      dnsNames: [host],
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuer.name },
    },
  };
}

function gatewayClass() {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: gateway.className },
    spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
  } satisfies IGatewayClass;
}

/** For each host two listeners: names that no service has are answered by nobody. */
function erpGateway(environment: EnvironmentDefinition, own: readonly string[]) {
  const { namespaces, host, issuer } = environment;
  const allowedRoutes = {
    namespaces: { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': namespaces.app } } },
  } as const;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: gateway.name, namespace: namespaces.infra, annotations: { 'cert-manager.io/cluster-issuer': issuer.name } },
    spec: {
      gatewayClassName: gateway.className,
      infrastructure: { parametersRef: { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name: gateway.name } },
      listeners: [
        ...listeners('', host, gateway.tlsSecret, allowedRoutes),
        ...own.flatMap((label) => listeners(`-${label}`, ownHost(environment, label), ownTlsSecret(label), allowedRoutes)),
      ],
    },
  } satisfies IGateway;
}

function listeners<Allowed>(suffix: string, hostname: string, secret: string, allowedRoutes: Allowed) {
  return [
    { name: `${gateway.httpListener}${suffix}`, protocol: 'HTTP', port: 80, hostname, allowedRoutes },
    {
      name: `${gateway.httpsListener}${suffix}`,
      protocol: 'HTTPS',
      port: 443,
      hostname,
      tls: { mode: 'Terminate' as const, certificateRefs: [{ name: secret }] },
      allowedRoutes,
    },
  ];
}

/** TLS 1.2 or newer, time-outs of 60 s, and limits by the client's own address, which only the CDN may say (D47). */
function clientTraffic({ namespaces }: EnvironmentDefinition, { edge }: PlatformDefinition): CustomResource {
  return {
    apiVersion: envoy,
    kind: 'ClientTrafficPolicy',
    metadata: { name: gateway.name, namespace: namespaces.infra },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name }],
      clientIPDetection: { xForwardedFor: { trustedCIDRs: [...edge.cdn] } },
      // Envoy counts connections of all clients together, not of each (R53): this keeps one proxy from running out.
      connection: { connectionLimit: { value: 10000 } },
      timeout: { http: { requestReceivedTimeout: '60s' } },
      tls: { minVersion: '1.2' },
    },
  };
}

function cors({ namespaces, corsOrigins }: EnvironmentDefinition): CustomResource {
  return {
    apiVersion: envoy,
    kind: 'SecurityPolicy',
    metadata: { name: gateway.name, namespace: namespaces.infra },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name }],
      cors: {
        allowOrigins: [...corsOrigins],
        allowMethods: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'],
        allowHeaders: ['Authorization', 'Content-Type'],
        allowCredentials: true,
      },
    },
  };
}

/** Hosts of one HTTPRoute at most (Gateway API 1.6.1, `HTTPRouteSpec`: `MaxItems` of `hostnames`). */
const mostHostnames = 16;

/** Routes that send all hosts to HTTPS; the first has the name of the manual. */
function redirects(environment: EnvironmentDefinition, own: readonly string[]): readonly KubernetesObject[] {
  const { namespaces, host } = environment;
  const hosts = [{ suffix: '', name: host }, ...own.map((label) => ({ suffix: `-${label}`, name: ownHost(environment, label) }))];
  const parts = Array.from({ length: Math.ceil(hosts.length / mostHostnames) }, (_, part) =>
    hosts.slice(part * mostHostnames, (part + 1) * mostHostnames),
  );
  return parts.map(
    (part, index) =>
      ({
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: index === 0 ? 'https-redirect' : `https-redirect-${index + 1}`, namespace: namespaces.app },
        spec: {
          parentRefs: part.map(({ suffix }) => ({
            name: gateway.name,
            namespace: namespaces.infra,
            sectionName: `${gateway.httpListener}${suffix}`,
          })),
          hostnames: part.map(({ name }) => name),
          rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
        },
      }) satisfies IHTTPRoute as KubernetesObject,
  );
}

function notFound({ namespaces }: EnvironmentDefinition): CustomResource {
  return {
    apiVersion: envoy,
    kind: 'HTTPRouteFilter',
    metadata: { name: notFoundFilterName, namespace: namespaces.app },
    spec: { directResponse: { statusCode: 404, contentType: 'text/plain', body: { type: 'Inline', inline: 'not found\n' } } },
  };
}
