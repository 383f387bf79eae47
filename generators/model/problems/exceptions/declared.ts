import type { Catalog } from '../../catalog.ts';
import type { Entry } from '../../entry.ts';
import { isOurs } from '../../platform/own-keys.ts';
import type { PlatformDefinition } from '../../platform/platform.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { type Exemption, isForbiddenKind, kindName, type OwnObject, type Somewhere } from '../../service/way-out.ts';
import { isReal } from '../../time.ts';
import { at, type CatalogProblem, keyAt, problem, unknownName, unless } from '../problem.ts';

type Path = readonly (string | number)[];

const adjustmentName = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/;

/** What is wrong with how a service file names its adjustments, objects and exemptions, whatever is drawn. */
export function wayOutProblems(entry: Entry<ServiceDefinition>, { environments, platform }: Catalog): CatalogProblem[] {
  const { adjust = {}, objects = [], exempt = [] } = entry.value;
  const known = environments.map(({ value }) => value.name);
  const places: readonly (readonly [Somewhere, Path])[] = [
    ...Object.entries(adjust).map(([name, use]) => [use, ['adjust', name]] as const),
    ...objects.map((own, index) => [own, ['objects', index]] as const),
    ...exempt.map((exemption, index) => [exemption, ['exempt', index]] as const),
  ];
  return [
    ...places.flatMap(([{ in: names = [] }, path]) =>
      names.flatMap((name, index) => unknownName(at(entry, ...path, 'in', index), `There is no environment "${name}".`, name, known)),
    ),
    ...Object.keys(adjust).flatMap((name) =>
      unless(
        adjustmentName.test(name),
        keyAt(entry, 'adjust', name),
        `"${name}" is no name of an adjustment.`,
        'Use lower-case letters, digits and hyphens, at most 40.',
      ),
    ),
    ...objects.flatMap((own, index) => objectProblems(entry, own, index, platform.value)),
    ...twice(entry, 'objects', objects, known, ({ object }) => `${kindName(object)} "${object.metadata.name}"`),
    ...exempt.flatMap((exemption, index) => exemptionProblems(entry, exemption, index)),
    ...twice(entry, 'exempt', exempt, known, ({ rule, on }) => `exemption from "${rule}" ${on === undefined ? 'of all' : `on ${on}`}`),
  ];
}

function objectProblems(entry: Entry<ServiceDefinition>, { object }: OwnObject, index: number, platform: PlatformDefinition) {
  const kind = kindName(object);
  const { name, annotations = {} } = object.metadata;
  const service = entry.value.name;
  const spot = (...path: Path) => at(entry, 'objects', index, 'object', ...path);
  const allowed = platform.ownKinds ?? [];
  return [
    ...unless(
      allowed.includes(kind) && !isForbiddenKind(kind),
      spot('kind'),
      `No service may bring a ${kind}.`,
      isForbiddenKind(kind)
        ? 'It gives rights, or holds secrets: what the catalog has for it is safe, or the platform draws it.'
        : `Use one of ${allowed.join(', ')}, or have the owners of generators/catalog/platform.ts add it to ownKinds.`,
    ),
    ...unless(
      name === service || name.startsWith(`${service}-`),
      spot('metadata', 'name'),
      `"${name}" does not say whose object it is.`,
      `Call it ${service}-${name}.`,
    ),
    ...Object.keys(annotations)
      .filter((key) => isOurs(key, platform.labelDomain) && /^policies\.|\/adjusted\./.test(key))
      .flatMap((key) =>
        unless(
          false,
          keyAt(entry, 'objects', index, 'object', 'metadata', 'annotations', key),
          `The annotation "${key}" is not for objects of services.`,
          'Say what a rule shall let pass under "exempt".',
        ),
      ),
    ...Object.keys(annotations)
      .filter((key) => ofTools.test(key))
      .flatMap((key) =>
        unless(
          false,
          keyAt(entry, 'objects', index, 'object', 'metadata', 'annotations', key),
          `The annotation "${key}" tells a tool of delivery when the object comes, stays or goes.`,
          'Leave it out: Argo CD applies and removes all objects of a service alike.',
        ),
      ),
    ...spoofed(object).map((what) =>
      problem(spot('spec'), `The monitor says ${what}: its metrics would count as those of another.`, 'Leave it out.'),
    ),
    ...unless(
      object['status'] === undefined,
      keyAt(entry, 'objects', index, 'object', 'status'),
      'The status of an object is for the cluster to write.',
      'Remove it.',
    ),
    ...unless(
      kind !== 'ConfigMap' || isPlainConfigMap(object),
      spot('kind'),
      `The ConfigMap "${name}" has more than texts under "data", or none.`,
      'Give it data alone; kustomize makes it, with the hash of its content in its name.',
    ),
  ];
}

