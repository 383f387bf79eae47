import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, type Running, startProgram } from './process.ts';
import type { Programs } from './programs.ts';

/** An API server with its controllers, empty when it starts. */
export interface Cluster {
  readonly name: string;
  /** Such as `https://127.0.0.1:40001`. */
  readonly url: string;
  /** Bearer token of an administrator (`system:masters`). */
  readonly token: string;
  /** Certificate of the authority that signed the server's, as PEM. */
  readonly ca: string;
  /** File for kubectl and Argo CD; gone after the stop. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Whether kube-controller-manager runs, with all controllers or those that are named; it does unless this is false. */
  readonly controllers?: boolean | readonly string[];
  /** Whether kube-scheduler runs; it does not unless this is true. */
  readonly scheduler?: boolean;
  /** Seconds that a pod stays on a node that is not ready, where the pod does not say; 300 as in Kubernetes unless given. */
  readonly notReadySeconds?: number;
  /** More flags of kube-apiserver. */
  readonly apiServerFlags?: readonly string[];
}

/** One etcd, and as many clusters on it as are started. */
export interface ControlPlane {
  /** Address of etcd; each cluster keeps its objects under the prefix `/<name>`. */
  readonly etcd: string;
  start(name: string, options?: ClusterOptions): Promise<Cluster>;
  /** Stops all clusters and etcd, and removes what they stored. */
  stop(): Promise<void>;
}

/** How long a program may take until it answers, on a busy machine. */
const readyWithin = 180_000;

/**
 * Starts etcd, for clusters on free ports of the loopback interface. Everything ends with this process, however it ends; several
 * control planes do not disturb each other.
 */
