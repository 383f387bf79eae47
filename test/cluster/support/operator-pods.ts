import { asFields, asList, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields, Manifest } from '../../../policies/model.ts';

/**
 * The pods that operators make of our objects, as far as admission looks at them: namespace, containers with the resources that they get,
 * priority. The default resources of the proxies were read in Envoy Gateway 1.9.0 (`api/v1alpha1/shared_types.go`); the shapes of the
 * pods of Strimzi 1.2.0 (a pod of each pool with one container, the entity operator with one container for each operator, the exporter)
 * and of Zalando's operator 2.0.1 (Spilo without a security context of its own, the pooler) are not held against their sources here:
 * policies/kubernetes/operators/ is. A container whose resources are nobody's gets those of the LimitRange.
 */
export function operatorPods(manifests: readonly Manifest[]): readonly { readonly owner: string; readonly pod: Fields }[] {
  return manifests.flatMap(({ kind, namespace, name, fields }) => {
    const made = (owner: string, of: Fields) => ({ owner: `${kind} ${namespace}/${name}: ${owner}`, pod: of });
    if (kind === 'EnvoyProxy') return [made('proxy', proxyPod(fields))];
    if (kind === 'KafkaNodePool') {
      const priority = textAt(fields, 'spec', 'template', 'pod', 'priorityClassName');
      return [made('node', pod(namespace, [container('kafka', fieldsAt(fields, 'spec', 'resources'))], priority))];
    }
    if (kind === 'Kafka') {
      const spec = fieldsAt(fields, 'spec');
      const operators = ['topicOperator', 'userOperator'].filter((key) => asFields(fieldsAt(spec, 'entityOperator')[key]) !== undefined);
      const of = (component: string) => textAt(spec, component, 'template', 'pod', 'priorityClassName');
      const entity = operators.map((key) => container(key.toLowerCase(), fieldsAt(spec, 'entityOperator', key, 'resources')));
      return [
        ...(entity.length === 0 ? [] : [made('entity operator', pod(namespace, entity, of('entityOperator')))]),
        ...(asFields(spec['kafkaExporter']) === undefined
          ? []
          : [made('exporter', pod(namespace, [container('exporter', fieldsAt(spec, 'kafkaExporter', 'resources'))], of('kafkaExporter')))]),
      ];
    }
    if (kind === 'postgresql') {
      const priority = textAt(fields, 'spec', 'podPriorityClassName');
      const sidecars = listAt(fields, 'spec', 'sidecars').map((sidecar) =>
        container(textAt(sidecar, 'name') ?? 'sidecar', fieldsAt(sidecar, 'resources')),
      );
      const pooler = fieldsAt(fields, 'spec', 'connectionPooler');
      return [
        made('database', pod(namespace, [container('postgres', fieldsAt(fields, 'spec', 'resources')), ...sidecars], priority)),
        made('pooler', pod(namespace, [container('pooler', fieldsAt(pooler, 'resources'))], undefined)),
      ];
    }
    return [];
  });
}

/** The Services of type LoadBalancer that Envoy Gateway makes, one for each EnvoyProxy. */
export function proxyServices(manifests: readonly Manifest[]): readonly Fields[] {
  return manifests
    .filter(({ kind }) => kind === 'EnvoyProxy')
    .filter(({ fields }) => (textAt(fields, 'spec', 'provider', 'kubernetes', 'envoyService', 'type') ?? 'LoadBalancer') === 'LoadBalancer')
    .map(({ name, fields }) => {
      const ranges = listAt(fields, 'spec', 'provider', 'kubernetes', 'envoyService', 'loadBalancerSourceRanges');
      return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: `test-${name}`, namespace: proxyNamespace },
        spec: {
          type: 'LoadBalancer',
          allocateLoadBalancerNodePorts:
            fieldsAt(fields, 'spec', 'provider', 'kubernetes', 'envoyService')['allocateLoadBalancerNodePorts'] ?? true,
          selector: { test: name },
          ports: [{ name: 'https', port: 443, targetPort: 10443, protocol: 'TCP' }],
          ...(ranges.length > 0 && { loadBalancerSourceRanges: ranges }),
        },
      };
    });
}

const proxyNamespace = 'envoy-gateway-system';

function proxyPod(fields: Fields): Fields {
  const deployment = fieldsAt(fields, 'spec', 'provider', 'kubernetes', 'envoyDeployment');
  const hardened = {
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
  const patched = asList(listAt(deployment, 'patch', 'value', 'spec', 'template', 'spec', 'containers'));
  const patchOf = (name: string) =>
    fieldsAt(
      patched.find((item) => textAt(item, 'name') === name),
      'resources',
    );
  const resources = {
    envoy: { requests: { cpu: '100m', memory: '512Mi' }, ...fieldsAt(deployment, 'container', 'resources'), ...patchOf('envoy') },
    'shutdown-manager': { requests: { cpu: '10m', memory: '32Mi' }, ...patchOf('shutdown-manager') },
  };
  const containers = Object.entries(resources).map(([name, own]) => ({ ...container(name, own), ...hardened }));
  return pod(proxyNamespace, containers, textAt(deployment, 'pod', 'priorityClassName'));
}

function container(name: string, resources: Fields): Fields {
  return { name, image: 'example.com/made:1.0.0', ...(Object.keys(resources).length > 0 && { resources }) };
}

function pod(namespace: string, containers: readonly Fields[], priorityClassName: string | undefined): Fields {
  const spec = { containers, ...(priorityClassName !== undefined && { priorityClassName }) };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'test-', namespace }, spec };
}
