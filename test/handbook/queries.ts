import { parser as logql } from '@grafana/lezer-logql';
import type { LRParser } from '@lezer/lr';
import { parser as promql } from '@prometheus-io/lezer-promql';

const parsers: Readonly<Record<string, LRParser>> = { promql: promql.configure({ top: 'PromQL' }), logql };

/** Where a query of Prometheus or Loki is not well formed. */
export function syntaxProblems(language: string, text: string): readonly string[] {
  const parser = parsers[language];
  if (parser === undefined) return [`unknown language "${language}"`];
  const problems: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) problems.push(`at ${from}: ${JSON.stringify(text.slice(Math.max(0, from - 10), to + 10))}`);
    },
  });
  return problems;
}
