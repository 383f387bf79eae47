import { alertObjects } from './alerts/alerts.ts';
import { dashboardConfigMaps } from './dashboards/dashboards.ts';
import { withExceptions } from './exceptions/exceptions.ts';
import { ownObjects } from './exceptions/own-objects.ts';
import { type Catalog, homeOf } from './model/catalog.ts';
import { argoLoadOf, argoSizeOf } from './model/environment/argo-size.ts';
import type { EnvironmentDefinition } from './model/environment/environment.ts';
import { isStandby } from './model/environment/place.ts';
import { isHost } from './model/environment/pull-requests.ts';
import { type Instance, instancesOf } from './model/instance.ts';
import { dataApplication, inFolder, signaturesApplication } from './model/names.ts';
import type { Application, ApplicationVariant, KubernetesObject, PinnedImage, Shelf } from './model/object.ts';
import { plainInstancesIn } from './model/plain-instances.ts';
import { remembered } from './model/remembered.ts';
import { forerunnerOf } from './model/service/names/side-by-side.ts';
import type { ServiceDefinition } from './model/service/service.ts';
import { operated } from './model/stores/stores.ts';
import { breakGlassObjects } from './platform/access/break-glass.ts';
import { imagePolicies } from './platform/access/image-policies.ts';
import { ruleAdmission } from './platform/access/rule-admission.ts';
import { backupObjects } from './platform/backup/backup.ts';
import { backupImage } from './platform/backup/backup-facts.ts';
import { dataAccessObjects } from './platform/data/data-access.ts';
import { dataLayerObjects, serviceDataObjects } from './platform/data/data-layer.ts';
import { type TopicOwners, topicsOf } from './platform/data/topics.ts';
import { edgeObjects } from './platform/edge/edge.ts';
import { logsTracesObjects } from './platform/monitoring/logs-traces.ts';
import { monitoringObjects } from './platform/monitoring/monitoring.ts';
import { sloRules } from './platform/monitoring/slo.ts';
import { namespaceObjects } from './platform/namespaces.ts';
import { argoCdObjects } from './platform/operators/argo-cd.ts';
import { dnsKeyObjects } from './platform/operators/dns-key.ts';
import { operatorObjects } from './platform/operators/operators.ts';
import { secretObjects } from './platform/secrets.ts';
import { breakGlassImage } from './platform/shell-image.ts';
import { asleep } from './resources/asleep.ts';
import { serviceObjects } from './resources/service-objects.ts';
import { storesFirst } from './resources/stores-first.ts';

/** What is to be drawn. */
export interface Asked {
  /** Whether what is of a service in an environment is. */
  readonly service: (instance: Instance) => boolean;
  /** Whether what is of the platform in an environment is. */
  readonly platform: (environment: EnvironmentDefinition) => boolean;
}

/**
 * Every application with the objects that it means for each environment: platform components first, then services.
 * @param asked leaves out what nobody asks for; absent: nothing is left out
 */
export function applicationsOf(catalog: Catalog, asked?: Asked): readonly Application[] {
  const instances = instancesOf(catalog);
  const drawn = Map.groupBy(asked === undefined ? instances : instances.filter(asked.service), ({ service }) => service.name);
  return [
    ...platformApplications(catalog, instances, asked?.platform),
    ...dataApplications(catalog, topicsOf(instances), drawn),
    ...serviceApplications(catalog, drawn),
  ].map((application) => ({ ...application, variants: inOrder(application.variants) }));
}

function inOrder(variants: readonly ApplicationVariant[]): readonly ApplicationVariant[] {
  return variants.map((variant) => ({ ...variant, objects: storesFirst(variant.objects) }));
}

/**
 * What an application would mean in every declared environment but for all that is decided for one of them: services as their own
 * files say them, components as if no service ran. Of these the base holds the common part. Drawn when it is asked for.
 */
export function plainVariantsOf(catalog: Catalog): (application: Application) => readonly ApplicationVariant[] {
  const plain = plainInstancesIn(catalog);
  const files = new Map(catalog.services.map((entry) => [entry.file, entry]));
  let components: ReadonlyMap<string, Application> | undefined;
  return ({ name, source }) => {
    const entry = files.get(source);
    if (entry === undefined) {
      components ??= new Map(platformApplications(catalog, []).map((component) => [component.name, component]));
      return inOrder(components.get(name)?.variants ?? []);
    }
    const own = { ...catalog, services: [entry] };
    // Its topics as if nobody else read or wrote them.
    const instances = plain(entry.value.name);
    const byService = new Map([[entry.value.name, instances]]);
    const topics = topicsOf(instances);
    const drawn = name === entry.value.name ? serviceApplications(own, byService) : dataApplications(own, topics, byService);
    return inOrder(drawn[0]?.variants ?? []);
  };
}

