import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, type Running, startProgram } from '../process.ts';
import type { Forge } from './forge.ts';
import type { ArgoBuild } from './programs.ts';

/** Argo CD's controller and what it needs, running. */
export interface ArgoCd {
  /** The last lines of each program, for a test that fails. */
  logs(): string;
  /** Starts the controller again, as after an update of its own settings. */
  restartController(): Promise<void>;
  stop(): Promise<void>;
}

export interface ArgoOptions {
  readonly programs: ArgoBuild;
  readonly redis: string;
  /** The program `kubectl`, which builds kustomizations, and `helm`. */
  readonly kubectl: string;
  readonly helm: string;
  /** The program `kustomize` of Argo CD's image; without it kubectl stands in, which cannot write into a kustomization. */
  readonly kustomize?: string;
  readonly folder: string;
  /** Of the cluster that Argo CD runs in. */
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly forge: Forge;
  readonly controllerEnvironment: Readonly<Record<string, string>>;
  /** Whether the controller of ApplicationSets runs, too. */
  readonly applicationSets?: boolean;
}

/** Starts Redis, the repo-server and the application controller on free ports. Its objects must be there. */
export async function startArgoCd(options: ArgoOptions): Promise<ArgoCd> {
  const { programs, folder, forge } = options;
  const tools = await linkTools(folder, options);
  const [redisPort, repoPort, repoMetrics, controllerMetrics] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const redis = startProgram(
    'redis',
    options.redis,
    ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    folder,
  );
  await listening(redis, redisPort);
  const data = Object.fromEntries(['TLS', 'SSH', 'GPG'].map((kind) => [`ARGOCD_${kind}_DATA_PATH`, path.join(folder, kind.toLowerCase())]));
  await Promise.all([...Object.values(data), path.join(folder, 'plugins')].map((name) => mkdir(name, { recursive: true })));
  const common = {
    PATH: `${tools}:${process.env['PATH']}`,
    HOME: folder,
    KUBECONFIG: options.kubeconfig,
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ...data,
  };
  const flags = ['--redis', `127.0.0.1:${redisPort}`, '--loglevel', 'warn'];
  const program = (name: string, args: readonly string[], more: Readonly<Record<string, string>>) => {
    const variables = Object.entries({ ...common, ARGOCD_BINARY_NAME: name, ...more }).map(([key, value]) => `${key}=${value}`);
    return startProgram(name, 'env', [...variables, programs.argocd, ...args], folder);
  };
  const outside = { HTTPS_PROXY: forge.proxy, SSL_CERT_FILE: forge.certificate };
  const repo = program(
    'argocd-repo-server',
    [
      '--address',
      '127.0.0.1',
      '--port',
      String(repoPort),
      '--metrics-address',
      '127.0.0.1',
      '--metrics-port',
      String(repoMetrics),
      ...flags,
    ],
    {
      ...outside,
      GIT_SSL_CAINFO: forge.certificate,
      ARGOCD_PLUGINSOCKFILEPATH: path.join(folder, 'plugins'),
      TMPDIR: folder,
    },
  );
  await listening(repo, repoPort);
  const startController = () =>
    program(
      'argocd-application-controller',
      ['--namespace', options.namespace, '--repo-server', `127.0.0.1:${repoPort}`, '--metrics-port', String(controllerMetrics), ...flags],
      options.controllerEnvironment,
    );
  let controller = startController();
  const [metrics, probe, webhook] = await Promise.all([freePort(), freePort(), freePort()]);
  const loopback = (name: string, port: number) => [`--${name}`, `127.0.0.1:${port}`];
  const sets = options.applicationSets
    ? [
        program(
          'argocd-applicationset-controller',
          [
            ...['--namespace', options.namespace, '--argocd-repo-server', `127.0.0.1:${repoPort}`, '--loglevel', 'info'],
            ...[...loopback('metrics-addr', metrics), ...loopback('probe-addr', probe), ...loopback('webhook-addr', webhook)],
          ],
          // The API server is not behind the proxy.
          { ...outside, NO_PROXY: '127.0.0.1', NAMESPACE: options.namespace },
        ),
      ]
    : [];
  return {
    logs: () => [redis, repo, controller, ...sets].map(({ name, log }) => `--- ${name}\n${log()}`).join('\n'),
    restartController: async () => {
      await controller.stop();
      controller = startController();
    },
    stop: async () => {
      for (const running of [...sets, controller, repo, redis]) await running.stop();
    },
  };
}

/** A folder for PATH: Argo CD calls `kustomize` and `helm`, and npm brings the former as a part of kubectl. */
async function linkTools(
  folder: string,
  { kubectl, helm, kustomize: own }: Pick<ArgoOptions, 'kubectl' | 'helm' | 'kustomize'>,
): Promise<string> {
  const tools = path.join(folder, 'tools');
  await mkdir(tools, { recursive: true });
  const kustomize = `#!/bin/sh
case $1 in
build) shift; exec '${kubectl}' kustomize "$@" ;;
*) exec '${kubectl}' "$@" --client ;;
esac
`;
  const scripts = {
    kustomize: own === undefined ? kustomize : `#!/bin/sh\nexec '${own}' "$@"\n`,
    helm: `#!/bin/sh\nexec '${helm}' "$@"\n`,
  };
  for (const [name, text] of Object.entries(scripts)) {
    await writeFile(path.join(tools, name), text);
    await chmod(path.join(tools, name), 0o755);
  }
  return tools;
}

async function listening(program: Running, port: number): Promise<void> {
  for (const deadline = Date.now() + 120_000; ; await pause(100)) {
    if (await connects(port)) return;
    if (program.exitCode === undefined && Date.now() < deadline) continue;
    const log = program.log();
    await program.stop();
    throw new Error(`${program.name} does not answer:\n${log}`);
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
