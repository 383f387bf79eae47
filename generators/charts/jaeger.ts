import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { ownKey } from '../model/platform/own-keys.ts';
import { jaeger as names } from '../model/platform/tools.ts';
import { type Amounts, scaleAmounts } from '../model/service/quantity.ts';
import type { ChartDraft } from './chart.ts';

const size: Amounts = { requests: { cpu: '200m', memory: '512Mi' }, limits: { cpu: '1000m', memory: '2Gi' } };
const store = 'badger';
const folder = '/badger';

/** Where traces are kept (manual 1.2, 2.2, D15): Jaeger 2 in one pod, which is all that the store Badger can serve. */
export function jaeger({ observability: { traces }, sizing }: EnvironmentDefinition): ChartDraft {
  return {
    name: names.service,
    source: 'generators/charts/jaeger.ts',
    repository: 'https://jaegertracing.github.io/helm-charts',
    chart: 'jaeger',
    syncWave: 0,
    values: {
      fullnameOverride: names.service,
      jaeger: {
        enabled: true,
        replicas: 1,
        resources: scaleAmounts(size, sizing),
        // The chart does not restart the pod for a new configuration; this label does for the one value that may change.
        podLabels: { [ownKey('retention-days')]: String(traces.retentionDays) },
        podSecurityContext: {
          runAsNonRoot: true,
          runAsUser: 10001,
          runAsGroup: 10001,
          fsGroup: 10001,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        extraVolumes: [
          { name: store, persistentVolumeClaim: { claimName: names.claim } },
          { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
        ],
        extraVolumeMounts: [
          { name: store, mountPath: folder },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
      userconfig: configuration(traces.retentionDays),
    },
  };
}

/** Configuration of Jaeger 2, which is that of an OpenTelemetry collector. */
function configuration(retentionDays: number) {
  const { otlpGrpc, otlpHttp, health, metrics, query } = names.ports;
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      pipelines: { traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: {
        metrics: { level: 'normal', readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: metrics } } } }] },
      },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: { endpoint: `0.0.0.0:${health}` } },
      jaeger_query: { http: { endpoint: `0.0.0.0:${query}` }, storage: { traces: store } },
      jaeger_storage: {
        backends: {
          [store]: {
            badger: {
              ephemeral: false,
              directories: { keys: `${folder}/keys`, values: `${folder}/values` },
              ttl: { spans: `${retentionDays * 24}h` },
            },
          },
        },
      },
    },
    receivers: {
      otlp: { protocols: { grpc: { endpoint: `0.0.0.0:${otlpGrpc}` }, http: { endpoint: `0.0.0.0:${otlpHttp}` } } },
    },
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: store } },
  };
}
