import { cpSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { build } from '../../scripts/judging/build.ts';
import { environmentDraft, type Resemblance } from '../../scripts/operations/changes/templates.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { copyOfRepository } from '../support/repository.ts';

const catalog = await loadCatalog(process.cwd());

describe('an environment that is new', () => {
  it.each<[string, Resemblance]>([
    ['of the tier of trials', { tier: 'trial' }],
    ['of the tier of rehearsals', { tier: 'rehearsal' }],
    ['of the tier of production', { tier: 'production' }],
    ['like dev', { like: 'dev' }],
  ])(
    '%s is generated, proved, validated, judged and held against the manual, and nothing beside its files and its releases is touched',
    async (_, resemblance) => {
      const root = realpathSync(copyOfRepository());
      const { file, text, beside = new Map<string, string>() } = environmentDraft(catalog, 'extra', resemblance);
      for (const [name, content] of [[file, text] as const, ...beside]) writeFileSync(path.join(root, name), content);
      const releases = path.join(root, 'generators/catalog/releases');
      cpSync(path.join(releases, 'dev'), path.join(releases, 'extra'), { recursive: true });
      let said = '';
      const code = await build(root, (line) => {
        said += line;
      });
      expect([code, said]).toEqual([0, expect.stringMatching(/^conform .* ok /m)]);
      expect(said).toMatch(/^judge .*extra \d{3}/m);
    },
    180_000,
  );

  it.each<[Resemblance, string, string]>([
    [{}, 'production', 'production'],
    [{ tier: 'trial' }, 'trial', 'test'],
    [{ tier: 'rehearsal' }, 'rehearsal', 'staging'],
    [{ like: 'dev' }, 'trial', 'dev'],
    [{ like: 'staging', tier: 'rehearsal' }, 'rehearsal', 'staging'],
  ])('for %o is of the tier %s, like %s, with nothing of that by name', (resemblance, tier, like) => {
    const { text } = environmentDraft(catalog, 'extra', resemblance);
    expect(text).toContain(`tier: '${tier}'`);
    const own = text.split('\n').filter((line) => !/issuer|letsencrypt|acme|tier:|from:|title/.test(line));
    expect(own.filter((line) => new RegExp(`[-#/.]${like}\\b`).test(line))).toEqual([]);
  });

  it.each<[Resemblance, string, string]>([
    [{ tier: 'staging' }, '"staging" is no tier.', 'Use one of trial, rehearsal, production, or --like staging.'],
    [{ tier: 'gold' }, '"gold" is no tier.', 'Use one of trial, rehearsal, production.'],
    [
      { like: 'dev', tier: 'production' },
      '"dev" is of the tier "trial", not "production".',
      'Leave out one of the two: of one like "dev" the tier is "trial".',
    ],
  ])('is refused for %o', (resemblance, what, how) => {
    const draw = () => environmentDraft(catalog, 'extra', resemblance);
    expect(draw).toThrow(UserError);
    expect(draw).toThrow(expect.objectContaining({ lines: expect.objectContaining({ what, how }) }));
  });

  it('is refused under a name that is taken', () => {
    expect(() => environmentDraft(catalog, 'staging', {})).toThrow('There is an environment "staging" already.');
  });

  it('is refused for a tier that no environment has', () => {
    const trials = { ...catalog, environments: catalog.environments.filter(({ value }) => value.tier === 'trial') };
    expect(() => environmentDraft(trials, 'extra', { tier: 'production' })).toThrow('No environment is of the tier "production".');
  });
});
