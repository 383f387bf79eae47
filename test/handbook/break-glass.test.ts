import { realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectEvidence } from '../../scripts/judging/conformance.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { present } from '../support/mutations/mutation.ts';
import { type Page, readPage, readPages } from './pages.ts';
import { mayAsk, type Wanted } from './session-problems.ts';

const group = 'erp-break-glass';
const evidence = await collectEvidence(createSources(realpathSync(process.cwd())));
const production = present(evidence.environments.find(({ environment }) => environment === 'production'));

/** What commands of kubectl ask the API server for, beside looking. */
const asks: Readonly<Record<string, Omit<Wanted, 'namespace' | 'name'>>> = {
  exec: { verb: 'create', group: '', resource: 'pods/exec' },
  attach: { verb: 'create', group: '', resource: 'pods/attach' },
  debug: { verb: 'patch', group: '', resource: 'pods/ephemeralcontainers' },
  'create job': { verb: 'create', group: 'batch', resource: 'jobs' },
  'delete job': { verb: 'delete', group: 'batch', resource: 'jobs' },
  'delete pod': { verb: 'delete', group: '', resource: 'pods' },
  annotate: { verb: 'patch', group: 'external-secrets.io', resource: 'externalsecrets' },
  // Of what "npm run restore" writes.
  apply: { verb: 'create', group: 'acid.zalan.do', resource: 'postgresqls' },
  'delete -f': { verb: 'delete', group: 'acid.zalan.do', resource: 'postgresqls' },
};
const command = new RegExp(`^[^#\n]*\\bkubectl (?:-n \\S+ )?(${Object.keys(asks).join('|')})\\b`, 'm');

/** Parts that somebody comes to straight from elsewhere: the sections of alerts, and whole pages. */
function partsOf({ name, text }: Page): readonly (readonly [string, string])[] {
  if (!name.startsWith('alerts.')) return [[name, text]];
  return text.split(/^(?=### )/m).map((part) => [`${name} ${part.split('\n')[0]}`, part] as const);
}

/** Parts with a command that needs the group, which do not say so before it. */
function silent(page: Page): readonly string[] {
  return partsOf(page).flatMap(([where, text]) => {
    const block = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].find(([, commands = '']) => command.test(commands));
    return block === undefined || text.slice(0, block.index).includes(group) ? [] : [where];
  });
}

describe('the group for incidents', () => {
  it('is named before the first command that needs it, on every page and in every section of an alert, in both languages', () => {
    expect(readPages().flatMap(silent)).toEqual([]);
    const needing = readPages().flatMap((page) => partsOf(page).filter(([, text]) => command.test(text)));
    expect(needing.length).toBeGreaterThan(40);
  });

  it('is missed where a page does not name it', () => {
    const text = '# Page\n\n```sh\nkubectl -n erp-infra exec postgres-0 -c postgres -- true\n```\n';
    expect(silent(readPage('page.md', text))).toEqual(['page.md']);
    expect(silent(readPage('page.md', text.replace('exec postgres-0 -c postgres -- true', 'get pods')))).toEqual([]);
  });

  it.each(Object.entries(asks))('may do "%s" in production, and operations alone may not', (_, wanted) => {
    const there = { ...wanted, namespace: 'erp-infra', name: 'x' };
    expect([mayAsk(there, production, [group]), mayAsk(there, production, [...production.company.productionGroups])]).toEqual([
      true,
      false,
    ]);
  });
});
