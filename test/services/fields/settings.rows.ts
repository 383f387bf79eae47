import { digest } from '../../support/catalog.ts';
import type { Row } from './drawn.ts';

const build = { version: '2.0.0', digest };
const compute = { cpu: '100m', memory: '64Mi', ephemeralStorage: '64Mi' };
const resources = { requests: compute, limits: { cpu: '200m', memory: '128Mi', ephemeralStorage: '128Mi' } };

/** Settings, and the ways out. */
export const settings: readonly Row[] = [
  {
    field: 'initialRelease',
    draws: 'what runs where there is no release',
    says: { initialRelease: build },
    unreleased: ['production/orders'],
    shows: [
      [
        'Deployment/orders spec.template.spec.containers.0.image',
        'registry.example.com/erp/orders:2.0.0@sha256:abababababababababababababababababababababababababababababababab',
      ],
    ],
  },
  {
    field: 'settings',
    draws: 'a difference in every environment',
    says: { settings: { config: { FEATURE: 'on' } } },
    shows: [['ConfigMap/orders-config data.FEATURE', 'on']],
  },
  {
    field: 'environments',
    draws: 'a difference in one, before that of all',
    says: {
      settings: { config: { FEATURE: 'on', OTHER: 'x' } },
      environments: { production: { config: { FEATURE: 'off' } }, dev: { config: { FEATURE: 'dev' } } },
    },
    shows: [
      ['ConfigMap/orders-config data.FEATURE', 'off'],
      ['ConfigMap/orders-config data.OTHER', 'x'],
    ],
  },
  {
    field: 'settings.resources',
    draws: 'requests and limits',
    says: { settings: { resources } },
    shows: [
      [
        'Deployment/orders spec.template.spec.containers.0.resources',
        {
          requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
          limits: { cpu: '200m', memory: '128Mi', 'ephemeral-storage': '128Mi' },
        },
      ],
      [
        'VerticalPodAutoscaler/orders-vpa spec.resourcePolicy.containerPolicies.0',
        {
          containerName: 'orders',
          controlledValues: 'RequestsOnly',
          minAllowed: { cpu: '100m', memory: '64Mi' },
          maxAllowed: { cpu: '4000m', memory: '4Gi' },
        },
      ],
    ],
  },
  {
    field: 'settings.resources',
    draws: 'recommendations up to what it may have',
    says: { settings: { resources: { limits: { memory: '8Gi' } } } },
    shows: [
      ['VerticalPodAutoscaler/orders-vpa spec.resourcePolicy.containerPolicies.0.minAllowed', { cpu: '250m', memory: '256Mi' }],
      ['VerticalPodAutoscaler/orders-vpa spec.resourcePolicy.containerPolicies.0.maxAllowed', { cpu: '4000m', memory: '8Gi' }],
    ],
  },
  {
    field: 'settings.probes',
    draws: 'paths and timings',
    says: { settings: { probes: { startup: { path: '/up', periodSeconds: 20, failureThreshold: 60 }, readiness: { timeoutSeconds: 9 } } } },
    shows: [
      [
        'Deployment/orders spec.template.spec.containers.0.startupProbe',
        { httpGet: { path: '/up', port: 'http' }, initialDelaySeconds: 0, periodSeconds: 20, timeoutSeconds: 3, failureThreshold: 60 },
      ],
      [
        'Deployment/orders spec.template.spec.containers.0.readinessProbe',
        {
          httpGet: { path: '/health/ready', port: 'http' },
          initialDelaySeconds: 10,
          periodSeconds: 5,
          timeoutSeconds: 9,
          failureThreshold: 3,
          successThreshold: 1,
        },
      ],
      ['Deployment/orders spec.progressDeadlineSeconds', 1535],
    ],
  },
  {
    field: 'settings.pools',
    draws: 'variables',
    says: { settings: { pools: { databaseMax: 7, databaseMin: 2, redisMax: 9 } } },
    shows: [
      ['ConfigMap/orders-config data.DATABASE_MAX_CONNECTIONS', '7'],
      ['ConfigMap/orders-config data.DATABASE_MIN_CONNECTIONS', '2'],
      ['ConfigMap/orders-config data.REDIS_MAX_CONNECTIONS', '9'],
    ],
  },
  {
    field: 'settings.scaling',
    draws: 'targets of the autoscaler',
    says: { settings: { scaling: { cpuUtilization: 55, memoryUtilization: 66, requestsPerSecond: 77 } } },
    shows: [
      ['ScaledObject/orders spec.triggers.0', { type: 'cpu', metricType: 'Utilization', metadata: { value: '55' } }],
      ['ScaledObject/orders spec.triggers.1', { type: 'memory', metricType: 'Utilization', metadata: { value: '66' } }],
      [
        'ScaledObject/orders spec.triggers.2',
        {
          type: 'prometheus',
          name: 'http_requests_per_second',
          metricType: 'AverageValue',
          metadata: {
            serverAddress: 'http://kube-prometheus-stack-prometheus.erp-infra.svc.cluster.local:9090',
            query:
              'sum(rate(http_requests_total{namespace="shop-production",app="orders"}[2m])) or 0 * sum(up{namespace="shop-production",app="orders"} == 1)',
            threshold: '77',
            ignoreNullValues: 'false',
          },
        },
      ],
    ],
  },
  {
    field: 'settings.maxReplicas',
    draws: 'the bound of the autoscaler',
    says: { settings: { maxReplicas: 33 } },
    shows: [['ScaledObject/orders spec.maxReplicaCount', 33]],
  },
  {
    field: 'settings.maxBodySize',
    draws: 'what the edge takes',
    says: { settings: { maxBodySize: '32Mi' } },
    shows: [['BackendTrafficPolicy/orders spec.requestBuffer', { limit: '32Mi' }]],
  },
  {
    field: 'settings.config',
    draws: 'variables',
    says: { settings: { config: { FEATURE: '0x1F' } } },
    shows: [['ConfigMap/orders-config data.FEATURE', '0x1F']],
  },
  {
    field: 'settings.reaches',
    draws: 'the variable and the way out, to the Internet or to ranges',
    says: {
      settings: {
        reaches: {
          PAY: 'https://pay.example:8443/v1',
          MAIL: { host: 'mail.example', port: 587 },
          BANK: { host: 'bank.example', port: 22, cidrs: ['203.0.113.0/24'] },
        },
      },
    },
    shows: [
      ['ConfigMap/orders-config data.PAY', 'https://pay.example:8443/v1'],
      ['ConfigMap/orders-config data.MAIL', 'mail.example:587'],
      ['ConfigMap/orders-config data.BANK', 'bank.example:22'],
      [
        'NetworkPolicy/orders-netpol spec.egress.4',
        {
          to: [
            {
              ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'] },
            },
          ],
          ports: [
            { protocol: 'TCP', port: 8443 },
            { protocol: 'TCP', port: 587 },
          ],
        },
      ],
      [
        'NetworkPolicy/orders-netpol spec.egress.5',
        { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ protocol: 'TCP', port: 22 }] },
      ],
    ],
  },
  {
    field: 'settings.shutdown',
    draws: 'the stop',
    says: { settings: { shutdown: { preStopSeconds: 15, drainSeconds: 30, graceSeconds: 90 } } },
    shows: [
      ['Deployment/orders spec.template.spec.terminationGracePeriodSeconds', 90],
      ['Deployment/orders spec.template.spec.containers.0.lifecycle', { preStop: { sleep: { seconds: 15 } } }],
      ['ConfigMap/orders-config data.SHUTDOWN_DRAIN_SECONDS', '30'],
    ],
  },
  {
    field: 'settings.scale',
    draws: 'triggers and bounds',
    says: {
      settings: {
        scale: {
          on: [
            { lag: 500, topic: 'DONE' },
            { query: 'sum(x)', threshold: 2 },
          ],
          min: 4,
          max: 6,
        },
      },
    },
    shows: [
      [
        'ScaledObject/orders spec.triggers',
        [
          {
            type: 'prometheus',
            name: 'lag_done',
            metricType: 'AverageValue',
            metadata: {
              serverAddress: 'http://kube-prometheus-stack-prometheus.erp-infra.svc.cluster.local:9090',
              query:
                'sum(kafka_consumergroup_lag{consumergroup="orders-production-group",topic="orders.done"}) or 0 * sum(kafka_topic_partitions{topic="orders.done"})',
              threshold: '500',
              ignoreNullValues: 'false',
            },
          },
          {
            type: 'prometheus',
            name: 'query',
            metricType: 'AverageValue',
            metadata: {
              serverAddress: 'http://kube-prometheus-stack-prometheus.erp-infra.svc.cluster.local:9090',
              query: 'sum(x)',
              threshold: '2',
              ignoreNullValues: 'false',
            },
          },
        ],
      ],
      ['ScaledObject/orders spec.minReplicaCount', 4],
      ['ScaledObject/orders spec.maxReplicaCount', 6],
    ],
  },
  {
    field: 'settings.scale',
    draws: 'a fixed number',
    says: { settings: { scale: { pods: 4 } } },
    shows: [
      ['ScaledObject/orders', undefined],
      ['Deployment/orders spec.replicas', 4],
    ],
  },
  {
    field: 'settings.scale',
    draws: 'one writer',
    says: { settings: { scale: { single: 'One writer of numbers.' } } },
    shows: [
      ['ScaledObject/orders', undefined],
      ['Deployment/orders spec.replicas', 1],
      ['Deployment/orders spec.strategy', { type: 'Recreate' }],
      ['Deployment/orders metadata.annotations', { 'erp.example.com/single': 'One writer of numbers.' }],
    ],
  },
  {
    field: 'adjust',
    draws: 'an object as the code of its name changes it',
    says: { adjust: { dns: { because: 'Its library looks names up one by one.' } } },
    shows: [
      ['Deployment/orders spec.template.spec.dnsConfig', { options: [{ name: 'ndots', value: '2' }] }],
      [
        'Deployment/orders metadata.annotations',
        { 'erp.example.com/adjusted.dns': 'spec.template.spec.dnsConfig: Its library looks names up one by one.' },
      ],
    ],
  },
  {
    field: 'objects',
    draws: 'the object, in the namespace and with the labels of the service',
    says: {
      objects: [
        { because: 'A second map', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders-more' }, data: { a: 'b' } } },
      ],
    },
    shows: [
      [
        'ConfigMap/orders-more',
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          data: { a: 'b' },
          metadata: {
            name: 'orders-more',
            namespace: 'shop-production',
            labels: { app: 'orders', 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/part-of': 'erp' },
            annotations: { 'erp.example.com/own-object': 'A second map' },
          },
        },
      ],
    ],
  },
  {
    field: 'exempt',
    draws: 'the mark that rules read, on the objects that are meant',
    says: {
      exempt: [
        {
          rule: 'require-zone-spread',
          on: 'Deployment/orders',
          because: 'One zone has the machines',
          owner: '@shop/dev',
          until: '2027-03-31',
        },
      ],
    },
    shows: [
      [
        'Deployment/orders metadata.annotations',
        { 'policies.erp.example.com/exempt.require-zone-spread': '2027-03-31 One zone has the machines (@shop/dev)' },
      ],
      ['Service/orders metadata.annotations', undefined],
    ],
  },
];
