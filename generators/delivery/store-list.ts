import type { Catalog } from '../model/catalog.ts';
import { backupRoles } from '../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { type FurtherName, furtherNames, furtherStores } from '../model/further/further.ts';
import { type Instance, instancesOf } from '../model/instance.ts';
import { topic } from '../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { keptName } from '../model/service/names/side-by-side.ts';
import { databaseVaultPath, kafkaVaultPath, vaultPath } from '../model/service/secret.ts';
import { filledStore } from '../model/stores/filled.ts';
import { kafkaPasswordKey } from '../model/stores/kafka-files.ts';
import { authorityName, placeOf } from '../model/stores/places.ts';
import { factsOf, type ProviderFacts } from '../model/stores/providers.ts';
import { external, type Store, stores } from '../model/stores/stores.ts';
import { type GeneratedFile, yamlFile } from '../output/file.ts';
import { rightsOf, topicOwners } from '../platform/data/topics.ts';

/** What one store is asked for. */
interface Asked {
  readonly environment: EnvironmentDefinition;
  readonly platform: PlatformDefinition;
  readonly instances: readonly Instance[];
}

/** Name of the list in the folder of an environment. No program of the cluster reads it. */
export const storeListName = 'stores-elsewhere.yaml';

/**
 * For each environment with stores that somebody else runs what those people have to make there: databases, roles, topics, users,
 * rights and settings, as their own programs may read it. Passwords are named by where they lie in Vault.
 */
export function storeLists(catalog: Catalog, environments: Catalog['environments']): readonly GeneratedFile[] {
  const platform = catalog.platform.value;
  const asking = environments.filter(
    ({ value }) => stores.some((store) => external(value, store) !== undefined) || Object.keys(value.stores ?? {}).length > 0,
  );
  if (asking.length === 0) return [];
  const byEnvironment = Map.groupBy(instancesOf(catalog), ({ environment }) => environment.name);
  return asking.flatMap(({ file, value: environment }) => {
    const asked = { environment, platform, instances: byEnvironment.get(environment.name) ?? [] };
    const entries = stores.flatMap((store) => {
      const there = external(environment, store);
      if (there === undefined) return [];
      const facts = factsOf(store, there.provider);
      return [[store, { ...common(store, facts, asked), ...lists[store](asked) }] as const];
    });
    const further = furtherNames.flatMap((name) =>
      environment.stores?.[name] === undefined ? [] : [[name, furtherList(name, asked)] as const],
    );
    const list = { environment: environment.name, ...Object.fromEntries([...entries, ...further]) };
    return [yamlFile(`overlays/${environment.name}/${storeListName}`, file, list)];
  });
}

/** What each service asks of a further store, with where what it shows lies in Vault. */
function furtherList(name: FurtherName, { environment, platform, instances }: Asked): object {
  const kind = furtherStores[name];
  const place = placeOf(name, environment, platform);
  return {
    kind: kind.title.en,
    servers: [place.address],
    reachedFrom: platform.nodes.cidrs,
    tls: place.tls !== 'none',
    ...(place.tls === 'vault' && {
      authority: { vault: secretAt(platform, vaultPath(environment.name, authorityName(name))), property: 'value' },
    }),
    services: instances
      .filter(({ service }) => service.uses.includes(name))
      .map(({ service }) => ({
        service: service.name,
        ...filledStore(name, service.name, environment, place).asks,
        secrets: { vault: secretAt(platform, vaultPath(environment.name, service.name)), properties: kind.keys },
      })),
  };
}

function common(store: Store, facts: ProviderFacts | undefined, { environment, platform }: Asked): object {
  const place = placeOf(store === 'postgres' ? 'session' : store, environment, platform);
  const pooler = placeOf(store, environment, platform);
  return {
    ...(facts !== undefined && { provider: facts.title }),
    servers: place.address.split(','),
    ...(pooler.address !== place.address && { pooler: pooler.address }),
    // Pods have addresses of the nodes' subnets where the network plug-in of the cloud gives them; else nodes stand for them.
    reachedFrom: platform.nodes.cidrs,
    tls: place.tls !== 'none',
    ...([place, pooler].some(({ tls }) => tls === 'vault') && {
      authority: { vault: secretAt(platform, vaultPath(environment.name, authorityName(store))), property: 'value' },
    }),
    ...(facts !== undefined && Object.keys(facts.settings).length > 0 && { settings: facts.settings }),
    ...(facts !== undefined && { steps: facts.steps }),
  };
}

