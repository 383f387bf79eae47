import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { kubectlTool } from '../kustomize/tools.ts';
import { UserError } from '../terminal/errors.ts';
import { inTemporaryFolder } from '../terminal/temporary.ts';
import { type PodSpec, podClaims } from './claims.ts';
import type { ClusterFacts, ContextFacts } from './context.ts';
import type { NodeRoom, OtherPod } from './room.ts';

/** What kubectl said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** kubectl for one context, as it was when it was looked at: nobody can exchange it meanwhile. */
export interface Kubectl {
  readonly context: ContextFacts;
  /** Gives what it said, whatever its exit code. */
  run(args: readonly string[], input?: string): Promise<Said>;
  /** @throws UserError when kubectl fails */
  must(args: readonly string[], input?: string): Promise<string>;
}

interface Config {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly name: string; readonly context: { readonly cluster: string; readonly user: string } }[] | null;
  readonly clusters?: readonly { readonly name: string; readonly cluster: { readonly server?: string } }[] | null;
  readonly users?:
    | readonly {
        readonly name: string;
        readonly user: { readonly exec?: { readonly command?: string }; readonly 'auth-provider'?: object };
      }[]
    | null;
}

/**
 * Runs a task with kubectl for a context. The kubeconfig is read as kubectl does (`KUBECONFIG`, else `~/.kube/config`); no cluster is asked.
 * @param name of the context; undefined: the current one
 * @throws UserError when there is none of that name
 */
export function withKubectl<T>(name: string | undefined, task: (kubectl: Kubectl) => Promise<T>): Promise<T> {
  return inTemporaryFolder('erp-local-', async (folder) => task(await kubectlIn(folder, name)));
}

async function kubectlIn(folder: string, name: string | undefined): Promise<Kubectl> {
  const { command } = await kubectlTool();
  const whole = JSON.parse((await call(command, ['config', 'view', '--output=json'])).out || '{}') as Config;
  const context = factsOf(whole, name);
  const { out, code, err } = await call(command, ['config', 'view', '--raw', '--minify', '--flatten', `--context=${context.name}`]);
  if (code !== 0) throw failed(['config', 'view'], err);
  const file = path.join(folder, 'kubeconfig');
  writeFileSync(file, out, { mode: 0o600 });
  const run = (args: readonly string[], input?: string) =>
    call(command, [`--kubeconfig=${file}`, `--context=${context.name}`, ...args], input);
  return {
    context,
    run,
    must: async (args, input) => {
      const said = await run(args, input);
      if (said.code !== 0) throw failed(args, said.err);
      return said.out;
    },
  };
}

/** What a cluster says of itself, and what room it has. */
export interface ClusterRoom extends ClusterFacts {
  /** Nodes that take any pod: none that is cordoned, or has a taint that keeps pods away. */
  readonly room: readonly NodeRoom[];
  readonly pods: readonly OtherPod[];
}

/** What the cluster says of itself. */
export async function lookAt(kubectl: Kubectl): Promise<ClusterRoom> {
  const [nodes, namespaces, classes, pods] = await Promise.all([
    kubectl.must(['get', 'nodes', '--output=json', '--request-timeout=20s']),
    kubectl.must(['get', 'namespaces', '--output=json', '--request-timeout=20s']),
    kubectl.must(['get', 'priorityclasses', '--output=json', '--request-timeout=20s']),
    kubectl.must([
      ...['get', 'pods', '--all-namespaces', '--output=json', '--request-timeout=20s'],
      '--field-selector=status.phase!=Succeeded,status.phase!=Failed',
    ]),
  ]);
  const items = (text: string) => (JSON.parse(text) as { readonly items: readonly Item[] }).items;
  return {
    nodes: items(nodes).map(({ metadata: { name, labels = {} }, spec }) => ({ name, labels, provider: spec?.providerID ?? '' })),
    namespaces: items(namespaces).map(({ metadata: { name, labels = {} } }) => ({ name, labels })),
    classes: items(classes).map(({ metadata: { name, labels = {} } }) => ({ name, labels })),
    room: items(nodes).flatMap(({ metadata: { name }, spec, status }) =>
      status?.allocatable === undefined || spec?.unschedulable === true || (spec?.taints ?? []).some(keepsAway)
        ? []
        : [{ name, cpu: status.allocatable.cpu, memory: status.allocatable.memory }],
    ),
    pods: items(pods).flatMap(({ metadata: { namespace = '' }, spec }) =>
      spec?.nodeName === undefined ? [] : [{ namespace, node: spec.nodeName, asks: podClaims(spec, 'requests') }],
    ),
  };
}

/** `PreferNoSchedule` keeps nobody away. */
function keepsAway({ effect }: { readonly effect: string }): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute';
}

interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: PodSpec & {
    readonly providerID?: string;
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly effect: string }[];
    readonly nodeName?: string;
  };
  readonly status?: { readonly allocatable?: { readonly cpu: string; readonly memory: string } };
}

function factsOf(config: Config, asked: string | undefined): ContextFacts {
  const names = (config.contexts ?? []).map(({ name }) => name);
  const name = asked ?? config['current-context'] ?? '';
  const context = config.contexts?.find((entry) => entry.name === name)?.context;
  if (context === undefined) {
    throw new UserError({
      what: name === '' ? 'The kubeconfig has no current context.' : `The kubeconfig has no context "${name}".`,
      where: process.env['KUBECONFIG'] ?? '~/.kube/config',
      how:
        names.length === 0
          ? 'Make a cluster first: "k3d cluster create erp" or "kind create cluster".'
          : `Name one: --context ${names.join(', ')}.`,
    });
  }
  const user = config.users?.find((entry) => entry.name === context.user)?.user;
  return {
    name,
    cluster: context.cluster,
    server: config.clusters?.find((entry) => entry.name === context.cluster)?.cluster.server ?? '',
    logsInBy: user?.exec?.command ?? (user?.['auth-provider'] === undefined ? undefined : 'auth-provider'),
    named: asked !== undefined,
  };
}

function failed(args: readonly string[], err: string): UserError {
  // What it logs for its makers stands before what it says to people.
  const said = err.split('\n').filter((line) => line.trim() !== '' && !/^[EWI]\d{4} /.test(line));
  return new UserError({
    what: `kubectl failed: ${said.slice(-3).join(' ') || 'it said nothing'}`,
    where: `kubectl ${args.filter((arg) => !arg.startsWith('--')).join(' ')}`,
    how: 'Put right what it says, and run the command again: what is there already stays as it is.',
  });
}

function call(command: string, args: readonly string[], input?: string): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.stderr.on('data', (part: Buffer) => err.push(part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }));
    // A program that ends before it has read all is no fault of ours: its exit code says so.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
