import { asText, at, fieldsAt, listAt, textAt } from '../kubernetes/fields.ts';
import type { Fields, Manifest } from '../model.ts';

/** A query as it is written somewhere. */
export interface WrittenQuery {
  /** `Alert "HighLatency"`, for messages. */
  readonly subject: string;
  readonly language: 'promql' | 'logql';
  readonly text: string;
  readonly path: string;
  /** Texts in which `$labels` stand for those of the result. */
  readonly templates: readonly { readonly path: string; readonly text: string }[];
}

/** One dashboard of a ConfigMap; `fields` are undefined where the text is no JSON object. */
export interface Dashboard {
  readonly key: string;
  readonly path: string;
  readonly fields: Fields | undefined;
}

/** Label by which the sidecar of Grafana finds dashboards. */
export const dashboardLabel = 'grafana_dashboard';

/** The dashboards of a ConfigMap with the sidecar's label; none of any other object. */
export function dashboardsOf(manifest: Manifest): readonly Dashboard[] {
  if (manifest.kind !== 'ConfigMap' || manifest.labels[dashboardLabel] === undefined) return [];
  return Object.entries(fieldsAt(manifest.fields, 'data')).map(([key, text]) => ({
    key,
    path: `data[${JSON.stringify(key)}]`,
    fields: jsonObject(asText(text) ?? ''),
  }));
}

/** All queries of a dashboard: of panels, within rows too, of variables and annotations. */
export function dashboardQueries({ fields, path }: Dashboard): readonly WrittenQuery[] {
  if (fields === undefined) return [];
  const query = (subject: string, language: WrittenQuery['language'], text: string): WrittenQuery => ({
    subject,
    language,
    text,
    path,
    templates: [],
  });
  return [
    ...panelsOf(fields).flatMap((panel) =>
      listAt(panel, 'targets').flatMap((target) => {
        const language = languageOf(target) ?? languageOf(panel);
        const text = textAt(target, 'expr');
        const subject = `Panel "${textAt(panel, 'title') ?? ''}"`;
        return language === undefined || text === undefined ? [] : [query(subject, language, text)];
      }),
    ),
    ...listAt(fields, 'templating', 'list').flatMap((variable) => {
      const text = textAt(variable, 'query', 'query') ?? textAt(variable, 'query');
      const asked =
        text === undefined || textAt(variable, 'type') !== 'query' || languageOf(variable) !== 'promql' ? undefined : variableQuery(text);
      return asked === undefined ? [] : [query(`Variable "${textAt(variable, 'name') ?? ''}"`, 'promql', asked)];
    }),
    ...listAt(fields, 'annotations', 'list').flatMap((annotation) => {
      const text = textAt(annotation, 'expr');
      const language = languageOf(annotation);
      return text === undefined || language === undefined
        ? []
        : [query(`Annotation "${textAt(annotation, 'name') ?? ''}"`, language, text)];
    }),
  ];
}

/** Every panel of a dashboard, those within rows too, without the rows. */
export function panelsOf(dashboard: unknown): readonly unknown[] {
  return listAt(dashboard, 'panels').flatMap((panel) => (at(panel, 'type') === 'row' ? panelsOf(panel) : [panel]));
}

/** `label_values(metric, label)` as the query that gives the same series; undefined where there is none. */
function variableQuery(text: string): string | undefined {
  const values = /^\s*label_values\(\s*(?:(.+?)\s*,\s*)?(\w+)\s*\)\s*$/s.exec(text);
  if (values !== null) return values[1] === undefined ? undefined : `count by (${values[2]}) (${values[1]})`;
  return /^\s*query_result\((.+)\)\s*$/s.exec(text)?.[1];
}

function languageOf(holder: unknown): WrittenQuery['language'] | undefined {
  const type = textAt(holder, 'datasource', 'type');
  if (type === 'prometheus') return 'promql';
  return type === 'loki' ? 'logql' : undefined;
}

function jsonObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
