import { describe, expect, it } from 'vitest';
import type { Declared } from '../../policies/ladder/declared.ts';
import { type LadderRule, ladderFindings } from '../../policies/ladder/ladder.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { createWorld } from '../../policies/world.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { copyOf, type Edit, present, remove, set, type Tree } from '../support/mutations/mutation.ts';
import { asleep, roleLabel } from '../support/sleeping-place.ts';

const rule: LadderRule = { id: 'weaker-environment', severity: 'error', remediation: 'Mend it.', manual: '1.1' };
const rendered = await renderEnvironments(process.cwd());
const objectsOf = (name: string) => present(rendered.find((environment) => environment.name === name)).manifests;

const pod = 'spec.template.spec';
const tier = 'metadata.labels["erp.example.com/tier"]';

/** What makes production weaker than staging: the kind, the beginning of the name, the change, and what is said of it. */
const weaker: readonly (readonly [kind: string, name: string, edit: Edit, what: string])[] = [
  ['ScaledObject', 'sales-service', set('spec.minReplicaCount', 3), 'fewer pods at least'],
  ['postgresql', 'postgres', set('spec.numberOfInstances', 2), 'fewer instances'],
  ['postgresql', 'postgres', set('spec.volume.size', '10Gi'), 'a smaller disk'],
  ['postgresql', 'postgres', remove('spec.patroni.synchronous_mode'), 'commits that no copy has'],
  ['KafkaNodePool', 'broker', set('spec.replicas', 2), 'fewer nodes'],
  ['KafkaTopic', 'sales.order.confirmed', set('spec.config["min.insync.replicas"]', 1), 'fewer copies in sync'],
  ['KafkaTopic', 'sales.order.confirmed', set('spec.config["retention.ms"]', 3_600_000), 'messages for a shorter time'],
  ['Kafka', 'kafka', set('spec.kafka.listeners[0].tls', false), 'fewer listeners with TLS and a log-in'],
  ['Namespace', 'erp-prod', set('metadata.labels["pod-security.kubernetes.io/enforce"]', 'baseline'), 'weaker Pod Security'],
  ['Namespace', 'erp-prod', remove('metadata.labels["policy.sigstore.dev/include"]'), 'images that nobody signed'],
  ['Gateway', 'erp-gateway', set('spec.listeners[1].protocol', 'HTTP'), 'fewer listeners with TLS'],
  ['ClientTrafficPolicy', 'erp-gateway', set('spec.tls.minVersion', '1.0'), 'older TLS'],
  ['ValidatingAdmissionPolicyBinding', 'erp-rules-pods', set('spec.validationActions', ['Warn']), 'refusals that are only told'],
  ['SecurityPolicy', 'tools', remove('spec.oidc'), 'fewer ways to ask who it is'],
  ['NetworkPolicy', 'sales-service', set('spec.ingress', [{}]), 'openings to everybody'],
  [
    'Deployment',
    'sales-service',
    remove(`${pod}.containers[0].securityContext.readOnlyRootFilesystem`),
    'containers that write to their disk',
  ],
  ['Deployment', 'sales-service', remove(`${pod}.containers[0].resources.limits`), 'containers without limits'],
  ['Deployment', 'sales-service', remove(`${pod}.containers[0].readinessProbe`), 'containers without a readinessProbe'],
  ['Deployment', 'sales-service', set(`${pod}.terminationGracePeriodSeconds`, 5), 'less time to end'],
  ['StorageClass', 'gp3', set('reclaimPolicy', 'Delete'), 'disks that go with their claim'],
];

function findingsOf(environments: readonly (readonly [string, readonly Manifest[]])[]) {
  return ladderFindings(
    environments.map(([name, manifests]) => ({ world: createWorld(name, manifests), manifests })),
    rule,
  ).map(({ environment, object, message }) => ({ environment, object: `${object.kind}/${object.name}`, message }));
}

function changed(manifests: readonly Manifest[], edit: (objects: Tree[]) => void): readonly Manifest[] {
  const objects = manifests.map(({ fields }) => copyOf({ ...fields }));
  edit(objects);
  return objects.flatMap((fields, document) => manifestsOf(fields, { file: '', document })) as Manifest[];
}

const nameOf = (object: Tree) => String((object['metadata'] as Tree)['name']);

