import path from 'node:path';
import { textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields, Manifest } from '../../../policies/model.ts';
import { loadFacts } from '../../../scripts/charts/facts/facts.ts';
import { type Applied, applyAll } from '../../../scripts/cluster/apply.ts';
import { type Client, clientOf } from '../../../scripts/cluster/client.ts';
import { type ClusterOptions, type ControlPlane, startControlPlane } from '../../../scripts/cluster/control-plane.ts';
import { establishedCrds, installCrds, readCrds, standIns } from '../../../scripts/cluster/crds.ts';
import { establishedDefinitions } from '../../../scripts/cluster/definitions.ts';
import { type Stored, writeGroup } from '../../../scripts/cluster/etcd.ts';
import { accessOf } from '../../../scripts/cluster/kubeconfig.ts';
import { buildPrograms } from '../../../scripts/cluster/programs.ts';
import { type RenderedEnvironment, renderEnvironments } from '../../../scripts/kustomize/kustomize.ts';
import { present } from '../../support/mutations/mutation.ts';

/** What `npm run test:cluster` was told, by its environment variables. */
const given = {
  kubeconfig: process.env['CLUSTER_KUBECONFIG'],
  crds: process.env['CLUSTER_CRDS'] ?? '',
  environments: (process.env['CLUSTER_ENVIRONMENTS'] ?? '').split(',').filter((name) => name !== ''),
};

/** A cluster that a cluster's owner gave for the tests, instead of those that are started here. */
export const isGiven = given.kubeconfig !== undefined;

const rendered = await renderEnvironments(process.cwd());
/** The environments that are tested: all, or those that were asked for. */
export const environments: readonly RenderedEnvironment[] = rendered.filter(
  ({ name }) => given.environments.length === 0 || given.environments.includes(name),
);
const read = await readCrds(given.crds.split(path.delimiter));
const stoodIn = standIns(
  loadFacts(process.cwd()).flatMap(({ facts }) => facts.definitions),
  read,
);
/** The CustomResourceDefinitions that the charts bring; without a schema where only the facts know of one. */
export const crds: readonly Fields[] = [...read, ...stoodIn];
/** Names of those without a schema. */
export const schemaless: ReadonlySet<string> = new Set(stoodIn.map((crd) => textAt(crd, 'metadata', 'name') ?? ''));
if (schemaless.size > 0) {
  process.stderr.write(
    `NOT HELD AGAINST A SCHEMA: no CustomResourceDefinition was given for ${[...schemaless].join(', ')}; "npm run charts" keeps them.\n`,
  );
}

/** A cluster with the CustomResourceDefinitions, and whatever a test has put there. */
export interface TestCluster {
  readonly client: Client;
  /** Path of its kubeconfig; undefined for a given one. */
  readonly kubeconfig?: string;
  stop(): Promise<void>;
}

/** An environment as it came up. */
export interface EnvironmentCluster extends TestCluster {
  readonly environment: RenderedEnvironment;
  readonly manifests: readonly Manifest[];
  /** What the first application of each object gave, before anything else was there. */
  readonly applied: readonly Applied[];
}

let plane: Promise<ControlPlane> | undefined;
let prepared: Promise<void> | undefined;
let source: Promise<Stored> | undefined;
const running = new Map<string, Promise<EnvironmentCluster>>();

/** A cluster of its own that has the CustomResourceDefinitions and nothing else. With `--kubeconfig` it is the given one. */
export async function emptyCluster(name: string, options: ClusterOptions = {}): Promise<TestCluster> {
  if (given.kubeconfig !== undefined) {
    const client = clientOf(accessOf(given.kubeconfig));
    prepared ??= installCrds(client, crds);
    await prepared;
    return { client, stop: async () => client.close() };
  }
  const control = await controlPlane();
  source ??= establishedDefinitions(control, crds);
  await writeGroup(control.etcd, name, await source);
  const cluster = await control.start(name, options);
  const client = clientOf(cluster);
  await establishedCrds(client, crds.length);
  return {
    client,
    kubeconfig: cluster.kubeconfig,
    stop: async () => {
      client.close();
      await cluster.stop();
    },
  };
}

/** The cluster of an environment with all of its objects; of production also those of `argocd/`. Started at the first call. */
export function environmentCluster(name: string): Promise<EnvironmentCluster> {
  const known = running.get(name) ?? startEnvironment(name);
  running.set(name, known);
  return known;
}

async function startEnvironment(name: string): Promise<EnvironmentCluster> {
  const environment = present(environments.find((candidate) => candidate.name === name));
  // Tests do not wait as long as people do for a node to come back.
  const cluster = await emptyCluster(name, { scheduler: true, notReadySeconds: 3 });
  const objects = environment.manifests.map(({ fields }) => fields);
  return { ...cluster, environment, manifests: environment.manifests, applied: await applyAll(cluster.client, objects) };
}

async function controlPlane(): Promise<ControlPlane> {
  plane ??= buildPrograms((line) => process.stderr.write(`${line}\n`)).then(startControlPlane);
  return plane;
}
