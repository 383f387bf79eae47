import type { CatalogProblem } from '../../generators/model/problems/problem.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { Companion } from '../../generators/model/service/parts.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { catalog, digest, environment, service, smallEnvironment } from '../support/catalog.ts';

/** What the service `orders` says, undefined where it says less than it would, and the one problem that comes of it. */
export type Mistake = readonly [
  title: string,
  change: { readonly [K in keyof ServiceDefinition]?: ServiceDefinition[K] | undefined },
  path: readonly (string | number)[],
  message: string,
  fix: string,
];

export const build = { version: '1.0.0', digest };
const compute = { cpu: '10m', memory: '16Mi', ephemeralStorage: '16Mi' };
export const companion: Companion = { image: 'proxy', build, runs: 'beside', resources: { requests: compute, limits: compute } };

/** Who is called: one that answers at several ports, and one that answers nobody. */
const { route: _, ...silent } = service('silent', { ports: {} });
const payments = service('payments', {
  ports: {
    http: { number: 8000, protocol: 'http' },
    grpc: { number: 50051, protocol: 'grpc' },
    lpd: { number: 5150, protocol: 'tcp' },
  },
  workers: { mail: { args: ['m'] }, events: { args: ['e'], ports: { http: { number: 1100, protocol: 'http' } } } },
});
const live = environment('production', { delivery: { from: 'dev', soakHours: 0, freezes: [] } });

/** The problems of a catalog in which the service `orders` differs, without the file, which is that of `orders`. */
export function mistakesWith(change: Mistake[1]): readonly object[] {
  const orders = Object.fromEntries(Object.entries({ ...service('orders'), ...change }).filter(([, value]) => value !== undefined));
  const found = problemsIn(catalog([orders as unknown as ServiceDefinition, payments, silent], [smallEnvironment('dev'), live]));
  return told(found);
}

/** The problems of a catalog of so many services like `orders`, with their files. */
export function mistakesOfMany(count: number, change: Mistake[1]): readonly object[] {
  const many = Array.from({ length: count }, (_one, index) => ({ ...service(`s${index}`), ...change, ...databaseOf(index) }));
  return told(problemsIn(catalog(many as unknown as ServiceDefinition[], [environment('production')])));
}

function databaseOf(index: number) {
  return { name: `s${index}`, database: { name: `s${index}_db`, user: `s${index}_user` } };
}

function told(found: readonly CatalogProblem[]): readonly object[] {
  return found.map(({ file, part: __, ...problem }) => (file.endsWith('/orders.ts') ? problem : { file, ...problem }));
}
