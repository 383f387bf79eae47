import { asFields, at, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Client } from '../../../scripts/cluster/client.ts';
import { pathOf, type Resource, resourcesOf } from '../../../scripts/cluster/resources.ts';

/** What the stand-ins of the operators look at, as `group/Kind`; the core group is empty. */
const watched = [
  '/ConfigMap',
  '/Namespace',
  '/PersistentVolumeClaim',
  '/Secret',
  '/Service',
  '/ServiceAccount',
  'acid.zalan.do/postgresql',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/StatefulSet',
  'batch/Job',
  'cert-manager.io/Certificate',
  'cert-manager.io/ClusterIssuer',
  'cert-manager.io/Issuer',
  'external-secrets.io/ClusterSecretStore',
  'external-secrets.io/ExternalSecret',
  'external-secrets.io/SecretStore',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
  'gateway.networking.k8s.io/HTTPRoute',
  'kafka.strimzi.io/Kafka',
  'kafka.strimzi.io/KafkaNodePool',
  'kafka.strimzi.io/KafkaTopic',
  'kafka.strimzi.io/KafkaUser',
  'keda.sh/ScaledObject',
  'monitoring.coreos.com/Alertmanager',
  'monitoring.coreos.com/Prometheus',
  'networking.k8s.io/NetworkPolicy',
  'policy/PodDisruptionBudget',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/StorageClass',
] as const;

type Watched = (typeof watched)[number];

/** One look at a cluster, and the ways to change it. */
export interface View {
  all(kind: Watched): readonly Fields[];
  find(kind: Watched, namespace: string, name: string): Fields | undefined;
  /** Whether a Deployment of this name is available, in any namespace. */
  runs(deployment: string): boolean;
  /** Seconds since the stand-in saw the object for the first time: nothing is ready at once. */
  age(object: Fields): number;
  /** Writes the fields of the status that differ. */
  report(object: Fields, status: Fields): void;
  /** Makes an object where there is none. */
  make(object: Fields): void;
}

export interface Watcher {
  /** Looks, lets the operators act, and writes what they said. */
  turn(act: (view: View) => void): Promise<void>;
}

/** Looks at one cluster again and again; kinds that are not served yet are simply not there. */
export function watch(client: Client, now: () => number): Watcher {
  const seen = new Map<string, number>();
  let resources = new Map<string, Resource>();
  let asked = Number.NEGATIVE_INFINITY;
  return {
    turn: async (act) => {
      if (now() - asked > 4_000) {
        const served = (await resourcesOf(client)).toReversed();
        resources = new Map(served.map((resource) => [`${resource.group}/${resource.kind}`, resource]));
        asked = now();
      }
      const objects = new Map<Watched, readonly Fields[]>();
      for (const kind of watched) objects.set(kind, await list(client, resources.get(kind), kind));
      const changes: (() => Promise<unknown>)[] = [];
      act(viewOf(objects, seen, now, client, resources, changes));
      for (const change of changes) await change();
    },
  };
}

async function list(client: Client, resource: Resource | undefined, kind: Watched): Promise<readonly Fields[]> {
  if (resource === undefined) return [];
  // From the memory of the server: a moment old, and cheap.
  const { status, body } = await client.ask('GET', pathOf(resource, ''), { query: { resourceVersion: '0' } });
  if (status !== 200) return [];
  return listAt(body, 'items').flatMap((item) => {
    const fields = asFields(item);
    return fields === undefined ? [] : [{ ...fields, apiVersion: resource.apiVersion, kind: kind.slice(kind.indexOf('/') + 1) }];
  });
}

function viewOf(
  objects: ReadonlyMap<Watched, readonly Fields[]>,
  seen: Map<string, number>,
  now: () => number,
  client: Client,
  resources: ReadonlyMap<string, Resource>,
  changes: (() => Promise<unknown>)[],
): View {
  const all = (kind: Watched) => objects.get(kind) ?? [];
  const address = (object: Fields, name?: string) => {
    const apiVersion = textAt(object, 'apiVersion') ?? '';
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const resource = resources.get(`${group}/${textAt(object, 'kind')}`);
    return resource === undefined ? undefined : pathOf(resource, namespaceOf(object), name);
  };
  return {
    all,
    find: (kind, namespace, name) =>
      all(kind).find(
        (object) => textAt(object, 'metadata', 'name') === name && (textAt(object, 'metadata', 'namespace') ?? '') === namespace,
      ),
    runs: (deployment) => all('apps/Deployment').some((object) => textAt(object, 'metadata', 'name') === deployment && isAvailable(object)),
    age: (object) => {
      const uid = textAt(object, 'metadata', 'uid') ?? '';
      const first = seen.get(uid) ?? now();
      seen.set(uid, first);
      return (now() - first) / 1000;
    },
    report: (object, status) => {
      const differs = Object.entries(status).some(([key, value]) => canonical(at(object, 'status', key)) !== canonical(value));
      const path = address(object, nameOf(object));
      if (!differs || path === undefined) return;
      const asking = { body: { status }, type: 'application/merge-patch+json' };
      changes.push(async () => {
        const { status: code } = await client.ask('PATCH', `${path}/status`, asking);
        // A kind without the subresource takes its status with the rest.
        if (code === 404) await client.ask('PATCH', path, asking);
      });
    },
    make: (object) => {
      const collection = address(object);
      if (collection === undefined) return;
      changes.push(() => client.ask('POST', collection, { body: object }));
    },
  };
}

function isAvailable(deployment: Fields): boolean {
  return listAt(deployment, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Available' && textAt(condition, 'status') === 'True',
  );
}

/** JSON in which the order of keys says nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    const fields = asFields(part);
    return fields === undefined ? part : Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** A condition as operators write it; its time never changes, so that a report without news is none. */
export function condition(type: string, status: 'True' | 'False', reason: string, message = ''): Fields {
  return { type, status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' };
}

export function namespaceOf(object: Fields): string {
  return textAt(object, 'metadata', 'namespace') ?? '';
}

export function nameOf(object: Fields): string {
  return textAt(object, 'metadata', 'name') ?? '';
}
