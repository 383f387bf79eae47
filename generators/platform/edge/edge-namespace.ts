import { cloudOf } from '../../clouds/clouds.ts';
import { edgeController } from '../../model/environment/edge-controller.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { proxyReadiness } from '../../model/environment/load-balancer.ts';
import { operatorMetricsPorts } from '../../model/environment/monitoring.ts';
import type { Instance } from '../../model/instance.ts';
import type { KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { toolGateway, tools } from '../../model/platform/tools.ts';
import { gateway, prometheus, proxyPods } from '../../model/service/backing-services.ts';
import { together } from '../../model/service/quantity.ts';
import { routesOf } from '../../model/service/routes.ts';
import { proxySize } from '../../resources/envoy-proxy.ts';
import { publishedLabel } from '../../resources/labels.ts';
import { dnsEgress, kubernetesApi, pods, tcp } from '../../resources/network-policy.ts';
import { fromKubernetesApi } from '../data/data-network.ts';
import { flows, ranges } from '../flows.ts';
import { type Budget, budgetOf, closedNamespace } from '../namespaces.ts';

/** Where proxies listen for the ports of a Gateway: Envoy Gateway adds 10000 to the privileged ones. */
const clientPorts = [tcp(10080), tcp(10443)];

/** The controller of the edge, and the proxies that it makes: they never ask the API server. */
export function edgeNamespace(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const { app, infra } = environment.namespaces;
  const { namespace } = gateway;
  const controller = edgeController.podLabels;
  const published = [...new Set(instances.flatMap(({ service }) => routesOf(service).map(({ port }) => port.number)))].sort(
    (a, b) => a - b,
  );
  const identityProvider = { to: ranges(platform.identity.cidrs), ports: [tcp(443)] };
  return [
    ...closedNamespace(environment, {
      name: namespace,
      team: 'infrastructure',
      enforce: 'restricted',
      budget: edgeBudget(environment),
      labels: cloudOf(platform).loadBalancers.namespaceLabels,
    }),
    flows('envoy-gateway', namespace, {
      podLabels: controller,
      ingress: [
        { from: [pods(proxyPods)], ports: [tcp(18000)] },
        fromKubernetesApi(platform, 9443),
        { from: [pods(prometheus.podLabels, infra)], ports: [tcp(operatorMetricsPorts.envoyGateway)] },
      ],
      // It reads from the identity provider where tokens are asked for, before a proxy does.
      egress: [kubernetesApi(platform), identityProvider, dnsEgress()],
    }),
    // The job that makes the certificates between the two.
    flows('envoy-gateway-certgen', namespace, { podLabels: { app: 'certgen' }, egress: [kubernetesApi(platform), dnsEgress()] }),
    flows('envoy-proxies', namespace, {
      podLabels: proxyPods,
      ingress: [
        { from: ranges(platform.edge.loadBalancerSubnets), ports: [tcp(proxyReadiness.port)] },
        { from: [pods(prometheus.podLabels, infra)], ports: [tcp(19001)] },
      ],
      egress: [{ to: [pods(controller)], ports: [tcp(18000)] }, dnsEgress()],
    }),
    // The load balancer hands on connections under the address of the client: of the CDN, and of people of the company.
    flows('envoy-proxies-api', namespace, {
      podLabels: gateway.podLabels,
      ingress: [{ from: ranges(platform.edge.cdn), ports: clientPorts }],
      egress: published.map((port) => ({ to: [pods({ [publishedLabel(port)]: 'true' }, app)], ports: [tcp(port)] })),
    }),
    flows('envoy-proxies-tools', namespace, {
      podLabels: toolGateway.podLabels,
      ingress: [{ from: ranges(platform.edge.company), ports: clientPorts }],
      egress: [
        ...Object.values(tools).map(({ podLabels, podPort }) => ({ to: [pods(podLabels, infra)], ports: [tcp(podPort)] })),
        // A proxy asks the identity provider for tokens and keys itself.
        identityProvider,
      ],
    }),
  ];
}

/** The controller, the job of its chart, and the proxies of each Gateway, during a rollout of all of them at once. */
function edgeBudget(environment: EnvironmentDefinition): Budget {
  const fleets = [gateway, toolGateway].map((fleet) => proxySize(environment, fleet));
  const rolling = (replicas: number) => replicas + Math.ceil(replicas / 4);
  const budget = budgetOf([
    ...fleets.map(({ replicas, containers: { proxy, shutdownManager } }) => ({
      ...together(proxy, shutdownManager),
      pods: rolling(replicas),
    })),
    { ...edgeController.resources, pods: rolling(edgeController.replicas(environment)) },
    { ...edgeController.certificateJob, pods: 1 },
  ]);
  return { ...budget, loadBalancers: { services: fleets.length, nodePorts: 0 } };
}
