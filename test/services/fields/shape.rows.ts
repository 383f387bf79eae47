import type { Row } from './drawn.ts';

/** What a service is, how it is reached and what it uses. */
export const shape: readonly Row[] = [
  {
    field: 'name',
    draws: 'objects, labels and selectors',
    says: {},
    shows: [
      [
        'Deployment/orders metadata.labels',
        {
          app: 'orders',
          'app.kubernetes.io/name': 'orders',
          'app.kubernetes.io/part-of': 'erp',
          'app.kubernetes.io/version': '1.0.0',
          version: 'v1.0.0',
        },
      ],
      ['Deployment/orders spec.selector', { matchLabels: { app: 'orders' } }],
      ['Service/orders spec.selector', { app: 'orders' }],
      ['ServiceAccount/orders metadata.name', 'orders'],
    ],
  },
  {
    field: 'title',
    draws: 'what Argo CD says',
    says: { title: { en: 'Orders of dealers', zh: '订单' } },
    shows: [
      [
        'Application/orders-production spec.info',
        [
          { name: 'Title', value: 'Orders of dealers' },
          { name: '名称', value: '订单' },
        ],
      ],
    ],
  },
  {
    field: 'formerly',
    draws: 'the place of its topics, which keep their Application',
    says: { formerly: ['dealer-orders'] },
    shows: [
      ['Application/dealer-orders-data-production spec.source.path', 'overlays/production/dealer-orders-data'],
      ['Application/orders-data-production', undefined],
      ['Application/orders-production spec.source.path', 'overlays/production/orders'],
    ],
  },
  {
    field: 'owner',
    draws: 'its team on objects, not on pods, and for alerts',
    says: { owner: 'ledger' },
    shows: [
      ['Deployment/orders metadata.labels.team', 'ledger'],
      ['Deployment/orders spec.template.metadata.labels.team', undefined],
      [
        'PrometheusRule/orders-owner spec.groups.0.rules.0',
        { record: 'service:owner:info', expr: 'vector(1)', labels: { app: 'orders', team: 'ledger' } },
      ],
    ],
  },
  {
    field: 'folder',
    draws: 'Applications whose end a person confirms in every environment',
    says: { folder: 'purchasing' },
    shows: [
      ['Application/orders-production spec.source.path', 'overlays/production/purchasing/orders'],
      ['Application/orders-production metadata.annotations.argocd.argoproj.io/sync-options', 'Prune=confirm,Delete=confirm'],
    ],
  },
  {
    field: 'route',
    draws: 'a stop at the edge, and the way from the edge to the port',
    says: { route: { host: 'shop', path: '/cart', prefix: 'keep', port: 'web' }, ports: { web: { number: 8080, protocol: 'http' } } },
    shows: [
      ['HTTPRoute/orders-shop spec.hostnames', ['shop.production.example.com']],
      [
        'HTTPRoute/orders-shop spec.rules.1',
        {
          matches: [{ path: { type: 'PathPrefix', value: '/cart' } }],
          timeouts: { request: '60s', backendRequest: '60s' },
          backendRefs: [{ name: 'orders', port: 8080 }],
        },
      ],
      ['HTTPRoute/orders-shop spec.parentRefs.0.sectionName', 'https-shop'],
      ['Gateway/erp-gateway spec.listeners.2.hostname', 'shop.production.example.com'],
      [
        'NetworkPolicy/orders-netpol spec.ingress.0',
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'envoy-gateway-system' } },
              podSelector: { matchLabels: { 'gateway.envoyproxy.io/owning-gateway-name': 'erp-gateway' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 8080 }],
        },
      ],
      ['Deployment/orders spec.template.metadata.labels.erp.example.com/published-8080', 'true'],
      [
        'NetworkPolicy/envoy-proxies-api spec.egress',
        [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop-production' } },
                podSelector: { matchLabels: { 'erp.example.com/published-8000': 'true' } },
              },
            ],
            ports: [{ protocol: 'TCP', port: 8000 }],
          },
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop-production' } },
                podSelector: { matchLabels: { 'erp.example.com/published-8080': 'true' } },
              },
            ],
            ports: [{ protocol: 'TCP', port: 8080 }],
          },
        ],
      ],
    ],
  },
  {
    field: 'route',
    draws: 'a stop whose requests stay open, and which a worker answers',
    says: {
      route: [{ path: '/orders' }, { path: '/orders/events.v1', prefix: 'keep', worker: 'events', streams: true }],
      workers: { events: { args: ['events'], ports: { http: { number: 9000, protocol: 'http' } } } },
    },
    shows: [
      ['HTTPRoute/orders spec.rules.1.backendRefs', [{ name: 'orders', port: 80 }]],
      [
        'HTTPRoute/orders-streams spec.rules.1',
        {
          matches: [{ path: { type: 'PathPrefix', value: '/orders/events.v1' } }],
          timeouts: { request: '0s', backendRequest: '0s' },
          backendRefs: [{ name: 'orders-events', port: 80 }],
        },
      ],
      ['BackendTrafficPolicy/orders spec.targetRefs', [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'orders' }]],
      ['BackendTrafficPolicy/orders spec.requestBuffer', { limit: '16Mi' }],
      [
        'BackendTrafficPolicy/orders-streams spec.targetRefs',
        [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'orders-streams' }],
      ],
      ['BackendTrafficPolicy/orders-streams spec.timeout', { tcp: { connectTimeout: '60s' }, http: { requestTimeout: '0s' } }],
      ['BackendTrafficPolicy/orders-streams spec.requestBuffer', undefined],
      ['Deployment/orders-events spec.template.metadata.labels.erp.example.com/published-9000', 'true'],
      ['Deployment/orders spec.template.metadata.labels.erp.example.com/published-9000', undefined],
      [
        'NetworkPolicy/orders-events-netpol spec.ingress.0',
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'envoy-gateway-system' } },
              podSelector: { matchLabels: { 'gateway.envoyproxy.io/owning-gateway-name': 'erp-gateway' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 9000 }],
        },
      ],
    ],
  },
  {
    field: 'ports',
    draws: 'containers, Services, probes and variables',
    says: {
      route: undefined,
      ports: { api: { number: 7443, protocol: 'grpc' }, lpd: { number: 5150, protocol: 'tcp' }, syslog: { number: 5514, protocol: 'udp' } },
    },
    shows: [
      [
        'Deployment/orders spec.template.spec.containers.0.ports',
        [
          { name: 'api', containerPort: 7443, protocol: 'TCP' },
          { name: 'lpd', containerPort: 5150, protocol: 'TCP' },
          { name: 'syslog', containerPort: 5514, protocol: 'UDP' },
          { name: 'metrics', containerPort: 9091, protocol: 'TCP' },
        ],
      ],
      [
        'Deployment/orders spec.template.spec.containers.0.livenessProbe',
        { grpc: { port: 7443 }, initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
      ],
      [
        'Service/orders spec.ports',
        [
          { name: 'api', port: 7443, targetPort: 'api', protocol: 'TCP', appProtocol: 'grpc' },
          { name: 'lpd', port: 5150, targetPort: 'lpd', protocol: 'TCP' },
          { name: 'syslog', port: 5514, targetPort: 'syslog', protocol: 'UDP' },
          { name: 'metrics', port: 9091, targetPort: 'metrics', protocol: 'TCP' },
        ],
      ],
      ['Service/orders-grpc spec.ports', [{ name: 'api', port: 7443, targetPort: 'api', protocol: 'TCP', appProtocol: 'grpc' }]],
      ['Deployment/orders spec.template.spec.containers.0.env.1', { name: 'APP_PORT_API', value: '7443' }],
      ['Deployment/orders spec.template.spec.containers.0.env.2', { name: 'APP_PORT_LPD', value: '5150' }],
      ['Deployment/orders spec.template.spec.containers.0.env.3', { name: 'APP_PORT_SYSLOG', value: '5514' }],
    ],
  },
  {
    field: 'database',
    draws: 'a database, its owner, and the address',
    says: { database: { name: 'orders_db', user: 'orders_user' } },
    shows: [
      ['postgresql/postgres spec.databases.orders_db', 'orders_user'],
      ['postgresql/postgres spec.users.orders_user', []],
      [
        'ExternalSecret/orders-secrets spec.target.template.data.DATABASE_URL',
        'postgres://orders_user:{{ .DATABASE_PASSWORD | urlquery }}@postgres-primary.erp-infra.svc.cluster.local:5432/orders_db?sslmode=verify-full&sslrootcert=/app/ca/ca.crt',
      ],
      [
        'ExternalSecret/orders-user.postgres.credentials.postgresql.acid.zalan.do spec.data',
        [{ secretKey: 'password', remoteRef: { key: 'erp/production/orders-database', property: 'DATABASE_PASSWORD' } }],
      ],
    ],
  },
  {
    field: 'uses',
    draws: 'labels and ways to each store, which lets in who has the label, and variables',
    says: { uses: ['postgres', 'redis', 'kafka', 'tracing'] },
    shows: [
      [
        'Deployment/orders spec.template.metadata.labels',
        {
          app: 'orders',
          'app.kubernetes.io/name': 'orders',
          'app.kubernetes.io/part-of': 'erp',
          'app.kubernetes.io/version': '1.0.0',
          version: 'v1.0.0',
          'erp.example.com/postgres-client': 'true',
          'erp.example.com/redis-client': 'true',
          'erp.example.com/kafka-client': 'true',
          'erp.example.com/tracing-client': 'true',
          'erp.example.com/published-8000': 'true',
        },
      ],
      [
        'NetworkPolicy/orders-netpol spec.egress',
        [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
                podSelector: { matchLabels: { 'connection-pooler': 'postgres-pooler' } },
              },
            ],
            ports: [{ protocol: 'TCP', port: 5432 }],
          },
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
                podSelector: { matchLabels: { app: 'redis-ha-haproxy', release: 'redis-ha' } },
              },
            ],
            ports: [{ protocol: 'TCP', port: 6379 }],
          },
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
                podSelector: { matchLabels: { 'strimzi.io/cluster': 'kafka', 'strimzi.io/pool-name': 'broker' } },
              },
            ],
            ports: [{ protocol: 'TCP', port: 9092 }],
          },
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
                podSelector: { matchLabels: { 'app.kubernetes.io/name': 'jaeger' } },
              },
            ],
            ports: [{ protocol: 'TCP', port: 4317 }],
          },
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
              },
            ],
            ports: [
              { protocol: 'UDP', port: 53 },
              { protocol: 'TCP', port: 53 },
            ],
          },
        ],
      ],
      [
        'NetworkPolicy/postgres-clients spec',
        {
          podSelector: { matchLabels: { 'connection-pooler': 'postgres-pooler' } },
          policyTypes: ['Ingress'],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop-production' } },
                  podSelector: { matchLabels: { 'erp.example.com/postgres-client': 'true' } },
                },
              ],
              ports: [{ protocol: 'TCP', port: 5432 }],
            },
          ],
        },
      ],
      [
        'NetworkPolicy/redis-clients spec',
        {
          podSelector: { matchLabels: { app: 'redis-ha-haproxy', release: 'redis-ha' } },
          policyTypes: ['Ingress'],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop-production' } },
                  podSelector: { matchLabels: { 'erp.example.com/redis-client': 'true' } },
                },
              ],
              ports: [{ protocol: 'TCP', port: 6379 }],
            },
          ],
        },
      ],
      [
        'NetworkPolicy/kafka-clients spec',
        {
          podSelector: { matchLabels: { 'strimzi.io/cluster': 'kafka', 'strimzi.io/pool-name': 'broker' } },
          policyTypes: ['Ingress'],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop-production' } },
                  podSelector: { matchLabels: { 'erp.example.com/kafka-client': 'true' } },
                },
              ],
              ports: [{ protocol: 'TCP', port: 9092 }],
            },
          ],
        },
      ],
      [
        'NetworkPolicy/tracing-clients spec',
        {
          podSelector: { matchLabels: { 'app.kubernetes.io/name': 'jaeger' } },
          policyTypes: ['Ingress'],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop-production' } },
                  podSelector: { matchLabels: { 'erp.example.com/tracing-client': 'true' } },
                },
              ],
              ports: [{ protocol: 'TCP', port: 4317 }],
            },
          ],
        },
      ],
      [
        'ConfigMap/orders-config data',
        {
          APP_NAME: 'orders',
          APP_ENV: 'production',
          LOG_LEVEL: 'info',
          PROMETHEUS_METRICS_PORT: '9091',
          DATABASE_MAX_CONNECTIONS: '20',
          DATABASE_MIN_CONNECTIONS: '5',
          REDIS_MAX_CONNECTIONS: '50',
          KAFKA_BROKERS:
            'kafka-broker-0.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092,kafka-broker-1.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092,kafka-broker-2.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092',
          KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
          KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
          KAFKA_SASL_USERNAME: 'orders',
          KAFKA_SSL_CA_LOCATION: '/app/ca/ca.crt',
          KAFKA_GROUP_ID: 'orders-production-group',
          KAFKA_TOPIC_DONE: 'orders.done',
          OTEL_SERVICE_NAME: 'orders',
          OTEL_TRACES_EXPORTER: 'otlp',
          OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger-collector.erp-infra.svc.cluster.local:4317',
          OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
          OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
          OTEL_TRACES_SAMPLER_ARG: '0.1',
          OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=erp,deployment.environment.name=production',
          SHUTDOWN_DRAIN_SECONDS: '45',
        },
      ],
    ],
  },
  {
    field: 'calls',
    draws: 'the way out here, the way in there, and the address',
    says: { calls: ['payments', { to: 'payments:lpd', optional: true }, { to: 'gone', optional: true }] },
    shows: [
      [
        'NetworkPolicy/orders-netpol spec.egress.4',
        { to: [{ podSelector: { matchLabels: { app: 'payments' } } }], ports: [{ protocol: 'TCP', port: 50051 }] },
      ],
      [
        'NetworkPolicy/orders-netpol spec.egress.5',
        { to: [{ podSelector: { matchLabels: { app: 'payments' } } }], ports: [{ protocol: 'TCP', port: 5150 }] },
      ],
      [
        'NetworkPolicy/payments-netpol spec.ingress.1',
        { from: [{ podSelector: { matchLabels: { app: 'orders' } } }], ports: [{ protocol: 'TCP', port: 50051 }] },
      ],
      [
        'NetworkPolicy/payments-netpol spec.ingress.2',
        { from: [{ podSelector: { matchLabels: { app: 'orders' } } }], ports: [{ protocol: 'TCP', port: 5150 }] },
      ],
      ['ConfigMap/orders-config data.PAYMENTS_GRPC_ENDPOINT', 'http://payments-grpc.shop-production.svc.cluster.local:50051'],
      ['ConfigMap/orders-config data.PAYMENTS_LPD_ENDPOINT', 'payments.shop-production.svc.cluster.local:5150'],
      ['ConfigMap/orders-config data.GONE_HTTP_ENDPOINT', undefined],
    ],
  },
  {
    field: 'calls',
    draws: 'the way to a worker that answers, at both ends, and its address',
    says: { calls: ['payments.events', 'orders'], workers: { mail: { args: ['mail'] } } },
    shows: [
      [
        'NetworkPolicy/orders-mail-netpol spec.egress.4',
        {
          to: [{ podSelector: { matchLabels: { app: 'payments-events' } } }],
          ports: [{ protocol: 'TCP', port: 6000 }],
        },
      ],
      [
        'NetworkPolicy/orders-mail-netpol spec.egress.5',
        { to: [{ podSelector: { matchLabels: { app: 'orders' } } }], ports: [{ protocol: 'TCP', port: 50051 }] },
      ],
      [
        'NetworkPolicy/payments-events-netpol spec.ingress.0',
        {
          from: [{ podSelector: { matchLabels: { app: 'orders' } } }, { podSelector: { matchLabels: { app: 'orders-mail' } } }],
          ports: [{ protocol: 'TCP', port: 6000 }],
        },
      ],
      [
        'NetworkPolicy/orders-netpol spec.ingress.1',
        {
          from: [{ podSelector: { matchLabels: { app: 'orders' } } }, { podSelector: { matchLabels: { app: 'orders-mail' } } }],
          ports: [{ protocol: 'TCP', port: 50051 }],
        },
      ],
      ['ConfigMap/orders-config data.PAYMENTS_EVENTS_GRPC_ENDPOINT', 'http://payments-events-grpc.shop-production.svc.cluster.local:6000'],
      ['ConfigMap/orders-config data.ORDERS_GRPC_ENDPOINT', 'http://orders-grpc.shop-production.svc.cluster.local:50051'],
    ],
  },
  {
    field: 'topics',
    draws: 'the topic, its dead letters, rights to read and write, and variables',
    says: { topics: { PLACED: { name: 'orders.placed', partitions: 12, retentionHours: 24, deadLetter: true } } },
    shows: [
      ['KafkaTopic/orders.placed spec', { partitions: 12, replicas: 3, config: { 'min.insync.replicas': 2, 'retention.ms': 86400000 } }],
      [
        'KafkaTopic/orders.placed.dlq spec',
        { partitions: 6, replicas: 3, config: { 'min.insync.replicas': 2, 'retention.ms': 604800000 } },
      ],
      [
        'KafkaUser/orders spec.authorization.acls',
        [
          { resource: { type: 'topic', name: 'orders.placed', patternType: 'literal' }, operations: ['Describe', 'Read', 'Write'] },
          { resource: { type: 'topic', name: 'orders.placed.dlq', patternType: 'literal' }, operations: ['Describe', 'Read', 'Write'] },
          { resource: { type: 'group', name: 'orders-production-group', patternType: 'literal' }, operations: ['Describe', 'Read'] },
        ],
      ],
      ['ConfigMap/orders-config data.KAFKA_TOPIC_PLACED', 'orders.placed'],
      ['ConfigMap/orders-config data.KAFKA_TOPIC_PLACED_DLQ', 'orders.placed.dlq'],
    ],
  },
  {
    field: 'consumes',
    draws: 'the right to read, and a variable',
    says: { topics: undefined, consumes: { PAID: 'payments.done' } },
    shows: [
      [
        'KafkaUser/orders spec.authorization.acls',
        [
          { resource: { type: 'topic', name: 'payments.done', patternType: 'literal' }, operations: ['Describe', 'Read'] },
          { resource: { type: 'group', name: 'orders-production-group', patternType: 'literal' }, operations: ['Describe', 'Read'] },
        ],
      ],
      ['ConfigMap/orders-config data.KAFKA_TOPIC_PAID', 'payments.done'],
      [
        'KafkaUser/payments spec.authorization.acls.0',
        { resource: { type: 'topic', name: 'payments.done', patternType: 'literal' }, operations: ['Describe', 'Read', 'Write'] },
      ],
    ],
  },
  {
    field: 'produces',
    draws: 'the right to write, and a variable',
    says: { topics: undefined, produces: { PAID: 'payments.done' } },
    shows: [
      [
        'KafkaUser/orders spec.authorization.acls',
        [
          { resource: { type: 'topic', name: 'payments.done', patternType: 'literal' }, operations: ['Describe', 'Write'] },
          { resource: { type: 'group', name: 'orders-production-group', patternType: 'literal' }, operations: ['Describe', 'Read'] },
        ],
      ],
      ['ConfigMap/orders-config data.KAFKA_TOPIC_PAID', 'payments.done'],
    ],
  },
];
