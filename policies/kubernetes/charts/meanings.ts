import { asFields, asList, asText, at, listAt, textAt } from '../fields.ts';
import { quantity } from '../quantities.ts';
import { valueProblems } from './judge-values.ts';
import type { Meaning, Shape } from './shape.ts';

/** One value, of its very type. */
export function is(expected: string | number | boolean): Meaning {
  return (value) => (value === expected ? undefined : typeof expected === 'string' ? `"${expected}"` : String(expected));
}

export const on = is(true);
export const off = is(false);

/** Whatever the environment's size asks for. */
export const flag: Meaning = (value) => (typeof value === 'boolean' ? undefined : 'true or false');

/** True where it is judged like production. */
export const onWhereItCounts: Meaning = (value, { strict }) => (strict ? on(value, unused) : flag(value, unused));

export function oneOf(...expected: readonly string[]): Meaning {
  return (value) => (typeof value === 'string' && expected.includes(value) ? undefined : expected.map((item) => `"${item}"`).join(' or '));
}

/** A text of one form. */
export function like(pattern: RegExp, what: string): Meaning {
  return (value) => (typeof value === 'string' && pattern.test(value) ? undefined : what);
}

/** A text of several lines, such as a script or a template, which others judge. */
export const text: Meaning = (value) => (typeof value === 'string' && value.includes('\n') ? undefined : 'a text of several lines');

/** A whole number between two. */
export function number(least: number, most: number): Meaning {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? undefined
      : `a whole number from ${least} to ${most}`;
}

/** How many: so many at least where it is judged like production, one at least elsewhere. */
export function members(least: number, most = 9): Meaning {
  return (value, { strict }) => number(strict ? least : 1, most)(value, unused);
}

/** How many of the members may go at once: one, so that the others stay. */
export const oneMayGo = is(1);

/** An amount of the scheduler, between two that make sense. */
export function amount(least: string, most: string): Meaning {
  return (value) => {
    const found = typeof value === 'string' ? quantity(value) : undefined;
    const isWithin = found !== undefined && found >= (quantity(least) ?? 0) && found <= (quantity(most) ?? 0);
    return isWithin ? undefined : `an amount from ${least} to ${most}`;
  };
}

const kinds: readonly string[] = ['cpu', 'memory', 'ephemeral-storage', 'storage'];
const mostOf: Readonly<Record<string, string>> = { cpu: '8', memory: '16Gi', 'ephemeral-storage': '50Gi', storage: '2Ti' };
const leastOf: Readonly<Record<string, string>> = { cpu: '1m', memory: '16Mi', 'ephemeral-storage': '1Mi', storage: '1Gi' };

/** Requests and limits that a scheduler takes: amounts, and no request above its limit. */
export const resources: Meaning = (value) => {
  const fields = asFields(value);
  if (fields === undefined || Object.keys(fields).sort().join() !== 'limits,requests') return 'requests and limits';
  for (const [section, amounts] of Object.entries(fields)) {
    const named = asFields(amounts);
    if (named === undefined || Object.keys(named).length === 0 || Object.keys(named).some((key) => !kinds.includes(key)))
      return `${section} of ${kinds.join(', ')}`;
    for (const [kind, found] of Object.entries(named)) {
      const wrong = amount(leastOf[kind] ?? '0', mostOf[kind] ?? '0')(found, unused);
      if (wrong !== undefined) return `${section}.${kind} to be ${wrong}`;
      const limit = quantity(at(fields, 'limits', kind));
      if (section === 'requests' && limit !== undefined && (quantity(found) ?? 0) > limit) return `no request of ${kind} above its limit`;
    }
  }
  return undefined;
};

/** Labels of pods, each a text. */
export const labels: Meaning = (value) => {
  const entries = Object.entries(asFields(value) ?? {});
  return entries.length > 0 && entries.every(([, label]) => typeof label === 'string' && label !== '') ? undefined : 'labels';
};

