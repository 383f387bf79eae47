import { distance } from 'fastest-levenshtein';
import type { Catalog, Entry } from './catalog.ts';
import type { DataLayerSize } from './data-layer.ts';
import type { EnvironmentDefinition } from './environment.ts';
import { settingsOf } from './instance.ts';
import type { PlatformDefinition } from './platform.ts';
import { bytes, millicores } from './quantity.ts';
import { describeShapeError, shapes } from './schema.ts';
import { sealedSecretProblems } from './sealed-secret-problems.ts';
import type { Build, Compute, ServiceDefinition } from './service.ts';

/** A mistake in the catalog: what, in which file, and how to put it right. */
export interface CatalogProblem {
  readonly file: string;
  readonly message: string;
  readonly fix: string;
}

const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const host = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/;
const version = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;
const digest = /^sha256:[0-9a-f]{64}$/;
const databaseName = /^[a-z_][a-z0-9_]{0,62}$/;
const topicName = /^[a-zA-Z0-9._-]{1,249}$/;
const variable = /^[A-Z][A-Z0-9_]*$/;
const cidr = /^(\d{1,3}(\.\d{1,3}){3}\/\d{1,2}|[0-9a-fA-F:]+\/\d{1,3})$/;
/** The longest suffix that a name gets is `-secrets`, and a Deployment's pods add 17 characters of 63. */
const longestName = 45;
/** Operators append up to 30 characters to the name of a cluster, and pods have 63. */
const longestCluster = 30;
/** Names of Applications that belong to the platform. */
export const platformApplications: readonly string[] = [
  'namespaces',
  'secrets',
  'data-access',
  'edge',
  'backup',
  'data-layer',
  'postgres-operator',
  'strimzi',
];

/**
 * All mistakes of the first stage that has any: shape of each file, then each file by itself, then what the files say about
 * each other. A later stage over a broken earlier one would only report its echoes.
 */
export function problemsIn(catalog: Catalog): readonly CatalogProblem[] {
  for (const stage of [shapeProblems, ownProblems, crossProblems]) {
    const problems = stage(catalog);
    if (problems.length > 0) return [...problems].sort(byFile);
  }
  return [];
}

function shapeProblems(catalog: Catalog): CatalogProblem[] {
  const check = (shape: keyof typeof shapes) => (entry: Entry<unknown>) => {
    const validate = shapes[shape];
    if (validate(entry.value)) return [];
    return (validate.errors ?? [])
      .filter(({ keyword }) => keyword !== 'if')
      .map((error) => problem(entry, describeShapeError(error, entry.value), `Write it as ${article(shape)} says (generators/model).`));
  };
  return [
    ...check('platform')(catalog.platform),
    ...catalog.services.flatMap(check('service')),
    ...catalog.environments.flatMap(check('environment')),
    ...catalog.releases.flatMap(check('release')),
    ...catalog.sealedSecrets.flatMap(check('sealedSecret')),
  ];
}

function ownProblems(catalog: Catalog): CatalogProblem[] {
  return [
    ...catalog.services.flatMap((entry) => serviceProblems(entry, catalog)),
    ...catalog.environments.flatMap(environmentProblems),
    ...catalog.releases.flatMap((entry) => buildProblems(entry, entry.value)),
    ...catalog.platform.value.trustedProxies.flatMap((range) =>
      unless(
        cidr.test(range),
        catalog.platform,
        `The trusted proxy "${range}" is no address range.`,
        'Write it in CIDR notation, such as 10.0.1.0/24.',
      ),
    ),
    ...dataLayerProblems(catalog.platform),
  ];
}

function dataLayerProblems(entry: Entry<PlatformDefinition>): CatalogProblem[] {
  const { dataLayer, kubernetesApi } = entry.value;
  return [
    ...Object.entries(dataLayer).flatMap(([which, name]: [string, string]) =>
      unless(
        label.test(name) && name.length <= longestCluster,
        entry,
        `The name "${name}" of dataLayer.${which} is no DNS label of at most ${longestCluster} characters.`,
        'Use lower-case letters, digits and hyphens, starting with a letter.',
      ),
    ),
    ...kubernetesApi.cidrs.flatMap((range) =>
      unless(
        cidr.test(range),
        entry,
        `The address "${range}" of kubernetesApi is no address range.`,
        'Write it in CIDR notation, such as 10.0.0.0/16.',
      ),
    ),
  ];
}

