import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { asFields, at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { type LiveObject, live } from './live-cluster.ts';

/** What a client asked of the server, as authorization sees it. */
export interface Asked {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete';
  readonly group: string;
  /** With the subresource: `pods/exec`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly query: URLSearchParams;
  /** What the client sent. */
  readonly body: unknown;
  /** How many objects a list gave. */
  readonly found?: number;
}

/** An API server that has what a cluster would have, and no more. */
export interface ApiServer {
  readonly url: string;
  /** What was asked since the last call. */
  asked(): readonly Asked[];
  stop(): Promise<void>;
}

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly short?: readonly string[];
}

const clusterScoped = new Set([
  'APIService',
  'CSIDriver',
  'ClusterImagePolicy',
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterSecretStore',
  'CustomResourceDefinition',
  'GatewayClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'StorageClass',
]);
const shortNames: Readonly<Record<string, readonly string[]>> = {
  HorizontalPodAutoscaler: ['hpa'],
  PersistentVolumeClaim: ['pvc'],
  PodDisruptionBudget: ['pdb'],
  VerticalPodAutoscaler: ['vpa'],
};
/** Kinds that a cluster knows even while it has none of them. */
const always = [
  'v1 Event',
  'v1 Node',
  'v1 PersistentVolume',
  'v1 Pod',
  'v1 Secret',
  'v1 Endpoints',
  'batch/v1 Job',
  'apps/v1 ReplicaSet',
  'discovery.k8s.io/v1 EndpointSlice',
  'authorization.k8s.io/v1 SelfSubjectAccessReview',
  'autoscaling/v2 HorizontalPodAutoscaler',
];
const subresources: Readonly<Record<string, readonly string[]>> = {
  pods: ['attach', 'ephemeralcontainers', 'exec', 'log', 'portforward', 'status'],
  deployments: ['scale', 'status'],
  statefulsets: ['scale', 'status'],
};

/**
 * Starts the server with these objects on a port of its own of the loopback interface.
 * @param documents what it answers at paths that are no objects
 */
