import type { Manifest, Pod, World } from '../../model.ts';
import { clouds, type KnownCloud } from '../cloud/clouds.ts';
import { at, fieldsAt, listAt, textAt, texts } from '../fields.ts';
import { addressesOf } from '../network/addresses.ts';
import { backendsOf } from '../network/backends.ts';
import { type Endpoint, type EndpointPort, networkOf } from '../network/network.ts';
import { podsBehind } from '../network/services.ts';
import { perWorld } from '../per-world.ts';
import { referencesOf } from '../references.ts';

/** Whom the texts name that some pods are given. */
export interface Given {
  names(target: Endpoint, port: EndpointPort): boolean;
  outside(isPublic: boolean, port: number): boolean | undefined;
}

/**
 * Whom a pod is told to call: the variables, arguments and commands of its containers, its ConfigMaps, and the templates of its
 * Secrets. Undefined where that names nobody, or an address may be in a value that nobody can read here.
 */
export function givenTo(pod: Pod, world: World): Given | undefined {
  const own = textsOf(pod, world);
  if (own === undefined) return undefined;
  const words = new Set(own.flatMap((text) => text.toLowerCase().match(/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/g) ?? []));
  const addresses = Map.groupBy(addressesOf(pod, world), ({ namespace, service }) => `${namespace}/${service}`);
  const outside = own.flatMap(hostsOutside);
  if (addresses.size === 0 && outside.length === 0) return undefined;
  const isSame = (one: Endpoint, other: Endpoint) => workloadOf(world).get(one) === workloadOf(world).get(other);
  return {
    names: (target, port) =>
      (servicesOf(world).get(target) ?? []).some(({ namespace, name }) => {
        const exact = addresses.get(`${namespace}/${name}`);
        // A name that is written without its domain says nothing of the port.
        if (exact === undefined) return words.has(name) && (namespace === pod.namespace || words.has(namespace));
        return backendsOf(world, namespace, name)
          .filter(({ endpoint, port: own }) => isSame(endpoint, target) && own.number === port.number && own.protocol === port.protocol)
          .some(({ servicePort }) => exact.some((address) => address.port === undefined || address.port === servicePort));
      }),
    outside: (isPublic, port) => {
      // The SDKs of a cloud find its services by the role and the region, without an address.
      const cloud = roleOf(pod, world);
      if (cloud !== undefined && port === 443 && (!isPublic || cloud.name !== 'aws')) return true;
      if (cloud?.asks?.some((one) => one.port === port)) return true;
      if (!isPublic && (port === 443 || port === 6443) && asksApi(pod, world)) return true;
      return (
        outside.some((one) => one.port === port) ||
        (words.has(String(port)) && outside.length > 0 ? true : hasLooseHost(own) ? undefined : false)
      );
    },
  };
}

/** The workload of an endpoint: its pods change the roles that they play. */
const workloadOf = perWorld((world) => new Map(world.pods.map((pod) => [networkOf(world).endpointOf(pod), pod.manifest] as const)));

/** Services, by the pods behind them, whatever role these play at the moment. */
export const servicesOf = perWorld((world): ReadonlyMap<Endpoint, readonly Manifest[]> => {
  const network = networkOf(world);
  const rolesOf = Map.groupBy(world.pods, ({ manifest }) => manifest);
  const found = new Map<Endpoint, Manifest[]>();
  for (const service of world.ofKind('Service')) {
    const pods = new Set(podsBehind(service, world).flatMap((pod) => rolesOf.get(pod.manifest) ?? [pod]));
    for (const pod of pods) {
      const endpoint = network.endpointOf(pod);
      const list = found.get(endpoint) ?? [];
      found.set(endpoint, list);
      list.push(service);
    }
  }
  return found;
});

function textsOf(pod: Pod, world: World): readonly string[] | undefined {
  const references = referencesOf(pod).filter(({ path }) => !path.includes('imagePullSecrets'));
  const found = references.map(({ kind, name, key }) => {
    const data = kind === 'ConfigMap' ? configMapData(world, pod.namespace, name) : secretTexts(world, pod.namespace, name);
    if (data === undefined) return key === undefined || isAddressName(key) ? undefined : [];
    return key === undefined ? Object.values(data) : [data[key] ?? ''];
  });
  if (found.includes(undefined)) return undefined;
  return [
    ...found.flatMap((texts) => texts ?? []),
    ...pod.containers.flatMap(({ fields }) => [
      ...listAt(fields, 'env').flatMap((variable) => textAt(variable, 'value') ?? []),
      ...[...listAt(fields, 'args'), ...listAt(fields, 'command')].filter((word) => typeof word === 'string'),
    ]),
  ];
}