function platformApplications(
  catalog: Catalog,
  instances: readonly Instance[],
  isAsked: Asked['platform'] = () => true,
): readonly Application[] {
  const platform = catalog.platform.value;
  const asked = { ...catalog, environments: catalog.environments.filter(({ value }) => isAsked(value)) };
  const byEnvironment = Map.groupBy(instances, ({ environment }) => environment.name);
  /** By its file below `generators/platform`, whose name it has. */
  const component = (
    file: string,
    syncWave: number,
    objects: (environment: EnvironmentDefinition, instances: readonly Instance[]) => readonly KubernetesObject[],
    images: (environment: EnvironmentDefinition) => readonly PinnedImage[] = () => [],
  ): Application => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    return {
      name,
      base: `platform/${name}`,
      source: `generators/platform/${file}.ts`,
      syncWave,
      variants: asked.environments.flatMap(({ value }) => {
        const own = objects(value, byEnvironment.get(value.name) ?? []);
        // An overlay that builds nothing is none: where no service is released, nobody needs a way to the stores.
        return own.length === 0 ? [] : [{ environment: value.name, objects: own, images: images(value) }];
      }),
    };
  };
  return [
    component('namespaces', -15, (environment, own) => namespaceObjects(environment, platform, own)),
    // Before all that they judge. They need no definitions and no pods.
    {
      ...component('admission', -14, (environment, own) => ruleAdmission(environment, platform, catalog.admission, own)),
      source: 'generators/platform/access/rule-admission.ts',
    },
    { ...component('operators/operators', -12, (environment, own) => operatorObjects(environment, platform, own)), project: 'platform' },
    // Of a cloud whose zones are changed with a key: when External Secrets is there, and before the issuer of the edge.
    { ...component('operators/dns-key', -8, (environment) => dnsKeyObjects(environment, platform)), project: 'platform' },
    // With the charts: Grafana waits for its password, and the operator for a way to the Kubernetes API.
    component('monitoring/monitoring', -8, (environment) => monitoringObjects(environment, platform)),
    // After the controller that checks them, before anything that they are about.
    ...signatures(asked, byEnvironment),
    component('secrets', -5, (environment) => secretObjects(environment, platform)),
    component('data/data-access', -5, (environment, own) => dataAccessObjects(environment, platform, own)),
    // Its image restarts the poolers.
    component(
      'data/data-layer',
      0,
      (environment, own) => dataLayerObjects(environment, platform, own),
      (environment) => (operated(environment, 'postgres') === undefined ? [] : [breakGlassImage(platform)]),
    ),
    component('edge/edge', -5, (environment, own) => edgeObjects(environment, platform, own)),
    // With the charts: the disk of Jaeger is bound only when its pod is there.
    component('monitoring/logs-traces', 0, (environment) => logsTracesObjects(environment, platform)),
    backupApplication(asked, byEnvironment),
    alertsApplication(asked),
    argoCdComponent(catalog),
    breakGlassApplication(asked, byEnvironment),
    {
      ...component('dashboards', 5, (environment) => [sloRules(environment), ...dashboardConfigMaps(environment, platform)]),
      source: 'generators/dashboards/dashboards.ts',
    },
  ];
}

/**
 * Whose signature each image of the services must carry: an application for each folder of services, because kustomize compares all objects
 * of a build with each other.
 */
function signatures(catalog: Catalog, instances: ReadonlyMap<string, readonly Instance[]>): readonly Application[] {
  const drawn = catalog.environments.map(({ value }) => ({
    environment: value.name,
    policies: imagePolicies(value, catalog.platform.value, instances.get(value.name) ?? []),
  }));
  const folders = [...new Set(drawn.flatMap(({ policies }) => [...policies.keys()]))].sort();
  return folders.map((folder) => ({
    name: signaturesApplication(folder),
    base: `platform/${signaturesApplication(folder)}`,
    source: 'generators/platform/access/image-policies.ts',
    syncWave: -8,
    variants: drawn.flatMap(({ environment, policies }) => {
      const objects = policies.get(folder) ?? [];
      return objects.length === 0 ? [] : [{ environment, objects, images: [] }];
    }),
  }));
}

/** What Argo CD needs beside its chart; only in the cluster that it runs in. */
function argoCdComponent(catalog: Catalog): Application {
  const home = homeOf(catalog);
  const hosts = catalog.environments.some(({ value }) => isHost(value));
  const objects = home === undefined ? [] : argoCdObjects(home, catalog.platform.value, argoSizeOf(argoLoadOf(catalog)), hosts);
  return {
    name: 'argo-cd',
    base: 'platform/argo-cd',
    source: 'generators/platform/operators/argo-cd.ts',
    syncWave: -5,
    project: 'argocd',
    variants: home === undefined ? [] : [{ environment: home.name, objects, images: [] }],
  };
}

