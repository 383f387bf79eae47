import { edgeName, edgeNamespace, edgePort, stopsOf } from '../../generators/local/edge.ts';
import type { LocalProfile } from '../../generators/local/profile.ts';
import { jaeger } from '../../generators/model/platform/tools.ts';

/** What can be reached now, and how. */
export function reachText(profile: LocalProfile, context: string, folder: string): string {
  const { environment, instances, catalog } = profile;
  const { infra } = environment.namespaces;
  const kubectl = `kubectl --context ${context}`;
  const forward = (namespace: string, service: string, ports: string) =>
    `  ${kubectl} --namespace ${namespace} port-forward service/${service} ${ports}`;
  const stops = stopsOf(profile);
  const uses = new Set(instances.flatMap(({ service }) => service.uses));
  const { postgres } = catalog.platform.value.dataLayer;
  const first = stops[0];
  const lines = [
    `${instances.map(({ service: { name } }) => name).join(', ')} run in ${context}.`,
    '',
    ...(first === undefined
      ? []
      : [
          'The edge, by HTTPS:',
          forward(edgeNamespace(environment), edgeName, `${edgePort.number}`),
          ...stops.map(({ host, route: { path } }) => `  https://${host}:${edgePort.number}${path}`),
          `  curl --cacert ${folder}/ca.crt --resolve ${first.host}:${edgePort.number}:127.0.0.1 https://${first.host}:${edgePort.number}${first.route.path}`,
          `  A browser wants ${folder}/ca.crt among its authorities.`,
          '',
        ]),
    ...(uses.has('postgres')
      ? [
          'PostgreSQL (user postgres needs no password within the pod):',
          `  ${kubectl} --namespace ${infra} exec -it ${postgres}-0 -- psql --host /tmp --username postgres`,
          '',
        ]
      : []),
    ...(uses.has('tracing')
      ? ['Traces:', forward(infra, jaeger.service, `${jaeger.ports.query}`), `  http://localhost:${jaeger.ports.query}`, '']
      : []),
    `What was applied is in ${folder} (kubectl kustomize ${folder}). Away with it: npm run ops -- local down --context ${context}`,
    '',
  ];
  return lines.join('\n');
}
