import { execFile, spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { createServer as createProxy, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ChartStore } from './chart-store.ts';
import type { GitHost } from './git-host.ts';

/** A Git server and chart repositories under their real addresses, for programs that go through its proxy. */
export interface Forge {
  /** Value of HTTPS_PROXY. */
  readonly proxy: string;
  /** File with the certificate that the servers show; value of SSL_CERT_FILE and GIT_SSL_CAINFO. */
  readonly certificate: string;
  stop(): Promise<void>;
}

export interface ForgeOptions {
  readonly folder: string;
  /** Bare repositories by their address, such as `https://git.example.com/erp/erp-gitops.git`. */
  readonly repositories: ReadonlyMap<string, string>;
  readonly charts: ChartStore;
  /** Git hosts that list pull requests. */
  readonly gitHosts?: readonly GitHost[];
}

/**
 * Starts the servers on the loopback interface: a proxy that connects every host it knows to one TLS server, and refuses all others,
 * so that what runs behind it cannot reach anything else. The addresses in the repository stay as they are.
 */
export async function startForge({ folder, repositories, charts, gitHosts = [] }: ForgeOptions): Promise<Forge> {
  const apis = new Map(gitHosts.map((gitHost) => [gitHost.host, gitHost]));
  const hosts = [...new Set([...[...repositories.keys()].map((url) => new URL(url).hostname), ...charts.hosts, ...apis.keys()])].sort();
  const { key, certificate } = await makeCertificate(folder, hosts);
  const secure = createServer({ key: await readFile(key), cert: await readFile(certificate) }, (request, response) => {
    const api = apis.get(request.headers.host ?? '');
    if (api === undefined) answer(request, response, repositories, charts).catch((error) => response.writeHead(500).end(String(error)));
    else api.answer(request, response);
  });
  const port = await listen(secure);
  const sockets = new Set<Socket>();
  const proxy = createProxy((_, response) => response.writeHead(405).end());
  proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (!hosts.includes((request.url ?? '').replace(/:443$/, ''))) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const server = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.pipe(socket);
      socket.pipe(server);
    });
    server.on('error', () => socket.destroy());
  });
  const proxyPort = await listen(proxy);
  return {
    proxy: `http://127.0.0.1:${proxyPort}`,
    certificate,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      secure.closeAllConnections();
      await Promise.all([close(secure), close(proxy)]);
    },
  };
}

async function makeCertificate(folder: string, hosts: readonly string[]): Promise<{ readonly key: string; readonly certificate: string }> {
  const key = path.join(folder, 'forge.key');
  const certificate = path.join(folder, 'forge.crt');
  const names = `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}`;
  const flags = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=erp-gitops-test', '-addext', names];
  await promisify(execFile)('openssl', ['req', ...flags, '-keyout', key, '-out', certificate]);
  return { key, certificate };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  repositories: ReadonlyMap<string, string>,
  charts: ChartStore,
): Promise<void> {
  const url = new URL(request.url ?? '/', `https://${request.headers.host}`);
  const address = `${url.origin}${url.pathname}`;
  for (const [repository, folder] of repositories) {
    if (address.startsWith(`${repository}/`)) {
      gitAnswer(request, response, folder, url);
      return;
    }
  }
  const found = charts.answer(url.hostname, url.pathname);
  if (found === undefined) response.writeHead(404).end();
  else if ('file' in found)
    response
      .writeHead(200, { 'content-type': found.type, 'content-length': (await stat(found.file)).size })
      .end(await readFile(found.file));
  else response.writeHead(200, { 'content-type': found.type, ...found.headers }).end(found.text);
}

/** Git's own program for servers, as a web server would call it. */
function gitAnswer(request: IncomingMessage, response: ServerResponse, repository: string, url: URL): void {
  const service = url.pathname.slice(url.pathname.indexOf('.git/') + '.git'.length);
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: repository,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: service,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => {});
  child.on('error', (error) => response.destroy(error));
  let head: Buffer | undefined = Buffer.alloc(0);
  child.stdout.on('data', (part: Buffer) => {
    if (head === undefined) {
      response.write(part);
      return;
    }
    head = Buffer.concat([head, part]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    for (const line of head.subarray(0, end).toString('utf8').split('\r\n')) {
      const [name = '', value = ''] = line.split(/:\s*/, 2);
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
    head = undefined;
  });
  child.stdout.on('end', () => response.end());
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
