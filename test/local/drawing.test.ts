import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applicationsOf } from '../../generators/applications.ts';
import { inputsAnnotation } from '../../generators/local/adapted.ts';
import { localImages } from '../../generators/local/images.ts';
import { localLabel } from '../../generators/local/marks.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import { exampleCompany } from '../../policies/company/company.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { claimsOf } from '../../scripts/local/claims.ts';
import { judgeLocal, waived } from '../../scripts/local/judged.ts';
import { companyCatalog } from '../services/support.ts';
import { filesOf, fixtureCompany, laptopOf, objectOf, textsOf } from './support.ts';

const catalog = await loadCatalog(process.cwd());
const { objects, drawing, profile } = laptopOf(catalog);
const dev = applicationsOf(catalog).flatMap(({ variants }) =>
  variants.filter(({ environment }) => environment === 'dev').flatMap((variant) => variant.objects),
);
const keyOf = ({ kind, metadata: { namespace = '', name } }: KubernetesObject) => `${kind} ${namespace}/${name}`;
/** Without the mark, and without what only Argo CD reads. */
function plain({ metadata, ...rest }: KubernetesObject): unknown {
  const { annotations: _, labels: __, ...own } = metadata;
  const labels = Object.entries(metadata.labels ?? {}).filter(([key]) => key !== localLabel);
  return { ...rest, metadata: { ...own, ...(labels.length > 0 && { labels: Object.fromEntries(labels) }) } };
}

describe('what services meet on a laptop', () => {
  it.each(['Service', 'ConfigMap', 'NetworkPolicy', 'ServiceAccount', 'PodDisruptionBudget'])(
    'is in every %s of theirs what it is in dev, byte for byte',
    (kind) => {
      const meant = dev.filter(
        (object) => object.kind === kind && object.metadata.namespace === 'erp-dev' && object.metadata.labels?.['app'] !== 'break-glass',
      );
      const own = new Map(objects.map((object) => [keyOf(object), object]));
      const here = meant.filter(({ metadata: { name } }) => name.includes('-service'));
      expect(here.length).toBeGreaterThanOrEqual(3);
      expect(here.map((object) => plain(own.get(keyOf(object)) as KubernetesObject))).toEqual(here.map(plain));
    },
  );

  it('has the Services and ports of the stores, and the policies that let clients in', () => {
    const names = ['Service erp-infra/postgres-primary', 'Service erp-infra/redis-master', 'Service erp-infra/jaeger-collector'];
    const policies = ['postgres', 'redis', 'kafka', 'tracing'].map((name) => `NetworkPolicy erp-infra/${name}-clients`);
    const own = new Map(objects.map((object) => [keyOf(object), object]));
    const meant = dev.filter((object) => [...names, ...policies].includes(keyOf(object)));
    expect(meant).toHaveLength(7);
    expect(meant.map((object) => plain(own.get(keyOf(object)) as KubernetesObject))).toEqual(meant.map(plain));
  });

  it('has a pod behind each of these Services', () => {
    const templates = objects.flatMap((object) => {
      const { template } = ((object as { readonly spec?: unknown }).spec ?? {}) as {
        readonly template?: { readonly metadata?: { readonly labels?: object } };
      };
      return template?.metadata?.labels === undefined ? [] : [{ namespace: object.metadata.namespace, labels: template.metadata.labels }];
    });
    const alone = objects
      .filter((object) => object.kind === 'Service')
      .filter((object) => {
        const { selector } = (object as unknown as { readonly spec: { readonly selector: object } }).spec;
        return !templates.some(
          ({ namespace, labels }) =>
            namespace === object.metadata.namespace &&
            Object.entries(selector).every(([key, value]) => (labels as Record<string, unknown>)[key] === value),
        );
      });
    expect(alone.map(keyOf)).toEqual([]);
  });

  it('are addresses whose passwords are those of the stores', () => {
    const { DATABASE_URL, REDIS_URL } = textsOf(objects, 'sales-service-secrets');
    const password = textsOf(objects, 'postgres-passwords')['sales_user'];
    expect(DATABASE_URL).toBe(
      `postgres://sales_user:${password}@postgres-primary.erp-infra.svc.cluster.local:5432/sales_db?sslmode=verify-full&sslrootcert=/app/ca/ca.crt`,
    );
    const redis = /^requirepass (\S+)$/m.exec(textsOf(objects, 'redis-config')['redis.conf'] ?? '')?.[1];
    expect(REDIS_URL).toBe(`redis://:${redis}@redis-master.erp-infra.svc.cluster.local:6379/0`);
    expect(textsOf(objects, 'sales-service-kafka')['KAFKA_PASSWORD']).toBe(textsOf(objects, 'kafka-passwords')['sales-service']);
  });

  it('are keys of the shape that production asks for', () => {
    const { JWT_SECRET = '', ENCRYPTION_KEY = '' } = textsOf(objects, 'sales-service-secrets');
    expect([JWT_SECRET.length >= 32, Buffer.from(ENCRYPTION_KEY, 'base64').length]).toEqual([true, 32]);
  });
});

