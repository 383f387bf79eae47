import type { Manifest } from '../../model.ts';
import { asFields, at, fieldsAt, listAt, textAt } from '../fields.ts';
import { quantity } from '../quantities.ts';

export type Side = 'requests' | 'limits';

/** One item of a LimitRange. */
export interface LimitItem {
  readonly type: string;
  readonly fields: unknown;
  /** Such as `spec.limits[0]`. */
  readonly path: string;
}

/** The items of a LimitRange, in order. */
export function limitItems({ fields }: Manifest): readonly LimitItem[] {
  return listAt(fields, 'spec', 'limits').map((item, index) => ({
    type: textAt(item, 'type') ?? '',
    fields: item,
    path: `spec.limits[${index}]`,
  }));
}

/** A bound of an item on a resource, in base units; undefined when it has none. */
export function bound(item: LimitItem, field: 'min' | 'max' | 'maxLimitRequestRatio', resource: string): number | undefined {
  return quantity(at(item.fields, field, resource));
}

/** Resources that an item bounds. */
export function boundResources({ fields }: LimitItem): readonly string[] {
  const named = ['min', 'max', 'maxLimitRequestRatio', 'default', 'defaultRequest'].flatMap((field) =>
    Object.keys(fieldsAt(fields, field)),
  );
  return [...new Set(named)].sort();
}

/**
 * What a LimitRange gives a container that says nothing, in base units (Kubernetes 1.35, `SetDefaults_LimitRangeItem`): a limit is
 * `default`, else `max`; a request is `defaultRequest`, else the default limit, else `min`.
 */
export function givenByDefault(limits: readonly Manifest[], side: Side, resource: string): number | undefined {
  const fields: readonly string[] = side === 'limits' ? ['default', 'max'] : ['defaultRequest', 'default', 'max', 'min'];
  for (const item of limits.flatMap(limitItems).filter(({ type }) => type === 'Container')) {
    for (const field of fields) {
      const value = quantity(at(item.fields, field, resource));
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

/** What a container has of a resource after the API server filled in what it does not say; undefined: nothing. */
export function effectiveAmount(container: unknown, side: Side, resource: string, limits: readonly Manifest[]): number | undefined {
  return writtenAmount(at(container, 'resources'), side, resource) ?? givenByDefault(limits, side, resource);
}

/** A limit without a request is the request too. */
export function writtenAmount(resources: unknown, side: Side, resource: string): number | undefined {
  const given = asFields(resources);
  return quantity(at(given, side, resource)) ?? (side === 'requests' ? quantity(at(given, 'limits', resource)) : undefined);
}
