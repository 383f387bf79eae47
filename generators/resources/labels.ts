import { cloudOf } from '../clouds/clouds.ts';
import { declaredName } from '../model/environment/place.ts';
import { isFurther } from '../model/further/further.ts';
import type { Instance, Process } from '../model/instance.ts';
import { ownKey } from '../model/platform/own-keys.ts';
import { endpoints } from '../model/service/backing-services.ts';
import { routesOf } from '../model/service/routes.ts';
import type { BackingService } from '../model/service/service.ts';
import { isBeyond, placeOf } from '../model/stores/places.ts';
import { clusterOf } from '../model/stores/postgres-clusters.ts';

/** Labels of every object of a service. */
export function serviceLabels(name: string): Record<string, string> {
  return { app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'erp' };
}

/** The running version, on the Deployment and its pods but in no selector (manual 2.4, D36). */
export function versionLabels(version: string): Record<string, string> {
  return { 'app.kubernetes.io/version': version, version: `v${version}` };
}

/** Says that the edge may reach a pod at a port. */
export function publishedLabel(port: number): string {
  return ownKey(`published-${port}`);
}

/**
 * Labels of the pods of a process: its own, the version, a client label for each backing service that the service uses, and what of
 * it the edge publishes.
 */
export function podLabels(instance: Instance, { name, worker: own }: Process): Record<string, string> {
  const { service, release } = instance;
  const published = routesOf(service).flatMap(({ worker, port }) =>
    worker === own ? [[publishedLabel(port.number), 'true'] as const] : [],
  );
  return {
    ...serviceLabels(name),
    ...versionLabels(release.version),
    ...clientLabels(instance),
    ...identityLabels(instance),
    ...Object.fromEntries(published),
  };
}

/** Some clouds want to be told that a pod takes on the role of its account. */
export function identityLabels({ service, environment, platform }: Instance): Readonly<Record<string, string>> {
  return service.identity?.cloudRole?.[declaredName(environment)] === undefined ? {} : cloudOf(platform).identity.podLabels;
}

/** A label for each store of the cluster: its policy lets in who carries it. Whoever else runs one knows no labels. */
export function clientLabels({
  service,
  environment,
  platform,
}: Pick<Instance, 'service' | 'environment' | 'platform'>): Record<string, string> {
  const within = service.uses.filter((use) => !isFurther(use)).filter((use) => !isBeyond(placeOf(use, environment, platform)));
  const ofDatabase = clusterOf(service, environment, platform)?.clientLabel;
  const labelOf = (use: BackingService) =>
    use === 'postgres' ? (ofDatabase ?? endpoints.postgres.clientLabel) : endpoints[use].clientLabel;
  return Object.fromEntries(within.map((use) => [labelOf(use), 'true'] as const));
}

/** Says that the database of a service lets a pod in past the pooler; none where somebody else runs it. */
export function sessionLabels({
  service,
  environment,
  platform,
}: Pick<Instance, 'service' | 'environment' | 'platform'>): Record<string, string> {
  const own = clusterOf(service, environment, platform);
  return own === undefined ? {} : { [own.sessionLabel]: 'true' };
}

/** On what commands of operators have changed: which settings, and until when other numbers of pods are meant. */
export function operatedAnnotations({ operated: { fields, scaledUntil } }: Instance) {
  const annotations = {
    ...(fields.length > 0 && { [ownKey('set-by-operators')]: fields.toSorted().join(',') }),
    ...(scaledUntil !== undefined && { [ownKey('scaled-until')]: scaledUntil }),
  };
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}

/** The name of the only label that selectors use. */
export function selector(name: string): Record<string, string> {
  return { app: name };
}
