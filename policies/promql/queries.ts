import { listAt, textAt, texts } from '../kubernetes/fields.ts';
import { perWorld } from '../kubernetes/per-world.ts';
import type { Manifest, World } from '../model.ts';
import { asWritten } from '../wording.ts';
import { dashboardQueries, dashboardsOf, type WrittenQuery } from './dashboard-queries.ts';
import type { Expression, LabelName, QueryError } from './expression.ts';
import { parseLogql } from './parse-logql.ts';
import { parsePromql } from './parse-promql.ts';
import { withoutVariables } from './variables.ts';

/** A query of an object, parsed. */
export interface Query extends WrittenQuery {
  readonly errors: readonly QueryError[];
  /** Of a PromQL query without errors. */
  readonly expression?: Expression;
  /** Labels that a LogQL query matches. */
  readonly streamLabels: readonly LabelName[];
}

/** Kinds that hold queries. */
export const queryKinds = ['PrometheusRule', 'ScaledObject', 'ScaledJob', 'ConfigMap'] as const;

type Parsed = Pick<Query, 'errors' | 'expression' | 'streamLabels'>;

/** By language and text: the environments have most of their queries in common. */
const parsedTexts = new Map<string, Parsed>();
const queriesIn: (world: World) => Map<Manifest, readonly Query[]> = perWorld(() => new Map());

/** The queries of an object: of alerts and recording rules, dashboards, and triggers of an autoscaler. Each is parsed once. */
export function queriesOf(manifest: Manifest, world: World): readonly Query[] {
  const known = queriesIn(world).get(manifest);
  if (known !== undefined) return known;
  const queries = written(manifest).map((query) => ({ ...query, ...parsed(query) }));
  queriesIn(world).set(manifest, queries);
  return queries;
}

function parsed({ language, text }: WrittenQuery): Parsed {
  const key = `${language} ${text}`;
  const known = parsedTexts.get(key);
  if (known !== undefined) return known;
  const plain = withoutVariables(text);
  const result = language === 'promql' ? { ...parsePromql(plain), streamLabels: [] } : logQuery(plain);
  parsedTexts.set(key, result);
  return result;
}

function logQuery(text: string): Pick<Query, 'errors' | 'streamLabels'> {
  const { errors, labels } = parseLogql(text);
  return { errors, streamLabels: labels };
}

function written(manifest: Manifest): readonly WrittenQuery[] {
  switch (manifest.kind) {
    case 'PrometheusRule':
      return rulesOf(manifest).map(({ fields, path, subject }) => ({
        subject,
        language: 'promql',
        text: asWritten(fields['expr']),
        path: `${path}.expr`,
        templates: (['annotations', 'labels'] as const).flatMap((list) =>
          Object.entries(texts(fields[list])).map(([key, text]) => ({ path: `${path}.${list}.${key}`, text })),
        ),
      }));
    case 'ScaledObject':
    case 'ScaledJob':
      return listAt(manifest.fields, 'spec', 'triggers').flatMap((trigger, index) =>
        textAt(trigger, 'type') !== 'prometheus'
          ? []
          : [
              {
                subject: `Trigger "${textAt(trigger, 'name') ?? index}"`,
                language: 'promql' as const,
                text: textAt(trigger, 'metadata', 'query') ?? '',
                path: `spec.triggers[${index}].metadata.query`,
                templates: [],
              },
            ],
      );
    default:
      return dashboardsOf(manifest).flatMap(dashboardQueries);
  }
}

/** One rule of a PrometheusRule. */
export interface PrometheusRuleEntry {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly subject: string;
}

/** The rules of a PrometheusRule, of all its groups. */
export function rulesOf({ fields }: Manifest): readonly PrometheusRuleEntry[] {
  return listAt(fields, 'spec', 'groups').flatMap((group, g) =>
    listAt(group, 'rules').flatMap((rule, r) => {
      if (typeof rule !== 'object' || rule === null) return [];
      const alert = textAt(rule, 'alert');
      const subject = alert === undefined ? `Recording rule "${textAt(rule, 'record') ?? ''}"` : `Alert "${alert}"`;
      return [{ fields: rule as Readonly<Record<string, unknown>>, path: `spec.groups[${g}].rules[${r}]`, subject }];
    }),
  );
}
