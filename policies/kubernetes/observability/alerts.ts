import type { Manifest } from '../../model.ts';
import { listAt, textAt } from '../fields.ts';

/** One alerting rule of a PrometheusRule. */
export interface AlertingRule {
  readonly name: string;
  readonly fields: unknown;
  /** Path in the manifest, such as `spec.groups[0].rules[1]`. */
  readonly path: string;
}

/** The alerting rules of a PrometheusRule; recording rules are none. */
export function alertingRules({ fields }: Manifest): readonly AlertingRule[] {
  return listAt(fields, 'spec', 'groups').flatMap((group, groupIndex) =>
    listAt(group, 'rules').flatMap((rule, index) => {
      const name = textAt(rule, 'alert');
      return name === undefined ? [] : [{ name, fields: rule, path: `spec.groups[${groupIndex}].rules[${index}]` }];
    }),
  );
}
