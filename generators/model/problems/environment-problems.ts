import type { Entry } from '../entry.ts';
import type { EnvironmentDefinition } from '../environment/environment.ts';
import type { PlatformDefinition } from '../platform/platform.ts';
import { bytes } from '../service/quantity.ts';
import { buildProblems } from './build-problems.ts';
import { type CatalogProblem, cidr, fileStem, label, unless } from './problem.ts';

const host = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/;
/** Operators append up to 30 characters to the name of a cluster, and pods have 63. */
const longestCluster = 30;

/** What is wrong with the names of the data layer. */
export function dataLayerProblems(entry: Entry<PlatformDefinition>): CatalogProblem[] {
  return Object.entries(entry.value.dataLayer).flatMap(([which, name]: [string, string]) =>
    unless(
      label.test(name) && name.length <= longestCluster,
      entry,
      `The name "${name}" of dataLayer.${which} is no DNS label of at most ${longestCluster} characters.`,
      'Use lower-case letters, digits and hyphens, starting with a letter.',
    ),
  );
}

/** What is wrong with an environment file by itself. */
export function environmentProblems(entry: Entry<EnvironmentDefinition>): CatalogProblem[] {
  const { name, namespaces, shortName, host: hostName, clusters, backup, observability, issuer } = entry.value;
  const stem = fileStem(entry.file);
  return [
    ...unless(name === stem, entry, `The environment is called "${name}", its file "${stem}.ts".`, 'Give both the same name.'),
    ...[name, shortName, namespaces.app, namespaces.infra, ...clusters.map((cluster) => cluster.name)].flatMap((text) =>
      unless(
        label.test(text) && text.length <= 63,
        entry,
        `"${text}" is no DNS label.`,
        'Use lower-case letters, digits and hyphens, starting with a letter.',
      ),
    ),
    ...unless(
      namespaces.app !== namespaces.infra,
      entry,
      `Services and data layer share the namespace "${namespaces.app}".`,
      'Give each its own.',
    ),
    ...Object.entries(storagesOf(entry.value)).flatMap(([field, size]) =>
      unless(bytes(size) !== undefined, entry, `${field} "${size}" is no quantity of bytes.`, 'Write it as 100Gi.'),
    ),
    ...[hostName, observability.hosts.grafana, observability.hosts.jaeger].flatMap((name) =>
      unless(host.test(name), entry, `"${name}" is no host name.`, 'Write it as api.dev.erp.example.com, without scheme or port.'),
    ),
    ...(backup.mode === 'none' ? [] : buildProblems(entry, backup.image)),
    ...unless(
      (backup.mode === 'continuous') === 'archiveRole' in backup,
      entry,
      `The backup is "${backup.mode}", but ${'archiveRole' in backup ? 'has an archiveRole' : 'has no archiveRole'}.`,
      'Give archiveRole to a continuous backup, and to no other.',
    ),
    ...[...(backup.mode === 'none' ? [] : backup.endpoints), ...observability.logs.endpoints, ...issuer.dns.endpoints].flatMap((range) =>
      unless(cidr.test(range), entry, `The endpoint "${range}" is no address range.`, 'Write it in CIDR notation, such as 10.0.3.0/28.'),
    ),
  ];
}

function storagesOf({ dataLayer: { postgres, redis, kafka }, observability: { metrics, logs, traces } }: EnvironmentDefinition) {
  return {
    'dataLayer.postgres.storage': postgres.storage,
    'dataLayer.redis.storage': redis.storage,
    'dataLayer.kafka.storage': kafka.storage,
    'dataLayer.kafka.controllerStorage': kafka.controllerStorage,
    'observability.metrics.storage': metrics.storage,
    'observability.logs.storage': logs.storage,
    'observability.traces.storage': traces.storage,
  };
}