export async function startControlPlane(programs: Programs): Promise<ControlPlane> {
  const folder = await mkdtemp(path.join(tmpdir(), 'erp-gitops-cluster-'));
  const { etcd, address } = await startEtcd(programs, folder);
  const clusters = new Set<Cluster>();
  return {
    etcd: address,
    start: async (name, options = {}) => {
      const cluster = await startCluster(programs, { name, etcd: address, folder: path.join(folder, name), options });
      const stop = async () => {
        clusters.delete(counted);
        await cluster.stop();
      };
      const counted = { ...cluster, stop };
      clusters.add(counted);
      return counted;
    },
    stop: async () => {
      await Promise.all([...clusters].map((cluster) => cluster.stop()));
      await etcd.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startEtcd(programs: Programs, folder: string): Promise<{ readonly etcd: Running; readonly address: string }> {
  return onFreePorts(2, async ([client, peer]) => {
    const address = `http://127.0.0.1:${client}`;
    const peers = `http://127.0.0.1:${peer}`;
    const flags = {
      'data-dir': path.join(folder, `etcd-${client}`),
      'listen-client-urls': address,
      'advertise-client-urls': address,
      'listen-peer-urls': peers,
      'initial-advertise-peer-urls': peers,
      'initial-cluster': `default=${peers}`,
      'log-level': 'warn',
    };
    // What is stored is thrown away: nobody has to wait for the disk.
    const etcd = startProgram('etcd', programs.etcd, ['--unsafe-no-fsync', ...flagsOf(flags)], folder);
    await ready(etcd, async () => (await fetch(`${address}/readyz`).catch(() => undefined))?.ok === true);
    return { etcd, address };
  });
}

interface Wanted {
  readonly name: string;
  readonly etcd: string;
  readonly folder: string;
  readonly options: ClusterOptions;
}

async function startCluster(programs: Programs, { name, etcd, folder, options }: Wanted): Promise<Cluster> {
  await mkdir(folder, { recursive: true });
  const token = randomBytes(24).toString('base64url');
  const accountKey = path.join(folder, 'service-accounts.key');
  const tokens = path.join(folder, 'tokens.csv');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(accountKey, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  await writeFile(tokens, `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });

  const { server, url, caFile } = await onFreePorts(1, async ([port]) => {
    const certificates = path.join(folder, `certificates-${port}`);
    const url = `https://127.0.0.1:${port}`;
    const flags = {
      'etcd-servers': etcd,
      'etcd-prefix': `/${name}`,
      'bind-address': '127.0.0.1',
      'advertise-address': '127.0.0.1',
      'secure-port': String(port),
      // Without certificates of ours the server makes an authority and signs one for its address with it.
      'cert-dir': certificates,
      'token-auth-file': tokens,
      'service-account-key-file': accountKey,
      'service-account-signing-key-file': accountKey,
      'service-account-issuer': 'https://kubernetes.default.svc',
      'authorization-mode': 'Node,RBAC',
      'allow-privileged': 'true',
      'service-cluster-ip-range': '10.96.0.0/16',
      'endpoint-reconciler-type': 'none',
      ...(options.notReadySeconds !== undefined && {
        'default-not-ready-toleration-seconds': String(options.notReadySeconds),
        'default-unreachable-toleration-seconds': String(options.notReadySeconds),
      }),
    };
    const server = startProgram('kube-apiserver', programs.apiServer, [...flagsOf(flags), ...(options.apiServerFlags ?? [])], folder);
    const caFile = path.join(certificates, 'apiserver.crt');
    await ready(server, async () => (await statusOf(url, token, caFile)) === 200);
    return { server, url, caFile };
  });

  const ca = await readFile(caFile, 'utf8');
  const kubeconfig = path.join(folder, 'kubeconfig.json');
  await writeFile(kubeconfig, `${JSON.stringify(kubeconfigOf({ name, url, token, ca }), undefined, 2)}\n`, { mode: 0o600 });
  const running = [server];
  const client = { kubeconfig, 'leader-elect': 'false', 'secure-port': '0' };
  if (options.controllers !== false) {
    const flags = {
      ...client,
      'service-account-private-key-file': accountKey,
      'root-ca-file': caFile,
      'node-monitor-grace-period': '60m',
      ...(Array.isArray(options.controllers) && { controllers: options.controllers.join(',') }),
    };
    running.push(startProgram('kube-controller-manager', programs.controllerManager, flagsOf(flags), folder));
  }
  if (options.scheduler === true) running.push(startProgram('kube-scheduler', programs.scheduler, flagsOf(client), folder));
  return {
    name,
    url,
    token,
    ca,
    kubeconfig,
    stop: async () => {
      for (const program of running.reverse()) await program.stop();
    },
  };
}

/** Ports may be taken between the look and the start; a program that ends at once gets others. */
async function onFreePorts<T>(count: number, start: (ports: readonly number[]) => Promise<T>): Promise<T> {
  for (let left = 3; ; left -= 1) {
    const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
    try {
      return await start(ports);
    } catch (error) {
      if (left === 1 || !(error instanceof Error) || !/address already in use/.test(error.message)) throw error;
    }
  }
}

async function ready(program: Running, answers: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + readyWithin;
  while (!(await answers())) {
    const isGone = program.exitCode !== undefined;
    if (isGone || Date.now() > deadline) {
      const log = program.log();
      await program.stop();
      throw new Error(`${program.name} ${isGone ? 'ended' : `did not answer within ${readyWithin / 1000} s`}:\n${log}`);
    }
    await pause(100);
  }
}

/** Status of the server's own readiness; undefined while it does not answer, or has not made its certificate. */
async function statusOf(url: string, token: string, caFile: string): Promise<number | undefined> {
  const ca = await readFile(caFile).catch(() => undefined);
  if (ca === undefined) return undefined;
  return new Promise((resolve) => {
    const asking = request(`${url}/readyz`, { ca, headers: { authorization: `Bearer ${token}` }, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asking.on('error', () => resolve(undefined));
    asking.end();
  });
}

function kubeconfigOf({ name, url, token, ca }: Pick<Cluster, 'name' | 'url' | 'token' | 'ca'>) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name, context: { cluster: name, user: 'admin' } }],
  };
}

function flagsOf(flags: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}