function buildProblems(entry: Entry<unknown>, build: Build): CatalogProblem[] {
  return [
    ...unless(
      version.test(build.version),
      entry,
      `The version "${build.version}" is no semantic version.`,
      'Write three numbers, such as 1.4.2, without a "v".',
    ),
    ...unless(
      digest.test(build.digest),
      entry,
      `The digest "${build.digest}" is no sha256 digest.`,
      'Write "sha256:" and the 64 hexadecimal digits that the registry gave the image.',
    ),
  ];
}

function serviceProblems(entry: Entry<ServiceDefinition>, { environments }: Catalog): CatalogProblem[] {
  const service = entry.value;
  const stem = fileStem(entry.file);
  return [
    ...unless(service.name === stem, entry, `The service is called "${service.name}", its file "${stem}.ts".`, 'Give both the same name.'),
    ...unless(
      label.test(service.name) && service.name.length <= longestName,
      entry,
      `The name "${service.name}" is no DNS label of at most ${longestName} characters.`,
      'Use lower-case letters, digits and hyphens, starting with a letter.',
    ),
    ...unless(
      /^(\/[a-z0-9-]+)+$/.test(service.route),
      entry,
      `The route "${service.route}" is no path prefix.`,
      'Write it as /name, in lower case, without a slash at the end.',
    ),
    ...unless(
      !service.uses.includes('postgres') || service.database !== undefined,
      entry,
      `The service uses postgres, but names no database.`,
      'Add database: { name, user }.',
    ),
    ...unless(
      service.database === undefined || service.uses.includes('postgres'),
      entry,
      `The service names a database, but does not use postgres.`,
      "Add 'postgres' to uses, or remove the database.",
    ),
    ...[service.database?.name, service.database?.user].flatMap((name) =>
      unless(
        name === undefined || databaseName.test(name),
        entry,
        `"${name ?? ''}" is no name for a database or role.`,
        'Use lower-case letters, digits and underscores.',
      ),
    ),
    ...unless(
      service.topics === undefined || service.uses.includes('kafka'),
      entry,
      'The service names topics, but does not use kafka.',
      "Add 'kafka' to uses, or remove the topics.",
    ),
    ...Object.entries(service.topics ?? {}).flatMap(([name, topic]) => [
      ...unless(variable.test(name), entry, `The topic variable "${name}" is not in capitals.`, 'Write it as TRANSACTION_POSTED.'),
      ...unless(
        topicName.test(topic),
        entry,
        `"${topic}" is no name for a Kafka topic.`,
        'Use letters, digits, dots, hyphens and underscores.',
      ),
    ]),
    ...(service.initialRelease === undefined ? [] : buildProblems(entry, service.initialRelease)),
    ...environments.flatMap(({ value }) => settingsProblems(entry, value.name)).filter(firstOfEach),
  ];
}

/** The same mistake in all environments is said once. */
function firstOfEach(item: CatalogProblem, index: number, all: readonly CatalogProblem[]): boolean {
  return all.findIndex(({ message }) => message === item.message) === index;
}