export async function startApiServer(
  objects: readonly LiveObject[],
  documents: Readonly<Record<string, unknown>> = {},
): Promise<ApiServer> {
  const kinds = kindsOf(objects);
  const store = new Map(objects.map((object) => [keyOf(kinds, object), object] as const));
  let log: Asked[] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => answer(request, response, body));
  });

  function answer(request: IncomingMessage, response: ServerResponse, body: unknown) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/api' || url.pathname === '/apis')
      return send(response, 200, discovery(kinds, url.pathname === '/api'), discoveryType);
    if (url.pathname === '/version') return send(response, 200, { major: '1', minor: '35', gitVersion: 'v1.35.2' });
    const document = documents[url.pathname];
    if (document !== undefined) return send(response, 200, document);
    const path = pathOf(url, kinds);
    if (path === undefined) return send(response, 404, failure(404, `the server could not find ${url.pathname}`));
    const { kind, namespace, name, subresource } = path;
    const isWatch = url.searchParams.get('watch') === 'true';
    const verb = verbOf(request.method ?? 'GET', name === '' ? (isWatch ? 'watch' : 'list') : 'get');
    const resource = subresource === '' ? kind.plural : `${kind.plural}/${subresource}`;
    const asked = { verb, group: kind.group, resource, namespace, name, query: url.searchParams, body };
    if (kind.group === 'metrics.k8s.io') {
      log.push(asked);
      return send(response, 200, metrics(kind, objects, namespace, url.searchParams));
    }
    if (name === '' && verb !== 'create') {
      const items = listed([...store.values()], kind, namespace, url.searchParams);
      log.push({ ...asked, found: items.length });
      return isWatch ? watch(response, kind, items, url.searchParams) : send(response, 200, list(kind, items));
    }
    log.push(asked);
    const key = `${kind.group}/${kind.plural}/${namespace}/${name}`;
    if (verb === 'create') {
      const object = made(kind, namespace, body, objects);
      store.set(keyOf(kinds, object), object);
      for (const pod of podsOf(object)) store.set(keyOf(kinds, pod), pod);
      return send(response, 201, object);
    }
    const object = store.get(key);
    if (object === undefined) return send(response, 404, failure(404, `${resource} "${name}" not found`));
    if (subresource === 'log') {
      const known = containersOf(object);
      const wanted = url.searchParams.get('container') ?? '';
      if (wanted !== '' && !known.includes(wanted))
        return send(response, 400, failure(400, `container ${wanted} is not valid for pod ${name}`));
      response.writeHead(200, { 'content-type': 'text/plain' }).end('{"level":"info","message":"ready"}\n');
      return;
    }
    if (verb === 'delete') {
      // A controller makes another pod under the same name.
      if (object.kind === 'Pod') store.set(key, { ...object, metadata: { ...object.metadata, uid: `${object.metadata.uid}-again` } });
      else store.delete(key);
      return send(response, 200, object);
    }
    if (verb === 'patch') {
      const changed = subresource === 'ephemeralcontainers' ? withDebugger(object, body) : object;
      store.set(key, changed);
      return send(response, 200, changed);
    }
    return send(response, 200, object);
  }

  server.on('upgrade', (request, socket) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = pathOf(url, kinds);
    const object = path && store.get(`${path.kind.group}/${path.kind.plural}/${path.namespace}/${path.name}`);
    if (path === undefined || object === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const { kind, namespace, name, subresource } = path;
    const wanted = url.searchParams.get('container') ?? containersOf(object)[0] ?? '';
    if (!containersOf(object).includes(wanted)) {
      const text = JSON.stringify(failure(400, `container ${wanted} is not valid for pod ${name}`));
      socket.end(`HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
      return;
    }
    log.push({
      verb: 'create',
      group: kind.group,
      resource: `${kind.plural}/${subresource}`,
      namespace,
      name,
      query: url.searchParams,
      body: undefined,
    });
    stream(request, socket);
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => {
      const result = log;
      log = [];
      return result;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const discoveryType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

function kindsOf(objects: readonly LiveObject[]): readonly Kind[] {
  const known = new Set([...always, ...objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)]);
  const metricsKinds: readonly Kind[] = [
    { group: 'metrics.k8s.io', version: 'v1beta1', kind: 'PodMetrics', plural: 'pods', namespaced: true },
    { group: 'metrics.k8s.io', version: 'v1beta1', kind: 'NodeMetrics', plural: 'nodes', namespaced: false },
  ];
  return [
    ...[...known].sort().map((text): Kind => {
      const [apiVersion = '', kind = ''] = text.split(' ');
      const [version = '', group = ''] = apiVersion.split('/').reverse();
      const short = shortNames[kind];
      return { group, version, kind, plural: pluralOf(kind), namespaced: !clusterScoped.has(kind), ...(short !== undefined && { short }) };
    }),
    ...metricsKinds,
  ];
}

/** As the definitions of the kinds have it. */
export function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower === 'endpoints') return lower;
  if (/(s|x|ch)$/.test(lower)) return `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

function keyOf(kinds: readonly Kind[], { apiVersion, kind, metadata }: LiveObject): string {
  const [, group = ''] = apiVersion.split('/').reverse();
  const found = kinds.find((candidate) => candidate.kind === kind && candidate.group === group);
  return `${group}/${found?.plural}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function discovery(kinds: readonly Kind[], isCore: boolean) {
  const groups = Map.groupBy(
    kinds.filter(({ group }) => (group === '') === isCore),
    ({ group }) => group,
  );
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [...groups].map(([group, own]) => ({
      metadata: { name: group },
      versions: [...Map.groupBy(own, ({ version }) => version)].map(([version, resources]) => ({
        version,
        freshness: 'Current',
        resources: resources.map(({ kind, plural, namespaced, short }) => ({
          resource: plural,
          responseKind: { group, version, kind },
          scope: namespaced ? 'Namespaced' : 'Cluster',
          singularResource: kind.toLowerCase(),
          verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
          shortNames: short ?? [],
          subresources: (group === 'metrics.k8s.io' ? [] : (subresources[plural] ?? [])).map((subresource) => ({
            subresource,
            responseKind: { group, version, kind },
            verbs: ['create', 'get', 'patch', 'update'],
          })),
        })),
      })),
    })),
  };
}

interface Path {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
}

function pathOf({ pathname }: URL, kinds: readonly Kind[]): Path | undefined {
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [root, first = '', second = ''] = parts;
  const [group, version, rest] = root === 'api' ? ['', first, parts.slice(2)] : [first, second, parts.slice(3)];
  const isIn = rest[0] === 'namespaces' && rest.length > 2;
  const [plural = '', name = '', subresource = ''] = isIn ? rest.slice(2) : rest;
  const kind = kinds.find((candidate) => candidate.plural === plural && candidate.group === group && candidate.version === version);
  return kind && { kind, namespace: isIn ? (rest[1] ?? '') : '', name, subresource };
}

function verbOf(method: string, reading: 'get' | 'list' | 'watch'): Asked['verb'] {
  const verbs: Readonly<Record<string, Asked['verb']>> = { POST: 'create', PATCH: 'patch', PUT: 'patch', DELETE: 'delete' };
  return verbs[method] ?? reading;
}

function listed(objects: readonly LiveObject[], { group, kind }: Kind, namespace: string, query: URLSearchParams): readonly LiveObject[] {
  const matches = selectorOf(query.get('labelSelector') ?? '');
  const fields = (query.get('fieldSelector') ?? '').split(',').filter((part) => part !== '');
  return objects
    .filter((object) => object.kind === kind && (object.apiVersion.split('/').reverse()[1] ?? '') === group)
    .filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
    .filter(({ metadata }) => matches(metadata.labels ?? {}))
    .filter((object) =>
      fields.every((part) => {
        const [, path = '', operator, value] = /^([\w.]+)(=|==|!=)(.*)$/.exec(part) ?? [];
        return (textAt(object, ...path.split('.')) === value) === (operator !== '!=');
      }),
    );
}

function selectorOf(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const parts = text.split(/,(?![^(]*\))/).filter((part) => part !== '');
  return (labels) =>
    parts.every((part) => {
      const set = /^(\S+) (in|notin) \((.*)\)$/.exec(part);
      if (set !== null) return (set[3] ?? '').split(',').includes(labels[set[1] ?? ''] ?? '') === (set[2] === 'in');
      const [, key = '', operator, value] = /^([^=!]+)(?:(=|==|!=)(.*))?$/.exec(part) ?? [];
      if (operator === undefined) return labels[key] !== undefined;
      return (labels[key] === value) === (operator !== '!=');
    });
}

function list({ group, version, kind }: Kind, items: readonly LiveObject[]) {
  return { apiVersion: group === '' ? version : `${group}/${version}`, kind: `${kind}List`, metadata: { resourceVersion: '1' }, items };
}

/** All there is, at once; then the server lets go, as it does after some minutes. */
function watch(response: ServerResponse, { group, version, kind }: Kind, items: readonly LiveObject[], query: URLSearchParams) {
  response.writeHead(200, { 'content-type': 'application/json' });
  for (const object of items) response.write(`${JSON.stringify({ type: 'ADDED', object })}\n`);
  if (query.get('sendInitialEvents') === 'true') {
    const metadata = { resourceVersion: '1', annotations: { 'k8s.io/initial-events-end': 'true' } };
    const object = { apiVersion: group === '' ? version : `${group}/${version}`, kind, metadata };
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }
  setTimeout(() => response.end(), 2000);
}

function metrics({ kind }: Kind, objects: readonly LiveObject[], namespace: string, query: URLSearchParams) {
  const usage = { cpu: '120m', memory: '256Mi' };
  const matches = selectorOf(query.get('labelSelector') ?? '');
  const of = kind === 'PodMetrics' ? 'Pod' : 'Node';
  return {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind: `${kind}List`,
    metadata: {},
    items: objects
      .filter((object) => object.kind === of && (namespace === '' || object.metadata.namespace === namespace))
      .filter(({ metadata }) => matches(metadata.labels ?? {}))
      .map((object) => ({
        metadata: { name: object.metadata.name, namespace: object.metadata.namespace, labels: object.metadata.labels },
        timestamp: '2026-11-23T02:00:00Z',
        window: '30s',
        ...(of === 'Pod' ? { containers: containersOf(object).map((name) => ({ name, usage })) } : { usage }),
      })),
  };
}

/** Containers of a pod, the ephemeral ones included. */
export function containersOf(pod: unknown): readonly string[] {
  return [...listAt(pod, 'spec', 'containers'), ...listAt(pod, 'spec', 'ephemeralContainers')].flatMap(
    (container) => textAt(container, 'name') ?? [],
  );
}

function withDebugger(pod: LiveObject, patch: unknown): LiveObject {
  const added = listAt(patch, 'spec', 'ephemeralContainers');
  const statuses = added.map((container) => ({
    name: textAt(container, 'name'),
    image: textAt(container, 'image'),
    ready: true,
    restartCount: 0,
    state: { running: { startedAt: '2026-11-23T02:00:00Z' } },
  }));
  return {
    ...pod,
    spec: { ...(at(pod, 'spec') as Fields), ephemeralContainers: added },
    status: { ...(at(pod, 'status') as Fields), ephemeralContainerStatuses: statuses },
  };
}

/** The remote command protocol of Kubernetes, version 5: the command says nothing and succeeds. */
function stream(request: IncomingMessage, socket: Duplex) {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-protocol: v5.channel.k8s.io\r\n\r\n`,
  );
  const frame = (opcode: number, payload: Buffer) => Buffer.concat([Buffer.from([0x80 + opcode, payload.length]), payload]);
  const said = Buffer.concat([Buffer.from([1]), Buffer.from('done\n')]);
  const status = Buffer.concat([Buffer.from([3]), Buffer.from('{"metadata":{},"status":"Success"}')]);
  socket.write(frame(2, said));
  socket.write(frame(2, status));
  socket.write(frame(8, Buffer.from([0x03, 0xe8])));
  socket.on('error', () => socket.destroy());
  socket.on('data', () => undefined);
  socket.end();
}

function send(response: ServerResponse, code: number, body: unknown, type = 'application/json') {
  response.writeHead(code, { 'content-type': type }).end(JSON.stringify(body));
}

function failure(code: number, message: string) {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: code === 404 ? 'NotFound' : 'BadRequest',
    code,
  };
}

/** What a client made: from JSON, or from protobuf as much as its name, the rest from the CronJob whose name it starts with. */
function made({ group, version, kind }: Kind, namespace: string, body: unknown, objects: readonly LiveObject[]): LiveObject {
  const fields = asFields(body);
  if (fields !== undefined && !Buffer.isBuffer(body)) {
    const selector = { matchLabels: { 'job-name': textAt(fields, 'metadata', 'name') } };
    const spec = { ...asFields(fields['spec']), ...(kind === 'Job' && { selector }) };
    return live({ ...fields, spec, metadata: { ...asFields(fields['metadata']), namespace } });
  }
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const name = Buffer.isBuffer(body) ? nameIn(body) : '';
  const source = objects.find(
    (object) => object.kind === 'CronJob' && object.metadata.namespace === namespace && name.startsWith(object.metadata.name),
  );
  const spec = source && { ...asFields(at(source, 'spec', 'jobTemplate', 'spec')), selector: { matchLabels: { 'job-name': name } } };
  return live({ apiVersion, kind, metadata: { name, namespace }, ...(spec && { spec }), status: { allowed: true, succeeded: 1 } });
}

/** The pod of a new Job. */
function podsOf(object: LiveObject): readonly LiveObject[] {
  const { name, namespace } = object.metadata;
  if (object.kind !== 'Job') return [];
  const template = at(object, 'spec', 'template');
  const labels = { ...asFields(at(template, 'metadata', 'labels')), 'job-name': name };
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  return [
    live({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `${name}-abcde`, namespace, labels }, spec: at(template, 'spec'), status }),
  ];
}

/** The name in an object of Kubernetes' protobuf: four bytes of magic, `Unknown.raw` (2), `metadata` (1), `name` (1). */
function nameIn(body: Buffer): string {
  return field(field(field(body.subarray(4), 2), 1), 1).toString('utf8');
}

/** The first field of a number in a message whose fields before it all have a length. */
function field(message: Buffer, wanted: number): Buffer {
  let at = 0;
  while (at < message.length) {
    const tag = message[at++] ?? 0;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    if (tag >> 3 === wanted) return message.subarray(at, at + length);
    at += length;
  }
  return Buffer.alloc(0);
}

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (bytes.subarray(0, 3).toString() === 'k8s') return bytes;
  const text = bytes.toString('utf8');
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
