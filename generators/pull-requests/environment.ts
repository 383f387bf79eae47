import { edgeNamespace } from '../local/edge.ts';
import { localObjects, localWants } from '../local/local.ts';
import { localLabel } from '../local/marks.ts';
import { localProfile } from '../local/profile.ts';
import type { Catalog } from '../model/catalog.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { registryStoreName, templateNamespace } from '../model/environment/pull-requests.ts';
import type { Instance } from '../model/instance.ts';
import { registryCredentials } from '../model/names.ts';
import type { KubernetesObject } from '../model/object.ts';
import { isOwnKey, ownKey, withDomain } from '../model/platform/own-keys.ts';
import { accessObjects } from '../platform/access/access.ts';
import { closedNamespace } from '../platform/namespaces.ts';
import { inWave } from '../resources/in-wave.ts';
import { vaultSecret } from '../resources/vault-secret.ts';
import { budgetOfPods, withoutDisks } from './bounds.ts';
import { authority, isSecret, placeholdersFor, putTogether, sources } from './made-up.ts';
import { inOneNamespace } from './one-namespace.ts';

/** The environment of one pull request as the template has it, and the services in it. */
export interface PullRequestEnvironment {
  readonly host: EnvironmentDefinition;
  readonly objects: readonly KubernetesObject[];
  readonly instances: readonly Instance[];
}

/** On a namespace of a pull request. */
export const pullRequestLabel = ownKey('pull-request');

/** When each kind is there, before the stores and the services of its Application. */
const waves = {
  ground: -40,
  made: -35,
  issuer: -34,
  signed: -33,
  store: -30,
  secrets: -25,
  stores: -20,
  before: -5,
  services: 0,
  after: 5,
} as const;
const waveOfKind: Readonly<Record<string, number>> = {
  Password: waves.ground,
  Issuer: waves.ground,
  Certificate: waves.made,
  SecretStore: waves.store,
  ExternalSecret: waves.secrets,
};

/**
 * What a pull request is tried out in: the services and small stores of a laptop, drawn by the same code, in one namespace in the cluster
 * of the host. Values are made up there, and nothing is read out of Vault; nothing outlives the namespace.
 */
export function pullRequestEnvironment(catalog: Catalog, host: EnvironmentDefinition): PullRequestEnvironment {
  const platform = catalog.platform.value;
  const namespace = templateNamespace(host);
  // Until they are put into one: whoever draws them takes services and stores for neighbours.
  const model = { ...host, namespaces: { app: namespace, infra: `${namespace}-infra` } };
  const environments = catalog.environments.map((entry) => (entry.value === host ? { ...entry, value: model } : entry));
  const choices = { services: undefined, images: new Map<string, string>(), domain: 'localhost' };
  const profile = localProfile({ ...catalog, environments }, model, choices);
  const former = [namespace, model.namespaces.infra, edgeNamespace(host)];
  const wants = localWants(profile);
  const placeholders = placeholdersFor(wants);
  const { stages } = localObjects(profile, choices, placeholders.made);
  const drawn = stages.flatMap(({ name, objects }) =>
    objects
      .filter(({ kind }) => !guards.has(kind))
      .filter(({ kind, metadata }) => kind !== 'NetworkPolicy' || metadata.name !== 'default-deny')
      .map((object) => placed(object, name === 'ground' ? waves.ground : waves[name])),
  );
  const readable = drawn
    .filter(({ kind, metadata }) => kind !== 'Secret' || metadata.name !== registryCredentials)
    .map((object) => (isSecret(object) ? inWave(putTogether(object, placeholders), waves.secrets) : withoutDisks(object)));
  const own = inOneNamespace(readable, former, namespace).map(closedEdge);
  const hosts = Object.fromEntries(
    Object.entries(wants.hosts).map(([name, names]) => [
      name,
      names.map((host) => former.reduce((text, space) => text.replace(`.${space}.svc.cluster.local`, ''), host)),
    ]),
  ) as unknown as typeof wants.hosts;
  const ground = [
    ...closedNamespace(model, {
      name: namespace,
      team: 'erp-platform',
      enforce: 'restricted',
      budget: budgetOfPods(own),
      labels: { [pullRequestLabel]: 'true' },
    }).map(unconfirmed),
    ...accessObjects(host, platform, namespace),
    ...sources({ values: wants.values, hosts }, namespace),
    registryLogIn(host, namespace),
  ].map((object) => inWave(object, object.metadata.name === 'made-up' && object.kind === 'ExternalSecret' ? waves.made : waveOf(object)));
  const objects = [...ground, ...own].map((object) => withDomain(object, platform.labelDomain));
  return { host, objects, instances: profile.instances };
}

/** Kinds that the namespace has once, whatever was drawn for each of several; and disks, which it has none of. */
const guards = new Set(['Namespace', 'ResourceQuota', 'LimitRange', 'PriorityClass', 'PersistentVolumeClaim']);

/** An issuer that signs by a Secret is not well before its certificate has made that: a sync would fail there, again and again. */
function waveOf({ kind, metadata: { name } }: KubernetesObject): number {
  if (kind === 'Issuer' && name === authority) return waves.issuer;
  if (kind === 'Certificate' && name !== authority) return waves.signed;
  return waveOfKind[kind] ?? waves.ground;
}

/** An object of a laptop as it is here: without its mark, in its wave; runs are made anew by each sync, as in every environment. */
function placed(object: KubernetesObject, wave: number): KubernetesObject {
  const { labels = {}, annotations, ...metadata } = object.metadata;
  const kept = Object.entries(labels).filter(([key]) => !isOwnKey(key, localLabel.split('/')[1] ?? ''));
  const hook =
    object.kind === 'Job' ? { 'argocd.argoproj.io/hook': 'Sync', 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' } : {};
  const plain = {
    ...object,
    metadata: { ...metadata, ...(kept.length > 0 && { labels: Object.fromEntries(kept) }), annotations: { ...annotations, ...hook } },
  };
  return inWave(plain as KubernetesObject, wave);
}

/** A namespace that goes with the pull request: nobody is asked. */
function unconfirmed(object: KubernetesObject): KubernetesObject {
  const { annotations: _, ...metadata } = object.metadata;
  return { ...object, metadata } as KubernetesObject;
}

/** The edge lets nobody in but by a forwarded port, which no policy of the network sees. */
function closedEdge(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'NetworkPolicy' || object.metadata.name !== 'edge') return object;
  const { spec } = object as KubernetesObject & { readonly spec: Readonly<Record<string, unknown>> };
  const { ingress: _, ...rest } = spec;
  return { ...object, spec: rest } as KubernetesObject;
}

/** The log-in of the registry, which the host hands to namespaces of pull requests. */
function registryLogIn(host: EnvironmentDefinition, namespace: string): KubernetesObject {
  return vaultSecret({
    metadata: { name: registryCredentials, namespace },
    store: { kind: 'ClusterSecretStore', name: registryStoreName(host) },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': '{{ .value }}' },
    values: [{ key: 'value', path: registryCredentials, property: '.dockerconfigjson' }],
  });
}
