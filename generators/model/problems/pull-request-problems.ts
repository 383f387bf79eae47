import type { Catalog } from '../catalog.ts';
import type { Entry } from '../entry.ts';
import type { EnvironmentDefinition } from '../environment/environment.ts';
import { roomForName } from '../environment/pull-requests.ts';
import { at, type CatalogProblem, label, unknownName, unless } from './problem.ts';

/** What is wrong with the environments for pull requests that environments are hosts of. */
export function pullRequestProblems(catalog: Catalog): CatalogProblem[] {
  return catalog.environments.flatMap((entry) => (entry.value.pullRequests === undefined ? [] : problemsOf(entry, catalog)));
}

function problemsOf(entry: Entry<EnvironmentDefinition>, { services, platform }: Catalog): CatalogProblem[] {
  const { tier, signatures, pullRequests } = entry.value;
  const { repositories = [] } = pullRequests ?? {};
  const known = services.map(({ value }) => value.name);
  const room = roomForName(entry.value);
  return [
    ...unless(
      tier === 'trial',
      at(entry, 'pullRequests'),
      `An environment of tier "${tier}" is host to pull requests: what nobody has reviewed would run beside it.`,
      'Remove the field, and declare it in an environment of tier trial.',
    ),
    ...unless(
      signatures === 'warn',
      at(entry, 'pullRequests'),
      'The environment refuses images without the signature of a release, and is host to pull requests, whose images have none.',
      'Set signatures: "warn" here, or declare pullRequests in another environment.',
    ),
    ...repositories.flatMap(({ name, url, services: built }, index) => {
      const spot = (...path: readonly (string | number)[]) => at(entry, 'pullRequests', 'repositories', index, ...path);
      const first = (read: (other: (typeof repositories)[number]) => string, own: string) =>
        repositories.findIndex((other) => read(other) === own) === index;
      return [
        ...unless(
          label.test(name) && name.length <= room,
          spot('name'),
          `"${name}" is no DNS label of at most ${room} characters: it ends the name of a namespace, before the number of the pull request.`,
          'Use lower-case letters, digits and hyphens, starting with a letter.',
        ),
        ...unless(
          first((other) => other.name, name),
          spot('name'),
          `Two repositories are called "${name}": their pull requests of one number would share a namespace.`,
          'Give each its own name.',
        ),
        ...unless(
          first((other) => other.url.toLowerCase(), url.toLowerCase()),
          spot('url'),
          `The repository ${url} is there twice: each of its pull requests would have two environments.`,
          'Write its services in one entry.',
        ),
        ...unless(
          platform.value.git.forge === 'gitlab' || new URL(url).pathname.split('/').length === 3,
          spot('url'),
          `"${url}" names no repository of an owner, as ${platform.value.git.forge} has them.`,
          'Write it as https://github.com/example-erp/erp-services.',
        ),
        ...built.flatMap((service, position) =>
          unknownName(spot('services', position), `Pull requests build "${service}", but no service has that name.`, service, known),
        ),
      ];
    }),
  ];
}