/** What a person on call may use beyond looking. */
function breakGlassApplication(catalog: Catalog, instances: ReadonlyMap<string, readonly Instance[]>): Application {
  const platform = catalog.platform.value;
  return {
    name: 'break-glass',
    base: 'platform/break-glass',
    source: 'generators/platform/access/break-glass.ts',
    syncWave: -5,
    variants: catalog.environments.map(({ value }) => ({
      environment: value.name,
      objects: breakGlassObjects(value, platform, instances.get(value.name) ?? []),
      images: [breakGlassImage(platform)],
    })),
  };
}

/** After the data layer, before the services; only where something is backed up. */
function backupApplication(catalog: Catalog, instances: ReadonlyMap<string, readonly Instance[]>): Application {
  const platform = catalog.platform.value;
  return {
    name: 'backup',
    base: 'platform/backup',
    source: 'generators/platform/backup/backup.ts',
    syncWave: 5,
    variants: catalog.environments.flatMap(({ value }) => {
      const objects = backupObjects(value, platform, instances.get(value.name) ?? []);
      if (value.backup.mode === 'none' || objects.length === 0) return [];
      return [{ environment: value.name, objects, images: [backupImage(value.backup, platform)] }];
    }),
  };
}

/** The alerts. None of them knows the services. */
function alertsApplication({ platform, environments }: Catalog): Application {
  return {
    name: 'alerts',
    base: 'platform/alerts',
    source: 'generators/alerts/alerts.ts',
    syncWave: 5,
    variants: environments.map(({ value }) => ({ environment: value.name, objects: alertObjects(value, platform.value), images: [] })),
  };
}

/** What each service has in the data layer, after the stores themselves. */
function dataApplications(
  catalog: Catalog,
  topics: ReadonlyMap<string, TopicOwners>,
  byService: ReadonlyMap<string, readonly Instance[]>,
): readonly Application[] {
  const there = new Map(catalog.services.map(({ value }) => [value.name, value]));
  const drawn = catalog.services.flatMap(({ file, value: service }) => {
    const variants = (byService.get(service.name) ?? []).flatMap((instance) => {
      const environment = instance.environment.name;
      const drawn = serviceDataObjects(instance, topics.get(environment) ?? new Map());
      const objects = withExceptions(drawn, instance, catalog.adjustments);
      return objects.length === 0 ? [] : [{ environment, objects, images: [] }];
    });
    const name = dataApplication(service);
    const base = inFolder(name, service.folder);
    const application = { name, base, source: file, syncWave: 3, project: 'services' as const, ...onShelf(service, 'data'), variants };
    return variants.length === 0 ? [] : [{ application, isLate: forerunnerOf(service, there) !== undefined }];
  });
  // Where a service has taken the place of another already, in some environments, both have one application.
  return [...Map.groupBy(drawn, ({ application }) => application.name).values()].flatMap((own) => {
    const [first, ...others] = own.toSorted((a, b) => Number(a.isLate) - Number(b.isLate)).map(({ application }) => application);
    return first === undefined ? [] : [{ ...first, variants: [first, ...others].flatMap(({ variants }) => variants) }];
  });
}

function serviceApplications(catalog: Catalog, byService: ReadonlyMap<string, readonly Instance[]>): readonly Application[] {
  return catalog.services.map(({ file, value: service }) => ({
    name: service.name,
    title: service.title,
    base: inFolder(service.name, service.folder),
    source: file,
    syncWave: 10,
    project: 'services',
    ...onShelf(service, 'services'),
    variants: (byService.get(service.name) ?? []).map((instance) => ({
      environment: instance.environment.name,
      objects: objectsOf(instance, catalog.adjustments),
      images: imagesOf(instance),
    })),
  }));
}

function onShelf({ folder }: ServiceDefinition, part: Shelf['part']): { readonly shelf?: Shelf } {
  return folder === undefined ? {} : { shelf: { folder, part } };
}

const objectsOf = remembered((instance: Instance, adjustments: Catalog['adjustments']) => {
  const objects = withExceptions(serviceObjects(instance), instance, adjustments, ownObjects(instance));
  return isStandby(instance.environment) ? asleep(objects) : objects;
});

/** The image of the service, and those of its companions. What a volume holds is pinned where it is mounted. */
function imagesOf({ service, platform, imageName, release }: Instance): readonly PinnedImage[] {
  const companions = Object.values(service.companions ?? {}).map(({ image, build }) => ({
    name: `${platform.imageRepository}/${image}`,
    tag: build.version,
    digest: build.digest,
  }));
  return [{ name: imageName, tag: release.version, digest: release.digest }, ...companions];
}
