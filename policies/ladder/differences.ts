import { ownValue } from '../company/own-keys.ts';
import { tiers } from '../environments.ts';
import { findingOf } from '../finding.ts';
import { titleOf } from '../kubernetes/objects.ts';
import type { Finding, Manifest, World } from '../model.ts';
import { unlike } from './compare.ts';
import { alikeIn, type Declared, formerNames, saysSame, serviceOf } from './declared.ts';
import { elsewhereExplanations } from './elsewhere.ts';
import { type Explanation, explanations } from './explanations.ts';
import { type Sides, showsProbes } from './hidden-probes.ts';
import { identities, stemOf } from './identity.ts';
import type { LadderRule } from './ladder.ts';
import { placeExplanations } from './places.ts';

/** One environment that the catalog describes, as it is rendered. */
export interface DeclaredRung {
  readonly world: World;
  /** The overlay's own objects. */
  readonly manifests: readonly Manifest[];
  readonly declared: Declared;
}

/** A field that two neighbours on the ladder do not have in common, or an object that only one has: with no keys. */
interface Difference {
  readonly keys: readonly string[];
  readonly rungs: readonly [DeclaredRung, DeclaredRung];
  readonly manifests: readonly [Manifest | undefined, Manifest | undefined];
  readonly paths: readonly [string, string];
  readonly values: readonly [unknown, unknown];
}

/**
 * What differs between environments, field by field, and follows from nothing that the catalog says of them. Environments are held
 * against their neighbours, from the weakest to the strongest: what differs between any two differs between two neighbours.
 * @param used gets the entries of the table that explained something
 */
export function differenceFindings(
  rungs: readonly DeclaredRung[],
  rule: LadderRule,
  used: Set<Explanation> = new Set(),
): readonly Finding[] {
  const order = [...rungs].sort(
    (a, b) => tiers.indexOf(a.world.tier) - tiers.indexOf(b.world.tier) || (a.world.environment < b.world.environment ? -1 : 1),
  );
  const objects = new Map(order.map((rung) => [rung, identities(rung)]));
  const byField = new Map<string, Difference[]>();
  for (const [index, upper] of order.entries()) {
    const lower = order[index - 1];
    if (lower === undefined) continue;
    const [theirs, ours] = [objects.get(lower) ?? new Map(), objects.get(upper) ?? new Map()];
    const explained = explainer(lower, upper, used);
    const alike = alikeIn(lower.declared, upper.declared, [hashedIn(lower), hashedIn(upper)]);
    for (const identity of new Set([...theirs.keys(), ...ours.keys()])) {
      const [one, other] = [theirs.get(identity), ours.get(identity)];
      for (const found of between(one, other, alike)) {
        const object = other ?? one;
        if (object === undefined || explained(object, { ...found, manifests: [one, other] })) continue;
        const key = JSON.stringify([identity, ...found.keys]);
        const known = byField.get(key) ?? [];
        known.push({ ...found, rungs: [lower, upper], manifests: [one, other] });
        byField.set(key, known);
      }
    }
  }
  return [...byField.values()].map((found) => findingAbout(found, rule));
}

function between(one: Manifest | undefined, other: Manifest | undefined, alike: Parameters<typeof unlike>[2]) {
  if (one === undefined || other === undefined) return [{ keys: [], paths: ['', ''] as const, values: [one, other] as const }];
  return unlike(bodyOf(one), bodyOf(other), alike);
}

/** An object without what it is found by. */
function bodyOf({ fields }: Manifest): unknown {
  const { metadata, ...rest } = fields;
  const { name: _, namespace: __, ...own } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  return { ...rest, metadata: own };
}

function explainer(lower: DeclaredRung, upper: DeclaredRung, used: Set<Explanation>) {
  const known = new Map<string, boolean>();
  const differs = (fact: string, service: string | undefined) => {
    // What is said of the environment is asked once, and not for each service.
    const key = fact.split('.')[0] === 'service' ? `${fact} ${service}` : fact;
    const told = known.get(key) ?? !saysSame(lower.declared, upper.declared, fact, service);
    known.set(key, told);
    return told;
  };
  const services = new Set([...lower.declared.services, ...upper.declared.services]);
  let former: ReadonlyMap<string, string> | undefined;
  const formerly = () => {
    former ??= formerNames([lower.declared, upper.declared]);
    return former;
  };
  return (object: Manifest, found: Sides): boolean => {
    const service = serviceOf(object, services, formerly);
    const entry = [...explanations, ...elsewhereExplanations, ...placeExplanations].find(
      ({ kinds, of, fields, because, only }) =>
        (kinds === '*' || kinds.includes(object.kind)) &&
        (of === undefined || (of === 'service' ? service !== undefined : of.test(`${object.namespace}/${object.name}`))) &&
        fields.some((pattern) => isAt(pattern, found.keys)) &&
        because.some((fact) => differs(fact, service)) &&
        (only === undefined || showsProbes(found, [lower.world, upper.world])),
    );
    if (entry !== undefined) used.add(entry);
    return entry !== undefined;
  };
}