/** Argo CD, helm, kustomize and kubectl. */
const ofTools = /^(?:[\w-]+\.)*(?:argoproj\.io|helm\.sh|config\.(?:kubernetes|k8s)\.io|kubectl\.kubernetes\.io)\//;

/** Labels by which alerts and dashboards know whose a metric is; `honorLabels` leaves them to whoever answers. */
const identities = /^(?:namespace|pod|container|node|service|job|instance|app|cluster|environment|team)$/;

/** How a PodMonitor of a service gives its metrics the name of somebody else. */
function spoofed({ kind, ['spec']: spec }: OwnObject['object']): readonly string[] {
  if (kind !== 'PodMonitor') return [];
  const found: string[] = [];
  JSON.stringify(spec, (key, value: unknown) => {
    if (key === 'honorLabels' && value === true) found.push('honorLabels');
    if (key === 'targetLabel' && typeof value === 'string' && identities.test(value)) found.push(`the label "${value}"`);
    return value;
  });
  return found;
}

function isPlainConfigMap({ apiVersion: _, kind: _kind, metadata: _metadata, data, ...rest }: OwnObject['object']): boolean {
  const texts = typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.values(data) : [];
  return texts.length > 0 && texts.every((text) => typeof text === 'string') && Object.keys(rest).length === 0;
}

function exemptionProblems(entry: Entry<ServiceDefinition>, { until }: Exemption, index: number): CatalogProblem[] {
  return unless(
    isReal(`${until}T00:00Z`),
    at(entry, 'exempt', index, 'until'),
    `There is no day ${until}.`,
    'Write the last day as 2027-03-01.',
  );
}

/** The same thing twice in one environment. */
function twice<T extends Somewhere>(
  entry: Entry<ServiceDefinition>,
  field: string,
  items: readonly T[],
  environments: readonly string[],
  nameOf: (item: T) => string,
): CatalogProblem[] {
  return items.flatMap((item, index) => {
    const before = items.slice(0, index).filter((other) => nameOf(other) === nameOf(item));
    const shared = environments.filter((name) => [item, ...before].filter(({ in: places }) => places?.includes(name) ?? true).length > 1);
    return unless(
      before.length === 0 || shared.length === 0 || !(item.in?.some((name) => shared.includes(name)) ?? true),
      at(entry, field, index),
      `The ${nameOf(item)} is there twice in ${shared.join(', ')}.`,
      'Remove one, or say with "in" where each counts.',
    );
  });
}

/** What is wrong with the kinds that the platform lets services bring. */
export function ownKindProblems(entry: Entry<PlatformDefinition>): CatalogProblem[] {
  return (entry.value.ownKinds ?? []).flatMap((kind, index) =>
    unless(
      !isForbiddenKind(kind),
      at(entry, 'ownKinds', index),
      `A ${kind} of a service would give rights beyond it, or hold its secrets in Git.`,
      'Remove it; such objects are drawn by generators/platform or generators/resources.',
    ),
  );
}
