import type { Alert, AlertExample, Firing } from '../../generators/alerts/alert.ts';

/** An alerting rule as Prometheus reads it. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The files of one run of `promtool test rules` by name; the tests are those that end with `.test.json`. */
export type SuiteFiles = ReadonlyMap<string, string>;

/**
 * What promtool needs to try the examples of an alert. Several rules are tried at once, each of which must do what the
 * examples say: the alert itself, or variants of it under names of their own.
 */
export function suiteFiles(name: string, rules: readonly AlertingRule[], examples: readonly AlertExample[]): SuiteFiles {
  const rulesFile = `${name}.rules.json`;
  const steps = Map.groupBy(examples, ({ step }) => step ?? '30s');
  return new Map([
    [rulesFile, JSON.stringify({ groups: [{ name, rules }] })],
    ...[...steps].map(([step, own]) => {
      const tests = own.map((example) => unitTest(example, step, rules));
      return [`${name}.${step}.test.json`, JSON.stringify({ rule_files: [rulesFile], evaluation_interval: step, tests })] as const;
    }),
  ]);
}

/** Whether an alert has something to say at any moment of an example. */
export function isFiring({ expect }: AlertExample): boolean {
  return Object.values(expect).some((firing) => firing.length > 0);
}

/** Labels and annotations of a firing alert, as Prometheus fills them in. */
export function filled({ labels, annotations }: AlertingRule, firing: Firing) {
  const fill = (text: string) =>
    text
      .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => firing.labels[label] ?? '')
      .replaceAll(/\{\{ \$value(?: \| \w+)? \}\}/g, firing.value ?? '');
  return {
    exp_labels: { ...labels, ...firing.labels },
    exp_annotations: Object.fromEntries(Object.entries(annotations).map(([key, text]) => [key, fill(text)])),
  };
}

/** Names of the alerts of an environment that stand for `{{ $value }}` without a value in an example. */
export function valueless(alert: Alert): readonly string[] {
  const texts = [alert.summary, alert.description].join(' ');
  if (!texts.includes('$value')) return [];
  return alert.examples
    .filter(({ expect }) => Object.values(expect).some((firing) => firing.some(({ value }) => value === undefined)))
    .map(({ when }) => when);
}

function unitTest({ when, series, expect }: AlertExample, interval: string, rules: readonly AlertingRule[]) {
  return {
    name: when,
    interval,
    input_series: Object.entries(series).map(([text, values]) => ({ series: text, values })),
    alert_rule_test: Object.entries(expect).flatMap(([eval_time, firing]) =>
      rules.map((rule) => ({ alertname: rule.alert, eval_time, exp_alerts: firing.map((item) => filled(rule, item)) })),
    ),
  };
}
