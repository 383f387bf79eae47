import { Agent, request } from 'node:https';

/** Where an API server answers, and as whom. */
export interface Access {
  readonly url: string;
  /** Of the authority that signed the server's certificate, as PEM; absent: one that this machine knows. */
  readonly ca?: string;
  readonly token?: string;
  /** Of a client without a token, with its key, as PEM. */
  readonly certificate?: string;
  readonly key?: string;
}

/** Whom the API server names as the author of what was written here: by an application on the server, and else. */
export const managers: readonly string[] = ['argocd-controller', 'erp-gitops'];

/** What an API server answered. */
export interface Answer {
  readonly status: number;
  /** Parsed JSON. */
  readonly body: unknown;
  /** Texts of the `Warning` headers. */
  readonly warnings: readonly string[];
}

export interface Asking {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of the body; JSON unless given. */
  readonly type?: string;
  readonly accept?: string;
  /** Asks as somebody else (impersonation), which administrators may. */
  readonly as?: { readonly user: string; readonly groups: readonly string[] };
}

/** A client of one API server. */
export interface Client {
  ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, asking?: Asking): Promise<Answer>;
  /** Closes its connections. */
  close(): void;
}

/** A client with a few connections that it keeps. */
export function clientOf({ url, ca, token, certificate, key }: Access): Client {
  // The API server closes idle connections after 90 seconds: one that is closed while it is taken again would lose a request.
  const agent = new Agent({ keepAlive: true, maxSockets: 8, timeout: 30_000, ca, cert: certificate, key });
  return {
    ask: (method, path, { query = {}, body, type = 'application/json', accept = 'application/json', as } = {}) =>
      new Promise((resolve, reject) => {
        const address = new URL(path, url);
        for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value);
        const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
        const headers = {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          accept,
          'user-agent': 'erp-gitops/1',
          ...(as !== undefined && { 'impersonate-user': as.user, 'impersonate-group': [...as.groups] }),
          ...(content !== undefined && { 'content-type': type, 'content-length': content.length }),
        };
        const asking = request(address, { method, agent, headers, timeout: 180_000 }, (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(parts).toString('utf8');
            const json = (response.headers['content-type'] ?? '').includes('json');
            resolve({
              status: response.statusCode ?? 0,
              body: json ? JSON.parse(text) : text,
              warnings: warningsIn(response.rawHeaders),
            });
          });
        });
        asking.on('timeout', () => asking.destroy(new Error(`${method} ${path}: no answer within 3 minutes`)));
        asking.on('error', reject);
        asking.end(content);
      }),
    close: () => agent.destroy(),
  };
}

/** Node joins headers of one name; a warning may hold a comma. */
function warningsIn(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.flatMap((name, index) => {
    if (index % 2 === 1 || name.toLowerCase() !== 'warning') return [];
    const text = /^\d+ \S+ "((?:[^"\\]|\\.)*)"/.exec(rawHeaders[index + 1] ?? '')?.[1];
    return text === undefined ? [] : [text.replace(/\\(.)/g, '$1')];
  });
}
