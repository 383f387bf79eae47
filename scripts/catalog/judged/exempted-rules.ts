import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Catalog } from '../../../generators/model/catalog.ts';
import { at, type CatalogProblem, unknownName } from '../../../generators/model/problems/problem.ts';

const rules = path.resolve(import.meta.dirname, '../../../policies/rules');

/** Exemptions from rules that do not exist. A rule is known by its file. */
export function exemptedRuleProblems({ services }: Pick<Catalog, 'services'>): readonly CatalogProblem[] {
  if (services.every(({ value }) => (value.exempt ?? []).length === 0)) return [];
  const known = ruleNames();
  return services.flatMap((entry) =>
    (entry.value.exempt ?? []).flatMap(({ rule }, index) =>
      unknownName(at(entry, 'exempt', index, 'rule'), `No rule has the id "${rule}".`, rule, known),
    ),
  );
}

/** The rules that there are, sorted. */
export function ruleNames(): readonly string[] {
  return readdirSync(rules, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.basename(file, '.ts'))
    .sort();
}
