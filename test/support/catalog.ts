import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import { type Versions, versionsFile } from '../../generators/model/environment/versions.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { readAdmission } from '../../scripts/catalog/admission.ts';
import { parseYaml } from '../../scripts/repository/yaml.ts';

/** A digest that no image has. */
export const digest = `sha256:${'ab'.repeat(32)}`;

/** The digest of the build of a service, by its place: no two services run the same image. */
export function digestOf(index: number): string {
  return index === 0 ? digest : `sha256:${index.toString(16).padStart(64, '0')}`;
}

/** What an environment of the repository runs: the facts of its charts are of these versions. */
function ownVersions(environment: string): Versions {
  const file = path.resolve(import.meta.dirname, '../..', versionsFile(environment));
  return parseYaml(readFileSync(file, 'utf8')).documents[0]?.value as Versions;
}

/** A service that uses everything; differences by the argument. */
export function service(name: string, over: Partial<ServiceDefinition> = {}): ServiceDefinition {
  const stem = name.replaceAll('-', '_');
  return {
    name,
    title: { en: name, zh: name },
    route: `/${name}`,
    database: { name: `${stem}_db`, user: `${stem}_user` },
    uses: ['postgres', 'redis', 'kafka', 'tracing'],
    topics: { DONE: `${name}.done` },
    ...over,
  };
}

/** An environment like production, under another name; differences by the argument. */
export function environment(name: string, over: Partial<EnvironmentDefinition> = {}): EnvironmentDefinition {
  return {
    name,
    shortName: name,
    title: { en: name, zh: name },
    namespaces: { app: `shop-${name}`, infra: 'erp-infra' },
    clusters: [{ name: `shop-${name}`, zones: ['zone-a', 'zone-b'] }],
    host: `api.${name}.example.com`,
    corsOrigins: [`https://${name}.example.com`],
    issuer: {
      name: 'issuer',
      server: 'https://acme.example.com/directory',
      dns: { hostedZone: 'Z0123456789', region: 'us-east-1', role: 'arn:aws:iam::123456789012:role/shop-dns', endpoints: ['10.0.3.0/28'] },
    },
    edge: 'gateway',
    logLevel: 'info',
    traceRatio: 0.1,
    sizing: 1,
    tier: 'production',
    replicas: { minimumPerZone: 3 },
    nodes: { most: 40 },
    observability: {
      metrics: { replicas: 1, retentionDays: 15, storage: '10Gi' },
      alertmanagers: 1,
      logs: {
        replicas: 1,
        retentionDays: 30,
        storage: '5Gi',
        bucket: 'erp-loki',
        region: 'us-east-1',
        role: 'arn:aws:iam::123456789012:role/erp-loki',
        endpoints: ['10.0.3.0/28'],
      },
      traces: { retentionDays: 7, storage: '5Gi' },
      hosts: { grafana: `grafana.${name}.example.com`, jaeger: `jaeger.${name}.example.com` },
    },
    alerting: { pages: true, channels: { application: '#shop-application', infrastructure: '#shop-infrastructure' } },
    dataLayer: {
      postgres: { instances: 3, poolers: 2, storage: '100Gi' },
      redis: { nodes: 3, storage: '10Gi' },
      kafka: { brokers: 3, controllers: 3, storage: '50Gi', controllerStorage: '10Gi' },
    },
    backup: {
      mode: 'continuous',
      image: { version: '16.14.0', digest: `sha256:${'cd'.repeat(32)}` },
      // As the operator of the facts of charts is told.
      bucket: 'erp-backups',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/shop-backup',
      archiveRole: 'arn:aws:iam::123456789012:role/shop-archive',
      endpoints: ['10.0.3.0/28'],
      retentionDays: 30,
      schedule: '0 2 * * *',
      timeZone: 'Asia/Shanghai',
      drillSchedule: '0 5 * * 0',
    },
    access: [{ group: 'ops', merge: true, argo: ['get', 'sync'], kubernetes: 'view' }],
    delivery: { soakHours: 0, freezes: [] },
    signatures: 'enforce',
    admission: 'deny',
    sync: { confirmPrune: true, windows: [] },
    versions: ownVersions('production'),
    ...over,
  };
}

