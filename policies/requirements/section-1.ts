import { isProductionLike, requiredEnvironments } from '../environments.ts';
import { copiesData } from '../kubernetes/data/backups.ts';
import type { World } from '../model.ts';
import { expectAccess } from './model/access.ts';
import { expectChart, expectKafka, expectPostgres } from './model/data-layer.ts';
import { edgeOf, hostOf } from './model/edge.ts';
import {
  expectDeployment,
  expectObject,
  expectPod,
  forEvery,
  inEvery,
  infra,
  place,
  servicesIn,
  whereOperated,
} from './model/expectations.ts';
import { manualEnvironments } from './model/manual-environments.ts';
import { isScaledForNow } from './model/operated.ts';
import { absent, anything, atLeast, exactly, including, keys, text } from './model/pattern.ts';
import type { Evidence, Requirement, Shortfall } from './model/requirement.ts';

const { dev, test, staging, production } = manualEnvironments;

const requirements: readonly Requirement[] = [
  {
    id: 'R1',
    section: '1.1',
    requirement: 'There are four environments: dev, test, staging and production.',
    where: 'overlays/dev, overlays/test, overlays/staging, overlays/production; each deploys services',
    check: ({ environments }) =>
      requiredEnvironments.flatMap((name) => {
        const world = environments.find(({ environment }) => environment === name);
        if (world === undefined) return [{ message: `There is no environment "${name}".`, where: 'overlays/' }];
        return servicesIn(world).length > 0
          ? []
          : [{ message: `The environment "${name}" deploys no service.`, where: `overlays/${name}` }];
      }),
  },
  {
    id: 'R2',
    section: '1.1',
    requirement: 'dev is for daily development; the development team has access; nothing is backed up.',
    where: 'RoleBindings of erp-dev and erp-infra, AppProjects erp-dev and erp-dev-platform, CODEOWNERS; no backup object',
    check: (evidence) => [...expectAccess(evidence, dev.name), ...expectNoBackup(evidence, dev.name)],
  },
  {
    id: 'R3',
    section: '1.1',
    requirement: 'test is for integration and QA tests; development and QA have access; nothing is backed up.',
    where: 'RoleBindings of erp-test and erp-infra, AppProjects erp-test and erp-test-platform, CODEOWNERS; no backup object',
    check: (evidence) => [...expectAccess(evidence, test.name), ...expectNoBackup(evidence, test.name)],
  },
  {
    id: 'R4',
    section: '1.1',
    requirement: 'staging is for verification and load tests before a release; development and operations have access; daily backup.',
    where:
      'RoleBindings of erp-staging and erp-infra, AppProjects erp-staging and erp-staging-platform, CODEOWNERS; its size is that of production (R39, R40, R57); ' +
      'CronJobs postgres-backup and postgres-restore-drill',
    check: (evidence) => [...expectAccess(evidence, staging.name), ...expectDump(evidence, staging.name)],
  },
  {
    id: 'R5',
    section: '1.1',
    requirement: 'production is the live service; only operations has access; it is backed up continuously.',
    where:
      'RoleBindings of erp-prod and erp-infra, AppProjects erp-production and erp-production-platform, CODEOWNERS; ConfigMap postgres-pod-env, postgresql postgres: ' +
      'archive_timeout; CronJob postgres-backup as the second line',
    check: (evidence) => [
      ...expectAccess(evidence, production.name),
      ...expectDump(evidence, production.name),
      ...inOne(
        evidence,
        production.name,
        whereOperated('postgres', (world) => [
          ...expectObject(
            world,
            { kind: 'ConfigMap', namespace: infra, name: 'postgres-pod-env' },
            { data: { USE_WALG_BACKUP: 'true', USE_WALG_RESTORE: 'true', BACKUP_SCHEDULE: anything, BACKUP_NUM_TO_RETAIN: '30' } },
          ),
          ...expectObject(
            world,
            { kind: 'postgresql', namespace: infra, name: 'postgres' },
            { spec: { postgresql: { parameters: { archive_timeout: '60s' } } } },
          ),
        ]),
      ),
    ],
  },
  {
    id: 'R6',
    section: '1.2',
    requirement: 'Requests come through a CDN by HTTPS to a load balancer (10.0.1.10) and from there to Kubernetes.',
    where: 'Gateway erp-gateway: HTTPS listener; EnvoyProxy erp-gateway: load balancer; ClientTrafficPolicy erp-gateway: trusted proxies',
    deviation: {
      defects: ['D7', 'D10'],
      text:
        'A network load balancer, because an ALB has no fixed address; 10.0.1.10 exists only on premises. It keeps the address of the ' +
        'client and adds no header: only the CDN may connect, and only the CDN is believed. TLS ends at the gateway.',
    },
    remaining: { area: 'operations', text: 'the CDN, which no manifest describes' },
    check: (evidence) =>
      inEvery(evidence, (world) => {
        if (edgeOf(world) === 'ingress') return [];
        return [
          ...expectObject(
            world,
            { kind: 'GatewayClass', namespace: '', name: 'eg' },
            {
              spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
            },
          ),
          ...expectObject(
            world,
            { kind: 'Gateway', namespace: infra, name: 'erp-gateway' },
            {
              spec: {
                gatewayClassName: 'eg',
                listeners: including({ name: 'https', protocol: 'HTTPS', port: 443, tls: { mode: 'Terminate' } }),
              },
            },
          ),
          ...expectObject(
            world,
            { kind: 'EnvoyProxy', namespace: infra, name: 'erp-gateway' },
            {
              spec: {
                provider: {
                  kubernetes: { envoyService: { type: 'LoadBalancer', loadBalancerSourceRanges: including('198.51.100.0/24') } },
                },
              },
            },
          ),
          ...expectObject(
            world,
            { kind: 'ClientTrafficPolicy', namespace: infra, name: 'erp-gateway' },
            {
              spec: {
                targetRefs: [{ kind: 'Gateway', name: 'erp-gateway' }],
                clientIPDetection: { xForwardedFor: { trustedCIDRs: including('198.51.100.0/24') } },
              },
            },
          ),
        ];
      }),
  },
  {
    id: 'R7',
    section: '1.2',
    requirement: 'Production serves from two zones, us-east-1a and us-east-1b.',
    where: 'Deployment <service>: nodeAffinity names both zones, a topologySpreadConstraint keeps them equal; staging as production',
    deviation: { defects: ['D5', 'D34'], text: 'Two zones of one regional cluster, not two clusters.' },
    check: (evidence) =>
      forEvery(evidence, (service) =>
        isProductionLike(service.world)
          ? expectPod(service, {
              affinity: {
                nodeAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: exactly({
                    nodeSelectorTerms: [
                      { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['us-east-1a', 'us-east-1b'] }] },
                    ],
                  }),
                },
              },
              topologySpreadConstraints: including({
                topologyKey: 'topology.kubernetes.io/zone',
                maxSkew: 1,
                whenUnsatisfiable: 'DoNotSchedule',
                labelSelector: { matchLabels: { app: service.name } },
                matchLabelKeys: including('pod-template-hash'),
              }),
            })
          : [],
      ),
  },
  {
    id: 'R8',
    section: '1.2',
    requirement: 'There are three services, financial, sales and material, each with three pods in each zone.',
    where: 'Deployment and ScaledObject <service>: at least 6 pods, spread evenly over the 2 zones (R7); 1 pod in dev and test',
    check: (evidence) =>
      inEvery(evidence, (world) =>
        servicesIn(world).flatMap((service) => {
          if (!isProductionLike(world)) {
            const own = world.find('Deployment', service.namespace, service.name);
            return expectDeployment(service, { spec: { replicas: isScaledForNow(own) ? atLeast(1) : 1 } });
          }
          return [
            ...expectDeployment(service, { spec: { replicas: absent } }),
            ...expectObject(
              world,
              { kind: 'ScaledObject', namespace: service.namespace, name: service.name },
              { spec: { minReplicaCount: atLeast(6) } },
            ),
          ];
        }),
      ),
  },
  {
    id: 'R9',
    section: '1.2',
    requirement: 'PostgreSQL has a primary and standbys with failover as Patroni gives it.',
    where: 'postgresql postgres: patroni, 3 instances; one in dev and test',
    deviation: { defects: ['D53'], text: 'Patroni by the Zalando operator.' },
    check: (evidence) => expectPostgres(evidence, (isFull) => ({ numberOfInstances: isFull ? 3 : 1, patroni: { ttl: 30, loop_wait: 10 } })),
  },
  {
    id: 'R10',
    section: '1.2',
    requirement: 'Redis has three Sentinels.',
    where: 'Application redis-ha: a Sentinel in each of 3 pods; one in dev and test',
    deviation: { defects: ['D62'], text: 'Replication with Sentinel, not Redis Cluster, which is another mode.' },
    check: (evidence) =>
      expectChart(evidence, 'redis-ha', 'redis-ha', (isFull) => ({ replicas: isFull ? 3 : 1, sentinel: { quorum: isFull ? 2 : 1 } })),
  },
  {
    id: 'R11',
    section: '1.2',
    requirement: 'Kafka has three brokers.',
    where: 'KafkaNodePool broker; one in dev and test',
    check: (evidence) => expectKafka(evidence, 'KafkaNodePool', 'broker', (isFull) => ({ roles: ['broker'], replicas: isFull ? 3 : 1 })),
  },
  {
    id: 'R12',
    section: '1.2',
    requirement: 'There are Prometheus with alerts, Grafana with dashboards, Loki and Jaeger.',
    where: 'Applications kube-prometheus-stack, loki and jaeger; ExternalSecret grafana-admin; ConfigMap grafana-data-sources',
    deviation: { defects: ['D8'], text: 'Each tool is an Argo CD Application with a pinned chart, before the services.' },
    check: (evidence) => [
      ...expectChart(evidence, 'kube-prometheus-stack', 'kube-prometheus-stack', (_, world) => ({
        fullnameOverride: 'kube-prometheus-stack',
        prometheus: { enabled: absent, prometheusSpec: { podMetadata: { labels: { app: 'prometheus' } } } },
        alertmanager: { enabled: absent },
        grafana: {
          enabled: absent,
          admin: exactly({ existingSecret: 'grafana-admin', userKey: 'admin-user', passwordKey: 'admin-password' }),
          sidecar: {
            dashboards: { enabled: true, label: 'grafana_dashboard', labelValue: '1' },
            datasources: { enabled: true, label: 'grafana_datasource', labelValue: '1' },
          },
          'grafana.ini': {
            server: { root_url: `https://${hostOf(world).replace(/^api\./, 'grafana.')}/` },
            'auth.anonymous': { enabled: false },
          },
        },
      })),
      ...inEvery(evidence, (world) =>
        expectObject(
          world,
          { kind: 'ExternalSecret', namespace: infra, name: 'grafana-admin' },
          { spec: { target: { name: 'grafana-admin', template: { data: keys('admin-user', 'admin-password') } } } },
        ),
      ),
      ...['loki', 'jaeger'].flatMap((chart) => expectChart(evidence, chart, chart, () => ({ fullnameOverride: chart }))),
      ...inEvery(evidence, (world) =>
        expectObject(
          world,
          { kind: 'ConfigMap', namespace: infra, name: 'grafana-data-sources' },
          {
            metadata: { labels: { grafana_datasource: '1' } },
            data: {
              'data-sources.yaml': text(
                /"uid": "prometheus"[\s\S]*"uid": "loki"[\s\S]*"uid": "jaeger"/,
                'the data sources prometheus, loki and jaeger',
              ),
            },
          },
        ),
      ),
    ],
  },
];

export default requirements;

/** That the environment's databases are dumped every day. */
function expectDump(evidence: Evidence, environment: string): readonly Shortfall[] {
  return inOne(evidence, environment, (world) =>
    expectObject(
      world,
      { kind: 'CronJob', namespace: infra, name: 'postgres-backup' },
      { spec: { schedule: '0 2 * * *', suspend: absent, jobTemplate: anything } },
    ),
  );
}

function inOne({ environments }: Evidence, environment: string, check: (world: World) => readonly Shortfall[]): readonly Shortfall[] {
  return environments.filter((world) => world.environment === environment).flatMap(check);
}

function expectNoBackup({ environments }: Evidence, environment: string): readonly Shortfall[] {
  return environments
    .filter((world) => world.environment === environment)
    .flatMap((world) =>
      world.manifests
        .filter((manifest) => copiesData(manifest, world))
        .map((manifest) => ({
          message: `${manifest.kind} "${manifest.name}" makes a backup, expected none.`,
          ...place(world, manifest, ''),
        })),
    );
}
