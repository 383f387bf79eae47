import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { dump } from 'js-yaml';
import { onTestFinished } from 'vitest';
import type { Tree } from './folder.ts';

/** A small chart, unpacked, below a folder. */
export function chartTree(folder: string, name: string, version: string, files: Tree): Tree {
  const description = `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "7"\n`;
  return {
    [`${folder}/${name}/Chart.yaml`]: description,
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`${folder}/${name}/${file}`, text])),
  };
}

/** An Application of a chart as `npm run generate` writes it, in environment `dev`. */
export function applicationTree(
  name: string,
  version: string,
  values: object,
  change: { readonly repository?: string; readonly syncOptions?: readonly string[] } = {},
): Tree {
  const { repository = 'https://charts.example.com', syncOptions = ['ServerSideApply=true'] } = change;
  const application = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: `${name}-dev`, namespace: 'argocd', labels: { environment: 'dev', 'erp.example.com/application': name } },
    spec: {
      source: { repoURL: repository, chart: name, targetRevision: version, helm: { releaseName: name, valuesObject: values } },
      destination: { name: 'erp-dev', namespace: 'tools' },
      syncPolicy: { syncOptions },
    },
  };
  const header = `# Generated from generators/charts/${name}.ts. Do not edit: change that file and run "npm run generate".\n`;
  return { [`argocd/dev/applications/${name}.yaml`]: header + dump(application) };
}

/** Serves answers by path on a free port of this machine until the test is over, and gives its address without a scheme. */
export async function serve(
  answer: (path: string) => { readonly type?: string; readonly body: Buffer | string } | undefined,
): Promise<string> {
  const server = createServer(({ url = '', method }, response) => {
    const found = answer(url);
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    const body = Buffer.from(found.body);
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    response.writeHead(200, {
      'content-type': found.type ?? 'application/octet-stream',
      'content-length': body.length,
      'docker-content-digest': digest,
    });
    response.end(method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
}
