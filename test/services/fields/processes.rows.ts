import { digest } from '../../support/catalog.ts';
import type { Row } from './drawn.ts';

const build = { version: '2.0.0', digest };
const compute = { cpu: '100m', memory: '64Mi', ephemeralStorage: '64Mi' };
const resources = { requests: compute, limits: { cpu: '200m', memory: '128Mi', ephemeralStorage: '128Mi' } };

/** What runs of a service, and what its pods find. */
export const processes: readonly Row[] = [
  {
    field: 'main',
    draws: 'its arguments',
    says: { main: ['server', '--workers=4'] },
    shows: [['Deployment/orders spec.template.spec.containers.0.args', ['server', '--workers=4']]],
  },
  {
    field: 'main',
    draws: 'nothing that answers',
    says: { main: 'none', route: undefined, workers: { mail: { args: ['mail'] } } },
    shows: [
      ['Deployment/orders', undefined],
      ['Service/orders', undefined],
      ['Deployment/orders-mail spec.template.spec.containers.0.args', ['mail']],
    ],
  },
  {
    field: 'workers',
    draws: 'a process each, with the ways out of the service and none in but metrics',
    says: {
      workers: {
        mail: {
          args: ['mail'],
          settings: { config: { QUEUE: 'mail' }, maxReplicas: 8 },
          environments: { production: { resources: { limits: { memory: '3Gi' } } } },
        },
      },
    },
    shows: [
      ['Deployment/orders-mail spec.template.spec.containers.0.args', ['mail']],
      [
        'Deployment/orders-mail spec.template.spec.containers.0.image',
        'registry.example.com/erp/orders:1.0.0@sha256:abababababababababababababababababababababababababababababababab',
      ],
      ['Deployment/orders-mail spec.template.spec.containers.0.ports', [{ name: 'metrics', containerPort: 9091, protocol: 'TCP' }]],
      ['Deployment/orders-mail spec.template.spec.containers.0.resources.limits.memory', '3Gi'],
      ['Deployment/orders-mail spec.template.spec.containers.0.env.1', { name: 'OTEL_SERVICE_NAME', value: 'orders-mail' }],
      ['Deployment/orders-mail spec.template.spec.containers.0.env.2', { name: 'KAFKA_GROUP_ID', value: 'orders-mail-production-group' }],
      ['Deployment/orders-mail spec.template.spec.containers.0.env.3', { name: 'QUEUE', value: 'mail' }],
      ['ScaledObject/orders-mail spec.maxReplicaCount', 8],
      [
        'NetworkPolicy/orders-mail-netpol spec.ingress',
        [
          {
            from: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
                podSelector: { matchLabels: { app: 'prometheus' } },
              },
            ],
            ports: [{ protocol: 'TCP', port: 9091 }],
          },
        ],
      ],
      [
        'NetworkPolicy/orders-mail-netpol spec.egress.0',
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
              podSelector: { matchLabels: { 'connection-pooler': 'postgres-pooler' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 5432 }],
        },
      ],
      [
        'PodDisruptionBudget/orders-mail spec',
        { maxUnavailable: 1, selector: { matchLabels: { app: 'orders-mail' } }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
      ],
      ['PodMonitor/orders-mail spec.selector', { matchLabels: { app: 'orders-mail' } }],
      ['Service/orders-mail', undefined],
    ],
  },
  {
    field: 'workers',
    draws: 'a process that answers at ports of its own',
    says: {
      workers: {
        events: {
          args: ['events'],
          ports: { grpc: { number: 6000, protocol: 'grpc' }, http: { number: 9000, protocol: 'http' } },
          settings: { scale: { on: [{ requestsPerSecond: 50 }], max: 9 } },
        },
      },
    },
    shows: [
      [
        'Deployment/orders-events spec.template.spec.containers.0.ports',
        [
          { name: 'grpc', containerPort: 6000, protocol: 'TCP' },
          { name: 'http', containerPort: 9000, protocol: 'TCP' },
          { name: 'metrics', containerPort: 9091, protocol: 'TCP' },
        ],
      ],
      [
        'Deployment/orders-events spec.template.spec.containers.0.livenessProbe',
        { grpc: { port: 6000 }, initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
      ],
      ['Deployment/orders-events spec.template.spec.containers.0.env.1', { name: 'APP_PORT', value: '9000' }],
      ['Deployment/orders-events spec.template.spec.containers.0.env.2', { name: 'APP_PORT_GRPC', value: '6000' }],
      ['Deployment/orders-events spec.template.spec.containers.0.env.3', { name: 'APP_PORT_HTTP', value: '9000' }],
      [
        'Service/orders-events spec',
        {
          type: 'ClusterIP',
          selector: { app: 'orders-events' },
          sessionAffinity: 'None',
          ports: [
            { name: 'grpc', port: 6000, targetPort: 'grpc', protocol: 'TCP', appProtocol: 'grpc' },
            { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' },
            { name: 'metrics', port: 9091, targetPort: 'metrics', protocol: 'TCP' },
          ],
        },
      ],
      ['Service/orders-events-grpc spec.clusterIP', 'None'],
      ['PodMonitor/orders-events spec.selector', { matchLabels: { app: 'orders-events' } }],
      ['ScaledObject/orders-events spec.triggers.0.name', 'http_requests_per_second'],
      ['Service/orders spec.ports.0', { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }],
    ],
  },
  {
    field: 'jobs',
    draws: 'a run by the clock',
    says: {
      jobs: {
        close: {
          args: ['close'],
          minutes: 120,
          retries: 2,
          schedule: '30 1 * * *',
          timeZone: 'Asia/Shanghai',
          settings: { config: { MODE: 'x' } },
          environments: { production: { resources: { limits: { memory: '3Gi' } } } },
        },
      },
    },
    shows: [
      ['CronJob/orders-close spec.schedule', '30 1 * * *'],
      ['CronJob/orders-close spec.timeZone', 'Asia/Shanghai'],
      ['CronJob/orders-close spec.concurrencyPolicy', 'Forbid'],
      ['CronJob/orders-close spec.jobTemplate.spec.activeDeadlineSeconds', 7200],
      ['CronJob/orders-close spec.jobTemplate.spec.backoffLimit', 2],
      ['CronJob/orders-close spec.jobTemplate.spec.template.spec.containers.0.args', ['close']],
      ['CronJob/orders-close spec.jobTemplate.spec.template.spec.containers.0.resources.limits.memory', '3Gi'],
      ['CronJob/orders-close spec.jobTemplate.spec.template.spec.containers.0.env.3', { name: 'MODE', value: 'x' }],
      [
        'NetworkPolicy/orders-close-netpol spec.egress.0',
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
              podSelector: { matchLabels: { 'connection-pooler': 'postgres-pooler' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 5432 }],
        },
      ],
    ],
  },
  {
    field: 'jobs',
    draws: 'a run before each rollout, with a session of the database at both ends',
    says: {
      jobs: {
        migrate: { args: ['migrate'], minutes: 15, at: 'before-rollout' },
        warm: { args: ['warm'], minutes: 5, at: 'after-rollout' },
      },
    },
    shows: [
      [
        'Job/orders-migrate metadata.annotations',
        {
          'argocd.argoproj.io/hook': 'Sync',
          'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
          'argocd.argoproj.io/sync-wave': '-1',
        },
      ],
      [
        'Job/orders-warm metadata.annotations',
        {
          'argocd.argoproj.io/hook': 'Sync',
          'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
          'argocd.argoproj.io/sync-wave': '1',
        },
      ],
      ['Job/orders-migrate spec.activeDeadlineSeconds', 900],
      [
        'Job/orders-migrate spec.template.metadata.labels',
        {
          app: 'orders-migrate',
          'app.kubernetes.io/name': 'orders-migrate',
          'app.kubernetes.io/part-of': 'erp',
          'app.kubernetes.io/version': '1.0.0',
          version: 'v1.0.0',
          'erp.example.com/postgres-client': 'true',
          'erp.example.com/redis-client': 'true',
          'erp.example.com/kafka-client': 'true',
          'erp.example.com/tracing-client': 'true',
          'erp.example.com/postgres-session': 'true',
        },
      ],
      [
        'NetworkPolicy/orders-migrate-netpol spec.egress.0',
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'erp-infra' } },
              podSelector: { matchLabels: { application: 'spilo', 'cluster-name': 'postgres' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 5432 }],
        },
      ],
      [
        'NetworkPolicy/postgres-sessions spec',
        {
          podSelector: { matchLabels: { application: 'spilo', 'cluster-name': 'postgres' } },
          policyTypes: ['Ingress'],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop-production' } },
                  podSelector: { matchLabels: { 'erp.example.com/postgres-session': 'true' } },
                },
              ],
              ports: [{ protocol: 'TCP', port: 5432 }],
            },
          ],
        },
      ],
      [
        'ExternalSecret/orders-session spec.target.template.data',
        {
          DATABASE_SESSION_URL:
            'postgres://orders_user:{{ .DATABASE_PASSWORD | urlquery }}@postgres.erp-infra.svc.cluster.local:5432/orders_db?sslmode=verify-full&sslrootcert=/app/ca/ca.crt',
        },
      ],
      ['ServiceAccount/orders metadata.annotations', { 'argocd.argoproj.io/sync-wave': '-3' }],
    ],
  },
  {
    field: 'image',
    draws: 'the image of all its containers',
    says: { image: 'shop', workers: { mail: { args: ['mail'] } } },
    shows: [
      [
        'Deployment/orders spec.template.spec.containers.0.image',
        'registry.example.com/erp/shop:1.0.0@sha256:abababababababababababababababababababababababababababababababab',
      ],
      [
        'Deployment/orders-mail spec.template.spec.containers.0.image',
        'registry.example.com/erp/shop:1.0.0@sha256:abababababababababababababababababababababababababababababababab',
      ],
    ],
  },
  {
    field: 'secrets',
    draws: 'a key of its path in Vault, checked, a file and a variable',
    says: { uses: [], database: undefined, topics: undefined, secrets: { TOKEN: { atLeast: 20 }, KEY: { base64Bytes: 32 } } },
    shows: [
      [
        'ExternalSecret/orders-secrets spec.data',
        [
          { secretKey: 'TOKEN', remoteRef: { key: 'erp/production/orders', property: 'TOKEN' } },
          { secretKey: 'KEY', remoteRef: { key: 'erp/production/orders', property: 'KEY' } },
        ],
      ],
      [
        'ExternalSecret/orders-secrets spec.target.template.data',
        {
          TOKEN: '{{ if lt (len .TOKEN) 20 }}{{ fail "TOKEN has fewer than 20 characters" }}{{ end }}{{ .TOKEN }}',
          KEY: '{{ if ne (len (b64dec .KEY)) 32 }}{{ fail "KEY is not base64 of 32 bytes" }}{{ end }}{{ .KEY }}',
        },
      ],
      ['Deployment/orders spec.template.spec.containers.0.env.2', { name: 'TOKEN_FILE', value: '/app/secrets/TOKEN' }],
      ['Deployment/orders spec.template.spec.containers.0.env.3', { name: 'KEY_FILE', value: '/app/secrets/KEY' }],
      ['Deployment/orders spec.template.spec.volumes.2', { name: 'secrets', secret: { secretName: 'orders-secrets', defaultMode: 256 } }],
    ],
  },
  {
    field: 'secrets',
    draws: 'none at all',
    says: { uses: [], database: undefined, topics: undefined, secrets: {} },
    shows: [
      ['ExternalSecret/orders-secrets', undefined],
      ['SecretStore/orders-vault', undefined],
    ],
  },
  {
    field: 'files',
    draws: 'a text at its path, in every process',
    says: { files: { '/etc/orders/rules.txt': 'allow\n' }, workers: { mail: { args: ['mail'] } } },
    shows: [
      ['ConfigMap/orders-files data', { 'etc-orders-rules-txt': 'allow\n' }],
      [
        'Deployment/orders spec.template.spec.containers.0.volumeMounts.5',
        { name: 'files', mountPath: '/etc/orders/rules.txt', subPath: 'etc-orders-rules-txt', readOnly: true },
      ],
      [
        'Deployment/orders-mail spec.template.spec.containers.0.volumeMounts.5',
        { name: 'files', mountPath: '/etc/orders/rules.txt', subPath: 'etc-orders-rules-txt', readOnly: true },
      ],
    ],
  },
  {
    field: 'volumes',
    draws: 'rooms, disks and images of the process that answers',
    says: {
      volumes: {
        '/var/cache': { scratch: '100Mi' },
        '/config': { disk: '20Gi', saved: { none: 'A cache of pages' } },
        '/geo': { image: 'geo', build },
      },
    },
    shows: [
      [
        'StatefulSet/orders spec.volumeClaimTemplates',
        [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'own-config' },
            spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'gp3', resources: { requests: { storage: '20Gi' } } },
          },
        ],
      ],
      [
        'StatefulSet/orders metadata.annotations',
        {
          'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm',
          'saved.erp.example.com/own-config': 'none A cache of pages',
        },
      ],
      ['StatefulSet/orders spec.serviceName', 'orders-pods'],
      ['Service/orders-pods spec.clusterIP', 'None'],
      ['StatefulSet/orders spec.template.spec.volumes.5', { name: 'var-cache', emptyDir: { sizeLimit: '100Mi' } }],
      [
        'StatefulSet/orders spec.template.spec.volumes.6',
        {
          name: 'geo',
          image: {
            reference: 'registry.example.com/erp/geo:2.0.0@sha256:abababababababababababababababababababababababababababababababab',
            pullPolicy: 'IfNotPresent',
          },
        },
      ],
      ['StatefulSet/orders spec.template.spec.containers.0.volumeMounts.5', { name: 'var-cache', mountPath: '/var/cache' }],
      ['StatefulSet/orders spec.template.spec.containers.0.volumeMounts.6', { name: 'own-config', mountPath: '/config' }],
      ['StatefulSet/orders spec.template.spec.containers.0.volumeMounts.7', { name: 'geo', mountPath: '/geo', readOnly: true }],
      ['Deployment/orders', undefined],
    ],
  },
  {
    field: 'workers',
    draws: 'rooms and images of the worker alone, with room for them in every environment',
    says: {
      workers: {
        mail: {
          args: ['mail'],
          volumes: { '/app/tmp': { scratch: '2Gi' }, '/geo': { image: 'geo', build } },
          settings: { resources: { limits: { ephemeralStorage: '3Gi' } } },
        },
      },
    },
    shows: [
      ['Deployment/orders-mail spec.template.spec.volumes.5', { name: 'app-tmp', emptyDir: { sizeLimit: '2Gi' } }],
      [
        'Deployment/orders-mail spec.template.spec.volumes.6',
        {
          name: 'geo',
          image: {
            reference: 'registry.example.com/erp/geo:2.0.0@sha256:abababababababababababababababababababababababababababababababab',
            pullPolicy: 'IfNotPresent',
          },
        },
      ],
      ['Deployment/orders-mail spec.template.spec.containers.0.volumeMounts.5', { name: 'app-tmp', mountPath: '/app/tmp' }],
      ['Deployment/orders-mail spec.template.spec.containers.0.volumeMounts.6', { name: 'geo', mountPath: '/geo', readOnly: true }],
      ['Deployment/orders-mail spec.template.spec.containers.0.resources.limits.ephemeral-storage', '3Gi'],
      ['Deployment/orders spec.template.spec.volumes.5', undefined],
    ],
  },
  {
    field: 'jobs',
    draws: 'rooms of the run alone',
    says: { jobs: { migrate: { at: 'before-rollout', args: ['migrate'], minutes: 5, volumes: { '/var/work': { scratch: '100Mi' } } } } },
    shows: [
      ['Job/orders-migrate spec.template.spec.volumes.5', { name: 'var-work', emptyDir: { sizeLimit: '100Mi' } }],
      ['Job/orders-migrate spec.template.spec.containers.0.volumeMounts.5', { name: 'var-work', mountPath: '/var/work' }],
      ['Deployment/orders spec.template.spec.volumes.5', undefined],
    ],
  },
  {
    field: 'companions',
    draws: 'a hardened container beside, with its port, probes and mounts',
    says: {
      ports: { http: { number: 8000, protocol: 'http' }, cache: { number: 8081, protocol: 'http', in: 'proxy' } },
      files: { '/etc/proxy': 'x' },
      companions: {
        proxy: { image: 'proxy', build, runs: 'beside', args: ['-v'], config: { SIZE: '1' }, mounts: ['/etc/proxy'], resources },
        unpack: { image: 'unpack', build, runs: 'before', resources },
      },
    },
    shows: [
      [
        'Deployment/orders spec.template.spec.initContainers.0',
        {
          name: 'proxy',
          image: 'registry.example.com/erp/proxy:2.0.0@sha256:abababababababababababababababababababababababababababababababab',
          imagePullPolicy: 'IfNotPresent',
          restartPolicy: 'Always',
          args: ['-v'],
          ports: [{ name: 'cache', containerPort: 8081, protocol: 'TCP' }],
          env: [{ name: 'SIZE', value: '1' }],
          resources: {
            requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
            limits: { cpu: '200m', memory: '128Mi', 'ephemeral-storage': '128Mi' },
          },
          startupProbe: {
            httpGet: { path: '/health/live', port: 'cache' },
            initialDelaySeconds: 0,
            periodSeconds: 5,
            timeoutSeconds: 3,
            failureThreshold: 30,
          },
          livenessProbe: {
            httpGet: { path: '/health/live', port: 'cache' },
            initialDelaySeconds: 30,
            periodSeconds: 10,
            timeoutSeconds: 5,
            failureThreshold: 3,
          },
          readinessProbe: {
            httpGet: { path: '/health/ready', port: 'cache' },
            initialDelaySeconds: 10,
            periodSeconds: 5,
            timeoutSeconds: 3,
            failureThreshold: 3,
            successThreshold: 1,
          },
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: [
            { name: 'tmp', mountPath: '/tmp', subPath: 'proxy' },
            { name: 'files', mountPath: '/etc/proxy', subPath: 'etc-proxy', readOnly: true },
          ],
        },
      ],
      ['Deployment/orders spec.template.spec.initContainers.1.name', 'unpack'],
      ['Deployment/orders spec.template.spec.initContainers.1.restartPolicy', undefined],
      ['Deployment/orders spec.template.spec.containers.0.ports.1.name', 'metrics'],
      ['Service/orders spec.ports.1', { name: 'cache', port: 8081, targetPort: 'cache', protocol: 'TCP', appProtocol: 'http' }],
    ],
  },
  {
    field: 'identity',
    draws: 'a role of the cloud account, and the right to one Lease',
    says: { identity: { cloudRole: { production: 'arn:aws:iam::123456789012:role/orders' }, leaderElection: true } },
    shows: [
      [
        'ServiceAccount/orders metadata.annotations',
        { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/orders', 'argocd.argoproj.io/sync-wave': '-1' },
      ],
      ['Lease/orders-leader metadata.name', 'orders-leader'],
      [
        'Role/orders-leader rules',
        [
          {
            apiGroups: ['coordination.k8s.io'],
            resources: ['leases'],
            resourceNames: ['orders-leader'],
            verbs: ['get', 'update', 'patch'],
          },
        ],
      ],
      ['RoleBinding/orders-leader subjects', [{ kind: 'ServiceAccount', name: 'orders', namespace: 'shop-production' }]],
      ['Deployment/orders spec.template.spec.automountServiceAccountToken', true],
      [
        'NetworkPolicy/orders-netpol spec.egress.0',
        { to: [{ ipBlock: { cidr: '10.0.2.0/28' } }, { ipBlock: { cidr: '172.20.0.1/32' } }], ports: [{ protocol: 'TCP', port: 443 }] },
      ],
    ],
  },
  {
    field: 'podVariables',
    draws: 'what only the pod knows',
    says: { podVariables: { A: 'name', B: 'namespace', C: 'ip', E: 'node', F: 'zone' } },
    shows: [
      ['Deployment/orders spec.template.spec.containers.0.env.2', { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      [
        'Deployment/orders spec.template.spec.containers.0.env.3',
        { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
      ],
      ['Deployment/orders spec.template.spec.containers.0.env.4', { name: 'C', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
      ['Deployment/orders spec.template.spec.containers.0.env.5', { name: 'E', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
      [
        'Deployment/orders spec.template.spec.containers.0.env.6',
        { name: 'F', valueFrom: { fieldRef: { fieldPath: "metadata.labels['topology.kubernetes.io/zone']" } } },
      ],
    ],
  },
];