/** Whether a field is meant by a pattern: `*` is any one step, `**` any number of them. */
function isAt(pattern: string, keys: readonly string[], steps: readonly string[] = stepsOf(pattern)): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return keys.length === 0;
  if (step === '**') return keys.length > 0 && (rest.length === 0 || keys.some((_, index) => isAt(pattern, keys.slice(index), rest)));
  return keys.length > 0 && (step === '*' || step === keys[0] || isOwn(step, keys[0])) && isAt(pattern, keys.slice(1), rest);
}

/** A step such as the one to `*` and `tier` with a slash between them is to the key of ours with that name. */
function isOwn(step: string, key = ''): boolean {
  return step.startsWith('*/') && ownValue({ [key]: key }, step.slice(2)) !== undefined;
}

const split = new Map<string, readonly string[]>();

function stepsOf(pattern: string): readonly string[] {
  const known = split.get(pattern);
  if (known !== undefined) return known;
  const steps = [...pattern.matchAll(/\["([^"]+)"\]|([^.[\]]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  split.set(pattern, steps);
  return steps;
}

/** Said of the environment that stands alone with its value, else of the stronger one. */
function findingAbout(found: readonly Difference[], rule: LadderRule): Finding {
  const all = found.flatMap(({ values }) => values);
  const start = Math.max(0, commonStart(all) - 20);
  const values = new Map(found.flatMap(({ rungs, values }) => rungs.map((rung, side) => [rung, told(values[side], start)] as const)));
  const alone = [...values].filter(([, value]) => [...values.values()].filter((other) => other === value).length === 1);
  const last = found.at(-1) as Difference;
  const rung = values.size > 2 && alone.length === 1 && alone[0] !== undefined ? alone[0][0] : last.rungs[1];
  const one = found.find(({ rungs }) => rungs.includes(rung)) as Difference;
  const side = one.rungs.indexOf(rung);
  const environment = rung.world.environment;
  const object = (one.manifests[side] ?? one.manifests[1 - side]) as Manifest;
  const isWhole = one.keys.length === 0;
  const groups = [...Map.groupBy(values, ([, value]) => value)].map(([value, own]) => ({
    value,
    names: own.map(([{ world }]) => `"${world.environment}"`).join(' and '),
  }));
  const message = isWhole
    ? `${titleOf(object)} is in ${groups.find(({ value }) => value !== nothing)?.names} and not in ${groups.find(({ value }) => value === nothing)?.names}, and the catalog does not say why.`
    : `${titleOf(object)} has at ${one.paths[side]} ${groups.map(({ value, names }) => `${value} in ${names}`).join(' and ')}, and the catalog does not say why.`;
  const manifest = one.manifests[side] ?? { ...object, file: `overlays/${environment}/kustomization.yaml`, document: 0 };
  return findingOf(rule, manifest, { message, path: isWhole ? '' : (one.paths[side] ?? '') }, environment);
}

const nothing = 'nothing';

/** A value as it reads in a message, however long it is: of a long text what stands where it begins to differ. */
function told(value: unknown, start: number): string {
  if (value === undefined) return nothing;
  if (isManifest(value)) return 'the object';
  const text = JSON.stringify(value);
  if (text.length <= longest) return text;
  const from = Math.min(start, text.length - longest);
  const shown = text.slice(from, from + longest);
  return `${from > 0 ? '…' : ''}${shown}${from + longest < text.length ? '…' : ''}`;
}

const longest = 120;

/** How many characters all of some values begin with. */
function commonStart(values: readonly unknown[]): number {
  const [first = '', ...others] = values.filter((value) => value !== undefined && !isManifest(value)).map((value) => JSON.stringify(value));
  let length = 0;
  while (length < first.length && others.every((text) => text[length] === first[length])) length += 1;
  return length;
}

function isManifest(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'fields' in value && 'apiVersion' in value;
}

/** Names that kustomize makes of contents. */
function hashedIn({ manifests }: DeclaredRung): ReadonlySet<string> {
  return new Set(manifests.filter((manifest) => stemOf(manifest) !== manifest.name).map(({ name }) => name));
}