const places = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];
const selector: Shape = { matchLabels: labels };
const term: Shape = { topologyKey: oneOf(...places), labelSelector: selector };
const terms: Shape = {
  preferredDuringSchedulingIgnoredDuringExecution: everyItem({ weight: number(1, 100), podAffinityTerm: term }),
  requiredDuringSchedulingIgnoredDuringExecution: everyItem(term),
};

/** Which other pods to keep away from. */
export const affinity: Meaning = (value, context) => {
  const [first] = valueProblems(value, { podAntiAffinity: terms }, context, 'affinity');
  return first === undefined ? undefined : `other pods to keep away from, and it ${first.message.replace(/\.$/, '')}`;
};

const constraint: Shape = {
  maxSkew: number(1, 5),
  topologyKey: oneOf(...places),
  whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
  nodeTaintsPolicy: oneOf('Honor', 'Ignore'),
  matchLabelKeys: listLike(/^[\w./-]+$/),
  labelSelector: selector,
};

/** Spread evenly over the zones, and not otherwise, where it is judged like production. */
export const spread: Meaning = (value, context) => {
  const wrong = everyItem(constraint)(value, context);
  if (wrong !== undefined) return wrong;
  const isEven = (entry: unknown) =>
    at(entry, 'maxSkew') === 1 && textAt(entry, 'topologyKey') === places[0] && textAt(entry, 'whenUnsatisfiable') === 'DoNotSchedule';
  return !context.strict || asList(value).some(isEven) ? undefined : 'a spread over zones with a skew of 1 that pods wait for';
};

/** A list of texts, all of which are among these. */
export function listOf(...allowed: readonly string[]): Meaning {
  return (value) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && allowed.includes(item))
      ? undefined
      : `a list of ${allowed.join(', ')}`;
}

/** A list that is exactly this. */
export function exactly(...items: readonly string[]): Meaning {
  return (value) => (JSON.stringify(value) === JSON.stringify(items) ? undefined : JSON.stringify(items));
}

/** Only what a chart renders by itself: another image is judged by nobody. */
export const imageRepository: Meaning = (value, { images }) =>
  typeof value === 'string' && images.some((image) => image === value || image.endsWith(`/${value}`))
    ? undefined
    : images.map((image) => `"${image}"`).join(' or ');

/** A version, and not a tag that moves. */
export const imageTag = like(/^v?\d+\.\d+\.\d+[\w.-]*$/, 'a version of three numbers');

/** What the environment's own file says at a path, such as `backup.bucket`. */
export function declared(...path: readonly string[]): Meaning {
  return (value, { environment }) => is(textAt(environment.written, ...path) ?? '')(value, unused);
}

/** A list of mappings of one shape. */
export function everyItem(shape: Shape): Meaning {
  return (value, context) => {
    const isEmpty = (item: unknown) => Object.keys(asFields(item) ?? {}).length === 0;
    if (!Array.isArray(value) || value.length === 0 || value.some(isEmpty)) return 'a list of mappings';
    const [first] = value.flatMap((item) => valueProblems(item, shape, context));
    return first === undefined ? undefined : `a list in which no item ${first.message.replace(/\.$/, '')}`;
  };
}

/** Volumes of the pod, and none beside: scratch with a bound, these paths of the node, these claims. */
export function volumes(hostPaths: readonly string[], claims: readonly string[] = []): Meaning {
  return (value) => {
    const isKnown = (volume: unknown) => {
      const [source = '', ...more] = Object.keys(asFields(volume) ?? {}).filter((key) => key !== 'name');
      if (more.length > 0) return false;
      if (textAt(volume, 'name') === undefined) return false;
      if (source === 'emptyDir') return amount('1Mi', '10Gi')(at(volume, 'emptyDir', 'sizeLimit'), unused) === undefined;
      if (source === 'hostPath')
        return (
          hostPaths.includes(textAt(volume, source, 'path') ?? '') && /^Directory(OrCreate)?$/.test(textAt(volume, source, 'type') ?? '')
        );
      return source === 'persistentVolumeClaim' && claims.includes(textAt(volume, source, 'claimName') ?? '');
    };
    const known = ['emptyDir with a sizeLimit', ...hostPaths, ...claims].join(', ');
    return Array.isArray(value) && value.length > 0 && value.every(isKnown) ? undefined : `volumes of ${known}`;
  };
}

