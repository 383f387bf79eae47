import { asFields, at, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Declared } from '../../../policies/ladder/declared.ts';
import type { Fields } from '../../../policies/model.ts';
import { catalogFolder, sealedSecretsFolder } from '../../catalog/folder.ts';
import { literalPlaces } from '../../repository/company/literal-places.ts';
import { literalIn } from '../../repository/company/literals.ts';
import type { Sources } from '../../repository/sources.ts';
import { filesIn } from './catalog-files.ts';

/**
 * What the catalog says of each environment, by its name. Services are read when somebody asks for them: where environments are alike
 * nobody does.
 */
export function declaredFacts(sources: Sources): ReadonlyMap<string, Declared> {
  const platform = literalIn(sources, `${catalogFolder}/platform.ts`);
  const namesIn = (folder: string) => filesIn(sources, `${catalogFolder}/${folder}`, '.ts').map((file) => file.slice(0, -'.ts'.length));
  const services = namesIn('services');
  const serviceFile = once((name) => literalIn(sources, `${catalogFolder}/services/${name}.ts`));
  return new Map(
    namesIn('environments').flatMap((name) => {
      const written = literalIn(sources, `${catalogFolder}/environments/${name}.ts`);
      if (written === undefined) return [];
      return literalPlaces(written).map((own) => {
        const clusters = listAt(own, 'clusters').map((cluster) => textAt(cluster, 'name'));
        const place = textAt(own, 'name') ?? name;
        return [
          place,
          {
            definition: withVersions(own, place, sources),
            hostsArgo: clusters.includes(textAt(platform, 'argo', 'cluster')),
            services,
            // A service knows environments by their files.
            service: once((service) => declaredService(serviceFile(service), yamlOf(sources, place, service), name)),
          } satisfies Declared,
        ] as const;
      });
    }),
  );
}

/** An environment as it is written, with what it runs of others. */
function withVersions(own: Fields, place: string, sources: Sources): Fields {
  const file = `${catalogFolder}/versions/${place}.yaml`;
  const versions = sources.isFile(file) ? sources.documents(file)[0]?.value : undefined;
  return versions === undefined ? own : { ...own, versions };
}

/** What was read by a name is not read again. */
function once(read: (name: string) => Fields | undefined): (name: string) => Fields | undefined {
  const known = new Map<string, Fields | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, read(name));
    return known.get(name);
  };
}

/** What machines write of a service in an environment: its release, settings over those of its file, other bounds of its pods, sealed values. */
interface Written {
  readonly release?: unknown;
  readonly settings?: unknown;
  readonly scaling?: unknown;
  readonly sealed?: unknown;
}

function yamlOf(sources: Sources, environment: string, service: string): Written {
  const value = (folder: string) => {
    const file = `${catalogFolder}/${folder}/${environment}/${service}.yaml`;
    return sources.isFile(file) ? sources.documents(file)[0]?.value : undefined;
  };
  return {
    release: value('releases'),
    settings: value('settings'),
    scaling: value('scaling'),
    sealed: value(sealedSecretsFolder),
  };
}

/** What a service is in one environment: of all that its file says by environments only what it says of this one. */
export function declaredService(file: Fields | undefined, written: Written, environment: string): Fields | undefined {
  const release = written.release ?? at(file, 'initialRelease');
  if (file === undefined || release === undefined) return undefined;
  const [own, set] = [fieldsAt(file, 'environments', environment), asFields(written.settings) ?? {}];
  const keys = [...new Set([...Object.keys(own), ...Object.keys(set)])].sort();
  const environments = Object.fromEntries(keys.map((key) => [key, [own[key], set[key]]]));
  return { ...asFields(inOne(file, environment)), environments, release, scaling: written.scaling, sealed: written.sealed };
}

function inOne(value: unknown, environment: string): unknown {
  if (Array.isArray(value)) return value.map((item) => inOne(item, environment));
  const fields = asFields(value);
  if (fields === undefined) return value;
  const places = fields['in'];
  if (Array.isArray(places) && !places.includes(environment)) return undefined;
  return Object.fromEntries(
    Object.entries(fields).map(([key, own]) => [
      key,
      byEnvironment.has(key) ? at(own, environment) : key === 'in' ? true : inOne(own, environment),
    ]),
  );
}

/** Fields of a service file whose keys are environments. */
const byEnvironment: ReadonlySet<string> = new Set(['environments', 'cloudRole']);