function settingsProblems(entry: Entry<ServiceDefinition>, environment: string): CatalogProblem[] {
  const { resources, pools, maxBodySize, config } = settingsOf(entry.value, environment);
  const amounts = (which: 'requests' | 'limits', compute: Compute) => [
    ...unless(
      millicores(compute.cpu) !== undefined,
      entry,
      `resources.${which}.cpu "${compute.cpu}" is no CPU quantity.`,
      'Write it as 500m or 2.',
    ),
    ...(['memory', 'ephemeralStorage'] as const).flatMap((key) =>
      unless(
        bytes(compute[key]) !== undefined,
        entry,
        `resources.${which}.${key} "${compute[key]}" is no quantity of bytes.`,
        'Write it as 512Mi or 2Gi.',
      ),
    ),
  ];
  const least = (key: keyof Compute, read: (text: string) => number | undefined) => {
    const [request, limit] = [read(resources.requests[key]), read(resources.limits[key])];
    return unless(
      request === undefined || limit === undefined || limit >= request,
      entry,
      `The ${key} limit ${resources.limits[key]} is below the request ${resources.requests[key]}.`,
      'Raise the limit or lower the request.',
    );
  };
  return [
    ...amounts('requests', resources.requests),
    ...amounts('limits', resources.limits),
    ...least('cpu', millicores),
    ...least('memory', bytes),
    ...least('ephemeralStorage', bytes),
    ...unless(
      pools.databaseMin <= pools.databaseMax,
      entry,
      `pools.databaseMin ${pools.databaseMin} is above databaseMax ${pools.databaseMax}.`,
      'Lower databaseMin.',
    ),
    ...unless(bytes(maxBodySize) !== undefined, entry, `maxBodySize "${maxBodySize}" is no quantity of bytes.`, 'Write it as 16Mi.'),
    ...Object.keys(config).flatMap((key) =>
      unless(variable.test(key), entry, `The variable "${key}" is not in capitals.`, 'Write it as FEATURE_X.'),
    ),
  ];
}

function environmentProblems(entry: Entry<EnvironmentDefinition>): CatalogProblem[] {
  const { name, namespaces, shortName, host: hostName, clusters, backup, dataLayer } = entry.value;
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
    ...Object.entries(storagesOf(dataLayer)).flatMap(([field, size]) =>
      unless(bytes(size) !== undefined, entry, `dataLayer.${field} "${size}" is no quantity of bytes.`, 'Write it as 100Gi.'),
    ),
    ...unless(host.test(hostName), entry, `"${hostName}" is no host name.`, 'Write it as api.dev.erp.example.com, without scheme or port.'),
    ...(backup.mode === 'none' ? [] : buildProblems(entry, backup.image)),
    ...unless(
      (backup.mode === 'continuous') === 'archiveRole' in backup,
      entry,
      `The backup is "${backup.mode}", but ${'archiveRole' in backup ? 'has an archiveRole' : 'has no archiveRole'}.`,
      'Give archiveRole to a continuous backup, and to no other.',
    ),
    ...(backup.mode === 'none' ? [] : backup.endpoints).flatMap((range) =>
      unless(
        cidr.test(range),
        entry,
        `The endpoint "${range}" of the object store is no address range.`,
        'Write it in CIDR notation, such as 10.0.3.0/28.',
      ),
    ),
  ];
}

function storagesOf({ postgres, redis, kafka }: DataLayerSize): Readonly<Record<string, string>> {
  return {
    'postgres.storage': postgres.storage,
    'redis.storage': redis.storage,
    'kafka.storage': kafka.storage,
    'kafka.controllerStorage': kafka.controllerStorage,
  };
}

