import { listAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest, World } from '../../model.ts';
import { inEvery, infra, place, whereOperated } from './expectations.ts';
import { differences, type Pattern } from './pattern.ts';
import type { Evidence, Shortfall } from './requirement.ts';

/** One alerting rule, and where it stands. */
export interface RenderedAlert {
  readonly name: string;
  readonly fields: unknown;
  readonly group: unknown;
  readonly manifest: Manifest;
  /** Path in the PrometheusRule. */
  readonly path: string;
}

/** Every alert of the PrometheusRules of the infra namespace. */
export function alertsIn(world: World): readonly RenderedAlert[] {
  const objects = world.ofKind('PrometheusRule').filter(({ namespace }) => namespace === infra);
  return objects.flatMap((manifest) =>
    listAt(manifest.fields, 'spec', 'groups').flatMap((group, groupIndex) =>
      listAt(group, 'rules').flatMap((fields, index) => {
        const name = textAt(fields, 'alert');
        return name === undefined ? [] : [{ name, fields, group, manifest, path: `spec.groups[${groupIndex}].rules[${index}]` }];
      }),
    ),
  );
}

/** Where an alert, of a store that the environment operates, does not look like a pattern in some environment, or is missing there; and its group does not have the manual's interval. */
export function expectAlert(
  evidence: Pick<Evidence, 'environments'>,
  name: string,
  pattern: (world: World) => Readonly<Record<string, Pattern>>,
  store?: 'postgres',
) {
  const check = (world: World): readonly Shortfall[] => {
    const found = alertsIn(world).filter((alert) => alert.name === name);
    if (found.length === 0) return [{ message: `There is no alert "${name}".`, where: world.environment }];
    return found.flatMap(({ fields, group, manifest, path }) =>
      [...differences(fields, pattern(world)), ...differences(group, { interval: '30s' })].map(
        ({ path: field, found: value, expected }) => ({
          message: `Alert "${name}" sets ${field} to ${value ?? 'nothing'}, expected ${expected}.`,
          ...place(world, manifest, `${path}.${field}`),
        }),
      ),
    );
  };
  return inEvery(evidence, store === undefined ? check : whereOperated(store, check));
}