function configMapData(world: World, namespace: string, name: string): Readonly<Record<string, string>> | undefined {
  const manifest = world.find('ConfigMap', namespace, name);
  return manifest?.origin === undefined && manifest !== undefined ? texts(at(manifest.fields, 'data')) : undefined;
}

/** What is known of a Secret: templates. A value that is fetched or sealed is no address, unless its key says that it is one. */
function secretTexts(world: World, namespace: string, name: string): Readonly<Record<string, string>> | undefined {
  const external = externalSecrets(world).get(`${namespace}/${name}`);
  if (external !== undefined) {
    const template = texts(at(external.fields, 'spec', 'target', 'template', 'data'));
    const fetched = listAt(external.fields, 'spec', 'data').flatMap((item) => textAt(item, 'secretKey') ?? []);
    const isWhole = Object.keys(template).length > 0;
    if (listAt(external.fields, 'spec', 'dataFrom').length > 0 && !isWhole) return undefined;
    return isWhole || !fetched.some(isAddressName) ? template : undefined;
  }
  const sealed = world.find('SealedSecret', namespace, name);
  if (sealed === undefined) return undefined;
  const keys = Object.keys(fieldsAt(sealed.fields, 'spec', 'encryptedData'));
  return keys.some(isAddressName) ? undefined : texts(at(sealed.fields, 'spec', 'template', 'data'));
}

/** ExternalSecrets by the Secret that each makes; of several the first. */
const externalSecrets = perWorld((world) => {
  const named = (one: Manifest) => `${one.namespace}/${textAt(one.fields, 'spec', 'target', 'name') ?? one.name}`;
  return new Map(
    world
      .ofKind('ExternalSecret')
      .toReversed()
      .map((one) => [named(one), one] as const),
  );
});

function isAddressName(key: string): boolean {
  return /url|uri|host|addr|endpoint|dsn|server|broker|connection/i.test(key);
}

/** The cloud whose role it takes on. */
function roleOf(pod: Pod, world: World): KnownCloud | undefined {
  const account = world.find('ServiceAccount', pod.namespace, textAt(pod.spec, 'serviceAccountName') ?? 'default');
  return account && clouds.find(({ annotation }) => annotation !== undefined && annotation in account.annotations);
}

/** Whether it has a token for the Kubernetes API, or rights there. */
function asksApi(pod: Pod, world: World): boolean {
  const account = textAt(pod.spec, 'serviceAccountName') ?? 'default';
  const own = world.find('ServiceAccount', pod.namespace, account);
  const mounts = at(pod.spec, 'automountServiceAccountToken') ?? at(own?.fields, 'automountServiceAccountToken');
  return mounts === true || boundAccounts(world).has(`${pod.namespace}/${account}`);
}

/** The accounts that some binding gives rights, by namespace and name. */
const boundAccounts = perWorld(
  (world) =>
    new Set(
      [...world.ofKind('RoleBinding'), ...world.ofKind('ClusterRoleBinding')].flatMap(({ fields, namespace }) =>
        listAt(fields, 'subjects').flatMap((subject) =>
          textAt(subject, 'kind') === 'ServiceAccount' ? `${textAt(subject, 'namespace') ?? namespace}/${textAt(subject, 'name')}` : [],
        ),
      ),
    ),
);

const schemes: Readonly<Record<string, number>> = { http: 80, https: 443, ldaps: 636, amqps: 5671, smtps: 465, sftp: 22 };

/** Hosts outside of the cluster, with their ports, in a text. What a template puts in for a password may have spaces. */
function hostsOutside(text: string): readonly { readonly port: number }[] {
  return [...text.matchAll(/\b([a-z][a-z0-9+]*):\/\/(?:(?:\{\{[^{}]*\}\}|[^\s/@{])*@)?([a-zA-Z0-9.-]+)(?::(\d{1,5}))?/g)].flatMap(
    ([, scheme = '', host = '', port]) => {
      const number = port === undefined ? schemes[scheme] : Number(port);
      return !host.includes('.') || /\.svc(\.|$)/.test(host) || number === undefined ? [] : [{ port: number }];
    },
  );
}

/** A host by its name alone: which port goes with it nobody can tell. */
function hasLooseHost(own: readonly string[]): boolean {
  return own.some((text) =>
    /(?<![\w.@/-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|cn|dev|cloud|example|internal|local)(?![\w-])/i.test(
      text.replaceAll(/\b[\w.-]+\.svc(?:\.cluster\.local)?/g, ''),
    ),
  );
}
