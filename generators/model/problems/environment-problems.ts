import type { Entry } from '../entry.ts';
import type { EnvironmentDefinition } from '../environment/environment.ts';
import { declaredName } from '../environment/place.ts';
import type { PlatformDefinition } from '../platform/platform.ts';
import { bytes } from '../service/quantity.ts';
import { furtherClusters } from '../stores/postgres-clusters.ts';
import { operated, operatedStores } from '../stores/stores.ts';
import { buildProblems } from './build-problems.ts';
import { placeProblems } from './places/place-problems.ts';
import { at, type CatalogProblem, cidr, fileStem, label, unless } from './problem.ts';

const host = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/;
/** Operators append up to 30 characters to the name of a cluster, and pods have 63. */
const longestCluster = 30;

/** What is wrong with the names of the data layer. */
export function dataLayerProblems(entry: Entry<PlatformDefinition>): CatalogProblem[] {
  return Object.entries(entry.value.dataLayer).flatMap(([which, name]: [string, string]) =>
    unless(
      label.test(name) && name.length <= longestCluster,
      at(entry, 'dataLayer', which),
      `The name "${name}" of dataLayer.${which} is no DNS label of at most ${longestCluster} characters.`,
      'Use lower-case letters, digits and hyphens, starting with a letter.',
    ),
  );
}

/** What is wrong with an environment file by itself. */
export function environmentProblems(entry: Entry<EnvironmentDefinition>): CatalogProblem[] {
  const { name, namespaces, shortName, host: hostName, clusters, backup, observability, issuer, place } = entry.value;
  const stem = fileStem(entry.file);
  return [
    ...unless(
      declaredName(entry.value) === stem,
      at(entry, 'name'),
      `The environment is called "${name}", its file "${stem}.ts".`,
      'Give both the same name.',
    ),
    ...[
      { path: ['name'], text: name },
      { path: ['shortName'], text: shortName },
      { path: ['namespaces', 'app'], text: namespaces.app },
      { path: ['namespaces', 'infra'], text: namespaces.infra },
      ...clusters.map((cluster, index) => ({ path: ['clusters', index, 'name'], text: cluster.name })),
    ].flatMap(({ path, text }) =>
      unless(
        label.test(text) && text.length <= 63,
        at(entry, ...path),
        `"${text}" is no DNS label.`,
        'Use lower-case letters, digits and hyphens, starting with a letter.',
      ),
    ),
    // Where its clusters are said rightly, it is one of several environments already.
    ...(place === undefined ? placeProblems(entry) : []),
    ...unless(
      namespaces.app !== namespaces.infra,
      at(entry, 'namespaces', 'infra'),
      `Services and data layer share the namespace "${namespaces.app}".`,
      'Give each its own.',
    ),
    ...Object.entries(storagesOf(entry.value)).flatMap(([field, size]) =>
      unless(
        bytes(size) !== undefined,
        at(entry, ...field.split('.')),
        `${field} "${size}" is no quantity of bytes.`,
        'Write it as 100Gi.',
      ),
    ),
    ...[
      { path: ['host'], name: hostName },
      { path: ['observability', 'hosts', 'grafana'], name: observability.hosts.grafana },
      { path: ['observability', 'hosts', 'jaeger'], name: observability.hosts.jaeger },
    ].flatMap(({ path, name }) =>
      unless(
        host.test(name),
        at(entry, ...path),
        `"${name}" is no host name.`,
        'Write it as api.dev.erp.example.com, without scheme or port.',
      ),
    ),
    ...(backup.mode === 'none' ? [] : buildProblems(entry, backup.image, 'backup', 'image')),
    ...unless(
      (backup.mode === 'continuous') === 'archiveRole' in backup,
      at(entry, 'backup', 'archiveRole' in backup ? 'archiveRole' : 'mode'),
      `The backup is "${backup.mode}", but ${'archiveRole' in backup ? 'has an archiveRole' : 'has no archiveRole'}.`,
      'Give archiveRole to a continuous backup, and to no other.',
    ),
    ...[
      { path: ['backup', 'endpoints'], ranges: backup.mode === 'none' ? [] : backup.endpoints },
      { path: ['observability', 'logs', 'endpoints'], ranges: observability.logs.endpoints },
      { path: ['issuer', 'dns', 'endpoints'], ranges: issuer.dns.endpoints },
    ].flatMap(({ path, ranges }) =>
      ranges.flatMap((range, index) =>
        unless(
          cidr.test(range),
          at(entry, ...path, index),
          `The endpoint "${range}" is no address range.`,
          'Write it in CIDR notation, such as 10.0.3.0/28.',
        ),
      ),
    ),
  ];
}

function storagesOf(environment: EnvironmentDefinition): Readonly<Record<string, string>> {
  const { metrics, logs, traces } = environment.observability;
  const kafka = operated(environment, 'kafka');
  return {
    ...Object.fromEntries(
      operatedStores(environment).map((store) => [`dataLayer.${store}.storage`, operated(environment, store)?.storage ?? ''] as const),
    ),
    ...Object.fromEntries(
      furtherClusters(environment).map(([key, { storage }]) => [`dataLayer.postgres.further.${key}.storage`, storage] as const),
    ),
    ...(kafka !== undefined && { 'dataLayer.kafka.controllerStorage': kafka.controllerStorage }),
    'observability.metrics.storage': metrics.storage,
    'observability.logs.storage': logs.storage,
    'observability.traces.storage': traces.storage,
  };
}
