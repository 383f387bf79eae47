import type { Catalog } from '../../../generators/model/catalog.ts';
import type { Entry } from '../../../generators/model/entry.ts';
import { at, type CatalogProblem, problem, type Spot } from '../../../generators/model/problems/problem.ts';
import type { IsSound } from '../../../generators/model/problems/problems.ts';
import { namedContents, servicesFolder } from '../../../generators/model/service/files/contents.ts';
import type { MountPath } from '../../../generators/model/service/parts.ts';
import { slug } from '../../../generators/model/service/paths.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { credentialsIn } from '../../../policies/kubernetes/credentials/strings.ts';

/** Fields of a service file, wherever they stand, whose values come into objects that everybody may read as they are. */
const mappings: ReadonlySet<string> = new Set(['config', 'reaches']);
const lists: ReadonlySet<string> = new Set(['args', 'main']);

/**
 * Passwords, keys and tokens in service files and in files beside them, as the rule `forbid-credential-in-config` knows them: said before
 * anything is built, and at the line.
 * @param isSound leaves out what need not be looked at again; absent: everything is looked at
 */
export function credentialProblems(
  { services, contents }: Pick<Catalog, 'services' | 'contents'>,
  isSound: IsSound = () => false,
): readonly CatalogProblem[] {
  const texts = new Map(contents.map(({ file, text }) => [file, text ?? '']));
  return (
    services
      // A file beside it may be another while its own is the same.
      .filter((entry) => !(isSound(entry) && namedContents(entry.value).length === 0) && !isExempt(entry.value))
      .flatMap((entry) => [
        ...[...partsOf(entry.value, [])].flatMap((part) => inPart(entry, part)),
        // As they are called in their ConfigMap.
        ...Object.entries(entry.value.files ?? {}).flatMap(([path, said]) =>
          credentialsIn({
            data: { [slug(path as MountPath)]: typeof said === 'string' ? said : texts.get(`${servicesFolder}/${said.from.slice(2)}`) },
          }).map(({ what }) => told(at(entry, 'files', path), `The file "${path}"`, what)),
        ),
      ])
  );
}

/** Whoever has a reason and a last day says them in `exempt`, which the rule reads. */
function isExempt({ exempt = [] }: ServiceDefinition): boolean {
  return exempt.some(({ rule }) => rule === 'forbid-credential-in-config');
}

type Path = readonly (string | number)[];

interface Part {
  readonly path: Path;
  readonly value: unknown;
}

function* partsOf(value: unknown, path: Path): Generator<Part> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const own = [...path, key];
    // What a person writes as an object the judge reads as it is; files have names of their own.
    if (path.length === 0 && (key === 'objects' || key === 'files')) continue;
    if (mappings.has(key) || lists.has(key)) yield { path: own, value: inner };
    else yield* partsOf(inner, own);
  }
}

function inPart(entry: Entry<ServiceDefinition>, { path, value }: Part): readonly CatalogProblem[] {
  if (Array.isArray(value)) {
    return credentialsIn({ args: value }).map(({ what, path: found }) =>
      told(at(entry, ...path, Number(/\d+/.exec(found)?.[0] ?? 0)), `"${path.join('.')}"`, what),
    );
  }
  return credentialsIn({ data: value }).map(({ what, name }) => told(at(entry, ...path, name), `"${name}"`, what));
}

function told(spot: Spot, who: string, what: string): CatalogProblem {
  return problem(
    spot,
    `${who} holds ${what}, which everybody reads who may read the repository or look into the namespace.`,
    'Put the value into Vault and its key into "secrets" of the service: the program reads it from the file below /app/secrets. Whatever was committed is known, and has to be changed.',
  );
}
