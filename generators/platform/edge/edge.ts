import type { IGateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import type { IGatewayClass } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GatewayClass';
import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { notFoundFilterName } from '../../model/names.ts';
import type { CustomResource, KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { gateway } from '../../model/service/backing-services.ts';
import { envoyProxy } from '../../resources/envoy-proxy.ts';

const envoy = 'gateway.envoyproxy.io/v1alpha1';

/** What stands between the CDN and the services (manual 1.2, 2.6): TLS, redirect, CORS, who the client is. */
export function edgeObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const issuer = clusterIssuer(environment, platform);
  if (environment.edge === 'ingress') return [issuer, certificate(environment)];
  return [
    issuer,
    gatewayClass(),
    envoyProxy(environment, { ...gateway, scheme: 'internet-facing', clients: platform.edge.cdn }),
    erpGateway(environment),
    clientTraffic(environment, platform),
    cors(environment),
    redirect(environment),
    notFound(environment),
  ];
}

/** Proves the host by DNS: HTTP-01 behind a proxying CDN is fragile (D10). */
function clusterIssuer({ issuer }: EnvironmentDefinition, { acmeEmail }: PlatformDefinition): CustomResource {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: issuer.name },
    spec: {
      acme: {
        server: issuer.server,
        email: acmeEmail,
        privateKeySecretRef: { name: issuer.name },
        // With the identifier nothing needs to be looked up, and the role needs no right to list the zones of the account.
        solvers: [{ dns01: { route53: { region: issuer.dns.region, hostedZoneID: issuer.dns.hostedZone } } }],
      },
    },
  };
}

/** One certificate for the Ingresses of all services: several that asked for the same Secret would fight over it. */
function certificate({ namespaces, host, issuer }: EnvironmentDefinition): CustomResource {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: gateway.tlsSecret, namespace: namespaces.app },
    spec: {
      secretName: gateway.tlsSecret,
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

function erpGateway({ namespaces, host, issuer }: EnvironmentDefinition) {
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
        { name: gateway.httpListener, protocol: 'HTTP', port: 80, hostname: host, allowedRoutes },
        {
          name: gateway.httpsListener,
          protocol: 'HTTPS',
          port: 443,
          hostname: host,
          tls: { mode: 'Terminate', certificateRefs: [{ name: gateway.tlsSecret }] },
          allowedRoutes,
        },
      ],
    },
  } satisfies IGateway;
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

function redirect({ namespaces, host }: EnvironmentDefinition) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'https-redirect', namespace: namespaces.app },
    spec: {
      parentRefs: [{ name: gateway.name, namespace: namespaces.infra, sectionName: gateway.httpListener }],
      hostnames: [host],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    },
  } satisfies IHTTPRoute;
}

function notFound({ namespaces }: EnvironmentDefinition): CustomResource {
  return {
    apiVersion: envoy,
    kind: 'HTTPRouteFilter',
    metadata: { name: notFoundFilterName, namespace: namespaces.app },
    spec: { directResponse: { statusCode: 404, contentType: 'text/plain', body: { type: 'Inline', inline: 'not found\n' } } },
  };
}