function crossProblems(catalog: Catalog): CatalogProblem[] {
  const { services, environments, releases, sealedSecrets, platform } = catalog;
  const serviceNames = services.map(({ value }) => value.name);
  const environmentNames = environments.map(({ value }) => value.name);
  const groups = Object.keys(platform.value.groups);
  return [
    ...services.flatMap((entry) => [
      ...(entry.value.calls ?? []).flatMap((callee) =>
        callee === entry.value.name
          ? [problem(entry, 'The service calls itself.', 'Remove it from calls.')]
          : unknownName(entry, `The service calls "${callee}", but no service has that name.`, callee, serviceNames),
      ),
      ...Object.keys(entry.value.environments ?? {}).flatMap((name) =>
        unknownName(entry, `The service has settings for "${name}", but no environment has that name.`, name, environmentNames),
      ),
      ...unless(
        ![...platformApplications, platform.value.dataLayer.redis].includes(entry.value.name),
        entry,
        `"${entry.value.name}" is the name of a platform application.`,
        'Choose another name.',
      ),
    ]),
    ...duplicates(services, 'route', ({ route }) => [route]),
    ...duplicates(services, 'database', ({ database }) => (database === undefined ? [] : [database.name])),
    ...duplicates(services, 'database role', ({ database }) => (database === undefined ? [] : [database.user])),
    ...nestedRoutes(services),
    ...duplicates(environments, 'short name', ({ shortName }) => [shortName]),
    ...duplicates(environments, 'host', ({ host: name }) => [name]),
    ...duplicates(environments, 'cluster', ({ clusters }) => clusters.map(({ name }) => name)),
    ...environments.flatMap((entry) =>
      entry.value.access.flatMap(({ group }) =>
        unknownName(entry, `The access table names "${group}", but no group has that name.`, group, groups),
      ),
    ),
    ...releases.flatMap((entry) => [
      ...unknownName(entry, `There is a release of "${entry.service}", but no service has that name.`, entry.service, serviceNames),
      ...unknownName(
        entry,
        `There is a release for "${entry.environment}", but no environment has that name.`,
        entry.environment,
        environmentNames,
      ),
    ]),
    ...sealedSecrets.flatMap((entry) => [
      ...unknownName(entry, `There is a secret of "${entry.service}", but no service has that name.`, entry.service, serviceNames),
      ...unknownName(
        entry,
        `There is a secret for "${entry.environment}", but no environment has that name.`,
        entry.environment,
        environmentNames,
      ),
    ]),
    ...sealedSecretProblems(catalog),
  ];
}

/** `/a` and `/a/b`: requests for the second would depend on which route is looked at first. */
function nestedRoutes(services: readonly Entry<ServiceDefinition>[]): CatalogProblem[] {
  const byRoute = new Map(services.map((entry) => [entry.value.route as string, entry]));
  return services.flatMap((entry) => {
    const parts = entry.value.route.split('/');
    const outer = parts.map((_, index) => byRoute.get(parts.slice(0, index).join('/'))).find((other) => other !== undefined);
    return outer === undefined
      ? []
      : [
          problem(
            entry,
            `The route "${entry.value.route}" lies below "${outer.value.route}" of "${outer.value.name}".`,
            'Choose a route of its own.',
          ),
        ];
  });
}

function duplicates<T extends { readonly name: string }>(
  entries: readonly Entry<T>[],
  what: string,
  keysOf: (value: T) => readonly string[],
): CatalogProblem[] {
  const owners = new Map<string, string>();
  return entries.flatMap((entry) =>
    keysOf(entry.value).flatMap((key) => {
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, entry.value.name);
      return owner === undefined
        ? []
        : [problem(entry, `The ${what} "${key}" belongs to "${owner}" and "${entry.value.name}".`, 'Change one of them.')];
    }),
  );
}

function unknownName(entry: Entry<unknown>, message: string, name: string, known: readonly string[]): CatalogProblem[] {
  if (known.includes(name)) return [];
  const nearest = known
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))[0];
  const fix =
    nearest !== undefined && nearest.edits <= Math.max(2, name.length / 4)
      ? `Did you mean "${nearest.candidate}"?`
      : `Write one of ${known.slice(0, 10).join(', ')}${known.length > 10 ? ', ...' : ''}.`;
  return [problem(entry, message, fix)];
}

function unless(good: boolean, entry: Entry<unknown>, message: string, fix: string): CatalogProblem[] {
  return good ? [] : [problem(entry, message, fix)];
}

function problem({ file }: Entry<unknown>, message: string, fix: string): CatalogProblem {
  return { file, message, fix };
}

function fileStem(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ts$/, '');
}

function article(shape: string): string {
  return shape === 'environment'
    ? 'EnvironmentDefinition'
    : shape === 'release'
      ? 'Release'
      : shape === 'platform'
        ? 'PlatformDefinition'
        : shape === 'sealedSecret'
          ? 'SealedSecret'
          : 'ServiceDefinition';
}

function byFile(a: CatalogProblem, b: CatalogProblem): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.message < b.message ? -1 : 1;
}
