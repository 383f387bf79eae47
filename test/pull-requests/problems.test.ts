import { describe, expect, it } from 'vitest';
import type { PullRequests } from '../../generators/model/environment/pull-requests.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { declared, withHost } from './support.ts';

const catalog = await loadCatalog(process.cwd());
const [first, second] = declared.repositories as readonly [PullRequests['repositories'][0], PullRequests['repositories'][0]];
const said = (name: string, pullRequests: unknown) =>
  problemsIn(withHost(catalog, name, { pullRequests: pullRequests as PullRequests })).map(({ message }) => message);
const of = (...repositories: readonly unknown[]) => ({ ...declared, repositories });

describe('a host of pull requests', () => {
  it('may be a trial', () => {
    expect(said('dev', declared)).toEqual([]);
  });

  it.each([
    ['staging', 'rehearsal'],
    ['production', 'production'],
  ])('is never %s, of tier %s', (name, tier) => {
    expect(said(name, declared)).toEqual([
      `An environment of tier "${tier}" is host to pull requests: what nobody has reviewed would run beside it.`,
      'The environment refuses images without the signature of a release, and is host to pull requests, whose images have none.',
    ]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['more days than a month', { ...declared, mostDays: 31 }, ['"pullRequests.mostDays" must be <= 30, got 31.']],
    ['no days', { ...declared, mostDays: 0 }, ['"pullRequests.mostDays" must be >= 1, got 0.']],
    ['a field of its own', { ...declared, forks: true }, ['"pullRequests" has a field "forks" that nothing reads.']],
    [
      'an unknown service',
      of({ ...first, services: ['sale-service'] }),
      ['Pull requests build "sale-service", but no service has that name.'],
    ],
    [
      'a name that is no label',
      of({ ...first, name: 'Services' }),
      ['"Services" is no DNS label of at most 20 characters: it ends the name of a namespace, before the number of the pull request.'],
    ],
    [
      'a name that is too long for a namespace',
      of({ ...first, name: 'services-of-the-company' }),
      [
        '"services-of-the-company" is no DNS label of at most 20 characters: it ends the name of a namespace, before the number of the pull request.',
      ],
    ],
    [
      'two repositories of one name',
      of(first, { ...second, name: first.name }),
      ['Two repositories are called "services": their pull requests of one number would share a namespace.'],
    ],
    [
      'one repository twice',
      of(first, { ...second, url: 'https://github.com/Example-ERP/erp-services' }),
      ['The repository https://github.com/Example-ERP/erp-services is there twice: each of its pull requests would have two environments.'],
    ],
    [
      'a group within a group, where the forge has none',
      of({ ...first, url: 'https://github.com/a/b/c' }),
      ['"https://github.com/a/b/c" names no repository of an owner, as github has them.'],
    ],
  ])('is refused with %s', (_, pullRequests, messages) => {
    expect(said('dev', pullRequests)).toEqual(messages);
  });
});