const lists: Readonly<Record<Store, (asked: Asked) => object>> = {
  postgres: ({ environment, platform, instances }) => {
    const { backup, versions } = environment;
    const databases = instances.flatMap(({ service, forerunner }) =>
      service.database === undefined || forerunner !== undefined
        ? []
        : [{ name: service.database.name, owner: service.database.user, service: keptName(service) }],
    );
    const jobs = backup.mode === 'none' ? [] : Object.values(backupRoles);
    const owners = databases.map(({ owner }) => owner);
    return {
      version: versions.postgres,
      connections: external(environment, 'postgres')?.connections,
      databases: databases.map(({ name, owner }) => ({ name, owner, encoding: 'UTF8' })),
      roles: [
        ...databases.map(({ owner, service }) => ({
          name: owner,
          password: { vault: secretAt(platform, databaseVaultPath(environment.name, service)), property: 'DATABASE_PASSWORD' },
        })),
        ...jobs.map((name) => ({
          name,
          password: { vault: secretAt(platform, vaultPath(environment.name, name.replaceAll('_', '-'))), property: 'password' },
          ...(name === backupRoles.dump ? { memberOf: ['pg_read_all_data'] } : { createDatabases: true, memberOf: owners }),
        })),
      ],
      statements: databases
        .flatMap(({ name, owner }) => statementsFor(name, owner))
        .concat(jobs.flatMap((job) => jobStatements(job, databases))),
    };
  },
  redis: ({ environment, platform, instances }) => {
    const there = external(environment, 'redis');
    const users = instances.filter(({ service }) => service.uses.includes('redis'));
    return {
      connections: there?.connections,
      ...(there?.user !== undefined && { user: there.user }),
      // One password: each service finds it in its own path.
      password: users.map(({ service }) => ({
        vault: secretAt(platform, vaultPath(environment.name, service.name)),
        property: 'REDIS_PASSWORD',
      })),
    };
  },
  kafka: ({ environment, platform, instances }) => {
    const there = external(environment, 'kafka');
    const copies = there?.copies ?? 1;
    // One that runs beside its forerunner is the same user.
    const users = instances.filter(({ service, forerunner }) => service.uses.includes('kafka') && forerunner === undefined);
    const byCertificate = there?.login === 'certificate';
    return {
      version: environment.versions.kafka,
      login: there?.login,
      topics: [...topicOwners(instances).values()]
        .flat()
        .map(({ name, partitions = topic.partitions, retentionHours = topic.retentionHours, compact }) => ({
          name,
          partitions,
          replicationFactor: copies,
          config: {
            'min.insync.replicas': Math.max(1, copies - 1),
            ...(compact === undefined ? { 'retention.ms': retentionHours * 3600 * 1000 } : { 'cleanup.policy': 'compact' }),
          },
        })),
      users: users.map((instance) => ({
        // Kafka knows who comes with a certificate by its subject.
        name: byCertificate ? `CN=${keptName(instance.service)}` : keptName(instance.service),
        [byCertificate ? 'certificate' : 'password']: {
          vault: secretAt(platform, kafkaVaultPath(environment.name, keptName(instance.service))),
          ...(byCertificate ? { properties: ['certificate', 'key'] } : { property: kafkaPasswordKey }),
        },
        rights: rightsOf(instance).map(({ type, name, operations }) => ({ [type]: name, pattern: 'literal', operations })),
      })),
    };
  },
};

/** A role without its password: whoever runs them sets that beside, from Vault. Since PostgreSQL 16 only a member makes another the owner. */
function statementsFor(database: string, role: string): readonly string[] {
  return [
    `CREATE ROLE ${role} LOGIN`,
    `GRANT ${role} TO CURRENT_USER`,
    `CREATE DATABASE ${database} OWNER ${role} ENCODING 'UTF8' TEMPLATE template0`,
    `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
  ];
}

function jobStatements(job: string, databases: readonly { readonly name: string; readonly owner: string }[]): readonly string[] {
  if (job === backupRoles.restore)
    return [`CREATE ROLE ${job} LOGIN CREATEDB`, ...databases.map(({ owner }) => `GRANT ${owner} TO ${job}`)];
  return [
    `CREATE ROLE ${job} LOGIN`,
    `GRANT pg_read_all_data TO ${job}`,
    ...databases.map(({ name }) => `GRANT CONNECT ON DATABASE ${name} TO ${job}`),
  ];
}

function secretAt({ vault: { mount } }: PlatformDefinition, path: string): string {
  return `${mount}/${path}`;
}