/** Mounts of volumes by these names. */
export function mounts(...names: readonly string[]): Meaning {
  const isKnown = (mount: unknown) =>
    names.includes(textAt(mount, 'name') ?? '') &&
    textAt(mount, 'mountPath')?.startsWith('/') === true &&
    [undefined, true, false].includes(at(mount, 'readOnly') as boolean | undefined) &&
    Object.keys(asFields(mount) ?? {}).every((key) => ['name', 'mountPath', 'readOnly'].includes(key));
  return (value) => (Array.isArray(value) && value.length > 0 && value.every(isKnown) ? undefined : `mounts of ${names.join(', ')}`);
}

/** A part of a value, where it is there. */
export function part(value: unknown, ...keys: readonly string[]): unknown {
  return at(value, ...keys);
}

/** The address of one of the environment's own pages, at a path. */
export function pageOf(tool: string, path: string): Meaning {
  return (value, { environment }) => is(`https://${environment.hosts[tool] ?? ''}${path}`)(value, unused);
}

/** One of the environment's namespaces; the second is the platform's. */
export const platformNamespace: Meaning = (value, { environment }) => is(environment.namespaces[1] ?? '')(value, unused);

/** A selector over the namespaces that the platform makes. */
export const namespaces: Meaning = (value, { environment }) => {
  const [entry, ...more] = listAt(value, 'matchExpressions');
  const found = listAt(entry, 'values');
  const isRight =
    more.length === 0 &&
    found.every((name) => typeof name === 'string' && name !== '') &&
    Object.keys(asFields(entry) ?? {}).length === 3 &&
    textAt(entry, 'key') === 'kubernetes.io/metadata.name' &&
    textAt(entry, 'operator') === 'In' &&
    environment.namespaces.every((name) => found.includes(name));
  return isRight ? undefined : `In ${environment.namespaces.join(', ')}`;
};

/** A period between two, in hours: `15d`, `720h`, `15s`. */
export function period(leastHours: number, mostHours: number): Meaning {
  return (value) => {
    const [, count, unit = ''] = /^(\d+)(ms|s|m|h|d|w|y)$/.exec(asText(value) ?? '') ?? [];
    const hours = Number(count) * (hoursOf[unit] ?? Number.NaN);
    return hours >= leastHours && hours <= mostHours ? undefined : `a period from ${saidHours(leastHours)} to ${saidHours(mostHours)}`;
  };
}

const hoursOf: Readonly<Record<string, number>> = { ms: 1 / 3_600_000, s: 1 / 3600, m: 1 / 60, h: 1, d: 24, w: 168, y: 8760 };

function saidHours(hours: number): string {
  if (hours >= 1) return `${hours}h`;
  return `${Math.round(hours * 3600)}s`;
}

/** For meanings that look at nothing but the value. */
const unused = undefined as never;

/** A list of texts of one form. */
export function listLike(pattern: RegExp): Meaning {
  return (value) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && pattern.test(item))
      ? undefined
      : `a list of texts like ${pattern.source}`;
}

/** An expression that gives a role to groups that the environment lets in: `(contains(groups[*], 'a') || …) && 'Editor'`. */
export function rolesOf(access: readonly unknown[], groups: Readonly<Record<string, string>>, roles: readonly string[]): Meaning {
  return (value) => {
    const allowed = access.map((entry) => groups[textAt(entry, 'group') ?? ''] ?? '');
    const [, condition = '', given = ''] = /^\((.+)\) && '(\w+)'$/.exec(asText(value) ?? '') ?? [];
    const named = condition.split(' || ').map((part) => /^contains\(groups\[\*\], '([\w-]+)'\)$/.exec(part)?.[1] ?? '');
    return roles.includes(given) && named.every((group) => allowed.includes(group))
      ? undefined
      : `${roles.join(' or ')} for ${allowed.join(', ')}`;
  };
}
