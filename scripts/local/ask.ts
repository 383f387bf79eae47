import { edgeNamespace } from '../../generators/local/edge.ts';
import type { LocalDrawing } from '../../generators/local/local.ts';
import { localLabelOf } from '../../generators/local/marks.ts';
import { type LocalChoices, type LocalProfile, localProfile, modelOf } from '../../generators/local/profile.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { priorities } from '../../generators/model/priorities.ts';
import { namedIn } from '../catalog/named.ts';
import { UserError } from '../terminal/errors.ts';
import { type Guarded, type Refusal, refusalOfCluster, refusalOfContext } from './context.ts';
import { type Kubectl, lookAt } from './kubectl.ts';

/** What the command line says, as it says it. */
export interface LocalOptions {
  readonly context?: string;
  readonly service?: readonly string[];
  readonly image?: readonly string[];
  readonly domain?: string;
}

/** A context that is none of a laptop: a gate that nothing opens. */
export class NotLocal extends UserError {
  override readonly exitCode = 3;

  constructor({ what, how }: Refusal, where: string) {
    super({ what, where, how });
  }
}

const imageShape = /^([a-z0-9-]+)=(\S+)$/;
/** Of a registry, as Kubernetes takes it: a name with a tag or a digest. */
const referenceShape = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*(:[\w.-]{1,128})?(@sha256:[0-9a-f]{64})?$/;
const domainShape = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * What is wanted, checked.
 * @throws UserError for services that nobody knows, and images and domains that are none
 */
export function choicesOf(catalog: Catalog, { service, image = [], domain = 'localhost' }: LocalOptions): LocalChoices {
  const names = [...(service ?? []), ...image.map((text) => imageShape.exec(text)?.[1] ?? '').filter((name) => name !== '')];
  for (const name of names) namedIn(catalog.services, name, 'service', 'There is none yet.');
  const images = image.map((text): [string, string] => {
    const [, name, reference] = imageShape.exec(text) ?? [];
    if (name !== undefined && reference !== undefined && referenceShape.test(reference)) return [name, reference];
    throw new UserError({
      what: `"${text}" is no image of a service.`,
      where: '--image',
      how: 'Write <service>=<reference>, such as sales-service=sales-service:dev.',
    });
  });
  if (!domainShape.test(domain))
    throw new UserError({ what: `"${domain}" is no domain.`, where: '--domain', how: 'Name one such as localhost.' });
  return { services: service, images: new Map(images), domain };
}

/**
 * What a laptop is to run.
 * @throws UserError when no environment is delivered to first, or nothing of what is wanted has a release there
 */
export function profileOf(catalog: Catalog, choices: LocalChoices): LocalProfile {
  const where = 'generators/catalog/environments';
  const model = modelOf(catalog);
  if (model === undefined)
    throw new UserError({ what: 'Every environment takes its versions from another one.', where, how: 'Let one be the first.' });
  const profile = localProfile(catalog, model, choices);
  if (profile.instances.length > 0) return profile;
  throw new UserError({
    what: `No service that is wanted has a release in ${model.name}.`,
    where: `generators/catalog/releases/${model.name}`,
    how: 'Bring an image of your own: --image <service>=<reference>.',
  });
}

/** The namespaces that are made, in the order of the drawing. */
export function namespacesOf({ stages }: LocalDrawing): readonly string[] {
  return stages.flatMap(({ objects }) => objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata: { name } }) => name));
}

/** What no laptop is. */
export function guardedBy({ environments, platform }: Catalog): Guarded {
  const model = modelOf({ environments } as Catalog);
  const ours = model === undefined ? [] : [model.namespaces.app, model.namespaces.infra, edgeNamespace(model)];
  const clusters = environments.flatMap(({ value }) => value.clusters.map(({ name }) => name));
  return {
    clusters: [...new Set([...clusters, platform.value.argo.cluster])],
    ours,
    argo: platform.value.argoNamespace,
    classes: Object.values(priorities).map(({ name }) => name),
    mark: localLabelOf(platform.value),
  };
}

/**
 * Looks whether the cluster behind a context is one of a laptop: first at the kubeconfig, then, if that says nothing against it, at
 * its nodes and namespaces.
 * @throws NotLocal when it is none
 */
export async function assertLocal(kubectl: Kubectl, catalog: Catalog) {
  const guarded = guardedBy(catalog);
  const { context } = kubectl;
  const before = refusalOfContext(context, guarded);
  if (before !== undefined) throw new NotLocal(before, context.server);
  const facts = await lookAt(kubectl);
  const after = refusalOfCluster(context, facts, guarded);
  if (after !== undefined) throw new NotLocal(after, context.server);
  return facts;
}
