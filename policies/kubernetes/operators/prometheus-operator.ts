import type { Fields, Manifest } from '../../model.ts';
import { asFields, at, fieldsAt, listAt, textAt } from '../fields.ts';
import {
  configMap,
  containerPorts,
  countAt,
  given,
  type Known,
  type Made,
  metadata,
  nameAt,
  type Operator,
  type Port,
  secret,
  secretVolume,
  service,
  textsAt,
} from './operator.ts';

/**
 * StatefulSets of Prometheus and Alertmanager with their config reloaders, the headless Services and the Secrets of their
 * configuration. The source of 0.93.1, which the chart pins, was not at hand: what is here is 0.93.0.
 */
export const prometheusOperator: Operator = {
  name: 'Prometheus Operator',
  readIn: '0.93.0',
  chart: 'kube-prometheus-stack',
  chartVersion: '88.5.3',
  make: (known) => [
    ...known.ofKind('Prometheus').flatMap((prometheus) => ofPrometheus(prometheus, reloaderResources(known))),
    ...known.ofKind('Alertmanager').flatMap((alertmanager) => ofAlertmanager(alertmanager, reloaderResources(known))),
    ...known
      .ofKind('Job')
      .filter(isAdmission)
      .map((job) => secret(job, job.name.replace(/-create$/, ''), ['ca', 'cert', 'key'])),
    ...kubeletService(known),
  ],
};

const reloaderPort: Port = { name: 'reloader-web', port: 8080 };

function ofPrometheus(prometheus: Manifest, resources: Fields): readonly Made[] {
  const { fields, name } = prometheus;
  const spec = fieldsAt(fields, 'spec');
  const prefix = `prometheus-${name}`;
  const web: Port = { name: nameAt(spec, 'portName') ?? 'web', port: 9090 };
  const labels = {
    'app.kubernetes.io/name': 'prometheus',
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    'app.kubernetes.io/instance': name,
    'operator.prometheus.io/name': name,
    'operator.prometheus.io/shard': '0',
    prometheus: name,
  };
  const shards = countAt(spec, 1, 'shards');
  const thanos = at(spec, 'thanos') !== undefined;
  const probe = (path: string) => ({ httpGet: { path, port: web.name } });
  const container = {
    name: 'prometheus',
    image: nameAt(spec, 'image') ?? '',
    resources: spec['resources'],
    ports: containerPorts([web]),
    startupProbe: probe('/-/ready'),
    readinessProbe: probe('/-/ready'),
    livenessProbe: probe('/-/healthy'),
    securityContext: hardened,
  };
  const sidecar = {
    name: 'thanos-sidecar',
    image: '',
    resources: at(spec, 'thanos', 'resources'),
    ports: containerPorts([
      { name: 'http', port: 10_902 },
      { name: 'grpc', port: 10_901 },
    ]),
    securityContext: hardened,
  };
  const volumes = [
    secretVolume('config', prefix),
    secretVolume('web-config', `${prefix}-web-config`),
    { name: 'rulefiles', configMap: { name: `${prefix}-rulefiles-0`, optional: true } },
  ];
  return [
    ...Array.from(
      { length: Math.min(Math.max(shards, 1), 100) },
      (_, shard): Made =>
        statefulSet(
          prometheus,
          shard === 0 ? prefix : `${prefix}-shard-${shard}`,
          { ...labels, 'operator.prometheus.io/shard': `${shard}` },
          {
            containers: [container, reloader('config-reloader', resources), ...(thanos ? [sidecar] : [])],
            volumes,
            resources,
          },
        ),
    ),
    service(
      prometheus,
      nameAt(spec, 'serviceName') ?? 'prometheus-operated',
      { 'app.kubernetes.io/name': 'prometheus' },
      [{ ...web, target: web.name ?? web.port }],
      { clusterIP: 'None', labels: { 'operated-prometheus': 'true' } },
    ),
    secret(prometheus, prefix, ['prometheus.yaml.gz']),
    secret(prometheus, `${prefix}-web-config`, ['web-config.yaml']),
    configMap(prometheus, `${prefix}-rulefiles-0`),
  ];
}

function ofAlertmanager(alertmanager: Manifest, resources: Fields): readonly Made[] {
  const { fields, name } = alertmanager;
  const spec = fieldsAt(fields, 'spec');
  const prefix = `alertmanager-${name}`;
  const web: Port = { name: nameAt(spec, 'portName') ?? 'web', port: 9093 };
  const labels = {
    'app.kubernetes.io/name': 'alertmanager',
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    'app.kubernetes.io/instance': name,
    alertmanager: name,
  };
  const mesh: readonly Port[] = [
    { name: 'mesh-tcp', port: 9094 },
    { name: 'mesh-udp', port: 9094, protocol: 'UDP' },
  ];
  const probe = (path: string) => ({ httpGet: { path, port: web.name } });
  return [
    statefulSet(alertmanager, prefix, labels, {
      containers: [
        {
          name: 'alertmanager',
          image: nameAt(spec, 'image') ?? '',
          resources: at(spec, 'resources') ?? { requests: { memory: '200Mi' } },
          ports: containerPorts([web, ...mesh]),
          readinessProbe: probe('/-/ready'),
          livenessProbe: probe('/-/healthy'),
          securityContext: hardened,
        },
        reloader('config-reloader', resources),
      ],
      volumes: [
        secretVolume('config-volume', `${prefix}-generated`),
        secretVolume('web-config', `${prefix}-web-config`),
        secretVolume('cluster-tls-config', `${prefix}-cluster-tls-config`),
      ],
      resources,
    }),
    service(
      alertmanager,
      nameAt(spec, 'serviceName') ?? 'alertmanager-operated',
      { 'app.kubernetes.io/name': 'alertmanager' },
      [
        { ...web, target: web.name ?? web.port },
        { name: 'tcp-mesh', port: 9094, target: 'mesh-tcp' },
        { name: 'udp-mesh', port: 9094, target: 'mesh-udp', protocol: 'UDP' },
      ],
      { clusterIP: 'None', publishNotReadyAddresses: true, labels: { 'operated-alertmanager': 'true' } },
    ),
    secret(alertmanager, `${prefix}-generated`, ['alertmanager.yaml.gz']),
    secret(alertmanager, `${prefix}-web-config`, ['web-config.yaml']),
    secret(alertmanager, `${prefix}-cluster-tls-config`, ['cluster-tls-config.yaml']),
  ];
}

