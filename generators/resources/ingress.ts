import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { Instance } from '../model/instance.ts';
import { gateway, ingressController } from '../model/service/backing-services.ts';
import { bytes } from '../model/service/quantity.ts';
import { ingressName, ownHost, ownTlsSecret, type ResolvedRoute, routesOf } from '../model/service/routes.ts';
import { processName } from '../model/surroundings.ts';
import { hiddenPaths } from './hidden-paths.ts';
import { serviceLabels } from './labels.ts';

const annotation = (name: string) => `nginx.ingress.kubernetes.io/${name}`;

/**
 * The Ingress of the manual (2.6), corrected, for environments whose edge is `ingress`: class by field (D44), prefix taken
 * off (D45), one Ingress for each service (D46), explicit body size (D48). That rejected requests answer 429 and that the
 * client's address is the real one are settings of the controller (D47). The path is rewritten for a whole Ingress: routes of
 * another host, routes that keep their prefix, and routes that stay open have one of their own.
 */
export function ingresses(instance: Instance) {
  const groups = Map.groupBy(routesOf(instance.service), ({ host, strip, streams }) => `${host ?? ''} ${strip} ${streams}`);
  return [...groups.values()].map((routes) => ingress(instance, routes));
}

function ingress(instance: Instance, routes: readonly ResolvedRoute[]) {
  const {
    service: { name },
    environment,
    settings,
  } = instance;
  const { host: label, strip = true, streams = false } = routes[0] ?? {};
  // Between two reads or two writes: who has nothing to say for that long has a heartbeat.
  const patience = streams ? '3600' : '60';
  const host = label === undefined ? environment.host : ownHost(environment, label);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: ingressName(name, { host: label, strip, streams }),
      namespace: environment.namespaces.app,
      labels: serviceLabels(name),
      annotations: {
        [annotation('ssl-redirect')]: 'true',
        [annotation('force-ssl-redirect')]: 'true',
        [annotation('limit-rps')]: '100',
        [annotation('limit-connections')]: '50',
        [annotation('enable-cors')]: 'true',
        [annotation('cors-allow-origin')]: environment.corsOrigins.join(', '),
        [annotation('proxy-connect-timeout')]: '60',
        [annotation('proxy-send-timeout')]: patience,
        [annotation('proxy-read-timeout')]: patience,
        [annotation('proxy-body-size')]: String(bytes(settings.maxBodySize) ?? settings.maxBodySize),
        [annotation('use-regex')]: 'true',
        ...(strip && { [annotation('rewrite-target')]: '/$2' }),
      },
    },
    spec: {
      ingressClassName: ingressController.className,
      tls: [{ hosts: [host], secretName: label === undefined ? gateway.tlsSecret : ownTlsSecret(label) }],
      rules: [
        {
          host,
          http: {
            paths: routes.map((route) => ({
              // Everything below the prefix but what probes and Prometheus read; the second group is what the service sees.
              path: `${route.path === '/' ? '' : literal(route.path)}(?!${hiddenPaths(instance, route).map(literal).join('|')})(/|$)(.*)`,
              pathType: 'ImplementationSpecific' as const,
              backend: { service: { name: processName(name, route.worker), port: { name: route.port.name } } },
            })),
          },
        },
      ],
    },
  } satisfies IIngress;
}

/** A path as an expression that matches it. */
function literal(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
