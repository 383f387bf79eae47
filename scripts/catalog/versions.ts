import { dump } from 'js-yaml';
import type { VersionsEntry } from '../../generators/model/catalog.ts';
import type { Entry } from '../../generators/model/entry.ts';
import type { EnvironmentDefinition, EnvironmentFile } from '../../generators/model/environment/environment.ts';
import { chartNames, type Versions, versionsFile } from '../../generators/model/environment/versions.ts';
import type { PlacedProblem } from './places.ts';

/** An environment with its versions; whatever the files hold, since shapes are checked later. */
export function withVersions(entry: Entry<EnvironmentFile>, versions: readonly VersionsEntry[]): Entry<EnvironmentDefinition> {
  const { value } = entry;
  const own = versions.find(({ environment }) => environment === value?.name);
  return { ...entry, value: { ...value, ...(own !== undefined && { versions: own.value }) } as EnvironmentDefinition };
}

/** Environments that nothing gives versions, and those that give themselves some. */
export function problemsOfVersions(environments: readonly Entry<EnvironmentFile>[], versions: readonly VersionsEntry[]): PlacedProblem[] {
  const given = new Set(versions.map(({ environment }) => environment));
  return environments.flatMap(({ file, value }) => {
    const name = value?.name;
    if (typeof name !== 'string') return [];
    const own = 'versions' in value;
    const place = versionsFile(name);
    return [
      ...(own ? [{ file, message: 'Versions are no field of an environment.', fix: `Write them in ${place}.` }] : []),
      ...(given.has(name)
        ? []
        : [
            {
              file,
              message: `Nothing says which versions "${name}" runs.`,
              fix: `Write ${place}: copy that of the environment before it.`,
            },
          ]),
    ];
  });
}

/** The versions of an environment, as a command writes them. */
export function versionsText({ kubernetes, postgres, kafka, kafkaMetadata, charts }: Versions): string {
  const own = Object.fromEntries(chartNames.map((name) => [name, charts[name]]));
  const value = { kubernetes, postgres, kafka, kafkaMetadata, charts: own };
  return `# Written by "npm run ops". Change it with a command: "npm run ops -- --help".\n${dump(value, { lineWidth: -1, noRefs: true })}`;
}
