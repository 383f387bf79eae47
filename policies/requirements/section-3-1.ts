import { expectChart, expectPostgres } from './model/data-layer.ts';
import { expectObject, inEvery, infra, servicesIn, uses, whereOperated } from './model/expectations.ts';
import { absent, amount, anything, exactly, including, orNewer } from './model/pattern.ts';
import type { Requirement } from './model/requirement.ts';

const postgres = 'postgresql postgres';

const requirements: readonly Requirement[] = [
  {
    id: 'R63',
    section: '3.1',
    requirement: 'postgres-ha in erp-infra has 1 primary and 2 standbys, with failover by itself.',
    where: `${postgres}: 3 instances over zones, synchronous; Application postgres-operator; 1 instance in dev and test`,
    deviation: {
      defects: ['D53', 'D56', 'D58'],
      text: 'Patroni by the Zalando operator: the chart of the manual has no Patroni. One standby has what was committed.',
    },
    check: (evidence) => [
      ...expectPostgres(evidence, (isFull) => ({
        numberOfInstances: isFull ? 3 : 1,
        patroni: { synchronous_mode: isFull, failsafe_mode: true },
        topologySpreadConstraints: including({ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' }),
      })),
      ...expectChart(evidence, 'postgres-operator', 'postgres-operator', () => ({ configKubernetes: { watched_namespace: infra } })),
    ],
  },
  {
    id: 'R64',
    section: '3.1',
    requirement: 'PostgreSQL is of version 16.',
    where: `${postgres}: version`,
    deviation: { defects: ['D55'], text: 'The newest minor version that the operator brings, not 16.1.' },
    check: (evidence) => expectPostgres(evidence, () => ({ postgresql: { version: orNewer('16') } })),
  },
  {
    id: 'R65',
    section: '3.1',
    requirement: 'The superuser is enabled, and there are a role and a database for the application.',
    where: `${postgres}: users, databases; ExternalSecret <role>.postgres.credentials...`,
    deviation: {
      defects: ['D21', 'D54', 'D57'],
      text:
        'Each service has a database and a role of its own, with the password that its Secret has; erp_user and erp_prod are there ' +
        'and hold no data of a service. The operator makes the superuser postgres, whose password nobody prints.',
    },
    check: (evidence) => [
      ...expectPostgres(evidence, (_, world) => {
        const services = servicesIn(world).flatMap(({ manual }) => manual ?? []);
        return {
          users: { erp_user: exactly([]), ...Object.fromEntries(services.map(({ role }) => [role, exactly([])])) },
          databases: { erp_prod: 'erp_user', ...Object.fromEntries(services.map(({ database, role }) => [database, role])) },
        };
      }),
      ...inEvery(evidence, (world) =>
        servicesIn(world).flatMap((service) => {
          if (service.manual === undefined || !uses(service, 'postgres')) return [];
          const { role } = service.manual;
          const name = `${role.replaceAll('_', '-')}.postgres.credentials.postgresql.acid.zalan.do`;
          return expectObject(
            world,
            { kind: 'ExternalSecret', namespace: infra, name },
            {
              spec: {
                target: { name, template: { data: { username: role, password: '{{ .password }}' } } },
                data: [{ secretKey: 'password', remoteRef: { property: 'DATABASE_PASSWORD' } }],
              },
            },
          );
        }),
      ),
    ],
  },
  {
    id: 'R66',
    section: '3.1',
    requirement: 'An instance requests 1000m/2Gi and is limited to 4000m/8Gi.',
    where: `${postgres}: resources; a quarter in dev and test`,
    check: (evidence) =>
      expectPostgres(evidence, (isFull) => ({
        resources: isFull
          ? { requests: { cpu: amount('1000m'), memory: amount('2Gi') }, limits: { cpu: amount('4000m'), memory: amount('8Gi') } }
          : { requests: { cpu: anything, memory: anything }, limits: { cpu: anything, memory: anything } },
      })),
  },
  {
    id: 'R67',
    section: '3.1',
    requirement: 'Its volume is 100Gi of class gp3.',
    where: `${postgres}: volume; StorageClass gp3, encrypted, of the EBS driver; 10Gi in dev and test`,
    deviation: { defects: ['D59'], text: 'The class itself is written down: no cluster has it by default.' },
    check: (evidence) => [
      ...expectPostgres(evidence, (isFull) => ({ volume: { size: amount(isFull ? '100Gi' : '10Gi'), storageClass: 'gp3' } })),
      ...inEvery(evidence, (world) =>
        expectObject(
          world,
          { kind: 'StorageClass', namespace: '', name: 'gp3' },
          {
            provisioner: 'ebs.csi.aws.com',
            parameters: { type: 'gp3', encrypted: 'true' },
            reclaimPolicy: 'Retain',
            volumeBindingMode: 'WaitForFirstConsumer',
            allowVolumeExpansion: true,
          },
        ),
      ),
    ],
  },
  {
    id: 'R68',
    section: '3.1',
    requirement: 'It is measured through a ServiceMonitor, by the exporter on port 9187.',
    where: `${postgres}: sidecar exporter; PodMonitor postgres; NetworkPolicies postgres-instances and prometheus-scrape-data`,
    deviation: { defects: ['D60', 'D61'], text: 'A PodMonitor, since each instance is measured by itself. pg_stat_statements is loaded.' },
    check: (evidence) => [
      ...expectPostgres(evidence, () => ({
        // Those of the image, of which pg_stat_statements is one.
        postgresql: { parameters: { shared_preload_libraries: absent, 'pg_stat_statements.track': 'all' } },
        sidecars: including({ name: 'exporter', ports: including({ name: 'exporter', containerPort: 9187 }) }),
      })),
      ...inEvery(
        evidence,
        whereOperated('postgres', (world) =>
          expectObject(
            world,
            { kind: 'PodMonitor', namespace: infra, name: 'postgres' },
            {
              spec: {
                selector: { matchLabels: { 'cluster-name': 'postgres' } },
                podMetricsEndpoints: including({ port: 'exporter' }),
              },
            },
          ),
        ),
      ),
    ],
  },
  {
    id: 'R69',
    section: '3.1',
    requirement: 'The pooler has 2 replicas (250m/256Mi to 1000m/1Gi), the admin user admin, and serves port 5432.',
    where: `${postgres}: connectionPooler; Service postgres-primary (R25); TLS by the Certificate postgres-tls`,
    deviation: {
      defects: ['D17', 'D22', 'D58'],
      text: 'PgBouncer of the operator, which shares connections by transaction and never asks a standby. It has no user admin.',
    },
    check: (evidence) => [
      ...expectPostgres(evidence, (isFull) => ({
        enableConnectionPooler: true,
        connectionPooler: {
          numberOfInstances: isFull ? 2 : 1,
          mode: 'transaction',
          user: absent,
          ...(isFull && {
            resources: {
              requests: { cpu: amount('250m'), memory: amount('256Mi') },
              limits: { cpu: amount('1000m'), memory: amount('1Gi') },
            },
          }),
        },
        tls: { secretName: 'postgres-tls' },
      })),
      ...inEvery(
        evidence,
        whereOperated('postgres', (world) =>
          expectObject(
            world,
            { kind: 'Certificate', namespace: infra, name: 'postgres-tls' },
            { spec: { secretName: 'postgres-tls', dnsNames: including('postgres-primary.erp-infra.svc.cluster.local') } },
          ),
        ),
      ),
    ],
  },
  {
    id: 'R70',
    section: '3.1',
    requirement: 'The consensus store has 3 members, each with 10Gi of class gp3.',
    where: 'Application postgres-operator: kubernetes_use_configmaps, no etcd_host',
    deviation: {
      defects: ['D6', 'D53'],
      text: 'Patroni elects by the Kubernetes API, whose own etcd it is. A second etcd would be one more quorum to lose.',
    },
    check: (evidence) =>
      expectChart(evidence, 'postgres-operator', 'postgres-operator', () => ({
        configGeneral: { kubernetes_use_configmaps: true, etcd_host: absent },
      })),
  },
];

export default requirements;