/** The smaller sibling of `environment`: one pod of a quarter of the size. */
export function smallEnvironment(name: string, over: Partial<EnvironmentDefinition> = {}): EnvironmentDefinition {
  return environment(name, {
    clusters: [{ name: `shop-${name}`, zones: ['zone-a'] }],
    logLevel: 'debug',
    sizing: 0.25,
    tier: 'trial',
    replicas: { fixed: 1 },
    dataLayer: {
      postgres: { instances: 1, poolers: 1, storage: '10Gi' },
      redis: { nodes: 1, storage: '1Gi' },
      kafka: { brokers: 1, controllers: 1, storage: '10Gi', controllerStorage: '1Gi' },
    },
    backup: { mode: 'none' },
    signatures: 'warn',
    ...over,
  });
}

/** A catalog in which every service is released everywhere, as version 1.0.0, but for the pairs `environment/service` left out. */
export function catalog(
  services: readonly ServiceDefinition[],
  environments: readonly EnvironmentDefinition[],
  { unreleased = [] }: { readonly unreleased?: readonly string[] } = {},
): Catalog {
  return {
    platform: {
      file: 'generators/catalog/platform.ts',
      value: {
        imageRepository: 'registry.example.com/erp',
        signing: { issuer: 'https://token.actions.githubusercontent.com', repositories: ['https://github.com/shop/services'] },
        registries: ['registry.example.com'],
        labelDomain: 'erp.example.com',
        git: { url: 'https://git.example.com/shop.git', revision: 'main', forge: 'github' },
        argoNamespace: 'argocd',
        argo: {
          cluster: environments.at(-1)?.clusters[0]?.name ?? 'shop-production',
          host: 'argocd.example.com',
          slackChannel: 'shop-deployments',
          reaches: ['10.0.0.0/16'],
        },
        groups: { ops: { oidc: 'shop-ops', codeOwner: '@shop/ops' }, dev: { oidc: 'shop-dev', codeOwner: '@shop/dev' } },
        productionGroups: ['ops'],
        breakGlassGroup: 'erp-break-glass',
        incidentOwner: '@example/incident-managers',
        acmeEmail: 'ops@example.com',
        vault: { server: 'https://vault.example.com:8200', mount: 'secret', cidrs: ['10.0.4.0/28'] },
        identity: {
          issuer: 'https://login.example.com',
          keys: 'https://login.example.com/keys',
          groupsClaim: 'groups',
          scopes: ['profile', 'email', 'groups'],
          cidrs: ['10.0.4.0/28'],
        },
        edge: { loadBalancerSubnets: ['10.0.1.0/26'], cdn: ['198.51.100.0/24'], company: ['10.8.0.0/16'] },
        dataLayer: { postgres: 'postgres', redis: 'redis-ha', kafka: 'kafka' },
        kubernetesApi: { cidrs: ['10.0.2.0/28'], service: '172.20.0.1/32', port: 443 },
        nodes: { cidrs: ['10.0.16.0/20'] },
        cloud: { name: 'aws' },
        networkPlugin: 'aws-vpc',
      },
    },
    services: services.map((value) => ({ file: `generators/catalog/services/${value.name}.ts`, value })),
    environments: environments.map((value) => ({ file: `generators/catalog/environments/${value.name}.ts`, value })),
    releases: environments.flatMap(({ name: env }) =>
      services
        .filter(({ name }) => !unreleased.includes(`${env}/${name}`))
        .map((released) => ({
          file: `generators/catalog/releases/${env}/${released.name}.yaml`,
          environment: env,
          service: released.name,
          value: { version: '1.0.0', digest: digestOf(services.indexOf(released)) },
        })),
    ),
    sealedSecrets: [],
    settings: [],
    scaling: [],
    versions: environments.map(({ name, versions }) => ({
      file: `generators/catalog/versions/${name}.yaml`,
      environment: name,
      value: versions,
    })),
    freezes: [],
    thaws: [],
    retired: [],
    contents: [],
    adjustments: [],
    charts: [],
    admission: readAdmission(),
  };
}

/** The four environments that the manual asks for, small and full. */
export const fourEnvironments: readonly EnvironmentDefinition[] = [
  smallEnvironment('dev', { namespaces: { app: 'erp-dev', infra: 'erp-infra' } }),
  smallEnvironment('test', { namespaces: { app: 'erp-test', infra: 'erp-infra' } }),
  environment('staging', { namespaces: { app: 'erp-staging', infra: 'erp-infra' } }),
  environment('production', { namespaces: { app: 'erp-prod', infra: 'erp-infra' } }),
];
