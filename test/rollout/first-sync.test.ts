import { realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Manifest, Place, World } from '../../policies/model.ts';
import { firstSync, type Wave } from '../../policies/rollout/first-sync.ts';
import { describePlace, isThereBy } from '../../policies/rollout/place.ts';
import { waysOf } from '../../policies/rollout/ways.ts';
import { createWorld } from '../../policies/world.ts';
import { placesIn } from '../../scripts/charts/facts/places.ts';
import { chartManifests } from '../../scripts/charts/facts/world.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { createSources } from '../../scripts/repository/sources.ts';

interface Placed {
  readonly manifest: Manifest;
  readonly place: Place | undefined;
}

const root = realpathSync(process.cwd());
const sources = createSources(root);
const environments = (await renderEnvironments(root, { sources })).map(({ name, manifests, applicationOf }) => {
  const foreign = chartManifests(sources, name);
  const all = [...manifests, ...foreign];
  const places = placesIn(sources, name, all, (manifest) => applicationOf.get(manifest)?.name);
  return { name, placed: all.map((manifest): Placed => ({ manifest, place: places.get(manifest) })) };
});

describe.each(environments)('a first sync of $name', ({ name, placed }) => {
  const waves = play(name, placed);

  it('comes to its last wave, with everything up', () => {
    expect(waves.flatMap(stops)).toEqual([]);
    expect(waves.map(({ wave }) => wave)).toEqual([...new Set(placed.flatMap(({ place }) => place?.wave ?? []))].sort((a, b) => a - b));
  });

  it('brings every object of the overlay and of the charts', () => {
    const lost = placed.filter(({ place }) => place === undefined).map(({ manifest }) => manifest);
    // Tests of a chart and what runs when it goes are no part of a sync.
    expect(lost.filter(({ annotations }) => annotations['helm.sh/hook'] === undefined).map(title)).toEqual([]);
  });
});

/** One fault put back, and where the first sync then stands still. */
interface Fault {
  readonly title: string;
  readonly change: (placed: Placed) => Placed | undefined;
  readonly stops: readonly string[];
}

const production = environments.find(({ name }) => name === 'production')?.placed ?? [];

const faults: readonly Fault[] = [
  {
    title: 'the ways of an operator open in the wave of what it operates',
    change: move(/^NetworkPolicy erp-infra\/(?:postgres-operator)$/, { application: 'data-layer', wave: 0, stage: 0 }),
    stops: [
      '-10: Deployment erp-infra/postgres-operator (chart postgres-operator, wave -10) waits for the way to 10.0.2.0/28, TCP 443 and the way to 10.0.2.16/28, TCP 443 and the way to 172.20.0.1/32, TCP 443',
    ],
  },
  {
    title: 'the names of the data layer are opened after its operators',
    change: move(/^NetworkPolicy erp-infra\/allow-dns$/, { application: 'data-access', wave: -5, stage: 0 }),
    stops: [
      '-10: Deployment erp-infra/keda-admission-webhooks (chart keda, wave -10) waits for the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, UDP 53 and the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, TCP 53',
      '-10: Deployment erp-infra/keda-operator (chart keda, wave -10) waits for the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, UDP 53 and the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, TCP 53',
      '-10: Deployment erp-infra/keda-operator-metrics-apiserver (chart keda, wave -10) waits for the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, UDP 53 and the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, TCP 53',
      '-10: Deployment erp-infra/metrics-server (chart metrics-server, wave -10) waits for the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, UDP 53 and the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, TCP 53',
      '-10: Deployment erp-infra/postgres-operator (chart postgres-operator, wave -10) waits for the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, UDP 53 and the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, TCP 53',
      '-10: Deployment erp-infra/strimzi-cluster-operator (chart strimzi, wave -10) waits for the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, UDP 53 and the way to k8s-app=kube-dns of kubernetes.io/metadata.name=kube-system, TCP 53',
    ],
  },
  {
    title: 'the environment of PostgreSQL comes with the backup',
    change: move(/^ConfigMap erp-infra\/postgres-pod-env$/, { application: 'backup', wave: 5, stage: 0 }),
    stops: ['0: StatefulSet erp-infra/postgres (data-layer, wave 0) waits for ConfigMap "postgres-pod-env"'],
  },
  {
    title: 'the receivers of Alertmanager come with the alerts',
    change: move(/^ExternalSecret erp-infra\/alertmanager-receivers$/, { application: 'alerts', wave: 5, stage: 0 }),
    stops: [
      '-8: StatefulSet erp-infra/alertmanager-kube-prometheus-stack-alertmanager (chart kube-prometheus-stack, wave -8) waits for Secret "alertmanager-receivers"',
    ],
  },
  {
    title: 'the password of a role comes with its service',
    change: move(/^ExternalSecret erp-infra\/sales-user\./, { application: 'sales-service-data', wave: 3, stage: 0 }),
    stops: [
      '0: postgresql erp-infra/postgres (data-layer, wave 0) waits for Secret "sales-user.postgres.credentials.postgresql.acid.zalan.do"',
    ],
  },
  {
    title: 'the controller of certificates may not ask the authority',
    change: withoutEgress(/^NetworkPolicy cert-manager\/beyond$/, '0.0.0.0/0'),
    stops: [
      '-5: ClusterIssuer /letsencrypt-prod (edge, wave -5) waits for the way of cert-manager 1.21 to acme-v02.api.letsencrypt.org (ClusterIssuer "letsencrypt-prod") and the way of cert-manager 1.21 to Route 53 (ClusterIssuer "letsencrypt-prod")',
    ],
  },
  {
    title: 'a claim names a class of disks that comes later',
    change: move(/^StorageClass /, { application: 'data-layer', wave: 3, stage: 0 }),
    stops: [
      '-8: StatefulSet erp-infra/prometheus-kube-prometheus-stack-prometheus (chart kube-prometheus-stack, wave -8) waits for StorageClass "gp3"',
      '-8: StatefulSet erp-infra/alertmanager-kube-prometheus-stack-alertmanager (chart kube-prometheus-stack, wave -8) waits for StorageClass "gp3"',
    ],
  },
  {
    title: 'the account of a store of secrets comes after it',
    change: move(/^ServiceAccount erp-infra\/monitoring$/, { application: 'secrets', wave: -5, stage: 0 }),
    stops: ['-8: SecretStore erp-infra/monitoring-vault (monitoring, wave -8, -1 within it) waits for ServiceAccount "monitoring"'],
  },
  {
    title: 'the definitions of Kafka come after the data layer',
    change: ({ manifest, place }) => ({
      manifest,
      place: place?.application === 'chart strimzi' ? { ...place, wave: 3 } : place,
    }),
    stops: [
      '0: Kafka erp-infra/kafka (data-layer, wave 0) waits for the definition of Kafka and Deployment "strimzi-cluster-operator"',
      '0: KafkaNodePool erp-infra/broker (data-layer, wave 0) waits for the definition of KafkaNodePool and Deployment "strimzi-cluster-operator"',
      '0: KafkaNodePool erp-infra/controller (data-layer, wave 0) waits for the definition of KafkaNodePool and Deployment "strimzi-cluster-operator"',
      '0: StrimziPodSet erp-infra/kafka-broker (data-layer, wave 0) waits for the definition of StrimziPodSet and Deployment "strimzi-cluster-operator"',
      '0: StrimziPodSet erp-infra/kafka-controller (data-layer, wave 0) waits for the definition of StrimziPodSet and Deployment "strimzi-cluster-operator"',
    ],
  },
];