const hardened = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

/** Beside each of the two, and before them. */
function reloader(name: string, resources: Fields): Fields {
  const port = name.startsWith('init') ? { name: 'reloader-init', port: 8081 } : reloaderPort;
  return { name, image: '', resources, ports: containerPorts([port]), securityContext: hardened };
}

/** Arguments of the operator; 0 is none (cmd/operator/main.go, config-reloader-cpu-request and the like). */
function reloaderResources(known: Known): Fields {
  const args = listAt(operatorOf(known)?.fields, 'spec', 'template', 'spec', 'containers', 0, 'args');
  const value = (resource: string, side: string) => {
    const prefix = `--config-reloader-${resource}-${side}=`;
    const found = args.find((arg) => typeof arg === 'string' && arg.startsWith(prefix));
    const amount = typeof found === 'string' ? found.slice(prefix.length) : '0';
    return amount === '0' || amount === '' ? undefined : amount;
  };
  const side = (name: string) => given({ cpu: value('cpu', name), memory: value('memory', name) });
  return { requests: side('request'), limits: side('limit') };
}

function operatorOf(known: Known): Manifest | undefined {
  return known.ofKind('Deployment').find(
    ({ origin, labels }) =>
      (origin?.by === 'chart' && labels['app.kubernetes.io/component'] === 'prometheus-operator') ||
      // As kube-prometheus draws it.
      (origin === undefined && labels['app.kubernetes.io/name'] === 'prometheus-operator'),
  );
}

function statefulSet(of: Manifest, name: string, labels: Fields, { containers, volumes, resources }: Fields): Made {
  const spec = fieldsAt(of.fields, 'spec');
  const mounts = [
    ...textsAt(spec, 'secrets').map((own) => secretVolume(`secret-${own}`, own)),
    ...textsAt(spec, 'configMaps').map((own) => ({ name: `configmap-${own}`, configMap: { name: own } })),
  ];
  const claim = fieldsAt(spec, 'storage', 'volumeClaimTemplate');
  return {
    of,
    fields: {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: metadata(of.namespace, name, { ...of.labels, ...labels }),
      spec: given({
        replicas: countAt(spec, 1, 'replicas'),
        serviceName: `${of.kind.toLowerCase()}-operated`,
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...fieldsAt(spec, 'podMetadata', 'labels'), ...labels } },
          spec: given({
            serviceAccountName: nameAt(spec, 'serviceAccountName') ?? 'default',
            automountServiceAccountToken: spec['automountServiceAccountToken'] ?? true,
            priorityClassName: nameAt(spec, 'priorityClassName'),
            securityContext: spec['securityContext'],
            affinity: spec['affinity'],
            tolerations: spec['tolerations'],
            nodeSelector: spec['nodeSelector'],
            topologySpreadConstraints: spec['topologySpreadConstraints'],
            enableServiceLinks: spec['enableServiceLinks'],
            terminationGracePeriodSeconds: spec['terminationGracePeriodSeconds'] ?? (of.kind === 'Prometheus' ? 600 : 120),
            initContainers: [reloader('init-config-reloader', asFields(resources) ?? {}), ...listAt(spec, 'initContainers')],
            containers: [...(containers as readonly unknown[]), ...listAt(spec, 'containers').filter(isAnother(containers))],
            volumes: [...(volumes as readonly unknown[]), ...mounts, ...listAt(spec, 'volumes')],
          }),
        },
        volumeClaimTemplates:
          at(spec, 'storage', 'volumeClaimTemplate') === undefined
            ? undefined
            : [{ metadata: { name: `${name}-db` }, spec: claim['spec'] ?? {} }],
      }),
    },
  };
}

/** A container of the object that has the name of a generated one is merged into it; only others are containers of their own. */
function isAnother(containers: unknown): (container: unknown) => boolean {
  const names = new Set((containers as readonly Fields[]).map((container) => container['name']));
  return (container) => !names.has(textAt(container, 'name'));
}

/** The hook of the chart that makes the certificate of the operator's webhook. */
function isAdmission({ origin, name }: Manifest): boolean {
  return origin?.by === 'chart' && origin.chart === 'kube-prometheus-stack' && name.endsWith('-admission-create');
}

/** The operator keeps the Service of the kubelets, and writes its endpoints; here the selector stands for them. */
function kubeletService(known: Known): readonly Made[] {
  const operator = operatorOf(known);
  if (operator === undefined) return [];
  const labels = { 'k8s-app': 'kubelet', 'app.kubernetes.io/name': 'kubelet', 'app.kubernetes.io/managed-by': 'prometheus-operator' };
  const name = operator.name.replace(/-operator$/, '-kubelet');
  return [
    service(operator, name, { 'k8s-app': 'kubelet' }, [{ name: 'https-metrics', port: 10_250 }], {
      namespace: 'kube-system',
      labels,
      clusterIP: 'None',
    }),
  ];
}
