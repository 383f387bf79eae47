import { at, numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { operatedKinds, operatedPods } from '../../kubernetes/pods/priorities.ts';
import type { World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const workload = (kind: string, name: string, className: string) => `
---
apiVersion: ${kind === 'Deployment' ? 'apps/v1' : 'batch/v1'}
kind: ${kind}
metadata: { name: ${name}, namespace: erp-prod }
spec: { ${kind === 'Deployment' ? '' : 'jobTemplate: { spec: { '}template: { spec: { priorityClassName: ${className}, containers: [{ name: ${name} }] } } ${kind === 'Deployment' ? '' : '} } '}}
`;
const example = `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: erp-service }
value: 100000
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: erp-batch }
value: 10000
${workload('Deployment', 'sales-service', 'erp-service')}${workload('CronJob', 'report', 'erp-batch')}`;
const from = 'services before batch work';

export default defineRule({
  id: 'limit-priority-value',
  severity: 'error',
  manual: '2.4 (D39)',
  summary: 'Let services go before pods of no class, batch work after them, and nothing unknown before all.',
  rationale:
    'When nodes are full pods of a value below 0 go before all others, and those that may not preempt wait until somebody leaves. Batch work ' +
    'above the services throws them off their nodes every night.',
  remediation: 'Give the class a value of generators/model/priorities.ts: above 0 for what serves, and below that for jobs.',
  scope: 'object',
  kinds: ['PriorityClass'],

  check(manifest, world) {
    const value = numberAt(manifest.fields, 'value') ?? 0;
    const { serving, batch } = users(world);
    const own = serving.get(manifest.name);
    const told = (message: string, path: string) => [{ message: `${titleOf(manifest)} ${message}.`, path }];
    const lowest = world
      .ofKind('PriorityClass')
      .filter(({ name, origin }) => serving.has(name) && origin === undefined)
      .sort((a, b) => (numberAt(a.fields, 'value') ?? 0) - (numberAt(b.fields, 'value') ?? 0))[0];
    const least = numberAt(lowest?.fields, 'value') ?? Number.POSITIVE_INFINITY;
    const defaults = world.ofKind('PriorityClass').filter(({ fields }) => at(fields, 'globalDefault') === true);
    const other = defaults.find((one) => one !== manifest);
    const most = Math.max(
      ...world
        .ofKind('PriorityClass')
        .filter(({ name }) => serving.has(name))
        .map(({ fields }) => numberAt(fields, 'value') ?? 0),
    );
    const isUsed = own !== undefined || batch.has(manifest.name) || operated(world).has(manifest.name);
    return [
      ...(defaults.includes(manifest) && other !== undefined
        ? told(`is for pods that name no class, and so is "${other.name}": the API server takes one`, 'globalDefault')
        : []),
      ...(!isUsed && serving.size > 0 && value > most && !defaults.includes(manifest)
        ? told(
            `stands above all that serves (${value}), and nothing here has it: whoever names it throws the others off their nodes`,
            'value',
          )
        : []),
      ...(value < 0 ? told(`has the value ${value}: its pods go before those that name no class`, 'value') : []),
      ...(own !== undefined && textAt(manifest.fields, 'preemptionPolicy') === 'Never'
        ? told(`lets ${own}, which serves, wait until a node has room of itself`, 'preemptionPolicy')
        : []),
      ...(own === undefined && batch.has(manifest.name) && lowest !== undefined && value >= least
        ? told(`puts ${batch.get(manifest.name)} (${value}) before what serves with class "${lowest.name}" (${least})`, 'value')
        : []),
    ];
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      {
        name: 'two for pods of no class',
        from,
        change: { 'PriorityClass/erp-service > globalDefault': true, 'PriorityClass/erp-batch > globalDefault': true },
        problems: ['service', 'batch'].map((name, index) => ({
          on: `PriorityClass/erp-${name}`,
          message: `PriorityClass "erp-${name}" is for pods that name no class, and so is "erp-${['batch', 'service'][index]}": the API server takes one.`,
          path: 'globalDefault',
        })),
      },
      {
        name: 'one above all others that nothing has',
        from,
        change: {
          'PriorityClass/first': 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: { name: first }\nvalue: 1000000000',
        },
        problems: [
          {
            on: 'PriorityClass/first',
            message:
              'PriorityClass "first" stands above all that serves (1000000000), and nothing here has it: whoever names it throws the others off their nodes.',
            path: 'value',
          },
        ],
      },
      {
        name: 'below pods of no class',
        from,
        change: { 'PriorityClass/erp-batch > value': -100 },
        problems: [
          {
            on: 'PriorityClass/erp-batch',
            message: 'PriorityClass "erp-batch" has the value -100: its pods go before those that name no class.',
            path: 'value',
          },
        ],
      },
      {
        name: 'batch work above the services',
        from,
        change: { 'PriorityClass/erp-batch > value': 2000000 },
        problems: [
          {
            on: 'PriorityClass/erp-batch',
            message: 'PriorityClass "erp-batch" puts CronJob "report" (2000000) before what serves with class "erp-service" (100000).',
            path: 'value',
          },
        ],
      },
      {
        name: 'a service that waits',
        from,
        change: { 'PriorityClass/erp-service > preemptionPolicy': 'Never' },
        problems: [
          {
            on: 'PriorityClass/erp-service',
            message: 'PriorityClass "erp-service" lets Deployment "sales-service", which serves, wait until a node has room of itself.',
            path: 'preemptionPolicy',
          },
        ],
      },
    ],
  },
});

interface Users {
  readonly serving: ReadonlyMap<string, string>;
  readonly batch: ReadonlyMap<string, string>;
}

/** The first workload of each class. */
const users: (world: World) => Users = perWorld((world) => {
  const [serving, batch] = [new Map<string, string>(), new Map<string, string>()];
  for (const pod of world.pods) {
    const name = at(pod.spec, 'priorityClassName');
    const known = pod.serving ? serving : batch;
    if (typeof name === 'string' && !known.has(name)) known.set(name, titleOf(pod.manifest));
  }
  return { serving, batch };
});

/** Classes that operators are told to give their pods. */
const operated: (world: World) => ReadonlySet<string> = perWorld(
  (world) =>
    new Set(
      operatedKinds
        .flatMap((kind) => world.ofKind(kind))
        .flatMap((manifest) => operatedPods(manifest).flatMap(({ className }) => className ?? [])),
    ),
);
