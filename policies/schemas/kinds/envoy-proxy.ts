import {
  anything,
  defineKind,
  flag,
  gatewayDuration,
  integer,
  integerOrText,
  labels,
  list,
  mapOf,
  mapping,
  oneOf,
  text,
  word,
} from '../json-schema.ts';
import { fraction } from '../parts/envoy-gateway.ts';
import { policyBackend } from '../parts/gateway-api.ts';
import {
  affinity,
  disruptionBudget,
  env,
  podSecurityContext,
  resources,
  scalingBehavior,
  securityContext,
  tolerations,
  topologySpreadConstraints,
} from '../parts/pod-parts.ts';

const patch = mapping({ value: anything }, { type: oneOf('StrategicMerge', 'JSONMerge') });
const container = mapping({}, { image: text, imageRepository: text, resources, securityContext, env });
const pod = mapping(
  {},
  {
    labels,
    annotations: labels,
    affinity,
    tolerations,
    topologySpreadConstraints,
    nodeSelector: labels,
    priorityClassName: text,
    securityContext: podSecurityContext,
    imagePullSecrets: list(mapping({ name: word })),
  },
);
const strategy = mapping({}, { type: text, rollingUpdate: mapping({}, { maxSurge: integerOrText, maxUnavailable: integerOrText }) });

export default defineKind({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'EnvoyProxy',
  required: {
    spec: mapping(
      {},
      {
        provider: mapping(
          { type: oneOf('Kubernetes', 'Host') },
          {
            kubernetes: mapping(
              {},
              {
                envoyDeployment: mapping({}, { replicas: integer(0), name: text, container, pod, strategy, patch }),
                envoyDaemonSet: mapping({}, { name: text, container, pod, strategy, patch }),
                envoyHpa: mapping({ maxReplicas: integer(1) }, { minReplicas: integer(1), behavior: scalingBehavior, name: text, patch }),
                envoyPDB: disruptionBudget,
                envoyService: mapping(
                  {},
                  {
                    type: oneOf('ClusterIP', 'LoadBalancer', 'NodePort'),
                    name: text,
                    labels,
                    annotations: labels,
                    externalTrafficPolicy: oneOf('Local', 'Cluster'),
                    loadBalancerClass: text,
                    loadBalancerIP: text,
                    loadBalancerSourceRanges: list(text),
                    allocateLoadBalancerNodePorts: flag,
                    patch,
                  },
                ),
                envoyServiceAccount: mapping({}, { name: text }),
                useListenerPortAsContainerPort: flag,
              },
            ),
          },
        ),
        logging: mapping({}, { level: mapOf(oneOf('trace', 'debug', 'info', 'warn', 'error', 'critical', 'off')) }),
        telemetry: mapping(
          {},
          {
            accessLog: mapping(
              {},
              {
                disable: flag,
                settings: list(
                  mapping(
                    {
                      sinks: list(mapping({ type: oneOf('File', 'ALS', 'OpenTelemetry') }, { file: mapping({}, { path: word }) }), {
                        minItems: 1,
                        maxItems: 50,
                      }),
                    },
                    {
                      format: mapping({}, { type: oneOf('Text', 'JSON'), text, json: labels }),
                      matches: list(text, { maxItems: 10 }),
                      type: oneOf('Listener', 'Route', 'Upstream'),
                    },
                  ),
                  { minItems: 1, maxItems: 50 },
                ),
              },
            ),
            metrics: mapping(
              {},
              {
                prometheus: mapping({}, { disable: flag }),
                enableVirtualHostStats: flag,
                enablePerEndpointStats: flag,
                enableRequestResponseSizesStats: flag,
                clusterStatName: text,
              },
            ),
            tracing: mapping(
              {
                provider: mapping(
                  { type: oneOf('OpenTelemetry', 'Zipkin', 'Datadog') },
                  {
                    host: text,
                    port: integer(0),
                    serviceName: text,
                    backendRefs: list(policyBackend, { maxItems: 16 }),
                  },
                ),
              },
              { samplingRate: integer(0, 100), samplingFraction: fraction },
            ),
          },
        ),
        shutdown: mapping(
          {},
          { drainTimeout: gatewayDuration, minDrainDuration: gatewayDuration, healthCheckFailureDelay: gatewayDuration },
        ),
        mergeGateways: flag,
        concurrency: integer(),
        ipFamily: oneOf('IPv4', 'IPv6', 'DualStack'),
        preserveRouteOrder: flag,
        extraArgs: list(text),
      },
    ),
  },
  example: `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata:
  name: erp-gateway
  namespace: erp-infra
spec:
  provider:
    type: Kubernetes
    kubernetes:
      envoyDeployment:
        replicas: 3
      envoyPDB:
        maxUnavailable: 1
      envoyService:
        type: LoadBalancer
        externalTrafficPolicy: Local
        annotations:
          service.beta.kubernetes.io/aws-load-balancer-type: external
`,
});