describe('a laptop', () => {
  it('is judged by all rules and schemas but those of the table, and needs each of these', async () => {
    const own = laptopOf(catalog, { images: new Map([['sales-service', 'sales-service:dev']]) });
    const { findings, used } = await judgeLocal('dev', own.objects, exampleCompany);
    expect(findings.map(({ rule, object, message }) => `${rule} ${object.kind} ${object.name}: ${message}`)).toEqual([]);
    const further = await judgeLocal('dev', laptopOf(companyCatalog).objects, fixtureCompany);
    expect(Object.keys(waived).filter((rule) => !used.has(rule) && !further.used.has(rule))).toEqual([]);
  });

  it.each([
    ['a container that may be root', 'require-non-root', { runAsNonRoot: false, runAsUser: 0 }],
    ['a container that may write to its image', 'require-read-only-root', { readOnlyRootFilesystem: false }],
  ])('is refused for %s', async (_, __, over) => {
    const edge = objectOf(objects, 'Deployment', 'edge') as unknown as {
      spec: { template: { spec: { containers: { securityContext: object }[] } } };
    };
    const bad = structuredClone(edge);
    const [container] = bad.spec.template.spec.containers;
    if (container !== undefined) container.securityContext = { ...container.securityContext, ...over };
    const { findings } = await judgeLocal(
      'dev',
      objects.map((object) => (object === (edge as unknown) ? (bad as unknown as KubernetesObject) : object)),
      exampleCompany,
    );
    expect(findings.length).toBeGreaterThan(0);
  });

  it('fits into 8 GB: what pods may take at most leaves 1.5 GB to the cluster', () => {
    expect(claimsOf(objects, 'limits').memory).toBeLessThanOrEqual(6.5 * 2 ** 30);
    expect(claimsOf(objects, 'requests')).toEqual({ cpu: 585, memory: 1152 * 2 ** 20 });
    // As docs/local.md says.
    expect(claimsOf(objects, 'limits')).toEqual({ cpu: 6000, memory: 4000 * 2 ** 20 });
  });

  it('marks every object, and tells Argo CD nothing', () => {
    expect(objects.filter(({ metadata }) => metadata.labels?.[localLabel] !== 'true')).toEqual([]);
    expect(JSON.stringify(objects)).not.toContain('argocd.argoproj.io');
  });

  it('gives pods of others no priority: no class is the default of the cluster, and every pod names one that is there', () => {
    const classes = objects.filter(({ kind }) => kind === 'PriorityClass');
    expect(classes.filter((object) => (object as { readonly globalDefault?: boolean }).globalDefault !== false)).toEqual([]);
    const named = objects.flatMap((object) => {
      const { template } = ((object as { readonly spec?: unknown }).spec ?? {}) as {
        readonly template?: { readonly spec: { readonly priorityClassName?: string } };
      };
      return template === undefined ? [] : [template.spec.priorityClassName ?? `none in ${keyOf(object)}`];
    });
    const known = new Set(classes.map(({ metadata: { name } }) => name));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('needs no kind that an operator serves, no zone and no class of disks', () => {
    const groups = new Set(objects.map(({ apiVersion }) => apiVersion));
    expect([...groups].sort()).toEqual(['apps/v1', 'networking.k8s.io/v1', 'policy/v1', 'scheduling.k8s.io/v1', 'v1']);
    expect(JSON.stringify(objects)).not.toMatch(/topology\.kubernetes\.io\/zone|storageClassName|vault/i);
  });

  it('brings stores before services, and all that pods read before both', () => {
    expect(drawing.stages.map(({ name, objects: own }) => [name, [...new Set(own.map(({ kind }) => kind))].sort()])).toEqual([
      [
        'ground',
        [
          'ConfigMap',
          'LimitRange',
          'Namespace',
          'NetworkPolicy',
          'PodDisruptionBudget',
          'PriorityClass',
          'ResourceQuota',
          'Secret',
          'Service',
          'ServiceAccount',
        ],
      ],
      ['stores', ['Deployment', 'StatefulSet']],
      ['services', ['Deployment']],
    ]);
  });

  it('starts pods again when what they read is another', () => {
    const inputs = (own: readonly KubernetesObject[], kind: string, name: string) =>
      (objectOf(own, kind, name)['spec'] as { template: { metadata: { annotations: Record<string, string> } } }).template.metadata
        .annotations[inputsAnnotation];
    const fewer = laptopOf(catalog, { services: ['material-service'] }).objects;
    expect(inputs(objects, 'StatefulSet', 'kafka-broker')).toMatch(/^[0-9a-f]{16}$/);
    expect(inputs(fewer, 'StatefulSet', 'kafka-broker')).not.toBe(inputs(objects, 'StatefulSet', 'kafka-broker'));
  });

  it('serves the hosts of dev under the domain of the machine', () => {
    expect(profile.environment.host).toBe('api.dev.erp.example.com.localhost');
    expect(laptopOf(catalog, { domain: 'erp.test' }).profile.environment.host).toBe('api.dev.erp.example.com.erp.test');
    expect(filesOf(objects, 'edge-config')['haproxy.cfg']).toContain(
      '{ hdr(host),field(1,:) -i api.dev.erp.example.com.localhost } { path -m reg ^/sales(/|$) }',
    );
  });

  it('says what of a service it goes without', () => {
    expect(drawing.leftOut.filter((title) => title.includes('sales'))).toEqual([
      'BackendTrafficPolicy sales-service',
      'HTTPRoute sales-service',
      'PodMonitor sales-service',
      'SecretStore sales-service-vault',
      'VerticalPodAutoscaler sales-service-vpa',
    ]);
  });
});

describe('services that are chosen', () => {
  it('come with those that they call', () => {
    const { instances } = laptopOf(catalog, { services: ['sales-service'] }).profile;
    expect(instances.map(({ service: { name } }) => name)).toEqual(['financial-service', 'material-service', 'sales-service']);
    expect(laptopOf(catalog, { services: ['financial-service'] }).profile.instances).toHaveLength(1);
  });

  it('bring only the stores that they use', () => {
    const quiet = {
      ...catalog,
      services: catalog.services.map((entry) => ({ ...entry, value: { ...entry.value, uses: ['redis'] as const } })),
    };
    const own = laptopOf(quiet, { services: ['material-service'] });
    const stores = own.drawing.stages.find(({ name }) => name === 'stores')?.objects.map(keyOf);
    expect(stores).toEqual(['Deployment erp-infra/redis-ha-haproxy']);
  });

  it('run an image of one’s own, also without a release', () => {
    const fresh = { ...catalog, releases: catalog.releases.filter(({ service }) => service !== 'material-service') };
    const own = laptopOf(fresh, { images: new Map([['material-service', 'material-service:dev']]) });
    expect(JSON.stringify(objectOf(own.objects, 'Deployment', 'material-service'))).toContain('"image":"material-service:dev"');
  });
});

describe('services of every kind', () => {
  const company = laptopOf(companyCatalog);

  it('are drawn, and judged like ours', async () => {
    const { findings } = await judgeLocal('dev', company.objects, fixtureCompany);
    expect(findings.map(({ rule, object, message }) => `${rule} ${object.kind} ${object.name}: ${message}`)).toEqual([]);
  });

  it('run what comes before a rollout between stores and services, and what comes after it at the end', () => {
    expect(company.drawing.stages.map(({ name }) => name)).toEqual(['ground', 'stores', 'before', 'services', 'after']);
  });
});

describe('images of the stores', () => {
  const facts = readdirSync('charts/dev')
    .map((file) => readFileSync(`charts/dev/${file}`, 'utf8'))
    .join('\n');

  it.each(Object.entries(localImages).filter(([name]) => name !== 'kafka'))('%s is one that a chart of dev runs: %s', (_, image) => {
    expect(facts).toContain(image);
  });

  it('of Kafka is the one that the operator of dev runs for the version of dev', () => {
    const operator = /quay\.io\/strimzi\/operator:(\S+)/.exec(facts)?.[1];
    const { version } = (objectOf(dev, 'Kafka', 'kafka')['spec'] as { kafka: { version: string } }).kafka;
    expect(localImages.kafka).toBe(`quay.io/strimzi/kafka:${operator}-kafka-${version}`);
  });
});