describe('a first sync of production stands still when', () => {
  it.each(faults)('$title', ({ change, stops: expected }) => {
    const waves = play(
      'production',
      production.flatMap((placed) => change(placed) ?? []),
    );
    expect(waves.flatMap(stops)).toEqual(expected);
  });
});

describe('Argo CD, which a person installs before anything else', () => {
  /** Its chart in a wave before all others, beside what an administrator may have forgotten. */
  const installed = (beside: readonly Manifest[] = []) => {
    const first: Place = { application: 'by hand', wave: -100, stage: 0 };
    const placed = [
      ...production.map((item) => (item.place?.application === 'chart argo-cd' ? { ...item, place: first } : item)),
      ...beside.map((manifest) => ({ manifest, place: first })),
    ];
    const world = worldOf('production', placed);
    return world.pods
      .filter(({ manifest }) => manifest.origin?.by === 'chart' && manifest.origin.application === 'argo-cd')
      .flatMap((pod) =>
        waysOf(pod, world)
          .filter(({ policies }) => !policies.some((policy) => isThereBy(world.placeOf(policy) ?? first, first)))
          .map(({ to }) => `${pod.manifest.name}: ${to}`),
      );
  };

  it('has every way from its first moment', () => {
    expect(installed()).toEqual([]);
  });

  it('would lose its Redis behind a policy of the chart that closes the namespace', () => {
    const [deny] = production.filter(({ manifest }) => title(manifest) === 'NetworkPolicy erp-infra/default-deny');
    const closed = { ...deny?.manifest, name: 'argocd-default-deny', namespace: 'argocd' } as Manifest;
    expect(installed([closed]).filter((line) => line.startsWith('argo-cd-redis-ha-server: '))).not.toEqual([]);
  });
});

function play(environment: string, placed: readonly Placed[]): readonly Wave[] {
  return firstSync(worldOf(environment, placed));
}

function worldOf(environment: string, placed: readonly Placed[]): World {
  const manifests = placed.map(({ manifest }) => manifest);
  const places = new Map(placed.flatMap(({ manifest, place }) => (place === undefined ? [] : [[manifest, place] as const])));
  const own = manifests.filter(({ origin }) => origin === undefined);
  const foreign = manifests.filter(({ origin }) => origin !== undefined);
  return createWorld(environment, own, places, foreign);
}

function stops({ wave, waiting }: Wave): readonly string[] {
  return waiting.map(
    ({ manifest, place, needs }) =>
      `${wave}: ${title(manifest)} (${describePlace(place)}) waits for ${needs.map(({ what }) => what).join(' and ')}`,
  );
}

function title({ kind, namespace, name }: Manifest): string {
  return `${kind} ${namespace}/${name}`;
}

/** The object of that title in another place. */
function move(pattern: RegExp, place: Place): Fault['change'] {
  return (placed) => (pattern.test(title(placed.manifest)) ? { ...placed, place } : placed);
}

/** The policy without the rules that lead to that range. */
function withoutEgress(pattern: RegExp, range: string): Fault['change'] {
  return (placed) => {
    if (!pattern.test(title(placed.manifest))) return placed;
    const { fields } = placed.manifest;
    const spec = fields['spec'] as { readonly egress?: readonly unknown[] };
    const egress = (spec.egress ?? []).filter((rule) => !JSON.stringify(rule).includes(JSON.stringify(range)));
    return { ...placed, manifest: { ...placed.manifest, fields: { ...fields, spec: { ...spec, egress } } } };
  };
}
