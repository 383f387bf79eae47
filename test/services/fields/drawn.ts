import { applicationsOf } from '../../../generators/applications.ts';
import { application } from '../../../generators/argocd/application.ts';
import type { Adjustments } from '../../../generators/model/adjustment.ts';
import type { KubernetesObject } from '../../../generators/model/object.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { catalog, environment, service, smallEnvironment } from '../../support/catalog.ts';

/** What the service `orders` says; undefined where it says less than it would. */
export type Says = { readonly [K in keyof ServiceDefinition]?: ServiceDefinition[K] | undefined };

/** What a field promises, in the objects that hold it. */
export interface Row {
  /** As docs/services.md lists it. */
  readonly field: string;
  readonly draws: string;
  readonly says: Says;
  /** `environment/service` that has no release file. */
  readonly unreleased?: readonly string[];
  /** Whole values by place; undefined for what is not there. */
  readonly shows: readonly (readonly [place: string, value: unknown])[];
}

/** Who is called, and whose topics are read and written. */
const payments = service('payments', {
  ports: {
    http: { number: 8000, protocol: 'http' },
    grpc: { number: 50051, protocol: 'grpc' },
    lpd: { number: 5150, protocol: 'tcp' },
  },
  workers: { events: { args: ['events'], ports: { grpc: { number: 6000, protocol: 'grpc' } } } },
});
/** What `adjust` may name. */
const adjustments: Adjustments = {
  dns: [
    {
      kind: 'Deployment',
      change: (drawn) => {
        const { spec } = drawn as unknown as { readonly spec: { readonly template: { readonly spec: object } } };
        const pod = { ...spec.template.spec, dnsConfig: { options: [{ name: 'ndots', value: '2' }] } };
        return { ...drawn, spec: { ...spec, template: { ...spec.template, spec: pod } } } as KubernetesObject;
      },
    },
  ],
};
const dev = smallEnvironment('dev');
const production = environment('production', { delivery: { from: 'dev', soakHours: 0, freezes: [] } });

/**
 * What is drawn in production for the service `orders`, beside another: a value by `Kind/name path`, the whole object where there is no
 * path, undefined where there is none.
 */
export function drawnWith(says: Says, unreleased: readonly string[] = []): (place: string) => unknown {
  const orders = Object.fromEntries(Object.entries({ ...service('orders'), ...says }).filter(([, value]) => value !== undefined));
  const all = {
    ...catalog([orders as unknown as ServiceDefinition, payments, service('gone')], [dev, production], {
      unreleased: ['dev/gone', 'production/gone', ...unreleased],
    }),
    adjustments: [{ file: 'generators/adjustments/orders.ts', service: 'orders', value: adjustments }],
  };
  const applications = applicationsOf(all);
  const objects: readonly KubernetesObject[] = [
    ...applications.flatMap(({ variants }) => variants.flatMap((variant) => (variant.environment === 'production' ? variant.objects : []))),
    ...applications.flatMap((item) =>
      production.clusters.map((cluster) => application(item, production, cluster, all.platform.value) as KubernetesObject),
    ),
  ];
  return (place) => {
    const [title = '', path] = place.split(' ');
    const found = objects.filter(({ kind, metadata }) => `${kind}/${metadata.name}` === title);
    if (found.length > 1) throw new Error(`There are ${found.length} of ${title}.`);
    return path === undefined ? found[0] : valueAt(found[0], path);
  };
}

/** By keys with dots between; a key that has dots itself is found as the rest of the path. */
function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (path in fields) return fields[path];
  const [key = '', ...rest] = path.split('.');
  return rest.length === 0 ? undefined : valueAt(fields[key], rest.join('.'));
}