describe('the ladder of environments', () => {
  it('holds as it is committed', () => {
    expect(findingsOf(rendered.map(({ name, manifests }) => [name, manifests]))).toEqual([]);
  });

  it.each(weaker)('production is weaker in one place: %s %s, %#', (kind, name, edit, what) => {
    const production = changed(objectsOf('production'), (objects) => {
      edit(present(objects.find((object) => object['kind'] === kind && nameOf(object).startsWith(name))));
    });
    const found = findingsOf([
      ['staging', objectsOf('staging')],
      ['production', production],
    ]);
    expect(found.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(new RegExp(`is weaker in "production" than in "staging": ${what}\\.$`)),
    );
  });

  it('a budget that only the rehearsal has is missed in production', () => {
    const production = objectsOf('production').filter(
      ({ kind, name }) => !(kind === 'PodDisruptionBudget' && name.startsWith('sales-service')),
    );
    const [first] = findingsOf([
      ['staging', objectsOf('staging')],
      ['production', production],
    ]);
    expect(first?.message).toMatch(/^PodDisruptionBudget "sales-service.*" is in "staging" and not in "production"\.$/);
  });

  it.each<[string, (own: Manifest) => boolean, readonly string[]]>([
    ['an image that runs', () => false, ['financial-service-provenance', 'financial-service-signature']],
    ['an image that nobody runs', ({ fields }) => JSON.stringify(fields).includes('"app":"financial-service"'), []],
  ])('who must have signed %s is missed where it runs only', (_, gone, missed) => {
    const production = objectsOf('production').filter(
      (own) => !gone(own) && !(own.kind === 'ClusterImagePolicy' && own.name.startsWith('financial-service')),
    );
    const found = findingsOf([
      ['staging', objectsOf('staging')],
      ['production', production],
    ]).filter(({ object }) => object.startsWith('ClusterImagePolicy'));
    expect(found.map(({ object }) => object.replace('ClusterImagePolicy/', ''))).toEqual(missed);
  });

  it('a host that production does not serve is no listener without TLS', () => {
    const staging = changed(objectsOf('staging'), (objects) => {
      const gateway = present(objects.find((object) => object['kind'] === 'Gateway' && nameOf(object) === 'erp-gateway'));
      const { listeners } = gateway['spec'] as { listeners: Tree[] };
      const own = listeners
        .slice(0, 2)
        .map((listener) => ({ ...listener, name: `${String(listener['name'])}-own`, hostname: 'own.example.com' }));
      listeners.push(...own);
    });
    expect(
      findingsOf([
        ['staging', staging],
        ['production', objectsOf('production')],
      ]),
    ).toEqual([]);
  });

  it('alerts of what clients see of stores elsewhere are missed only where there are any', () => {
    const alerts = (where: string) =>
      changed(objectsOf(where), (objects) => {
        const pattern = present(objects.find((object) => object['kind'] === 'PrometheusRule'));
        objects.push({ ...copyOf(pattern), metadata: { name: 'erp-stores-elsewhere', namespace: 'erp-infra' } } as Tree);
      });
    const elsewhere = (store: string) =>
      changed(objectsOf('production'), (objects) => {
        const infra = present(objects.find((object) => object['kind'] === 'Namespace' && nameOf(object) === 'erp-infra'));
        set(`metadata.annotations["erp.example.com/${store}-elsewhere"]`, '[]')(infra);
      });
    const missed = (production: readonly Manifest[]) =>
      findingsOf([
        ['staging', alerts('staging')],
        ['production', production],
      ])
        .map(({ object }) => object)
        .filter((object) => object.endsWith('-stores-elsewhere'));
    expect([objectsOf('production'), elsewhere('rabbitmq'), elsewhere('redis')].map(missed)).toEqual([
      [],
      [],
      ['PrometheusRule/erp-stores-elsewhere'],
    ]);
  });

  it('what guards a service that is not there yet is missed by nobody', () => {
    const without = objectsOf('production').filter(
      ({ name, fields }) => !name.startsWith('sales-service') && !JSON.stringify(fields).includes('"app":"sales-service"'),
    );
    expect(
      findingsOf([
        ['staging', objectsOf('staging')],
        ['production', without],
      ]),
    ).toEqual([]);
  });

  it('a trial is held against nothing, whatever its name is', () => {
    const weak = changed(objectsOf('production'), (objects) => {
      for (const object of objects.filter(({ kind }) => kind === 'Namespace')) set(tier, 'trial')(object);
      set('spec.numberOfInstances', 1)(present(objects.find(({ kind }) => kind === 'postgresql')));
    });
    expect(
      findingsOf([
        ['staging', objectsOf('staging')],
        ['uat', weak],
      ]),
    ).toEqual([]);
  });

  it('another environment of the tier of production is held against the rehearsal by its label', () => {
    const second = changed(objectsOf('production'), (objects) => {
      set('spec.numberOfInstances', 1)(present(objects.find(({ kind }) => kind === 'postgresql')));
    });
    expect(
      findingsOf([
        ['staging', objectsOf('staging')],
        ['production-2', second],
      ]),
    ).toEqual([
      {
        environment: 'production-2',
        object: 'postgresql/postgres',
        message: 'postgresql "postgres" is weaker in "production-2" than in "staging": fewer instances.',
      },
    ]);
  });

  describe('a place of production that waits', () => {
    const waiting = (edit: Edit, kind: string) =>
      changed(objectsOf('production'), (objects) => {
        asleep(objects);
        edit(present(objects.find((object) => object['kind'] === kind)));
      });
    const found = (own: readonly Manifest[]) =>
      findingsOf([
        ['staging', objectsOf('staging')],
        ['production-west', own],
      ]).map(({ message }) => message);
    const nothing: Edit = () => undefined;

    it('has fewer pods and instances, and jobs that sleep', () => {
      expect(found(waiting(nothing, 'postgresql'))).toEqual([]);
    });

    it('and has as much disk as its rehearsal', () => {
      expect(found(waiting(set('spec.volume.size', '10Gi'), 'postgresql'))).toEqual([
        'postgresql "postgres" is weaker in "production-west" than in "staging": a smaller disk.',
      ]);
    });

    it('is weaker in all of that where its namespaces do not say that it waits', () => {
      const unsaid = changed(waiting(nothing, 'postgresql'), (objects) => {
        for (const object of objects.filter(({ kind }) => kind === 'Namespace')) remove(roleLabel)(object);
      });
      expect(new Set(found(unsaid).map((message) => message.replace(/^.*: /, '')))).toEqual(
        new Set(['fewer instances.', 'a job that is suspended.']),
      );
    });

    it('misses no guard of a store where it has none', () => {
      const stateless = (role: string) =>
        changed(objectsOf('production'), (objects) => {
          for (const object of objects.filter(({ kind }) => kind === 'Namespace')) set(roleLabel, role)(object);
          const kept = objects.filter((object) => !/^(?:erp-)?(?:postgres|redis|kafka)(?:$|-)/.test(nameOf(object)));
          objects.splice(0, objects.length, ...kept);
        });
      expect(found(stateless('stateless'))).toEqual([]);
      expect(found(stateless('standby'))).toEqual(
        [
          'PrometheusRule "erp-kafka"',
          'PrometheusRule "erp-postgres"',
          'PrometheusRule "erp-redis"',
          'Certificate "kafka-tls"',
          'PodMonitor "kafka"',
          'PodMonitor "kafka-exporter"',
          'PodMonitor "kafka-operator"',
          'PodMonitor "redis"',
          'PodMonitor "redis-proxy"',
        ].map((guard) => `${guard} is in "staging" and not in "production-west".`),
      );
    });
  });

  describe('what the catalog says of a service in one environment', () => {
    /** Both environments say nothing of it but what is given, of production and of staging. */
    const between = (edit: Edit, [own, lower]: readonly [Fields, Fields], kind = 'NetworkPolicy') => {
      const declared = (service: Fields): Declared => ({
        definition: {},
        hostsArgo: false,
        services: ['sales-service'],
        service: () => service,
      });
      const production = changed(objectsOf('production'), (objects) => {
        edit(present(objects.find((object) => object['kind'] === kind && nameOf(object).startsWith('sales-service'))));
      });
      return ladderFindings(
        [
          { world: createWorld('staging', objectsOf('staging')), manifests: objectsOf('staging'), declared: declared(lower) },
          { world: createWorld('production', production), manifests: production, declared: declared(own) },
        ],
        rule,
      ).map(({ message }) => message);
    };
    const open = set('spec.egress', [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] }]);
    const fewer = set('spec.minReplicaCount', 3);
    const customs = { environments: { reaches: [{ CUSTOMS_API: 'https://customs.example' }, undefined] } };

    it.each([
      ['an opening that only production is said to need', open, [customs, {}], 'NetworkPolicy', 0],
      ['the same opening, of which nobody says anything', open, [{}, {}], 'NetworkPolicy', 1],
      ['the same, where both reach the same', open, [customs, customs], 'NetworkPolicy', 1],
      ['pods that the rehearsal has for a while', fewer, [{}, { scaling: { min: 9, max: 20 } }], 'ScaledObject', 0],
      ['pods that the rehearsal has for good', fewer, [{}, { environments: { scale: [{ min: 9 }, undefined] } }], 'ScaledObject', 1],
      ['fewer pods, and another partner', fewer, [customs, {}], 'ScaledObject', 1],
    ] as const)('%s', (_, edit, declared, kind, count) => {
      expect(between(edit, declared, kind)).toHaveLength(count);
    });
  });
});
