import { isProductionLike } from '../../environments.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { asFields, at, listAt, numberAt, textAt } from '../fields.ts';
import { addressRange } from '../network/address-ranges.ts';

const seconds: Readonly<Record<string, number>> = { Second: 1, Minute: 60, Hour: 3600, Day: 86_400, Month: 2_592_000, Year: 31_536_000 };

/** Fewer requests of one client than one in so many seconds stop a program that people work with. */
const slowest = 10;

/** Limits that keep clients of the ERP out, or leave some of them without one, as ends of sentences. */
export function rateProblems(policy: Manifest, world: World): readonly Problem[] {
  const rules = listAt(policy.fields, 'spec', 'rateLimit', 'local', 'rules');
  const everybody = world.ofKind('BackendTrafficPolicy').some((other) => clientsOf(other).some(isEverywhere));
  const own = clientsOf(policy);
  const limitsFour = own.some((range) => range.family === 4 && range.prefix.length === 0);
  return [
    ...(isProductionLike(world) ? rules.flatMap(slow) : []),
    ...rules.flatMap(shared),
    // Whoever limits everybody elsewhere forgot here whom he does not name.
    ...(everybody && own.some(({ family }) => family === 4) && !limitsFour
      ? [{ message: 'limits some clients, and leaves all others without a limit', path: 'spec.rateLimit.local.rules' }]
      : []),
  ];
}

function clientsOf(policy: Manifest) {
  return listAt(policy.fields, 'spec', 'rateLimit', 'local', 'rules').flatMap((rule) =>
    listAt(rule, 'clientSelectors').flatMap((selector) => addressRange(textAt(selector, 'sourceCIDR', 'value') ?? '') ?? []),
  );
}

function isEverywhere(range: { readonly prefix: { readonly length: number } }): boolean {
  return range.prefix.length === 0;
}

/** Only rules for every request: those of a method, a path or a header may be for one that is rare. */
function slow(rule: unknown, index: number): readonly Problem[] {
  const selectors = listAt(rule, 'clientSelectors');
  const isGeneral = selectors.every((selector) => Object.keys(asFields(selector) ?? {}).every((field) => field === 'sourceCIDR'));
  const [requests, unit] = [numberAt(rule, 'limit', 'requests'), textAt(rule, 'limit', 'unit') ?? ''];
  const span = Object.hasOwn(seconds, unit) ? seconds[unit] : undefined;
  if (!isGeneral || requests === undefined || span === undefined || requests / span >= 1 / slowest) return [];
  const each = requests === 0 ? 'no request' : `${requests} requests each ${unit.toLowerCase()}`;
  return [
    { message: `lets a client make ${each}, fewer than one in ${slowest} seconds`, path: `spec.rateLimit.local.rules[${index}].limit` },
  ];
}

/** Envoy Gateway 1.9.0: `Exact` counts all addresses of the range together, `Distinct` each. */
function shared(rule: unknown, index: number): readonly Problem[] {
  return listAt(rule, 'clientSelectors').flatMap((selector, place) => {
    const range = addressRange(textAt(selector, 'sourceCIDR', 'value') ?? '');
    if (range?.prefix.length !== 0 || (at(selector, 'sourceCIDR', 'type') ?? 'Exact') !== 'Exact') return [];
    return [
      {
        message: 'counts the requests of all clients together: one of them stops the others',
        path: `spec.rateLimit.local.rules[${index}].clientSelectors[${place}].sourceCIDR.type`,
      },
    ];
  });
}
